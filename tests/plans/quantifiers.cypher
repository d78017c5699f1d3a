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
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r14_way:SERVES|MAY_SEE]-(r14_party) WHERE r14_way.validFrom <= $p.today AND r14_way.validTo > $p.today AND (r14_party.id = $p.viewer.organisation OR type(r14_way) = 'SERVES' AND r14_party.id + ':' + n0.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r14_r10_entry) WHERE r14_r10_entry.kind = 'RESTRICTED' AND r14_r10_entry.standing = 'ACTIVE' AND r14_r10_entry.activeFrom <= $p.today AND r14_r10_entry.activeUntil > $p.today AND NOT r14_r10_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r14_r12_r11_consent:Consent)-[:CONSENTS_TO]->(r14_r12_r11_receiver) WHERE r14_r12_r11_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r14_r12_r11_consent.categories AND r14_r12_r11_consent.activeFrom <= $p.today AND r14_r12_r11_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r14_r13_serves:SERVES]-(r14_r13_owner) WHERE r14_r13_owner.id = $p.viewer.organisation AND r14_r13_serves.validFrom <= $p.today AND r14_r13_serves.validTo > $p.today }))) AND (((EXISTS { MATCH (n0)<-[e1:SERVES]-(n1) WHERE (e1.validFrom <= $p.asOf AND e1.validTo > $p.asOf AND (n1.id + ':' + n0.kind IN named OR EXISTS { WITH n1.id AS r0_owner, n0 AS r0_customer MATCH (r0_customer)<-[r0_way:MAY_SEE]-(r0_receiver) WHERE r0_receiver.id = $p.viewer.organisation AND r0_way.owner = r0_owner AND r0_way.validFrom <= $p.today AND r0_way.validTo > $p.today RETURN r0_way })) AND n1.code = $p.v0 })) AND ((NOT EXISTS { MATCH (n0)-[e2:HOLDS]->(n2) WHERE (e2.validFrom <= $p.asOf AND e2.validTo > $p.asOf AND (e2.bookedBy + ':' + n0.kind IN readable AND ( n0.kind <> 'PERSON' OR e2.bookedBy = $p.viewer.organisation OR EXISTS { WITH n0 AS r3_person MATCH (r3_person:Customer) WHERE (EXISTS { MATCH (r3_person)<-[:CONSENTS_FOR]-(r3_r2_consent:Consent)-[:CONSENTS_TO]->(r3_r2_receiver) WHERE r3_r2_receiver.id = $p.viewer.organisation AND 'HOLDINGS' IN r3_r2_consent.categories AND r3_r2_consent.activeFrom <= $p.today AND r3_r2_consent.activeUntil > $p.today }) RETURN r3_person } )) AND ((n2.onShelfFrom <= $p.today AND n2.onShelfUntil > $p.today) OR EXISTS { MATCH (n2)<-[r4_offers:OFFERS]-(r4_owner) WHERE r4_owner.id = $p.viewer.organisation AND r4_offers.validFrom <= $p.today AND r4_offers.validTo > $p.today })) AND toLower(n2.name) CONTAINS $p.v1 })) AND ((NOT EXISTS { MATCH (n0)<-[e3:WITH]-(n3) WHERE ((EXISTS { MATCH (n3)<-[r7_takes:PARTICIPATES]-(r7_owner) WHERE r7_owner.id + ':COMPANY' IN readable AND r7_takes.validFrom <= $p.today AND r7_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (n3)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n3)<-[:BLOCKS]-(r7_r6_entry) WHERE r7_r6_entry.kind = 'RESTRICTED' AND r7_r6_entry.standing = 'ACTIVE' AND r7_r6_entry.activeFrom <= $p.today AND r7_r6_entry.activeUntil > $p.today AND NOT r7_r6_entry.id IN inside }))) AND NOT coalesce(n3.stage = $p.v2, false) })) AND EXISTS { MATCH (n0)-[e4:LOCATED_IN]->(n4) WHERE n4.name = $p.v3 }))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    RETURN [n0.id]
  } AS f5
RETURN [f5] AS data
