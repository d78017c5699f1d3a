// Adds the nodes that are not there yet; the loader puts the label in the place of `Label`.
UNWIND $p.rows AS row
MERGE (node:Label {id: row.id})
ON CREATE SET
  node += row.p,
  node.createdAt = datetime({epochSeconds: row.at}),
  node.updatedAt = datetime({epochSeconds: row.at})
