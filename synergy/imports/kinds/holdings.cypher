// == write
// The periods that a record states are found by the index on `record`; merging them would read all of it for each row.
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.refers.customer})
MATCH (product:Product {id: row.refers.product})
WITH row, customer, product, COLLECT { MATCH ()-[had:HOLDS {record: row.record}]->() RETURN had } AS had
WITH row, customer, product, had, [one IN had WHERE startNode(one) = customer AND endNode(one) = product] AS stated
FOREACH (former IN [one IN had WHERE NOT one IN stated] |
  SET former.validTo = CASE
    WHEN former.validTo < $p.today THEN former.validTo
    WHEN former.validFrom > $p.today THEN former.validFrom
    ELSE $p.today
  END
  REMOVE former.record
)
FOREACH (holds IN stated |
  SET holds.band = row.said.band,
    holds.validFrom = row.said.valid_from,
    holds.validTo = coalesce(row.said.valid_to, $p.open)
)
FOREACH (_ IN CASE size(stated) WHEN 0 THEN [1] ELSE [] END |
  CREATE (customer)-[:HOLDS {
    record: row.record, band: row.said.band, bookedBy: $p.subsidiary,
    validFrom: row.said.valid_from, validTo: coalesce(row.said.valid_to, $p.open),
    recordedAt: $p.at, recordedBy: $p.importer
  }]->(product)
)
