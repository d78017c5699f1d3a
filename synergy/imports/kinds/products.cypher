// == write
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
MERGE (product:Product {id: row.id})
ON CREATE SET product += $p.fresh, product += $p.made, product.sourceKey = row.id
ON MATCH SET product.version = product.version + 1, product.updatedAt = $p.at
SET product.name = row.said.name,
  product.nameEn = coalesce(row.said.name_en, row.said.name),
  product.description = row.said.description,
  product.descriptionEn = coalesce(row.said.description_en, row.said.description),
  product.suitsKinds = CASE WHEN row.said.suits_kinds <> [] THEN row.said.suits_kinds END,
  product.suitsSizes = CASE WHEN row.said.suits_sizes <> [] THEN row.said.suits_sizes END,
  product.licence = row.said.licence,
  product.onShelfFrom = row.said.on_shelf_from,
  product.onShelfUntil = CASE WHEN row.said.on_shelf_from IS NOT NULL THEN coalesce(row.said.on_shelf_until, $p.open) END
MERGE (subsidiary)-[offers:OFFERS {record: row.record}]->(product)
ON CREATE SET offers.recordedAt = $p.at, offers.recordedBy = $p.importer
SET offers.validFrom = coalesce(row.said.valid_from, offers.validFrom, $p.today),
  offers.validTo = coalesce(row.said.valid_to, $p.open)
WITH row, product
CALL (row, product) {
  MATCH (product)-[was:IN_CATEGORY]->(old) WHERE row.refers.category IS NULL OR old.id <> row.refers.category
  DELETE was
}
CALL (row, product) {
  MATCH (category:ProductCategory {id: row.refers.category})
  MERGE (product)-[:IN_CATEGORY]->(category)
}
CALL (row, product) {
  MATCH (product)-[was:HANDLED_BY]->(old) WHERE row.refers.unit IS NULL OR old.id <> row.refers.unit
  DELETE was
}
CALL (row, product) {
  MATCH (unit:OrgUnit {id: row.refers.unit})
  MERGE (product)-[:HANDLED_BY]->(unit)
}
CALL (row, product) {
  MATCH (product)-[was:HAS_TOPIC]->(old) WHERE NOT old.id IN row.refers.topics
  DELETE was
}
CALL (row, product) {
  MATCH (topic:Topic) WHERE topic.id IN row.refers.topics
  MERGE (product)-[:HAS_TOPIC]->(topic)
}
