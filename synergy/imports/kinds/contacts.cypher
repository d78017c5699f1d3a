// == write
// No consent is written: until the person gives one, a contact is its supplier's alone. Somebody who left a customer, and
// whoever had the key before, stays as a former contact.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
CALL (row) {
  MATCH (:Contact {id: row.was})-[former:WORKS_AT {record: row.record}]->(employer:Customer)
  WHERE row.was <> row.id OR employer.id <> row.refers.customer
  SET former.validTo = CASE
    WHEN former.validTo < $p.today THEN former.validTo
    WHEN former.validFrom > $p.today THEN former.validFrom
    ELSE $p.today
  END
  REMOVE former.record
}
MERGE (contact:Contact {id: row.id})
ON CREATE SET contact += $p.fresh, contact += $p.made, contact.sourceKey = row.id
ON MATCH SET contact.version = contact.version + 1, contact.updatedAt = $p.at
SET contact.name = row.said.name,
  contact.nameEn = row.said.name_en,
  contact.phone = row.said.phone,
  contact.email = row.said.email,
  contact.language = row.said.language
MERGE (contact)-[:SUPPLIED_BY]->(subsidiary)
WITH row, contact
MATCH (customer:Customer {id: row.refers.customer})
MERGE (contact)-[works:WORKS_AT {record: row.record}]->(customer)
ON CREATE SET works.recordedAt = $p.at, works.recordedBy = $p.importer
SET works.title = row.said.title,
  works.titleEn = row.said.title_en,
  works.validFrom = coalesce(row.said.valid_from, works.validFrom, $p.today),
  works.validTo = coalesce(row.said.valid_to, $p.open)
