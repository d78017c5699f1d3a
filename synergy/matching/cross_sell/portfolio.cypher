// The best pairs of customer and product in a book: of at most 30 customers that the viewer's organisation serves. Not
// named, they are the largest of all that it serves.
WITH COLLECT {
  MATCH (mine:Customer) WHERE mine.id IN $customers AND visible(mine) AND served(mine)
  RETURN mine
} + CASE WHEN size($customers) > 0 THEN [] ELSE COLLECT {
  MATCH (:Organisation {id: $viewer.organisation})-[serves:SERVES]->(ours:Customer) WHERE valid(serves)
  WITH DISTINCT ours ORDER BY ours.employeesOrder DESC, ours.id LIMIT 30
  RETURN ours
} END AS book
UNWIND book AS customer
WITH customer, COLLECT {
  MATCH (recommender:Recommender {standing: 'ACTIVE'})
  WITH recommender, customer
// include held.cypher
// include candidates.cypher
  WHERE stop IS NULL
  WITH product, grounds, score ORDER BY score DESC, product.id LIMIT 3
  RETURN {product: product, grounds: grounds, score: score}
} AS best
UNWIND best AS one
WITH customer, one.product AS product, one.grounds AS grounds, one.score AS score
ORDER BY score DESC, customer.id, product.id LIMIT $first
// include reasons.cypher
RETURN customer, product, subsidiary, unit, score, support, reasons
