// What a snapshot ends: a subsidiary's service of customers that its source has no record of any more.

// == present
// The records of the source after one of them, in the order of their ids; those of a subsidiary whose code begins with
// this one's are longer.
MATCH (record:SourceRecord)
USING INDEX record:SourceRecord(id)
WHERE record.id > $p.after AND record.id < $p.end AND size(record.id) = $p.size
  AND record.sourceSystem = $p.system AND record.goneOn IS NULL
WITH record ORDER BY record.id LIMIT $p.limit
RETURN collect(record.id) AS ids

// == supports
// For each record whose customer the subsidiary serves: the customer, and the subsidiary's records of it.
UNWIND $p.records AS id
MATCH (record:SourceRecord {id: id})-[:RESOLVES_TO]->(customer:Customer)
WHERE EXISTS {
  MATCH (customer)<-[serves:SERVES]-(:Subsidiary {id: $p.subsidiary})
  WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
}
WITH id, customer, COLLECT {
  MATCH (customer)<-[:RESOLVES_TO]-(other:SourceRecord)-[:SUPPLIED_BY]->(:Subsidiary {id: $p.subsidiary})
  RETURN [other.id, other.sourceSystem = $p.system, other.goneOn IS NULL]
} AS others
RETURN collect([id, customer.id, others]) AS found

// == close
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
CALL () {
  UNWIND $p.records AS id
  MATCH (record:SourceRecord {id: id}) WHERE record.goneOn IS NULL
  SET record.goneOn = $p.today, record.updatedAt = $p.at, record.version = record.version + 1
  RETURN collect(record) AS gone
}
CALL (subsidiary, gone) {
  UNWIND gone AS record
  MATCH (record)-[:RESOLVES_TO]->(customer:Customer)
  WITH DISTINCT subsidiary, customer
  MATCH (subsidiary)-[serves:SERVES]->(customer)
  WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today AND NOT EXISTS {
    MATCH (customer)<-[:RESOLVES_TO]-(other:SourceRecord)-[:SUPPLIED_BY]->(subsidiary) WHERE other.goneOn IS NULL
  }
  SET serves.validTo = $p.today
  RETURN count(serves) AS closed, collect(DISTINCT customer.id) AS customers
}
MATCH (job:ImportJob {id: $p.job})
SET job.closed = job.closed + closed, job.updatedAt = $p.at, job.version = job.version + 1
RETURN job.closed AS closed, customers
