// The products that what is held and known of the customer leads to, and the chance of each to be what is taken next.
// What a model learned of one thing is kept short when it is trained: the work here does not grow with the data. They come
// in order, so that rules are asked of no more than the answer needs.
CALL (recommender, held, keys) {
  CALL (recommender, held, keys) {
    UNWIND held AS given
    MATCH (given)-[says:COMPLEMENTS]->(product:Product)
    WHERE says.model = recommender.id
    RETURN given, product, says, says.tie AS tie
    UNION ALL
    UNWIND keys AS key
    MATCH (given:Trait {id: 'trt_' + key})-[says:LEANS]->(product:Product)
    WHERE says.model = recommender.id
    RETURN given, product, says, 0.0 AS tie
  }
  RETURN product, max(says.appeal) AS appeal, max(says.cold) AS cold, sum(says.score) AS said, sum(tie) AS tied,
    collect({given: given, says: says}) AS grounds
}
WITH recommender, held, asked, product, appeal, cold, said, tied, grounds
WHERE NOT product IN held AND visible(product)
WITH asked, product, grounds, appeal + said + CASE size(held) WHEN 0 THEN cold ELSE
// include pulled.cypher
END AS nats
WITH asked, collect({product: product, grounds: grounds, nats: nats}) AS rows, max(nats) AS best
WITH asked, rows, best, reduce(total = 0.0, row IN rows | total + exp(row.nats - best)) AS total
UNWIND rows AS row
WITH asked, row.product AS product, row.grounds AS grounds, exp(row.nats - best) / total AS score
ORDER BY score DESC, product.id
WITH product, grounds, score,
// include stop.cypher
  AS stop
