// Customers that `this` serves and that may need the product, found from what speaks for it: those who hold what leads to
// it, and, as far as they go, those it serves at all. Of neither are more than a few hundred compared.
MATCH (recommender:Recommender {standing: 'ACTIVE'})
MATCH (product:Product {id: $product}) WHERE visible(product)
WITH recommender, product, COLLECT {
  MATCH (product)<-[leads:COMPLEMENTS]-(source:Product)
  WHERE leads.model = recommender.id AND visible(source)
  WITH recommender, source, leads, leads.tie AS tied
  WITH source, leads, leads.score +
// include pulled.cypher
  AS strength
  ORDER BY strength DESC, source.id LIMIT 100
  RETURN {given: source, says: leads}
} AS sources, COLLECT {
  MATCH (product)<-[leans:LEANS]-(trait:Trait) WHERE leans.model = recommender.id
  RETURN {given: trait, says: leans}
} AS leanings
WITH *, COLLECT {
  UNWIND sources[..20] AS one
  WITH one.given AS origin
  MATCH (origin)<-[has:HOLDS]-(holder:Customer) WHERE valid(has) AND visible(has)
  WITH DISTINCT holder LIMIT 5000
  MATCH (holder)<-[serves:SERVES]-(this) WHERE valid(serves) AND visible(serves) AND visible(holder)
  RETURN DISTINCT holder LIMIT 300
} + COLLECT {
  MATCH (this)-[served:SERVES]->(other:Customer) WHERE valid(served) AND visible(served) AND visible(other)
  RETURN DISTINCT other LIMIT 300
} AS near
UNWIND near AS customer
WITH DISTINCT recommender, product, sources, leanings, customer
WHERE (customer:Customer)
// include held.cypher
WITH *, [one IN sources WHERE one.given IN held] AS led,
     [one IN leanings WHERE substring(one.given.id, 4) IN keys] AS leaning
WHERE NOT product IN held
WITH *, led + leaning AS grounds WHERE size(led + leaning) > 0
WITH *, reduce(tied = 0.0, one IN led | tied + one.says.tie) AS tied
WITH *, grounds[0].says.appeal + reduce(said = 0.0, one IN grounds | said + one.says.score) + CASE size(held)
  WHEN 0 THEN grounds[0].says.cold ELSE
// include pulled.cypher
END AS nats,
// include suits.cypher
  AS stop
WHERE stop IS NULL
WITH product, collect({customer: customer, grounds: grounds, nats: nats}) AS rows, max(nats) AS best
WITH product, rows, best, reduce(total = 0.0, row IN rows | total + exp(row.nats - best)) AS total
UNWIND rows AS row
WITH product, row.customer AS customer, row.grounds AS grounds, exp(row.nats - best) / total AS score
ORDER BY score DESC, customer.id LIMIT $first
// include reasons.cypher
RETURN customer, subsidiary, unit, score, support, reasons
