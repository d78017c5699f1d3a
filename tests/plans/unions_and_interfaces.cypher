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
    MATCH (n0:Expert)
    USING INDEX n0:Expert(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)-[e1:AUTHORED|WORKED_ON]->(n1)
        WHERE ((n1:Report AND (n1.publishedOn <= $p.today OR EXISTS { MATCH (n1)<-[:PUBLISHED]-(r4_owner) WHERE r4_owner.id = $p.viewer.organisation }) OR n1:Case AND ((n1.publishedOn <= $p.today OR EXISTS { MATCH (n1)<-[:PUBLISHED]-(r6_owner) WHERE r6_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (n1)-[:ABOUT]->(r6_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { MATCH (r6_project)<-[:BLOCKS]-(r6_r5_entry:RestrictedEntry) WHERE r6_r5_entry.kind = 'RESTRICTED' AND r6_r5_entry.standing = 'ACTIVE' AND r6_r5_entry.activeFrom <= $p.today AND r6_r5_entry.activeUntil > $p.today AND NOT r6_r5_entry.id IN inside }) }) OR n1:Project AND (EXISTS { MATCH (n1)<-[r8_takes:PARTICIPATES]-(r8_owner) WHERE r8_owner.id + ':COMPANY' IN readable AND r8_takes.validFrom <= $p.today AND r8_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { MATCH (n1)<-[:BLOCKS]-(r8_r7_entry:RestrictedEntry) WHERE r8_r7_entry.kind = 'RESTRICTED' AND r8_r7_entry.standing = 'ACTIVE' AND r8_r7_entry.activeFrom <= $p.today AND r8_r7_entry.activeUntil > $p.today AND NOT r8_r7_entry.id IN inside }))))
        WITH e1, n1 ORDER BY n1.id LIMIT $p.limit1
        WITH e1, n1,
          COLLECT {
            MATCH (n1)<-[e2:PUBLISHED]-(n2)
            WITH n2 ORDER BY n2.id LIMIT 1
            RETURN {name: n2.name}
          } AS f3,
          COLLECT {
            MATCH (n1)-[e4:WITH]->(n4)
            WHERE (EXISTS { MATCH (n4)<-[r14_way:SERVES|MAY_SEE]-(r14_party) WHERE r14_way.validFrom <= $p.today AND r14_way.validTo > $p.today AND ( type(r14_way) = 'SERVES' AND r14_party.id = $p.viewer.organisation OR (r14_party.id = $p.viewer.organisation OR type(r14_way) = 'SERVES' AND r14_party.id + ':' + n4.kind IN readable) AND ($p.viewer.compliance OR NOT EXISTS { MATCH (n4)<-[:BLOCKS]-(r14_r12_entry:RestrictedEntry) WHERE r14_r12_entry.kind = 'RESTRICTED' AND r14_r12_entry.standing = 'ACTIVE' AND r14_r12_entry.activeFrom <= $p.today AND r14_r12_entry.activeUntil > $p.today AND NOT r14_r12_entry.id IN inside }) AND (n4.kind <> 'PERSON' OR EXISTS { MATCH (n4)<-[:CONSENTS_FOR]-(r14_r13_consent:Consent)-[:CONSENTS_TO]->(r14_r13_receiver) WHERE r14_r13_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r14_r13_consent.categories AND r14_r13_consent.activeFrom <= $p.today AND r14_r13_consent.activeUntil > $p.today })) })
            WITH n4 ORDER BY n4.id LIMIT 1
            RETURN {name: n4.name}
          } AS f5
        RETURN {edges: {node: CASE WHEN n1:Report THEN {t: 'Report', v: {title: n1.title, publisher: f3, id: n1.id}} WHEN n1:Case THEN {t: 'Case', v: {id: n1.id}} WHEN n1:Project THEN {t: 'Project', v: {name: n1.name, customer: f5, id: n1.id}} END}}
      } AS f6
    RETURN {edges: {node: {evidence: {rows: f6}}}}
  } AS f7
RETURN {rows: f7} AS data
