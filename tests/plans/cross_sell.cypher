MATCH (home:Organisation {id: $p.viewer.organisation})
WITH home, COLLECT {
  MATCH (home)<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.level IN ['OVERLAP', 'ALL']
  RETURN [owner.id, policy.level]
} AS shared
WITH home.id + [entry IN shared WHERE entry[1] = 'ALL' | entry[0]] AS readable,
     home.id + [entry IN shared | entry[0]] AS named
WITH *,
  COLLECT {
    MATCH (n0:Customer)
    USING INDEX n0:Customer(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND EXISTS { MATCH (n0)<-[r0_serves:SERVES]-(r0_owner) WHERE r0_owner.id IN readable AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today }
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)<-[s1_serves:SERVES]-(s1_owner)
        WHERE s1_serves.validFrom <= $p.asOf AND s1_serves.validTo > $p.asOf AND ($p.viewer.counts OR startNode(s1_serves).id IN named OR EXISTS { WITH startNode(s1_serves) AS s1_r2_owner MATCH (s1_r2_owner)-[:DEFINES]->(s1_r2_policy:SharePolicy)-[:TOWARDS]->(s1_r2_receiver) WHERE s1_r2_receiver.id = $p.viewer.organisation AND s1_r2_policy.level = 'COUNTS' AND s1_r2_policy.activeFrom <= $p.today AND s1_r2_policy.activeUntil > $p.today RETURN s1_r2_policy })
        RETURN count(DISTINCT s1_owner) AS s1_count
      } AS f2,
      COLLECT {
        MATCH (n0)-[:IN_INDUSTRY]->(s3_industry:Industry)
        WITH s3_industry, COLLECT {
          MATCH (s3_industry)<-[:IN_INDUSTRY]-(s3_peer:Customer)
          WHERE s3_peer.sizeBand = n0.sizeBand AND s3_peer <> n0
          RETURN s3_peer
        } AS s3_peers, COUNT { (:Customer) } AS s3_everyone
        WITH s3_industry, s3_peers, s3_everyone, size(s3_peers) AS s3_compared
        UNWIND s3_peers AS s3_peer
        MATCH (s3_peer)-[s3_held:HOLDS]->(s3_product:Product)
        WHERE s3_held.validFrom <= $p.asOf AND s3_held.validTo > $p.asOf
        WITH s3_industry, s3_everyone, s3_compared, s3_product, count(DISTINCT s3_peer) AS s3_support
        WHERE s3_support >= 5
          AND s3_product.onShelfFrom <= $p.today AND s3_product.onShelfUntil > $p.today AND ((s3_product.onShelfFrom <= $p.today AND s3_product.onShelfUntil > $p.today) OR EXISTS { MATCH (s3_product)<-[s3_r3_offers:OFFERS]-(s3_r3_owner) WHERE s3_r3_owner.id = $p.viewer.organisation AND s3_r3_offers.validFrom <= $p.today AND s3_r3_offers.validTo > $p.today })
          AND NOT EXISTS { MATCH (n0)-[s3_own:HOLDS]->(s3_product) WHERE s3_own.validFrom <= $p.asOf AND s3_own.validTo > $p.asOf }
          AND NOT EXISTS { MATCH (s3_product)<-[s3_offers:OFFERS]-(s3_offering) WHERE s3_offering.id = $p.viewer.organisation AND s3_offers.validFrom <= $p.asOf AND s3_offers.validTo > $p.asOf }
        WITH s3_industry, s3_compared, s3_product, s3_support,
             COUNT { MATCH (s3_product)<-[s3_holds:HOLDS]-(s3_holder) WHERE s3_holds.validFrom <= $p.asOf AND s3_holds.validTo > $p.asOf RETURN DISTINCT s3_holder } * 1.0 / s3_everyone AS s3_share
        WITH s3_industry, s3_compared, s3_product, s3_support, s3_share, (s3_support + 20 * s3_share) / (s3_compared + 20) AS s3_score
        ORDER BY s3_score DESC, s3_product.id LIMIT $p.s3.first
        WITH s3_product, s3_score, s3_support, [{
          text: '同行业（' + s3_industry.name + '）、同规模的 ' + s3_compared + ' 家客户中有 ' + s3_support + ' 家持有；全部客户中占 '
                + toString(round(1000 * s3_share) / 10) + '%',
          textEn: toString(s3_support) + ' of ' + s3_compared + ' customers of the same industry (' + s3_industry.nameEn
                + ') and size hold it; of all customers ' + toString(round(1000 * s3_share) / 10) + ' %'
        }] AS s3_reasons
        WITH s3_product, s3_score, s3_support, s3_reasons
        WITH s3_product, s3_score, s3_support, s3_reasons,
          COLLECT {
            MATCH (s3_product)-[e4:HANDLED_BY]->(n4)
            WITH n4 ORDER BY n4.id LIMIT 1
            RETURN {name: n4.name}
          } AS f5
        RETURN {score: s3_score, reasons: s3_reasons, product: CASE WHEN s3_product IS NULL THEN null ELSE {name: s3_product.name, unit: f5} END}
      } AS f6
    RETURN {edges: {node: {servedByCount: f2, crossSell: f6}}}
  } AS f7
RETURN {rows: f7} AS data
