// What would suit somebody who holds these products and is known to be so: a prospect, or a case of an evaluation.
MATCH (recommender:Recommender {standing: 'ACTIVE'})
WITH recommender, COLLECT {
  MATCH (had:Product) WHERE had.id IN $products AND visible(had) RETURN had
} AS held
WITH *, {kind: $kind, sizeBand: $sizeBand, closed: false, refusals: [], receivers: []} AS asked,
     ['ALL', 'HOLDS:' + CASE WHEN size(held) > 5 THEN 5 ELSE size(held) END] + [key IN [
       'KIND:' + $kind, 'SIZE:' + $sizeBand, 'INDUSTRY:' + $industry, 'INDUSTRY_SIZE:' + $industry + ':' + $sizeBand,
       'REGION:' + $region
     ] WHERE key IS NOT NULL] + COLLECT {
       UNWIND $traits AS trait RETURN DISTINCT 'TRAIT:' + trait
     }
// include groups.cypher
  AS keys
// include candidates.cypher
WHERE stop IS NULL
WITH product, grounds, score, stop ORDER BY score DESC, product.id LIMIT $first
// include reasons.cypher
RETURN product, subsidiary, unit, score, support, reasons
