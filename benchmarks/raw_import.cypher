// What a careful hand would write to bring the same rows in: one statement a batch, everything by MERGE.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
MERGE (record:SourceRecord {id: row.record.id})
SET record += row.record, record += $p.fresh, record.receivedAt = $p.at
MERGE (customer:Customer {id: row.customer.id})
SET customer += row.customer, customer += $p.fresh
MERGE (record)-[:SUPPLIED_BY]->(subsidiary)
MERGE (record)-[resolved:RESOLVES_TO]->(customer)
SET resolved += $p.resolved
MERGE (subsidiary)-[serves:SERVES]->(customer)
SET serves += $p.serves
WITH row, customer
OPTIONAL MATCH (region:Region {id: row.region})
OPTIONAL MATCH (industry:Industry {id: row.industry})
FOREACH (_ IN CASE WHEN region IS NULL THEN [] ELSE [1] END | MERGE (customer)-[:LOCATED_IN]->(region))
FOREACH (_ IN CASE WHEN industry IS NULL THEN [] ELSE [1] END | MERGE (customer)-[:IN_INDUSTRY]->(industry))
FOREACH (one IN row.identifiers |
  MERGE (identifier:Identifier {id: one.id})
  SET identifier += one, identifier += $p.fresh
  MERGE (customer)-[:HAS_ID]->(identifier)
)
