// == check
// Both are the viewer's to know of; and the product is another's to offer.
MATCH (customer:Customer {id: $p.customer}) WHERE visible(customer)
MATCH (product:Product {id: $p.product}) WHERE visible(product) AND NOT EXISTS {
  MATCH (product)<-[offers:OFFERS]-(party) WHERE party.id = $viewer.organisation AND valid(offers)
}
RETURN customer.id AS id

// == record
// One answer for each customer, product and organisation: the lock keeps two from being made at once.
MATCH (customer:Customer {id: $p.customer})
MATCH (product:Product {id: $p.product})
MATCH (party:Organisation {id: $p.organisation})
SET customer.updatedAt = customer.updatedAt
WITH customer, product, party, head(COLLECT {
  MATCH (customer)<-[:SUGGESTED_FOR]-(known:Recommendation)
  WHERE EXISTS { (known)-[:SUGGESTS]->(product) } AND EXISTS { (known)-[:ANSWERED_FOR]->(party) }
  RETURN known ORDER BY known.id LIMIT 1
}) AS known
CALL (customer, product, party, known) {
  WITH customer, product, party, known WHERE known IS NULL
  CREATE (answer:Recommendation {
    id: $p.id, createdAt: $p.now, version: 0, sourceSystem: 'synergy', sourceKey: $p.id
  })
  CREATE (answer)-[:SUGGESTED_FOR]->(customer)
  CREATE (answer)-[:SUGGESTS]->(product)
  CREATE (answer)-[:ANSWERED_FOR]->(party)
  RETURN answer
  UNION ALL
  WITH customer, product, party, known WHERE known IS NOT NULL
  RETURN known AS answer
}
SET answer.verdict = $p.verdict, answer.reason = $p.reason, answer.answeredOn = $p.today,
  answer.activeUntil = $p.until, answer.updatedAt = $p.now, answer.version = answer.version + 1
RETURN answer.id AS id
