// What customers of the same industry and size hold, and `this` does not as far as the viewer may know. `this` is one of
// them: were it left out, a count one lower than another customer's would tell that it holds what the viewer may not see.
// The share among them is shrunk towards the product's share among all customers with the weight of 20 customers, so that
// a handful of peers proves little. Counts of others' customers appear only from 5 on: the smallest cell the group allows.
MATCH (this)-[:IN_INDUSTRY]->(industry:Industry)
WITH industry, COLLECT {
  MATCH (industry)<-[:IN_INDUSTRY]-(peer:Customer)
  WHERE peer.sizeBand = this.sizeBand
  RETURN peer
} AS peers, COUNT { (:Customer) } AS everyone
WITH industry, peers, everyone, size(peers) AS compared
UNWIND peers AS peer
MATCH (peer)-[held:HOLDS]->(product:Product)
WHERE valid(held)
WITH industry, everyone, compared, product, count(DISTINCT peer) AS support
WHERE support >= 5
  AND product.onShelfFrom <= $today AND product.onShelfUntil > $today AND visible(product)
  AND NOT EXISTS { MATCH (this)-[own:HOLDS]->(product) WHERE valid(own) AND visible(own) }
  AND NOT EXISTS { MATCH (product)<-[offers:OFFERS]-(offering) WHERE offering.id = $viewer.organisation AND valid(offers) }
WITH industry, compared, product, support,
     COUNT { MATCH (product)<-[holds:HOLDS]-(holder) WHERE valid(holds) RETURN DISTINCT holder } * 1.0 / everyone AS share
WITH industry, compared, product, support, share, (support + 20 * share) / (compared + 20) AS score
ORDER BY score DESC, product.id LIMIT $first
WITH product, score, support, [{
  text: '同行业（' + industry.name + '）、同规模的 ' + compared + ' 家客户中有 ' + support + ' 家持有；全部客户中占 '
        + toString(round(1000 * share) / 10) + '%',
  textEn: toString(support) + ' of ' + compared + ' customers of the same industry (' + industry.nameEn
        + ') and size hold it; of all customers ' + toString(round(1000 * share) / 10) + ' %'
}] AS reasons
RETURN product, score, support, reasons
