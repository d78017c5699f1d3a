// What a rule keeps from being suggested for `this`, and which; for those who serve it.
MATCH (recommender:Recommender {standing: 'ACTIVE'}) WHERE served(this)
WITH recommender, this AS customer
// include held.cypher
// include candidates.cypher
WHERE stop IS NOT NULL AND stop <> 'OWN_PRODUCT'
WITH product, score, stop ORDER BY score DESC, product.id LIMIT $first
WITH product, score, stop, {
  BARRIER: ['客户处于信息隔离墙内', 'The customer stands behind an information barrier'],
  REJECTED: ['客户近期拒绝过', 'It was rejected recently'],
  KIND: ['不适合此类客户', 'It does not suit this kind of customer'],
  SIZE: ['不适合此规模的客户', 'It does not suit customers of this size'],
  LICENCE: ['提供方没有所需牌照', 'Nobody who offers it has the licence it needs'],
  CONSENT: ['客户本人未同意由提供方接收其资料', 'The person has not agreed that who offers it receives their data']
}[stop] AS words
RETURN product, score, stop AS rule, words[0] AS text, words[1] AS textEn
