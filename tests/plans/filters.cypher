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
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r5_way:SERVES|MAY_SEE]-(r5_party) WHERE r5_way.validFrom <= $p.today AND r5_way.validTo > $p.today AND (r5_party.id = $p.viewer.organisation OR type(r5_way) = 'SERVES' AND r5_party.id + ':' + n0.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r5_r1_entry) WHERE r5_r1_entry.kind = 'RESTRICTED' AND r5_r1_entry.standing = 'ACTIVE' AND r5_r1_entry.activeFrom <= $p.today AND r5_r1_entry.activeUntil > $p.today AND NOT r5_r1_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r5_r3_r2_consent:Consent)-[:CONSENTS_TO]->(r5_r3_r2_receiver) WHERE r5_r3_r2_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r5_r3_r2_consent.categories AND r5_r3_r2_consent.activeFrom <= $p.today AND r5_r3_r2_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r5_r4_serves:SERVES]-(r5_r4_owner) WHERE r5_r4_owner.id = $p.viewer.organisation AND r5_r4_serves.validFrom <= $p.today AND r5_r4_serves.validTo > $p.today }))) AND (n0.employees >= $p.v0 AND toLower(n0.name) CONTAINS $p.v1 AND ((n0.kind IN $p.v2 OR toLower(n0.nameEn) STARTS WITH $p.v3)) AND NOT coalesce(n0.name IN $p.v4, false) AND n0.employees >= $p.v5[0] AND n0.employees <= $p.v5[1] AND ((EXISTS { MATCH (n0)<-[r0_way:SERVES|MAY_SEE]-(r0_party) WHERE r0_way.validFrom <= $p.today AND r0_way.validTo > $p.today AND ( r0_party.id = $p.viewer.organisation AND (type(r0_way) = 'SERVES' OR 'USCC' IN r0_way.fields) OR type(r0_way) = 'SERVES' AND r0_party.id + ':' + n0.kind + ':USCC' IN covering) AND coalesce(CASE type(r0_way) WHEN 'SERVES' THEN r0_party.id ELSE r0_way.owner END IN n0.usccSuppliers, true) }) AND n0.uscc = $p.v6)))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    RETURN [n0.id]
  } AS f1
RETURN [f1] AS data
