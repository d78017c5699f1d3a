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
    UNWIND CASE WHEN 'YEAR' IN $p.s0.groupBy THEN range($p.s0.year - 4, $p.s0.year) ELSE [$p.s0.year] END AS s0_year
    WITH s0_year, date({year: s0_year, month: 1, day: 1}) AS s0_since, date({year: s0_year, month: 12, day: 31}) AS s0_last
    WHERE s0_since <= $p.asOf
    WITH s0_year, s0_since, CASE WHEN $p.asOf < s0_last THEN $p.asOf ELSE s0_last END AS s0_until
    CALL (s0_since, s0_until, readable, named, counted, inside) {
      MATCH (s0_customer:Customer)
      WHERE COUNT { (s0_customer)<-[:SERVES]-() } > 1 AND ((EXISTS { MATCH (s0_customer)<-[s0_r6_r4_way:SERVES|MAY_SEE]-(s0_r6_r4_party) WHERE s0_r6_r4_way.validFrom <= $p.today AND s0_r6_r4_way.validTo > $p.today AND (s0_r6_r4_party.id = $p.viewer.organisation OR type(s0_r6_r4_way) = 'SERVES' AND s0_r6_r4_party.id + ':' + s0_customer.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (s0_customer)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_customer)<-[:BLOCKS]-(s0_r6_r4_r0_entry) WHERE s0_r6_r4_r0_entry.kind = 'RESTRICTED' AND s0_r6_r4_r0_entry.standing = 'ACTIVE' AND s0_r6_r4_r0_entry.activeFrom <= $p.today AND s0_r6_r4_r0_entry.activeUntil > $p.today AND NOT s0_r6_r4_r0_entry.id IN inside }) AND (s0_customer.kind <> 'PERSON' OR (EXISTS { MATCH (s0_customer)<-[:CONSENTS_FOR]-(s0_r6_r4_r2_r1_consent:Consent)-[:CONSENTS_TO]->(s0_r6_r4_r2_r1_receiver) WHERE s0_r6_r4_r2_r1_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN s0_r6_r4_r2_r1_consent.categories AND s0_r6_r4_r2_r1_consent.activeFrom <= $p.today AND s0_r6_r4_r2_r1_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (s0_customer)<-[s0_r6_r4_r3_serves:SERVES]-(s0_r6_r4_r3_owner) WHERE s0_r6_r4_r3_owner.id = $p.viewer.organisation AND s0_r6_r4_r3_serves.validFrom <= $p.today AND s0_r6_r4_r3_serves.validTo > $p.today }))) OR $p.viewer.counts AND ($p.viewer.compliance OR NOT EXISTS { (s0_customer)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_customer)<-[:BLOCKS]-(s0_r6_r5_entry) WHERE s0_r6_r5_entry.kind = 'RESTRICTED' AND s0_r6_r5_entry.standing = 'ACTIVE' AND s0_r6_r5_entry.activeFrom <= $p.today AND s0_r6_r5_entry.activeUntil > $p.today AND NOT s0_r6_r5_entry.id IN inside }))
      WITH s0_customer, COLLECT {
        MATCH (s0_customer)<-[s0_serves:SERVES]-(s0_owner)
        WHERE s0_serves.validFrom <= s0_until AND s0_serves.validTo > s0_until AND ($p.viewer.counts OR startNode(s0_serves).id + ':' + endNode(s0_serves).kind IN counted OR (startNode(s0_serves).id + ':' + endNode(s0_serves).kind IN named OR EXISTS { WITH startNode(s0_serves).id AS s0_r8_r7_owner, endNode(s0_serves) AS s0_r8_r7_customer MATCH (s0_r8_r7_customer)<-[s0_r8_r7_way:MAY_SEE]-(s0_r8_r7_receiver) WHERE s0_r8_r7_receiver.id = $p.viewer.organisation AND s0_r8_r7_way.owner = s0_r8_r7_owner AND s0_r8_r7_way.validFrom <= $p.today AND s0_r8_r7_way.validTo > $p.today RETURN s0_r8_r7_way }))
        RETURN DISTINCT {owner: s0_owner, known: (startNode(s0_serves).id + ':' + endNode(s0_serves).kind IN named OR EXISTS { WITH startNode(s0_serves).id AS s0_r9_owner, endNode(s0_serves) AS s0_r9_customer MATCH (s0_r9_customer)<-[s0_r9_way:MAY_SEE]-(s0_r9_receiver) WHERE s0_r9_receiver.id = $p.viewer.organisation AND s0_r9_way.owner = s0_r9_owner AND s0_r9_way.validFrom <= $p.today AND s0_r9_way.validTo > $p.today RETURN s0_r9_way })}
      } AS s0_parties
      WHERE size(s0_parties) > 1
      WITH s0_customer, s0_parties, (EXISTS { MATCH (s0_customer)<-[s0_r14_way:SERVES|MAY_SEE]-(s0_r14_party) WHERE s0_r14_way.validFrom <= $p.today AND s0_r14_way.validTo > $p.today AND (s0_r14_party.id = $p.viewer.organisation OR type(s0_r14_way) = 'SERVES' AND s0_r14_party.id + ':' + s0_customer.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (s0_customer)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_customer)<-[:BLOCKS]-(s0_r14_r10_entry) WHERE s0_r14_r10_entry.kind = 'RESTRICTED' AND s0_r14_r10_entry.standing = 'ACTIVE' AND s0_r14_r10_entry.activeFrom <= $p.today AND s0_r14_r10_entry.activeUntil > $p.today AND NOT s0_r14_r10_entry.id IN inside }) AND (s0_customer.kind <> 'PERSON' OR (EXISTS { MATCH (s0_customer)<-[:CONSENTS_FOR]-(s0_r14_r12_r11_consent:Consent)-[:CONSENTS_TO]->(s0_r14_r12_r11_receiver) WHERE s0_r14_r12_r11_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN s0_r14_r12_r11_consent.categories AND s0_r14_r12_r11_consent.activeFrom <= $p.today AND s0_r14_r12_r11_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (s0_customer)<-[s0_r14_r13_serves:SERVES]-(s0_r14_r13_owner) WHERE s0_r14_r13_owner.id = $p.viewer.organisation AND s0_r14_r13_serves.validFrom <= $p.today AND s0_r14_r13_serves.validTo > $p.today }))) AS s0_seen
      UNWIND s0_parties AS s0_one
      RETURN 'sharedCustomers' AS s0_measure, s0_customer AS s0_item, CASE WHEN $p.viewer.counts OR s0_one.known THEN s0_one.owner END AS s0_party,
             0 AS s0_amount, 0 AS s0_people, NOT (s0_seen AND s0_one.known) AS s0_hidden
      UNION ALL
      MATCH (s0_project:Project)
      WHERE s0_project.startedOn <= s0_until AND coalesce(s0_project.endedOn, s0_until) >= s0_since AND (($p.viewer.counts OR EXISTS { MATCH (s0_project)<-[s0_r16_takes:PARTICIPATES]-(s0_r16_owner) WHERE s0_r16_owner.id + ':COMPANY' IN readable AND s0_r16_takes.validFrom <= $p.today AND s0_r16_takes.validTo > $p.today }) AND ($p.viewer.compliance OR NOT EXISTS { (s0_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_project)<-[:BLOCKS]-(s0_r16_r15_entry) WHERE s0_r16_r15_entry.kind = 'RESTRICTED' AND s0_r16_r15_entry.standing = 'ACTIVE' AND s0_r16_r15_entry.activeFrom <= $p.today AND s0_r16_r15_entry.activeUntil > $p.today AND NOT s0_r16_r15_entry.id IN inside }))
      WITH s0_project, COLLECT {
        MATCH (s0_project)<-[s0_takes:PARTICIPATES]-(s0_owner)
        WHERE s0_takes.validFrom <= s0_until AND s0_takes.validTo > s0_since AND ($p.viewer.counts OR (startNode(s0_takes).id + ':COMPANY' IN named OR EXISTS { WITH endNode(s0_takes) AS s0_r18_r17_project MATCH (s0_r18_r17_project)<-[s0_r18_r17_takes:PARTICIPATES]-(s0_r18_r17_owner) WHERE s0_r18_r17_owner.id = $p.viewer.organisation AND s0_r18_r17_takes.validFrom <= $p.today AND s0_r18_r17_takes.validTo > $p.today RETURN s0_r18_r17_takes }))
        RETURN DISTINCT {owner: s0_owner, known: (startNode(s0_takes).id + ':COMPANY' IN named OR EXISTS { WITH endNode(s0_takes) AS s0_r19_project MATCH (s0_r19_project)<-[s0_r19_takes:PARTICIPATES]-(s0_r19_owner) WHERE s0_r19_owner.id = $p.viewer.organisation AND s0_r19_takes.validFrom <= $p.today AND s0_r19_takes.validTo > $p.today RETURN s0_r19_takes })}
      } AS s0_parties
      WHERE size(s0_parties) > 1
      WITH s0_project, s0_parties, (EXISTS { MATCH (s0_project)<-[s0_r21_takes:PARTICIPATES]-(s0_r21_owner) WHERE s0_r21_owner.id + ':COMPANY' IN readable AND s0_r21_takes.validFrom <= $p.today AND s0_r21_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (s0_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_project)<-[:BLOCKS]-(s0_r21_r20_entry) WHERE s0_r21_r20_entry.kind = 'RESTRICTED' AND s0_r21_r20_entry.standing = 'ACTIVE' AND s0_r21_r20_entry.activeFrom <= $p.today AND s0_r21_r20_entry.activeUntil > $p.today AND NOT s0_r21_r20_entry.id IN inside })) AS s0_seen
      UNWIND s0_parties AS s0_one
      RETURN 'collaborativeProjects' AS s0_measure, s0_project AS s0_item, s0_one.owner AS s0_party, 0 AS s0_amount, 0 AS s0_people,
             NOT (s0_seen AND s0_one.known) AS s0_hidden
      UNION ALL
      MATCH (s0_product:Product)
      WHERE s0_product.onShelfFrom <= s0_until AND s0_product.onShelfUntil > s0_until AND ($p.viewer.counts OR ((s0_product.onShelfFrom <= $p.today AND s0_product.onShelfUntil > $p.today) OR EXISTS { MATCH (s0_product)<-[s0_r23_r22_offers:OFFERS]-(s0_r23_r22_owner) WHERE s0_r23_r22_owner.id = $p.viewer.organisation AND s0_r23_r22_offers.validFrom <= $p.today AND s0_r23_r22_offers.validTo > $p.today }))
      OPTIONAL MATCH (s0_product)<-[s0_offers:OFFERS]-(s0_party) WHERE s0_offers.validFrom <= s0_until AND s0_offers.validTo > s0_until
      RETURN 'sharedProducts' AS s0_measure, s0_product AS s0_item, s0_party, 0 AS s0_amount, 0 AS s0_people, NOT ((s0_product.onShelfFrom <= $p.today AND s0_product.onShelfUntil > $p.today) OR EXISTS { MATCH (s0_product)<-[s0_r24_offers:OFFERS]-(s0_r24_owner) WHERE s0_r24_owner.id = $p.viewer.organisation AND s0_r24_offers.validFrom <= $p.today AND s0_r24_offers.validTo > $p.today }) AS s0_hidden
      UNION ALL
      MATCH (s0_expert:Expert)
      WHERE s0_expert.activeFrom <= s0_until AND s0_expert.activeUntil > s0_until AND (true)
      OPTIONAL MATCH (s0_expert)<-[:IS]-()-[s0_member:MEMBER_OF]->()-[:PART_OF]->(s0_party)
      WHERE s0_member.validFrom <= s0_until AND s0_member.validTo > s0_until
      RETURN 'experts' AS s0_measure, s0_expert AS s0_item, s0_party, 0 AS s0_amount, 0 AS s0_people, false AS s0_hidden
      UNION ALL
      MATCH (s0_story:Case) WHERE s0_story.awardedOn >= s0_since AND s0_story.awardedOn <= s0_until AND ((s0_story.publishedOn <= $p.today OR EXISTS { MATCH (s0_story)<-[:PUBLISHED]-(s0_r27_owner) WHERE s0_r27_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (s0_story)-[:ABOUT]->(s0_r27_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { (s0_r27_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_r27_project)<-[:BLOCKS]-(s0_r27_r26_entry) WHERE s0_r27_r26_entry.kind = 'RESTRICTED' AND s0_r27_r26_entry.standing = 'ACTIVE' AND s0_r27_r26_entry.activeFrom <= $p.today AND s0_r27_r26_entry.activeUntil > $p.today AND NOT s0_r27_r26_entry.id IN inside }) })
      OPTIONAL MATCH (s0_story)<-[:PUBLISHED]-(s0_party)
      RETURN 'excellentCases' AS s0_measure, s0_story AS s0_item, s0_party, 0 AS s0_amount, 0 AS s0_people, false AS s0_hidden
      UNION ALL
      MATCH (s0_report:Report) WHERE s0_report.publishedOn >= s0_since AND s0_report.publishedOn <= s0_until AND (s0_report.publishedOn <= $p.today OR EXISTS { MATCH (s0_report)<-[:PUBLISHED]-(s0_r28_owner) WHERE s0_r28_owner.id = $p.viewer.organisation })
      OPTIONAL MATCH (s0_report)<-[:PUBLISHED]-(s0_party)
      RETURN 'researchReports' AS s0_measure, s0_report AS s0_item, s0_party, 0 AS s0_amount, 0 AS s0_people, false AS s0_hidden
      UNION ALL
      MATCH (s0_project:Project)-[s0_reuse:REUSED]->(s0_work:Case|Report)
      WHERE s0_reuse.reusedOn >= s0_since AND s0_reuse.reusedOn <= s0_until AND (($p.viewer.counts OR EXISTS { MATCH (s0_project)<-[s0_r30_takes:PARTICIPATES]-(s0_r30_owner) WHERE s0_r30_owner.id + ':COMPANY' IN readable AND s0_r30_takes.validFrom <= $p.today AND s0_r30_takes.validTo > $p.today }) AND ($p.viewer.compliance OR NOT EXISTS { (s0_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_project)<-[:BLOCKS]-(s0_r30_r29_entry) WHERE s0_r30_r29_entry.kind = 'RESTRICTED' AND s0_r30_r29_entry.standing = 'ACTIVE' AND s0_r30_r29_entry.activeFrom <= $p.today AND s0_r30_r29_entry.activeUntil > $p.today AND NOT s0_r30_r29_entry.id IN inside })) AND (s0_work:Case AND ((s0_work.publishedOn <= $p.today OR EXISTS { MATCH (s0_work)<-[:PUBLISHED]-(s0_r32_owner) WHERE s0_r32_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (s0_work)-[:ABOUT]->(s0_r32_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { (s0_r32_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_r32_project)<-[:BLOCKS]-(s0_r32_r31_entry) WHERE s0_r32_r31_entry.kind = 'RESTRICTED' AND s0_r32_r31_entry.standing = 'ACTIVE' AND s0_r32_r31_entry.activeFrom <= $p.today AND s0_r32_r31_entry.activeUntil > $p.today AND NOT s0_r32_r31_entry.id IN inside }) }) OR s0_work:Report AND (s0_work.publishedOn <= $p.today OR EXISTS { MATCH (s0_work)<-[:PUBLISHED]-(s0_r33_owner) WHERE s0_r33_owner.id = $p.viewer.organisation }))
      OPTIONAL MATCH (s0_work)<-[:PUBLISHED]-(s0_party)
      RETURN 'reuses' AS s0_measure, s0_reuse AS s0_item, s0_party, 0 AS s0_amount, 0 AS s0_people, NOT (EXISTS { MATCH (s0_project)<-[s0_r35_takes:PARTICIPATES]-(s0_r35_owner) WHERE s0_r35_owner.id + ':COMPANY' IN readable AND s0_r35_takes.validFrom <= $p.today AND s0_r35_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (s0_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s0_project)<-[:BLOCKS]-(s0_r35_r34_entry) WHERE s0_r35_r34_entry.kind = 'RESTRICTED' AND s0_r35_r34_entry.standing = 'ACTIVE' AND s0_r35_r34_entry.activeFrom <= $p.today AND s0_r35_r34_entry.activeUntil > $p.today AND NOT s0_r35_r34_entry.id IN inside })) AS s0_hidden
      UNION ALL
      MATCH (s0_unit:OrgUnit)-[:PART_OF]->(s0_party)
      WITH s0_party, s0_unit, s0_until
      MATCH (s0_unit)<-[s0_member:MEMBER_OF]-(s0_user)
      WHERE s0_member.validFrom <= s0_until AND s0_member.validTo > s0_until AND s0_user.activatedOn <= s0_until
      WITH s0_party, count(DISTINCT s0_user) AS s0_amount
      RETURN 'activatedUsers' AS s0_measure, null AS s0_item, s0_party, s0_amount, s0_amount AS s0_people,
             s0_party.id <> coalesce($p.viewer.organisation, '') AS s0_hidden
      UNION ALL
      MATCH (s0_month:Month) WHERE s0_month.startsOn >= s0_since AND s0_month.startsOn + duration({months: 1}) <= s0_until + duration({days: 1})
      MATCH (s0_month)<-[s0_logged:LOGGED_IN]-(s0_user)
      WITH s0_user, sum(s0_logged.times) AS s0_times, s0_until
      MATCH (s0_user)-[s0_member:MEMBER_OF]->(s0_unit) WHERE s0_member.validFrom <= s0_until
      WITH s0_user, s0_times, s0_unit, s0_member ORDER BY s0_member.validFrom DESC, s0_unit.id
      WITH s0_user, s0_times, head(collect(s0_unit)) AS s0_unit
      WITH s0_unit, sum(s0_times) AS s0_times, count(s0_user) AS s0_people
      MATCH (s0_unit)-[:PART_OF]->(s0_party)
      WITH s0_party, sum(s0_times) AS s0_amount, sum(s0_people) AS s0_people
      RETURN 'logins' AS s0_measure, null AS s0_item, s0_party, s0_amount, s0_people,
             s0_party.id <> coalesce($p.viewer.organisation, '') AS s0_hidden
      UNION ALL
      UNWIND CASE WHEN all(s0_group IN $p.s0.groupBy WHERE s0_group = 'YEAR') THEN [0] ELSE [] END AS s0_amount
      RETURN 'nothing' AS s0_measure, null AS s0_item, null AS s0_party, s0_amount, 0 AS s0_people, false AS s0_hidden
    }
    WITH s0_year, s0_until, s0_measure, s0_party, collect(DISTINCT CASE WHEN NOT s0_hidden THEN s0_item END) AS s0_seen,
         collect(DISTINCT CASE WHEN s0_hidden THEN s0_item END) AS s0_unseen,
         sum(CASE WHEN s0_hidden THEN s0_people ELSE 0 END) AS s0_strangers,
         sum(CASE WHEN s0_hidden THEN s0_amount ELSE 0 END) AS s0_theirs, sum(CASE WHEN s0_hidden THEN 0 ELSE s0_amount END) AS s0_known
    WITH *, size(s0_unseen) + s0_strangers AS s0_size ORDER BY s0_size, s0_party.id
    WITH s0_year, s0_until, s0_measure, collect({
      party: s0_party, seen: s0_seen, unseen: s0_unseen, strangers: s0_strangers, theirs: s0_theirs, known: s0_known, size: s0_size,
      small: s0_party IS NOT NULL AND s0_size > 0 AND s0_size < 5
    }) AS s0_cells
    WITH s0_year, s0_until, s0_measure, s0_cells, CASE
      WHEN any(s0_cell IN s0_cells WHERE s0_cell.small) AND 5 > COUNT {
        UNWIND s0_cells AS s0_cell
        WITH s0_cell WHERE s0_cell.small OR s0_cell.party IS NULL
        UNWIND s0_cell.unseen AS s0_item
        RETURN DISTINCT s0_item
      } + reduce(s0_people = 0, s0_cell IN s0_cells | s0_people + CASE WHEN s0_cell.small THEN s0_cell.strangers ELSE 0 END)
      THEN head([s0_cell IN s0_cells WHERE s0_cell.size >= 5 AND s0_cell.party IS NOT NULL | s0_cell.party])
    END AS s0_next
    UNWIND s0_cells AS s0_cell
    UNWIND [
      {party: s0_cell.party, items: s0_cell.seen, amount: s0_cell.known},
      {
        party: CASE WHEN NOT s0_cell.small AND (s0_next IS NULL OR s0_cell.party <> s0_next) THEN s0_cell.party END,
        items: s0_cell.unseen, amount: s0_cell.theirs
      }
    ] AS s0_part
    WITH s0_year, s0_until, s0_measure, s0_part.party AS s0_party, s0_part.items AS s0_items, s0_part.amount AS s0_amount
    WHERE s0_measure = 'nothing' OR s0_items <> [] OR s0_amount <> 0
    WITH s0_year, s0_until, s0_measure, s0_party, s0_amount, CASE s0_items WHEN [] THEN [null] ELSE s0_items END AS s0_items
    UNWIND s0_items AS s0_item
    WITH s0_year, s0_until, s0_measure, s0_item, s0_amount, s0_party,
         CASE WHEN 'SEGMENT' IN $p.s0.groupBy THEN head([
           (s0_party)-[s0_placed:IN_SEGMENT]->(s0_found) WHERE s0_placed.validFrom <= s0_until AND s0_placed.validTo > s0_until | s0_found
         ]) END AS s0_segment,
         CASE WHEN 'REGION' IN $p.s0.groupBy THEN head([(s0_party)-[:LOCATED_IN]->(s0_found) | s0_found]) END AS s0_region
    WITH s0_year, s0_until, s0_segment, s0_region, s0_measure, s0_item, s0_amount,
         CASE WHEN 'SUBSIDIARY' IN $p.s0.groupBy AND s0_party:Subsidiary THEN s0_party END AS s0_subsidiary
    WITH s0_year, s0_until AS s0_asOf, s0_subsidiary, s0_segment, s0_region,
         count(DISTINCT CASE WHEN s0_measure = 'sharedCustomers' THEN s0_item END) AS s0_sharedCustomers,
         count(DISTINCT CASE WHEN s0_measure = 'collaborativeProjects' THEN s0_item END) AS s0_collaborativeProjects,
         count(DISTINCT CASE WHEN s0_measure = 'sharedProducts' THEN s0_item END) AS s0_sharedProducts,
         count(DISTINCT CASE WHEN s0_measure = 'experts' THEN s0_item END) AS s0_experts,
         count(DISTINCT CASE WHEN s0_measure = 'excellentCases' THEN s0_item END) AS s0_excellentCases,
         count(DISTINCT CASE WHEN s0_measure = 'researchReports' THEN s0_item END) AS s0_researchReports,
         count(DISTINCT CASE WHEN s0_measure = 'reuses' THEN s0_item END) AS s0_reuses,
         sum(CASE WHEN s0_measure = 'activatedUsers' THEN s0_amount ELSE 0 END) AS s0_activatedUsers,
         sum(CASE WHEN s0_measure = 'logins' THEN s0_amount ELSE 0 END) AS s0_logins
    ORDER BY s0_year, s0_segment.name, s0_subsidiary.name, s0_region.name
    WITH s0_year, s0_asOf, s0_subsidiary, s0_segment, s0_region, s0_sharedCustomers, s0_collaborativeProjects, s0_sharedProducts, s0_experts, s0_excellentCases, s0_researchReports, s0_reuses, s0_activatedUsers, s0_logins
    RETURN [s0_year, CASE WHEN s0_segment IS NULL THEN null ELSE [s0_segment.name] END, s0_sharedCustomers, s0_logins]
  } AS f1
RETURN f1 AS data
