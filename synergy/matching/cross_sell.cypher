// What customers of the same industry and size hold, and `this` does not as far as the viewer may know. `this` is one of
// them: were it left out, a count one lower than another customer's would tell that it holds what the viewer may not see.
// The share among them is shrunk towards none with the weight of 20 customers, so that a handful of peers proves little.
// Counts of others' customers appear only from 5 on: the smallest cell the group allows. What the viewer does not see, be
// it peers, or that they hold the product, counts only where it is 5 or more: otherwise what the viewer sees, subtracted,
// would leave a number of 1 to 4.
MATCH (this)-[:IN_INDUSTRY]->(industry:Industry)
WITH industry, COLLECT {
  MATCH (industry)<-[:IN_INDUSTRY]-(peer:Customer)
  WHERE peer.sizeBand = this.sizeBand
  RETURN {peer: peer, seen: visible(peer)}
} AS alike
WITH industry, alike, size([one IN alike WHERE NOT one.seen]) AS unseen
WITH industry, [one IN alike WHERE one.seen OR unseen >= 5] AS peers
WITH industry, peers, size(peers) AS compared
UNWIND peers AS one
WITH industry, compared, one.peer AS peer, one.seen AS seen
MATCH (peer)-[held:HOLDS]->(product:Product)
WHERE valid(held)
WITH industry, compared, product, peer, max(CASE WHEN seen AND visible(held) THEN 1 ELSE 0 END) AS known
WITH industry, compared, product, count(peer) AS holding, sum(known) AS known
WITH industry, compared, product, CASE WHEN holding - known >= 5 THEN holding ELSE known END AS support
WHERE support >= 5
  AND product.onShelfFrom <= $today AND product.onShelfUntil > $today AND visible(product)
  AND NOT EXISTS { MATCH (this)-[own:HOLDS]->(product) WHERE valid(own) AND visible(own) }
  AND NOT EXISTS { MATCH (product)<-[offers:OFFERS]-(offering) WHERE offering.id = $viewer.organisation AND valid(offers) }
WITH industry, compared, product, support, support * 1.0 / (compared + 20) AS score
ORDER BY score DESC, product.id LIMIT $first
WITH industry, compared, product, support, score, COLLECT {
  MATCH (product)<-[holds:HOLDS]-(holder:Customer)
  WHERE valid(holds)
  WITH holder, max(CASE WHEN visible(holder) AND visible(holds) THEN 1 ELSE 0 END) AS known
  WITH count(holder) AS holding, sum(known) AS known
  RETURN 1.0 * CASE WHEN holding - known >= 5 THEN holding ELSE known END / COUNT { (:Customer) }
} AS shares
WITH product, score, support, [{
  text: '同行业（' + industry.name + '）、同规模的 ' + compared + ' 家客户中有 ' + support + ' 家持有；全部客户中占 '
        + toString(round(1000 * shares[0]) / 10) + '%',
  textEn: toString(support) + ' of ' + compared + ' customers of the same industry (' + industry.nameEn
        + ') and size hold it; of all customers ' + toString(round(1000 * shares[0]) / 10) + ' %'
}] AS reasons
RETURN product, score, support, reasons
