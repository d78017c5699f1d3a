// What rows may refer to. Sections of things with keys take `$p.wanted`, {text, record, identifier} each, and return the
// texts that name something; the others return every name there is.

// == customer
// Only the subsidiary's own customers, however they are named: others do not exist for it.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.wanted AS one
CALL (one) {
  MATCH (:SourceRecord {id: one.record})-[:RESOLVES_TO]->(customer:Customer)
  RETURN customer
  UNION
  MATCH (customer:Customer {id: one.text})
  RETURN customer
  UNION
  MATCH (:Identifier {id: one.identifier})<-[:HAS_ID]-(customer:Customer)
  RETURN customer
}
WITH DISTINCT subsidiary, one, customer
WHERE EXISTS {
  MATCH (subsidiary)-[serves:SERVES]->(customer) WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
}
RETURN [one.text] AS names, customer.id AS id

// == product
// A product that was withdrawn may still be held.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.wanted AS one
CALL (subsidiary, one) {
  MATCH (record:SourceRecord {id: one.record})
  MATCH (product:Product {id: record.made})
  RETURN product
  UNION
  MATCH (product:Product {id: one.text})
  WHERE EXISTS { (subsidiary)-[:OFFERS]->(product) } OR product.onShelfFrom <= $p.today AND product.onShelfUntil > $p.today
  RETURN product
}
RETURN [one.text] AS names, product.id AS id

// == person
UNWIND $p.wanted AS one
MATCH (record:SourceRecord {id: one.record})
MATCH (user:User {id: record.made})
RETURN [one.text] AS names, user.id AS id

// == expert
UNWIND $p.wanted AS one
MATCH (record:SourceRecord {id: one.record})
MATCH (expert:Expert {id: record.made})
RETURN [one.text] AS names, expert.id AS id

// == project
// That a barrier closes a project nobody outside may learn, so one that the subsidiary did not bring in is not found then.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.wanted AS one
CALL (subsidiary, one) {
  MATCH (record:SourceRecord {id: one.record})
  MATCH (project:Project {id: record.made})
  RETURN project
  UNION
  MATCH (project:Project {id: one.text})<-[takes:PARTICIPATES]-(subsidiary)
  WHERE takes.validFrom <= $p.today AND takes.validTo > $p.today AND NOT EXISTS { (project)<-[:BLOCKS]-() }
  RETURN project
}
RETURN [one.text] AS names, project.id AS id

// == unit
MATCH (:Subsidiary {id: $p.subsidiary})<-[:PART_OF]-(unit:OrgUnit)
RETURN [unit.id, unit.name, unit.nameEn] AS names, unit.id AS id

// == subsidiary
MATCH (subsidiary:Subsidiary)
RETURN [name IN [
  subsidiary.id, subsidiary.code, subsidiary.name, subsidiary.nameEn, subsidiary.shortName, subsidiary.shortNameEn
] WHERE name IS NOT NULL] AS names, subsidiary.id AS id

// == topic
MATCH (topic:Topic)
RETURN [topic.code, topic.name, topic.nameEn] AS names, topic.id AS id

// == category
MATCH (category:ProductCategory)
RETURN [category.code, category.name, category.nameEn] AS names, category.id AS id

// == region
MATCH (region:Region)
RETURN [region.code, region.name, region.nameEn] AS names, region.id AS id
