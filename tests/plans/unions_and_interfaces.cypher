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
    MATCH (n0:Expert)
    USING INDEX n0:Expert(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)-[e2:AUTHORED|WORKED_ON]->(n2)
        WHERE ((n2:Report AND (n2.publishedOn <= $p.today OR EXISTS { MATCH (n2)<-[:PUBLISHED]-(r4_owner) WHERE r4_owner.id = $p.viewer.organisation }) OR n2:Case AND ((n2.publishedOn <= $p.today OR EXISTS { MATCH (n2)<-[:PUBLISHED]-(r6_owner) WHERE r6_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (n2)-[:ABOUT]->(r6_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { (r6_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (r6_project)<-[:BLOCKS]-(r6_r5_entry) WHERE r6_r5_entry.kind = 'RESTRICTED' AND r6_r5_entry.standing = 'ACTIVE' AND r6_r5_entry.activeFrom <= $p.today AND r6_r5_entry.activeUntil > $p.today AND NOT r6_r5_entry.id IN inside }) }) OR n2:Project AND (EXISTS { MATCH (n2)<-[r8_takes:PARTICIPATES]-(r8_owner) WHERE r8_owner.id + ':COMPANY' IN readable AND r8_takes.validFrom <= $p.today AND r8_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (n2)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n2)<-[:BLOCKS]-(r8_r7_entry) WHERE r8_r7_entry.kind = 'RESTRICTED' AND r8_r7_entry.standing = 'ACTIVE' AND r8_r7_entry.activeFrom <= $p.today AND r8_r7_entry.activeUntil > $p.today AND NOT r8_r7_entry.id IN inside }))))
        WITH e2, n2 ORDER BY n2.id LIMIT $p.limit1
        WITH e2, n2,
          COLLECT {
            MATCH (n2)<-[e4:PUBLISHED]-(n4)
            WITH n4 ORDER BY n4.id LIMIT 1
            RETURN [n4.name]
          } AS f5,
          COLLECT {
            MATCH (n2)-[e6:WITH]->(n6)
            WHERE (EXISTS { MATCH (n6)<-[r16_way:SERVES|MAY_SEE]-(r16_party) WHERE r16_way.validFrom <= $p.today AND r16_way.validTo > $p.today AND (r16_party.id = $p.viewer.organisation OR type(r16_way) = 'SERVES' AND r16_party.id + ':' + n6.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n6)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n6)<-[:BLOCKS]-(r16_r12_entry) WHERE r16_r12_entry.kind = 'RESTRICTED' AND r16_r12_entry.standing = 'ACTIVE' AND r16_r12_entry.activeFrom <= $p.today AND r16_r12_entry.activeUntil > $p.today AND NOT r16_r12_entry.id IN inside }) AND (n6.kind <> 'PERSON' OR (EXISTS { MATCH (n6)<-[:CONSENTS_FOR]-(r16_r14_r13_consent:Consent)-[:CONSENTS_TO]->(r16_r14_r13_receiver) WHERE r16_r14_r13_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r16_r14_r13_consent.categories AND r16_r14_r13_consent.activeFrom <= $p.today AND r16_r14_r13_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n6)<-[r16_r15_serves:SERVES]-(r16_r15_owner) WHERE r16_r15_owner.id = $p.viewer.organisation AND r16_r15_serves.validFrom <= $p.today AND r16_r15_serves.validTo > $p.today })))
            WITH n6 ORDER BY n6.id LIMIT 1
            RETURN [n6.name]
          } AS f7
        RETURN CASE WHEN n2:Report THEN ['Report', [n2.title, f5, n2.id]] WHEN n2:Case THEN ['Case', [n2.id]] WHEN n2:Project THEN ['Project', [n2.name, f7, n2.id]] END
      } AS f3
    RETURN [[f3]]
  } AS f1
RETURN [f1] AS data
