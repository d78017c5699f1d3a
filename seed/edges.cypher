// Adds the relationships that are not there yet; the loader puts the names in the place of `Start`, `End` and `TYPE`.
UNWIND $p.rows AS row
MATCH (start:Start {id: row.s})
MATCH (end:End {id: row.e})
MERGE (start)-[edge:TYPE]->(end)
ON CREATE SET
  edge += row.p
