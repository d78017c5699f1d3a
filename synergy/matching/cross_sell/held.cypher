// What the customer holds as far as the viewer may know, and what is known of it.
WITH *, COLLECT {
  MATCH (customer)-[holds:HOLDS]->(had:Product) WHERE valid(holds) AND visible(holds) AND visible(had)
  RETURN DISTINCT had
} AS held,
// include traits.cypher
  AS traits
// include asked.cypher
WITH *, {
  kind: customer.kind, sizeBand: customer.sizeBand, closed: closed, receivers: receivers, refusals: refusals
} AS asked, ['ALL', 'HOLDS:' + CASE WHEN size(held) > 5 THEN 5 ELSE size(held) END] + traits
// include groups.cypher
  AS keys
