// What the import of every declared kind says to the graph. Its own statement gets `$p.rows` with, of each row,
//   record, id, was   the ids of its record, of its node, and of the node that it had before
//   said, refers      what it says, and the ids of what it names, by field
//   isNew             whether its record is new
// and marks the relationships with a period that a row states by `record`, which is not declared, so that no client
// reads it. A period whose row no longer states it is ended and loses the mark; a new one begins.

// == known
UNWIND $p.records AS id
MATCH (record:SourceRecord {id: id})
RETURN record.id AS id, record.contentHash AS contentHash, record.made AS made, record.name AS name

// == keep
// `made` is not declared either: what a row made is read under the rules of what it is.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
MERGE (record:SourceRecord {id: row.record})
ON CREATE SET record += $p.fresh
ON MATCH SET record.version = record.version + 1, record.updatedAt = $p.at
SET record += row.kept, record.made = row.id, record.receivedAt = $p.at
MERGE (record)-[:SUPPLIED_BY]->(subsidiary)
