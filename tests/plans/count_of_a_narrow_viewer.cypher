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
  COUNT {
    CALL (readable, inside) {
      MATCH (r9_party:Organisation)-[r9_way:SERVES|MAY_SEE]->(n0)
      WHERE r9_party.id IN [r9_key IN readable | split(r9_key, ':')[0]] AND r9_way.validFrom <= $p.today AND r9_way.validTo > $p.today
        AND (r9_party.id = $p.viewer.organisation OR type(r9_way) = 'SERVES' AND r9_party.id + ':' + n0.kind IN readable)
        AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r9_r5_entry) WHERE r9_r5_entry.kind = 'RESTRICTED' AND r9_r5_entry.standing = 'ACTIVE' AND r9_r5_entry.activeFrom <= $p.today AND r9_r5_entry.activeUntil > $p.today AND NOT r9_r5_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r9_r7_r6_consent:Consent)-[:CONSENTS_TO]->(r9_r7_r6_receiver) WHERE r9_r7_r6_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r9_r7_r6_consent.categories AND r9_r7_r6_consent.activeFrom <= $p.today AND r9_r7_r6_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r9_r8_serves:SERVES]-(r9_r8_owner) WHERE r9_r8_owner.id = $p.viewer.organisation AND r9_r8_serves.validFrom <= $p.today AND r9_r8_serves.validTo > $p.today }))
      RETURN DISTINCT n0
    }
    WITH n0
    WHERE n0.kind = $p.v0
    RETURN n0
  } AS f1
RETURN [f1] AS data
