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
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r4_way:SERVES|MAY_SEE]-(r4_party) WHERE r4_way.validFrom <= $p.today AND r4_way.validTo > $p.today AND (r4_party.id = $p.viewer.organisation OR type(r4_way) = 'SERVES' AND r4_party.id + ':' + n0.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r4_r0_entry) WHERE r4_r0_entry.kind = 'RESTRICTED' AND r4_r0_entry.standing = 'ACTIVE' AND r4_r0_entry.activeFrom <= $p.today AND r4_r0_entry.activeUntil > $p.today AND NOT r4_r0_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r4_r2_r1_consent:Consent)-[:CONSENTS_TO]->(r4_r2_r1_receiver) WHERE r4_r2_r1_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r4_r2_r1_consent.categories AND r4_r2_r1_consent.activeFrom <= $p.today AND r4_r2_r1_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r4_r3_serves:SERVES]-(r4_r3_owner) WHERE r4_r3_owner.id = $p.viewer.organisation AND r4_r3_serves.validFrom <= $p.today AND r4_r3_serves.validTo > $p.today }))))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)<-[s2_serves:SERVES]-(s2_owner)
        WHERE s2_serves.validFrom <= $p.asOf AND s2_serves.validTo > $p.asOf AND ($p.viewer.counts OR startNode(s2_serves).id + ':' + endNode(s2_serves).kind IN counted OR (startNode(s2_serves).id + ':' + endNode(s2_serves).kind IN named OR EXISTS { WITH startNode(s2_serves).id AS s2_r11_r10_owner, endNode(s2_serves) AS s2_r11_r10_customer MATCH (s2_r11_r10_customer)<-[s2_r11_r10_way:MAY_SEE]-(s2_r11_r10_receiver) WHERE s2_r11_r10_receiver.id = $p.viewer.organisation AND s2_r11_r10_way.owner = s2_r11_r10_owner AND s2_r11_r10_way.validFrom <= $p.today AND s2_r11_r10_way.validTo > $p.today RETURN s2_r11_r10_way }))
        RETURN count(DISTINCT s2_owner) AS s2_count
      } AS f3,
      COLLECT {
        MATCH (n0)-[:IN_INDUSTRY]->(s4_industry:Industry)
        WITH s4_industry, COLLECT {
          MATCH (s4_industry)<-[:IN_INDUSTRY]-(s4_peer:Customer)
          WHERE s4_peer.sizeBand = n0.sizeBand
          RETURN {peer: s4_peer, seen: (EXISTS { MATCH (s4_peer)<-[s4_r16_way:SERVES|MAY_SEE]-(s4_r16_party) WHERE s4_r16_way.validFrom <= $p.today AND s4_r16_way.validTo > $p.today AND (s4_r16_party.id = $p.viewer.organisation OR type(s4_r16_way) = 'SERVES' AND s4_r16_party.id + ':' + s4_peer.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (s4_peer)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s4_peer)<-[:BLOCKS]-(s4_r16_r12_entry) WHERE s4_r16_r12_entry.kind = 'RESTRICTED' AND s4_r16_r12_entry.standing = 'ACTIVE' AND s4_r16_r12_entry.activeFrom <= $p.today AND s4_r16_r12_entry.activeUntil > $p.today AND NOT s4_r16_r12_entry.id IN inside }) AND (s4_peer.kind <> 'PERSON' OR (EXISTS { MATCH (s4_peer)<-[:CONSENTS_FOR]-(s4_r16_r14_r13_consent:Consent)-[:CONSENTS_TO]->(s4_r16_r14_r13_receiver) WHERE s4_r16_r14_r13_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN s4_r16_r14_r13_consent.categories AND s4_r16_r14_r13_consent.activeFrom <= $p.today AND s4_r16_r14_r13_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (s4_peer)<-[s4_r16_r15_serves:SERVES]-(s4_r16_r15_owner) WHERE s4_r16_r15_owner.id = $p.viewer.organisation AND s4_r16_r15_serves.validFrom <= $p.today AND s4_r16_r15_serves.validTo > $p.today })))}
        } AS s4_alike
        WITH s4_industry, s4_alike, size([s4_one IN s4_alike WHERE NOT s4_one.seen]) AS s4_unseen
        WITH s4_industry, [s4_one IN s4_alike WHERE s4_one.seen OR s4_unseen >= 5] AS s4_peers
        WITH s4_industry, s4_peers, size(s4_peers) AS s4_compared
        UNWIND s4_peers AS s4_one
        WITH s4_industry, s4_compared, s4_one.peer AS s4_peer, s4_one.seen AS s4_seen
        MATCH (s4_peer)-[s4_held:HOLDS]->(s4_product:Product)
        WHERE s4_held.validFrom <= $p.asOf AND s4_held.validTo > $p.asOf
        WITH s4_industry, s4_compared, s4_product, s4_peer, max(CASE WHEN s4_seen AND (s4_held.bookedBy + ':' + startNode(s4_held).kind IN named AND ( startNode(s4_held).kind <> 'PERSON' OR s4_held.bookedBy = $p.viewer.organisation OR EXISTS { WITH startNode(s4_held) AS s4_r18_person MATCH (s4_r18_person:Customer) WHERE (EXISTS { MATCH (s4_r18_person)<-[:CONSENTS_FOR]-(s4_r18_r17_consent:Consent)-[:CONSENTS_TO]->(s4_r18_r17_receiver) WHERE s4_r18_r17_receiver.id = $p.viewer.organisation AND 'HOLDINGS' IN s4_r18_r17_consent.categories AND s4_r18_r17_consent.activeFrom <= $p.today AND s4_r18_r17_consent.activeUntil > $p.today }) RETURN s4_r18_person } )) THEN 1 ELSE 0 END) AS s4_known
        WITH s4_industry, s4_compared, s4_product, count(s4_peer) AS s4_holding, sum(s4_known) AS s4_known
        WITH s4_industry, s4_compared, s4_product, CASE WHEN s4_holding - s4_known >= 5 THEN s4_holding ELSE s4_known END AS s4_support
        WHERE s4_support >= 5
          AND s4_product.onShelfFrom <= $p.today AND s4_product.onShelfUntil > $p.today AND ((s4_product.onShelfFrom <= $p.today AND s4_product.onShelfUntil > $p.today) OR EXISTS { MATCH (s4_product)<-[s4_r19_offers:OFFERS]-(s4_r19_owner) WHERE s4_r19_owner.id = $p.viewer.organisation AND s4_r19_offers.validFrom <= $p.today AND s4_r19_offers.validTo > $p.today })
          AND NOT EXISTS { MATCH (n0)-[s4_own:HOLDS]->(s4_product) WHERE s4_own.validFrom <= $p.asOf AND s4_own.validTo > $p.asOf AND (s4_own.bookedBy + ':' + startNode(s4_own).kind IN named AND ( startNode(s4_own).kind <> 'PERSON' OR s4_own.bookedBy = $p.viewer.organisation OR EXISTS { WITH startNode(s4_own) AS s4_r21_person MATCH (s4_r21_person:Customer) WHERE (EXISTS { MATCH (s4_r21_person)<-[:CONSENTS_FOR]-(s4_r21_r20_consent:Consent)-[:CONSENTS_TO]->(s4_r21_r20_receiver) WHERE s4_r21_r20_receiver.id = $p.viewer.organisation AND 'HOLDINGS' IN s4_r21_r20_consent.categories AND s4_r21_r20_consent.activeFrom <= $p.today AND s4_r21_r20_consent.activeUntil > $p.today }) RETURN s4_r21_person } )) }
          AND NOT EXISTS { MATCH (s4_product)<-[s4_offers:OFFERS]-(s4_offering) WHERE s4_offering.id = $p.viewer.organisation AND s4_offers.validFrom <= $p.asOf AND s4_offers.validTo > $p.asOf }
        WITH s4_industry, s4_compared, s4_product, s4_support, s4_support * 1.0 / (s4_compared + 20) AS s4_score
        ORDER BY s4_score DESC, s4_product.id LIMIT $p.s4.first
        WITH s4_industry, s4_compared, s4_product, s4_support, s4_score, COLLECT {
          MATCH (s4_product)<-[s4_holds:HOLDS]-(s4_holder:Customer)
          WHERE s4_holds.validFrom <= $p.asOf AND s4_holds.validTo > $p.asOf
          WITH s4_holder, max(CASE WHEN (EXISTS { MATCH (s4_holder)<-[s4_r26_way:SERVES|MAY_SEE]-(s4_r26_party) WHERE s4_r26_way.validFrom <= $p.today AND s4_r26_way.validTo > $p.today AND (s4_r26_party.id = $p.viewer.organisation OR type(s4_r26_way) = 'SERVES' AND s4_r26_party.id + ':' + s4_holder.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (s4_holder)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s4_holder)<-[:BLOCKS]-(s4_r26_r22_entry) WHERE s4_r26_r22_entry.kind = 'RESTRICTED' AND s4_r26_r22_entry.standing = 'ACTIVE' AND s4_r26_r22_entry.activeFrom <= $p.today AND s4_r26_r22_entry.activeUntil > $p.today AND NOT s4_r26_r22_entry.id IN inside }) AND (s4_holder.kind <> 'PERSON' OR (EXISTS { MATCH (s4_holder)<-[:CONSENTS_FOR]-(s4_r26_r24_r23_consent:Consent)-[:CONSENTS_TO]->(s4_r26_r24_r23_receiver) WHERE s4_r26_r24_r23_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN s4_r26_r24_r23_consent.categories AND s4_r26_r24_r23_consent.activeFrom <= $p.today AND s4_r26_r24_r23_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (s4_holder)<-[s4_r26_r25_serves:SERVES]-(s4_r26_r25_owner) WHERE s4_r26_r25_owner.id = $p.viewer.organisation AND s4_r26_r25_serves.validFrom <= $p.today AND s4_r26_r25_serves.validTo > $p.today }))) AND (s4_holds.bookedBy + ':' + startNode(s4_holds).kind IN named AND ( startNode(s4_holds).kind <> 'PERSON' OR s4_holds.bookedBy = $p.viewer.organisation OR EXISTS { WITH startNode(s4_holds) AS s4_r28_person MATCH (s4_r28_person:Customer) WHERE (EXISTS { MATCH (s4_r28_person)<-[:CONSENTS_FOR]-(s4_r28_r27_consent:Consent)-[:CONSENTS_TO]->(s4_r28_r27_receiver) WHERE s4_r28_r27_receiver.id = $p.viewer.organisation AND 'HOLDINGS' IN s4_r28_r27_consent.categories AND s4_r28_r27_consent.activeFrom <= $p.today AND s4_r28_r27_consent.activeUntil > $p.today }) RETURN s4_r28_person } )) THEN 1 ELSE 0 END) AS s4_known
          WITH count(s4_holder) AS s4_holding, sum(s4_known) AS s4_known
          RETURN 1.0 * CASE WHEN s4_holding - s4_known >= 5 THEN s4_holding ELSE s4_known END / COUNT { (:Customer) }
        } AS s4_shares
        WITH s4_product, s4_score, s4_support, [{
          text: '同行业（' + s4_industry.name + '）、同规模的 ' + s4_compared + ' 家客户中有 ' + s4_support + ' 家持有；全部客户中占 '
                + toString(round(1000 * s4_shares[0]) / 10) + '%',
          textEn: toString(s4_support) + ' of ' + s4_compared + ' customers of the same industry (' + s4_industry.nameEn
                + ') and size hold it; of all customers ' + toString(round(1000 * s4_shares[0]) / 10) + ' %'
        }] AS s4_reasons
        WITH s4_product, s4_score, s4_support, s4_reasons
        WITH s4_product, s4_score, s4_support, s4_reasons,
          COLLECT {
            MATCH (s4_product)-[e5:HANDLED_BY]->(n5)
            WITH n5 ORDER BY n5.id LIMIT 1
            RETURN [n5.name]
          } AS f6
        RETURN [s4_score, s4_reasons, CASE WHEN s4_product IS NULL THEN null ELSE [s4_product.name, f6] END]
      } AS f7
    RETURN [f3, f7]
  } AS f1
RETURN [f1] AS data
