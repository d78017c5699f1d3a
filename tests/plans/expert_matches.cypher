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
    MATCH (n0:Project)
    USING INDEX n0:Project(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r1_takes:PARTICIPATES]-(r1_owner) WHERE r1_owner.id + ':COMPANY' IN readable AND r1_takes.validFrom <= $p.today AND r1_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r1_r0_entry) WHERE r1_r0_entry.kind = 'RESTRICTED' AND r1_r0_entry.standing = 'ACTIVE' AND r1_r0_entry.activeFrom <= $p.today AND r1_r0_entry.activeUntil > $p.today AND NOT r1_r0_entry.id IN inside })))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)-[:HAS_TOPIC]->(s2_wanted:Topic)<-[:BROADER*0..1]-(s2_topic:Topic)
        WITH DISTINCT s2_topic
        MATCH (s2_topic)<-[s2_knows:EXPERT_IN]-(s2_expert:Expert)
        WHERE s2_knows.validFrom <= $p.asOf AND s2_knows.validTo > $p.asOf AND (true) AND s2_expert.activeFrom <= $p.today AND s2_expert.activeUntil > $p.today
          AND NOT EXISTS { (s2_expert)-[:WORKED_ON]->(n0) }
        WITH s2_expert, s2_topic, s2_knows ORDER BY s2_knows.score DESC, s2_topic.id
        WITH s2_expert, collect(s2_topic) AS s2_topics,
             collect({topic: s2_topic, score: s2_knows.score}) AS s2_matched
        WITH s2_expert, s2_topics, s2_matched,
             reduce(s2_sum = 0.0, s2_one IN s2_matched | CASE WHEN s2_sum = 0.0 THEN s2_one.score ELSE s2_sum + (1 - s2_sum) * s2_one.score / 5 END) AS s2_score
        ORDER BY s2_score DESC, s2_expert.id LIMIT $p.s2.first
        WITH s2_expert, s2_score, COLLECT {
          UNWIND s2_matched[..3] AS s2_one
          WITH s2_one.topic AS s2_about
          WITH s2_about, COUNT {
            MATCH (s2_expert)-[:AUTHORED|WORKED_ON]->(s2_work:Report|Case|Project)
            WHERE (s2_work:Report AND (s2_work.publishedOn <= $p.today OR EXISTS { MATCH (s2_work)<-[:PUBLISHED]-(s2_r5_owner) WHERE s2_r5_owner.id = $p.viewer.organisation }) OR s2_work:Case AND ((s2_work.publishedOn <= $p.today OR EXISTS { MATCH (s2_work)<-[:PUBLISHED]-(s2_r7_owner) WHERE s2_r7_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (s2_work)-[:ABOUT]->(s2_r7_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { (s2_r7_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s2_r7_project)<-[:BLOCKS]-(s2_r7_r6_entry) WHERE s2_r7_r6_entry.kind = 'RESTRICTED' AND s2_r7_r6_entry.standing = 'ACTIVE' AND s2_r7_r6_entry.activeFrom <= $p.today AND s2_r7_r6_entry.activeUntil > $p.today AND NOT s2_r7_r6_entry.id IN inside }) }) OR s2_work:Project AND (EXISTS { MATCH (s2_work)<-[s2_r9_takes:PARTICIPATES]-(s2_r9_owner) WHERE s2_r9_owner.id + ':COMPANY' IN readable AND s2_r9_takes.validFrom <= $p.today AND s2_r9_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (s2_work)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s2_work)<-[:BLOCKS]-(s2_r9_r8_entry) WHERE s2_r9_r8_entry.kind = 'RESTRICTED' AND s2_r9_r8_entry.standing = 'ACTIVE' AND s2_r9_r8_entry.activeFrom <= $p.today AND s2_r9_r8_entry.activeUntil > $p.today AND NOT s2_r9_r8_entry.id IN inside }))) AND EXISTS { (s2_work)-[:HAS_TOPIC]->(s2_about) }
          } AS s2_proofs
          RETURN {
            text: '熟悉“' + s2_about.name + '”' + CASE s2_proofs WHEN 0 THEN '' ELSE '，有 ' + s2_proofs + ' 项成果为证' END,
            textEn: 'Knows ' + s2_about.nameEn
              + CASE s2_proofs WHEN 0 THEN '' WHEN 1 THEN ', proven by 1 work' ELSE ', proven by ' + s2_proofs + ' works' END
          }
        } AS s2_reasons, COLLECT {
          MATCH (s2_expert)-[:AUTHORED|WORKED_ON]->(s2_work:Report|Case|Project)
          WHERE (s2_work:Report AND (s2_work.publishedOn <= $p.today OR EXISTS { MATCH (s2_work)<-[:PUBLISHED]-(s2_r10_owner) WHERE s2_r10_owner.id = $p.viewer.organisation }) OR s2_work:Case AND ((s2_work.publishedOn <= $p.today OR EXISTS { MATCH (s2_work)<-[:PUBLISHED]-(s2_r12_owner) WHERE s2_r12_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (s2_work)-[:ABOUT]->(s2_r12_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { (s2_r12_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s2_r12_project)<-[:BLOCKS]-(s2_r12_r11_entry) WHERE s2_r12_r11_entry.kind = 'RESTRICTED' AND s2_r12_r11_entry.standing = 'ACTIVE' AND s2_r12_r11_entry.activeFrom <= $p.today AND s2_r12_r11_entry.activeUntil > $p.today AND NOT s2_r12_r11_entry.id IN inside }) }) OR s2_work:Project AND (EXISTS { MATCH (s2_work)<-[s2_r14_takes:PARTICIPATES]-(s2_r14_owner) WHERE s2_r14_owner.id + ':COMPANY' IN readable AND s2_r14_takes.validFrom <= $p.today AND s2_r14_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (s2_work)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s2_work)<-[:BLOCKS]-(s2_r14_r13_entry) WHERE s2_r14_r13_entry.kind = 'RESTRICTED' AND s2_r14_r13_entry.standing = 'ACTIVE' AND s2_r14_r13_entry.activeFrom <= $p.today AND s2_r14_r13_entry.activeUntil > $p.today AND NOT s2_r14_r13_entry.id IN inside }))) AND EXISTS { MATCH (s2_work)-[:HAS_TOPIC]->(s2_topic) WHERE s2_topic IN s2_topics }
          WITH s2_work ORDER BY coalesce(s2_work.publishedOn, s2_work.startedOn) DESC, s2_work.id LIMIT 3
          RETURN s2_work
        } AS s2_evidence
        WITH s2_expert, s2_score, s2_reasons, s2_evidence
        WITH s2_expert, s2_score, s2_reasons, s2_evidence,
          COLLECT {
            UNWIND s2_evidence AS n3
            RETURN CASE WHEN n3:Report THEN ['Report', []] WHEN n3:Case THEN ['Case', [n3.title]] WHEN n3:Project THEN ['Project', []] END
          } AS f4
        RETURN [s2_score, s2_reasons, CASE WHEN s2_expert IS NULL THEN null ELSE [s2_expert.name] END, f4]
      } AS f5
    RETURN [f5]
  } AS f1
RETURN [f1] AS data
