// As `edges.cypher`, for types that may join the same two nodes in several periods.
UNWIND $p.rows AS row
MATCH (start:Start {id: row.s})
MATCH (end:End {id: row.e})
MERGE (start)-[edge:TYPE {validFrom: date(row.from)}]->(end)
ON CREATE SET
  edge += row.p,
  edge.validTo = date(row.to),
  edge.recordedAt = datetime({epochSeconds: row.at})
