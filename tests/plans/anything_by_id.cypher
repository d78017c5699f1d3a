WITH COLLECT {
  MATCH (:Organisation {id: $p.viewer.organisation})<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.standing = 'ACTIVE'
  UNWIND CASE policy.kinds WHEN [] THEN ['COMPANY', 'INSTITUTION', 'PUBLIC_BODY', 'PERSON'] ELSE policy.kinds END AS kind
  RETURN {key: owner.id + ':' + kind, kind: kind, level: policy.level, fields: policy.fields}
} AS every
WITH every, [one IN every WHERE one.level = 'HIDDEN' | one.key] AS hidden
WITH [one IN every WHERE NOT one.key IN hidden] AS shared
WITH $p.viewer.own + [one IN shared WHERE one.level = 'ALL' | one.key] AS readable,
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
    MATCH (n0:Project)
    WHERE n0.id IN $p.v0 AND (EXISTS { MATCH (n0)<-[r1_takes:PARTICIPATES]-(r1_owner) WHERE r1_owner.id + ':COMPANY' IN readable AND r1_takes.validFrom <= $p.today AND r1_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r1_r0_entry) WHERE r1_r0_entry.kind = 'RESTRICTED' AND r1_r0_entry.standing = 'ACTIVE' AND r1_r0_entry.activeFrom <= $p.today AND r1_r0_entry.activeUntil > $p.today AND NOT r1_r0_entry.id IN inside }))
    RETURN [n0.id, [n0.id, n0.name]]
  } AS foundProject
RETURN [$p.v0, foundProject] AS data
;
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
    CALL () {
      MATCH (n0:Customer) WHERE n0.id IN $p.v0
      RETURN n0, n0.id AS n0_asked
      UNION ALL
      MATCH (n0_gone:MergedCustomer)-[:MERGED_INTO]->(n0:Customer) WHERE n0_gone.id IN $p.v0
      RETURN n0, n0_gone.id AS n0_asked
    }
    WITH n0, n0_asked
    WHERE EXISTS { MATCH (n0)<-[r5_way:SERVES|MAY_SEE]-(r5_party) WHERE r5_way.validFrom <= $p.today AND r5_way.validTo > $p.today AND (r5_party.id = $p.viewer.organisation OR type(r5_way) = 'SERVES' AND r5_party.id + ':' + n0.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r5_r1_entry) WHERE r5_r1_entry.kind = 'RESTRICTED' AND r5_r1_entry.standing = 'ACTIVE' AND r5_r1_entry.activeFrom <= $p.today AND r5_r1_entry.activeUntil > $p.today AND NOT r5_r1_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r5_r3_r2_consent:Consent)-[:CONSENTS_TO]->(r5_r3_r2_receiver) WHERE r5_r3_r2_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r5_r3_r2_consent.categories AND r5_r3_r2_consent.activeFrom <= $p.today AND r5_r3_r2_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r5_r4_serves:SERVES]-(r5_r4_owner) WHERE r5_r4_owner.id = $p.viewer.organisation AND r5_r4_serves.validFrom <= $p.today AND r5_r4_serves.validTo > $p.today }))
    WITH n0, n0_asked,
      EXISTS { MATCH (n0)<-[r0_way:SERVES|MAY_SEE]-(r0_party) WHERE r0_way.validFrom <= $p.today AND r0_way.validTo > $p.today AND ( r0_party.id = $p.viewer.organisation AND (type(r0_way) = 'SERVES' OR 'USCC' IN r0_way.fields) OR type(r0_way) = 'SERVES' AND r0_party.id + ':' + n0.kind + ':USCC' IN covering) AND coalesce(CASE type(r0_way) WHEN 'SERVES' THEN r0_party.id ELSE r0_way.owner END IN n0.usccSuppliers, true) } AS c1
    RETURN [n0_asked, [n0.id, n0.name, CASE WHEN n0.uscc IS NULL THEN null WHEN c1 THEN n0.uscc ELSE CASE WHEN size(n0.uscc) > 8 THEN left(n0.uscc, 2) + '****' + right(n0.uscc, 2) ELSE '****' END END, CASE WHEN c1 THEN n0.id END]]
  } AS foundCustomer,
  COLLECT {
    MATCH (n2:Subsidiary)
    WHERE n2.id IN $p.v0
    RETURN [n2.id, [n2.id, n2.shortName]]
  } AS foundSubsidiary
RETURN [$p.v0, foundCustomer, foundSubsidiary] AS data
