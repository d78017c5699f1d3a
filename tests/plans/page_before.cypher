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
    WITH *, COLLECT {
      MATCH (n0:Customer)
      USING INDEX SEEK n0:Customer(name, id)
      WHERE n0.name = $p.v0.key AND n0.id < $p.v0.id AND ((EXISTS { MATCH (n0)<-[r4_way:SERVES|MAY_SEE]-(r4_party) WHERE r4_way.validFrom <= $p.today AND r4_way.validTo > $p.today AND (r4_party.id = $p.viewer.organisation OR type(r4_way) = 'SERVES' AND r4_party.id + ':' + n0.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r4_r0_entry) WHERE r4_r0_entry.kind = 'RESTRICTED' AND r4_r0_entry.standing = 'ACTIVE' AND r4_r0_entry.activeFrom <= $p.today AND r4_r0_entry.activeUntil > $p.today AND NOT r4_r0_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r4_r2_r1_consent:Consent)-[:CONSENTS_TO]->(r4_r2_r1_receiver) WHERE r4_r2_r1_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r4_r2_r1_consent.categories AND r4_r2_r1_consent.activeFrom <= $p.today AND r4_r2_r1_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r4_r3_serves:SERVES]-(r4_r3_owner) WHERE r4_r3_owner.id = $p.viewer.organisation AND r4_r3_serves.validFrom <= $p.today AND r4_r3_serves.validTo > $p.today }))))
      RETURN n0 ORDER BY n0.name DESC, n0.id DESC LIMIT $p.limit0
    } AS t1
    CALL (t1, readable, inside) {
      UNWIND t1 AS n0
      RETURN n0
      UNION ALL
      WITH $p.limit0 - size(t1) AS missing WHERE missing > 0
      MATCH (n0:Customer)
      USING INDEX SEEK n0:Customer(name, id)
      WHERE n0.name < $p.v0.key AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r4_way:SERVES|MAY_SEE]-(r4_party) WHERE r4_way.validFrom <= $p.today AND r4_way.validTo > $p.today AND (r4_party.id = $p.viewer.organisation OR type(r4_way) = 'SERVES' AND r4_party.id + ':' + n0.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r4_r0_entry) WHERE r4_r0_entry.kind = 'RESTRICTED' AND r4_r0_entry.standing = 'ACTIVE' AND r4_r0_entry.activeFrom <= $p.today AND r4_r0_entry.activeUntil > $p.today AND NOT r4_r0_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r4_r2_r1_consent:Consent)-[:CONSENTS_TO]->(r4_r2_r1_receiver) WHERE r4_r2_r1_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r4_r2_r1_consent.categories AND r4_r2_r1_consent.activeFrom <= $p.today AND r4_r2_r1_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r4_r3_serves:SERVES]-(r4_r3_owner) WHERE r4_r3_owner.id = $p.viewer.organisation AND r4_r3_serves.validFrom <= $p.today AND r4_r3_serves.validTo > $p.today }))))
      RETURN n0 ORDER BY n0.name DESC, n0.id DESC LIMIT $p.limit0
    }
    WITH n0 ORDER BY n0.name DESC, n0.id DESC LIMIT $p.limit0
    RETURN [[n0.name, n0.id], [n0.name]]
  } AS f2
RETURN [f2] AS data
