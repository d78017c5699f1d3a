WITH COLLECT {
  MATCH (:Organisation {id: $p.viewer.organisation})<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.standing = 'ACTIVE'
  UNWIND CASE policy.kinds WHEN [] THEN ['COMPANY', 'INSTITUTION', 'PUBLIC_BODY', 'PERSON'] ELSE policy.kinds END AS kind
  RETURN {key: owner.id + ':' + kind, kind: kind, level: policy.level, fields: policy.fields}
} AS every
WITH every, [one IN every WHERE one.level = 'HIDDEN' | one.key] AS hidden
WITH [one IN every WHERE NOT one.key IN hidden] AS shared
WITH $p.viewer.own + [one IN shared WHERE one.level = 'ALL' | one.key] AS readable,
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
      EXISTS { MATCH (n0)<-[r12_way:SERVES|MAY_SEE]-(r12_party) WHERE r12_way.validFrom <= $p.today AND r12_way.validTo > $p.today AND ( r12_party.id = $p.viewer.organisation AND (type(r12_way) = 'SERVES' OR 'USCC' IN r12_way.fields) OR type(r12_way) = 'SERVES' AND r12_party.id + ':' + n0.kind + ':USCC' IN covering) AND coalesce(CASE type(r12_way) WHEN 'SERVES' THEN r12_party.id ELSE r12_way.owner END IN n0.usccSuppliers, true) } AS c4,
      COLLECT {
        MATCH (n0)-[e2:LOCATED_IN]->(n2)
        WITH n2 ORDER BY n2.id LIMIT 1
        RETURN [n2.name]
      } AS f3
    RETURN [n0.name, f3, n0.kind, CASE WHEN n0.uscc IS NULL THEN null WHEN c4 THEN n0.uscc ELSE CASE WHEN size(n0.uscc) > 8 THEN left(n0.uscc, 2) + '****' + right(n0.uscc, 2) ELSE '****' END END, CASE WHEN c4 THEN n0.id END]
  } AS f1
RETURN [f1] AS data
