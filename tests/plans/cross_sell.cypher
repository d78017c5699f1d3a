OPTIONAL MATCH (home:Organisation {id: $p.viewer.organisation})
WITH home, ['COMPANY', 'INSTITUTION', 'PUBLIC_BODY', 'PERSON'] AS kinds
WITH [kind IN kinds WHERE home IS NOT NULL | home.id + ':' + kind] AS own, COLLECT {
  MATCH (home)<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.standing = 'ACTIVE'
  UNWIND CASE policy.kinds WHEN [] THEN kinds ELSE policy.kinds END AS kind
  RETURN {key: owner.id + ':' + kind, kind: kind, level: policy.level, fields: policy.fields}
} AS every
WITH own, every, [one IN every WHERE one.level = 'HIDDEN' | one.key] AS hidden
WITH own, [one IN every WHERE NOT one.key IN hidden] AS shared
WITH own + [one IN shared WHERE one.level = 'ALL' | one.key] AS readable,
     own + [one IN shared WHERE one.level <> 'COUNTS' | one.key] AS named,
     own + [one IN shared | one.key] AS counted,
     reduce(keys = [], one IN [one IN shared WHERE one.level = 'ALL' AND one.kind <> 'PERSON'] |
       keys + [field IN one.fields | one.key + ':' + field]) AS covering,
     COLLECT {
       MATCH (:OrgUnit {id: $p.viewer.unit, side: 'PRIVATE'})<-[:INSIDE]-(entry:RestrictedEntry)
       RETURN entry.id
       UNION ALL
       MATCH (:User {id: $p.viewer.id})<-[:CROSSED_BY]-(crossing:Crossing)-[:CROSSES]->(entry:RestrictedEntry)
       WHERE crossing.standing = 'ACTIVE' AND crossing.activeFrom <= $p.today AND crossing.activeUntil > $p.today
       RETURN entry.id
     } AS inside
WITH *,
  COLLECT {
    MATCH (n0:Customer)
    USING INDEX n0:Customer(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r2_way:SERVES|MAY_SEE]-(r2_party) WHERE r2_way.validFrom <= $p.today AND r2_way.validTo > $p.today AND ( type(r2_way) = 'SERVES' AND r2_party.id = $p.viewer.organisation OR (r2_party.id = $p.viewer.organisation OR type(r2_way) = 'SERVES' AND r2_party.id + ':' + n0.kind IN readable) AND ($p.viewer.compliance OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r2_r0_entry:RestrictedEntry) WHERE r2_r0_entry.kind = 'RESTRICTED' AND r2_r0_entry.standing = 'ACTIVE' AND r2_r0_entry.activeFrom <= $p.today AND r2_r0_entry.activeUntil > $p.today AND NOT r2_r0_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r2_r1_consent:Consent)-[:CONSENTS_TO]->(r2_r1_receiver) WHERE r2_r1_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r2_r1_consent.categories AND r2_r1_consent.activeFrom <= $p.today AND r2_r1_consent.activeUntil > $p.today })) }))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)<-[s1_serves:SERVES]-(s1_owner)
        WHERE s1_serves.validFrom <= $p.asOf AND s1_serves.validTo > $p.asOf AND ($p.viewer.counts OR startNode(s1_serves).id + ':' + endNode(s1_serves).kind IN counted OR (startNode(s1_serves).id + ':' + endNode(s1_serves).kind IN named OR EXISTS { WITH startNode(s1_serves).id AS s1_r7_r6_owner, endNode(s1_serves) AS s1_r7_r6_customer MATCH (s1_r7_r6_customer)<-[s1_r7_r6_way:MAY_SEE]-(s1_r7_r6_receiver) WHERE s1_r7_r6_receiver.id = $p.viewer.organisation AND s1_r7_r6_way.owner = s1_r7_r6_owner AND s1_r7_r6_way.validFrom <= $p.today AND s1_r7_r6_way.validTo > $p.today RETURN s1_r7_r6_way }))
        RETURN count(DISTINCT s1_owner) AS s1_count
      } AS f2,
      COLLECT {
        MATCH (n0)-[:IN_INDUSTRY]->(s3_industry:Industry)
        WITH s3_industry, COLLECT {
          MATCH (s3_industry)<-[:IN_INDUSTRY]-(s3_peer:Customer)
          WHERE s3_peer.sizeBand = n0.sizeBand
          RETURN s3_peer
        } AS s3_peers, COUNT { (:Customer) } AS s3_everyone
        WITH s3_industry, s3_peers, s3_everyone, size(s3_peers) AS s3_compared
        UNWIND s3_peers AS s3_peer
        MATCH (s3_peer)-[s3_held:HOLDS]->(s3_product:Product)
        WHERE s3_held.validFrom <= $p.asOf AND s3_held.validTo > $p.asOf
        WITH s3_industry, s3_everyone, s3_compared, s3_product, count(DISTINCT s3_peer) AS s3_support
        WHERE s3_support >= 5
          AND s3_product.onShelfFrom <= $p.today AND s3_product.onShelfUntil > $p.today AND ((s3_product.onShelfFrom <= $p.today AND s3_product.onShelfUntil > $p.today) OR EXISTS { MATCH (s3_product)<-[s3_r8_offers:OFFERS]-(s3_r8_owner) WHERE s3_r8_owner.id = $p.viewer.organisation AND s3_r8_offers.validFrom <= $p.today AND s3_r8_offers.validTo > $p.today })
          AND NOT EXISTS { MATCH (n0)-[s3_own:HOLDS]->(s3_product) WHERE s3_own.validFrom <= $p.asOf AND s3_own.validTo > $p.asOf AND (s3_own.bookedBy + ':' + startNode(s3_own).kind IN named) }
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
