// The best three grounds in words: those that raise the product most above its share among all customers, few customers
// counting less; always one. Counts are as the model tells them: from five on, in steps of five.
WITH *, COLLECT {
  UNWIND grounds AS ground
  WITH ground.given AS given, ground.says AS says
  WHERE NOT coalesce(given.id STARTS WITH 'trt_HOLDS:', false)
  WITH given, says, (says.lift - 1) * says.support / (says.support + 20.0) AS strength
  ORDER BY strength DESC, given.id LIMIT 3
  RETURN {
    told: strength > 0.02 OR given.id = 'trt_ALL',
    support: says.support,
    path: [step IN [CASE WHEN given:Trait THEN given.node ELSE given.id END, product.id] WHERE step IS NOT NULL],
    text: CASE WHEN given:Trait THEN given.text ELSE '持有“' + given.name + '”' END
      + '的约 ' + says.of + ' 家客户中，至少 ' + says.support + ' 家持有',
    textEn: 'At least ' + says.support + ' of about ' + says.of + ' customers'
      + CASE WHEN given:Trait THEN given.textEn ELSE ' that hold ' + given.nameEn END + ' hold it'
  }
} AS told, head(COLLECT {
  MATCH (product)<-[sells:OFFERS]-(seller:Subsidiary)
  WHERE valid(sells) AND (product.licence IS NULL OR product.licence IN seller.licences)
  WITH seller ORDER BY seller.id LIMIT 1
  RETURN seller
}) AS subsidiary, head(COLLECT {
  MATCH (product)-[:HANDLED_BY]->(desk:OrgUnit)
  WITH desk ORDER BY desk.id LIMIT 1
  RETURN desk
}) AS unit
WITH *, coalesce(told[0].support, 0) AS support,
     told[..1] + [reason IN told[1..] WHERE reason.told] AS reasons
