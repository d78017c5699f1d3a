// What else the group could offer `this`: what a trained model adds up from the holdings that the viewer may know of and
// from what is known of the customer. The model is group statistics: cells of at least 5 customers, told in steps of five.
MATCH (recommender:Recommender {standing: 'ACTIVE'})
WITH recommender, this AS customer
// include held.cypher
// include candidates.cypher
WHERE stop IS NULL
WITH product, grounds, score, stop ORDER BY score DESC, product.id LIMIT $first
// include reasons.cypher
RETURN product, subsidiary, unit, score, support, reasons
