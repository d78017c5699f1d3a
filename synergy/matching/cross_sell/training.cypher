// What a training reads and writes. A model is written beside the one in use, which gives way in one transaction.
// == baskets
RETURN COLLECT {
  MATCH (customer:Customer) WHERE customer.id > $p.after
  WITH customer ORDER BY customer.id LIMIT $p.limit
  WITH customer, COLLECT {
    MATCH (customer)-[holds:HOLDS]->(product:Product)
    WHERE holds.validFrom <= $p.day AND holds.validTo > $p.day
    RETURN DISTINCT product.id
  } AS products,
// include traits.cypher
  AS traits
  RETURN [customer.id, products, traits]
} AS rows

// == groups
// What holding a product says of a customer besides: its category, and who offers it.
RETURN COLLECT {
  MATCH (product:Product)
  RETURN [product.id, [(product)-[:IN_CATEGORY]->(line) | 'CATEGORY:' + line.id]
    + [(product)<-[:OFFERS]-(seller) | 'SELLER:' + seller.id]]
} AS rows

// == answers
// By product, how many customers took it or are about to, and for how many it was rejected.
RETURN COLLECT {
  MATCH (product:Product)<-[:SUGGESTS]-(answer:Recommendation)-[:SUGGESTED_FOR]->(customer:Customer)
  WITH product, customer, max(CASE answer.verdict WHEN 'REJECTED' THEN 0 ELSE 1 END) AS taken
  WITH product, sum(taken) AS taken, count(customer) AS answered
  RETURN [product.id, taken, answered]
} AS rows

// == names
RETURN COLLECT {
  MATCH (known:Industry|Region|ProductCategory|Subsidiary)
  RETURN [known.id, coalesce(known.shortName, known.name), coalesce(known.shortNameEn, known.nameEn)]
} AS rows

// == begin
CREATE (recommender:Recommender {
  id: $p.id, standing: 'TRAINING', trainedAt: $p.now, asOf: $p.day, customers: $p.customers, products: $p.products,
  pairs: $p.pairs, pull: $p.pull,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy-training', sourceKey: $p.id
})

// == complements
UNWIND $p.rows AS row
MATCH (given:Product {id: row[0]})
MATCH (product:Product {id: row[1]})
CREATE (given)-[:COMPLEMENTS {
  score: row[2], tie: row[3], appeal: row[4], cold: row[5], support: row[6], of: row[7], lift: row[8], model: $p.model
}]->(product)

// == traits
UNWIND $p.rows AS row
MERGE (trait:Trait {id: row[0]})
SET trait.text = row[1], trait.textEn = row[2], trait.node = row[3]

// == leans
UNWIND $p.rows AS row
MATCH (trait:Trait {id: row[0]})
MATCH (product:Product {id: row[1]})
CREATE (trait)-[:LEANS {
  score: row[2], appeal: row[4], cold: row[5], support: row[6], of: row[7], lift: row[8], model: $p.model
}]->(product)

// == activate
MATCH (new:Recommender {id: $p.model})
SET new.standing = 'ACTIVE'
WITH new
MATCH (old:Recommender {standing: 'ACTIVE'}) WHERE old <> new
SET old.standing = 'RETIRED'

// == old
// What was replaced, and what a training left behind that was stopped.
RETURN COLLECT {
  MATCH (old:Recommender)
  WHERE old.standing = 'RETIRED' OR old.standing = 'TRAINING' AND old.trainedAt < $p.now - duration('PT1H')
  RETURN old.id
} AS ids

// == forget_complements
MATCH (:Product)-[gone:COMPLEMENTS]->() WHERE gone.model = $p.model
WITH gone LIMIT 10000
DELETE gone
RETURN count(gone) AS gone

// == forget_leans
MATCH (:Trait)-[gone:LEANS]->() WHERE gone.model = $p.model
WITH gone LIMIT 10000
DELETE gone
RETURN count(gone) AS gone

// == forget
MATCH (old:Recommender {id: $p.model})
DELETE old

// == tidy
MATCH (trait:Trait) WHERE NOT EXISTS { (trait)-[:LEANS]->() }
DELETE trait
