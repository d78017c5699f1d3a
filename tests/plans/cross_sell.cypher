WITH COLLECT {
  MATCH (:Organisation {id: $p.viewer.organisation})<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.standing = 'ACTIVE'
  UNWIND CASE policy.kinds WHEN [] THEN ['COMPANY', 'INSTITUTION', 'PUBLIC_BODY', 'PERSON'] ELSE policy.kinds END AS kind
  RETURN {key: owner.id + ':' + kind, kind: kind, level: policy.level, fields: policy.fields}
} AS every
WITH every, [one IN every WHERE one.level = 'HIDDEN' | one.key] AS hidden
WITH [one IN every WHERE NOT one.key IN hidden] AS shared
WITH $p.viewer.own + [one IN shared WHERE one.level = 'ALL' | one.key] AS readable,
     $p.viewer.own + [one IN shared WHERE one.level <> 'COUNTS' | one.key] AS named,
     $p.viewer.own + [one IN shared | one.key] AS counted,
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
        MATCH (s4_recommender:Recommender {standing: 'ACTIVE'})
        WITH s4_recommender, n0 AS s4_customer
        WITH *, COLLECT {
          MATCH (s4_customer)-[s4_holds:HOLDS]->(s4_had:Product) WHERE s4_holds.validFrom <= $p.asOf AND s4_holds.validTo > $p.asOf AND (s4_holds.bookedBy + ':' + startNode(s4_holds).kind IN readable AND ( startNode(s4_holds).kind <> 'PERSON' OR s4_holds.bookedBy = $p.viewer.organisation OR EXISTS { WITH startNode(s4_holds) AS s4_r13_person MATCH (s4_r13_person:Customer) WHERE (EXISTS { MATCH (s4_r13_person)<-[:CONSENTS_FOR]-(s4_r13_r12_consent:Consent)-[:CONSENTS_TO]->(s4_r13_r12_receiver) WHERE s4_r13_r12_receiver.id = $p.viewer.organisation AND 'HOLDINGS' IN s4_r13_r12_consent.categories AND s4_r13_r12_consent.activeFrom <= $p.today AND s4_r13_r12_consent.activeUntil > $p.today }) RETURN s4_r13_person } )) AND ((s4_had.onShelfFrom <= $p.today AND s4_had.onShelfUntil > $p.today) OR EXISTS { MATCH (s4_had)<-[s4_r14_offers:OFFERS]-(s4_r14_owner) WHERE s4_r14_owner.id = $p.viewer.organisation AND s4_r14_offers.validFrom <= $p.today AND s4_r14_offers.validTo > $p.today })
          RETURN DISTINCT s4_had
        } AS s4_held,
        ['KIND:' + s4_customer.kind, 'SIZE:' + s4_customer.sizeBand]
          + [(s4_customer)-[:IN_INDUSTRY]->(s4_trade) | 'INDUSTRY:' + s4_trade.id]
          + [(s4_customer)-[:IN_INDUSTRY]->(s4_trade) | 'INDUSTRY_SIZE:' + s4_trade.id + ':' + s4_customer.sizeBand]
          + [(s4_customer)-[:LOCATED_IN]->(s4_place) | 'REGION:' + s4_place.id]
          + [s4_each IN coalesce(s4_customer.traits, []) | 'TRAIT:' + s4_each]
          AS s4_traits
        WITH *, EXISTS {
          MATCH (s4_customer)<-[:BLOCKS]-(s4_entry:RestrictedEntry)
          WHERE s4_entry.kind = 'RESTRICTED' AND s4_entry.standing = 'ACTIVE'
            AND s4_entry.activeFrom <= $p.today AND s4_entry.activeUntil > $p.today AND ($p.viewer.compliance OR s4_entry.standing <> 'DRAFT' AND s4_entry.id IN inside OR s4_entry.standing = 'DRAFT' AND EXISTS { MATCH (s4_entry)-[:DRAFTED_BY]->(s4_r15_user) WHERE s4_r15_user.id = $p.viewer.id })
        } AS s4_closed, COLLECT {
          MATCH (s4_customer)<-[:CONSENTS_FOR]-(s4_consent:Consent)-[:CONSENTS_TO]->(s4_receiver)
          WHERE 'IDENTITY' IN s4_consent.categories AND s4_consent.activeFrom <= $p.today AND s4_consent.activeUntil > $p.today
            AND ($p.viewer.compliance OR EXISTS { MATCH (s4_consent)-[:HELD_BY|CONSENTS_TO]->(s4_r16_party) WHERE s4_r16_party.id = $p.viewer.organisation })
          RETURN s4_receiver.id
        } AS s4_receivers, COLLECT {
          MATCH (s4_customer)<-[:SUGGESTED_FOR]-(s4_answer:Recommendation)-[:SUGGESTS]->(s4_refused)
          WHERE s4_answer.verdict = 'REJECTED' AND s4_answer.activeUntil > $p.today AND (EXISTS { MATCH (s4_answer)-[:ANSWERED_FOR]->(s4_r22_party) WHERE s4_r22_party.id = $p.viewer.organisation } AND EXISTS { MATCH (s4_answer)-[:SUGGESTED_FOR]->(s4_r22_customer:Customer) WHERE (EXISTS { MATCH (s4_r22_customer)<-[s4_r22_r21_way:SERVES|MAY_SEE]-(s4_r22_r21_party) WHERE s4_r22_r21_way.validFrom <= $p.today AND s4_r22_r21_way.validTo > $p.today AND (s4_r22_r21_party.id = $p.viewer.organisation OR type(s4_r22_r21_way) = 'SERVES' AND s4_r22_r21_party.id + ':' + s4_r22_customer.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (s4_r22_customer)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s4_r22_customer)<-[:BLOCKS]-(s4_r22_r21_r17_entry) WHERE s4_r22_r21_r17_entry.kind = 'RESTRICTED' AND s4_r22_r21_r17_entry.standing = 'ACTIVE' AND s4_r22_r21_r17_entry.activeFrom <= $p.today AND s4_r22_r21_r17_entry.activeUntil > $p.today AND NOT s4_r22_r21_r17_entry.id IN inside }) AND (s4_r22_customer.kind <> 'PERSON' OR (EXISTS { MATCH (s4_r22_customer)<-[:CONSENTS_FOR]-(s4_r22_r21_r19_r18_consent:Consent)-[:CONSENTS_TO]->(s4_r22_r21_r19_r18_receiver) WHERE s4_r22_r21_r19_r18_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN s4_r22_r21_r19_r18_consent.categories AND s4_r22_r21_r19_r18_consent.activeFrom <= $p.today AND s4_r22_r21_r19_r18_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (s4_r22_customer)<-[s4_r22_r21_r20_serves:SERVES]-(s4_r22_r21_r20_owner) WHERE s4_r22_r21_r20_owner.id = $p.viewer.organisation AND s4_r22_r21_r20_serves.validFrom <= $p.today AND s4_r22_r21_r20_serves.validTo > $p.today }))) })
          RETURN s4_refused.id
        } AS s4_refusals
        WITH *, {
          kind: s4_customer.kind, sizeBand: s4_customer.sizeBand, closed: s4_closed, receivers: s4_receivers, refusals: s4_refusals
        } AS s4_asked, ['ALL', 'HOLDS:' + CASE WHEN size(s4_held) > 5 THEN 5 ELSE size(s4_held) END] + s4_traits
        + COLLECT { UNWIND s4_held AS s4_part MATCH (s4_part)-[:IN_CATEGORY]->(s4_line) RETURN DISTINCT 'CATEGORY:' + s4_line.id }
          + COLLECT { UNWIND s4_held AS s4_part MATCH (s4_part)<-[:OFFERS]-(s4_maker) RETURN DISTINCT 'SELLER:' + s4_maker.id }
          AS s4_keys
        CALL (s4_recommender, s4_held, s4_keys) {
          CALL (s4_recommender, s4_held, s4_keys) {
            UNWIND s4_held AS s4_given
            MATCH (s4_given)-[s4_says:COMPLEMENTS]->(s4_product:Product)
            WHERE s4_says.model = s4_recommender.id
            RETURN s4_given, s4_product, s4_says, s4_says.tie AS s4_tie
            UNION ALL
            UNWIND s4_keys AS s4_key
            MATCH (s4_given:Trait {id: 'trt_' + s4_key})-[s4_says:LEANS]->(s4_product:Product)
            WHERE s4_says.model = s4_recommender.id
            RETURN s4_given, s4_product, s4_says, 0.0 AS s4_tie
          }
          RETURN s4_product, max(s4_says.appeal) AS s4_appeal, max(s4_says.cold) AS s4_cold, sum(s4_says.score) AS s4_said, sum(s4_tie) AS s4_tied,
            collect({given: s4_given, says: s4_says}) AS s4_grounds
        }
        WITH s4_recommender, s4_held, s4_asked, s4_product, s4_appeal, s4_cold, s4_said, s4_tied, s4_grounds
        WHERE NOT s4_product IN s4_held AND ((s4_product.onShelfFrom <= $p.today AND s4_product.onShelfUntil > $p.today) OR EXISTS { MATCH (s4_product)<-[s4_r23_offers:OFFERS]-(s4_r23_owner) WHERE s4_r23_owner.id = $p.viewer.organisation AND s4_r23_offers.validFrom <= $p.today AND s4_r23_offers.validTo > $p.today })
        WITH s4_asked, s4_product, s4_grounds, s4_appeal + s4_said + CASE size(s4_held) WHEN 0 THEN s4_cold ELSE
        s4_recommender.pull * log(CASE WHEN s4_tied > 0 THEN s4_tied ELSE 0 END + 0.003)
        END AS s4_nats
        WITH s4_asked, collect({product: s4_product, grounds: s4_grounds, nats: s4_nats}) AS s4_rows, max(s4_nats) AS s4_best
        WITH s4_asked, s4_rows, s4_best, reduce(s4_total = 0.0, s4_row IN s4_rows | s4_total + exp(s4_row.nats - s4_best)) AS s4_total
        UNWIND s4_rows AS s4_row
        WITH s4_asked, s4_row.product AS s4_product, s4_row.grounds AS s4_grounds, exp(s4_row.nats - s4_best) / s4_total AS s4_score
        ORDER BY s4_score DESC, s4_product.id
        WITH s4_product, s4_grounds, s4_score,
        CASE
          WHEN EXISTS {
            MATCH (s4_product)<-[s4_offers:OFFERS]-(s4_party) WHERE s4_party.id = $p.viewer.organisation AND s4_offers.validFrom <= $p.asOf AND s4_offers.validTo > $p.asOf
          } THEN 'OWN_PRODUCT'
          ELSE
        CASE
          WHEN s4_asked.closed THEN 'BARRIER'
          WHEN s4_product.id IN s4_asked.refusals THEN 'REJECTED'
          WHEN NOT coalesce(s4_asked.kind IN s4_product.suitsKinds, true) THEN 'KIND'
          WHEN NOT coalesce(s4_asked.sizeBand IN s4_product.suitsSizes + 'UNKNOWN', true) THEN 'SIZE'
          WHEN NOT EXISTS {
            MATCH (s4_product)<-[s4_sold:OFFERS]-(s4_licensed:Subsidiary)
            WHERE s4_sold.validFrom <= $p.asOf AND s4_sold.validTo > $p.asOf AND (s4_product.licence IS NULL OR s4_product.licence IN s4_licensed.licences)
          } THEN 'LICENCE'
          WHEN s4_asked.kind = 'PERSON' AND NOT EXISTS {
            MATCH (s4_product)<-[s4_told:OFFERS]-(s4_receiving) WHERE s4_told.validFrom <= $p.asOf AND s4_told.validTo > $p.asOf AND s4_receiving.id IN s4_asked.receivers
          } THEN 'CONSENT'
        END
        END
          AS s4_stop
        WHERE s4_stop IS NULL
        WITH s4_product, s4_grounds, s4_score, s4_stop ORDER BY s4_score DESC, s4_product.id LIMIT $p.s4.first
        WITH *, COLLECT {
          UNWIND s4_grounds AS s4_ground
          WITH s4_ground.given AS s4_given, s4_ground.says AS s4_says
          WHERE NOT coalesce(s4_given.id STARTS WITH 'trt_HOLDS:', false)
          WITH s4_given, s4_says, (s4_says.lift - 1) * s4_says.support / (s4_says.support + 20.0) AS s4_strength
          ORDER BY s4_strength DESC, s4_given.id LIMIT 3
          RETURN {
            told: s4_strength > 0.02 OR s4_given.id = 'trt_ALL',
            support: s4_says.support,
            path: [s4_step IN [CASE WHEN s4_given:Trait THEN s4_given.node ELSE s4_given.id END, s4_product.id] WHERE s4_step IS NOT NULL],
            text: CASE WHEN s4_given:Trait THEN s4_given.text ELSE '持有“' + s4_given.name + '”' END
              + '的约 ' + s4_says.of + ' 家客户中，至少 ' + s4_says.support + ' 家持有',
            textEn: 'At least ' + s4_says.support + ' of about ' + s4_says.of + ' customers'
              + CASE WHEN s4_given:Trait THEN s4_given.textEn ELSE ' that hold ' + s4_given.nameEn END + ' hold it'
          }
        } AS s4_told, head(COLLECT {
          MATCH (s4_product)<-[s4_sells:OFFERS]-(s4_seller:Subsidiary)
          WHERE s4_sells.validFrom <= $p.asOf AND s4_sells.validTo > $p.asOf AND (s4_product.licence IS NULL OR s4_product.licence IN s4_seller.licences)
          WITH s4_seller ORDER BY s4_seller.id LIMIT 1
          RETURN s4_seller
        }) AS s4_subsidiary, head(COLLECT {
          MATCH (s4_product)-[:HANDLED_BY]->(s4_desk:OrgUnit)
          WITH s4_desk ORDER BY s4_desk.id LIMIT 1
          RETURN s4_desk
        }) AS s4_unit
        WITH *, coalesce(s4_told[0].support, 0) AS s4_support,
             s4_told[..1] + [s4_reason IN s4_told[1..] WHERE s4_reason.told] AS s4_reasons
        WITH s4_product, s4_subsidiary, s4_unit, s4_score, s4_support, s4_reasons
        WITH s4_product, s4_subsidiary, s4_unit, s4_score, s4_support, s4_reasons,
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
