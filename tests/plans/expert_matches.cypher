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
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r1_takes:PARTICIPATES]-(r1_owner) WHERE r1_owner.id + ':COMPANY' IN readable AND r1_takes.validFrom <= $p.today AND r1_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r1_r0_entry:RestrictedEntry) WHERE r1_r0_entry.kind = 'RESTRICTED' AND r1_r0_entry.standing = 'ACTIVE' AND r1_r0_entry.activeFrom <= $p.today AND r1_r0_entry.activeUntil > $p.today AND NOT r1_r0_entry.id IN inside })))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)-[:HAS_TOPIC]->(s1_wanted:Topic)<-[:BROADER*0..1]-(s1_topic:Topic)
        WITH DISTINCT s1_topic
        MATCH (s1_topic)<-[s1_knows:EXPERT_IN]-(s1_expert:Expert)
        WHERE s1_knows.validFrom <= $p.asOf AND s1_knows.validTo > $p.asOf AND (true) AND s1_expert.activeFrom <= $p.today AND s1_expert.activeUntil > $p.today
          AND NOT EXISTS { (s1_expert)-[:WORKED_ON]->(n0) }
        WITH s1_expert, s1_topic, s1_knows ORDER BY s1_knows.score DESC, s1_topic.id
        WITH s1_expert, collect(s1_topic) AS s1_topics,
             collect({topic: s1_topic.name, topicEn: s1_topic.nameEn, count: s1_knows.evidenceCount, score: s1_knows.score}) AS s1_matched
        WITH s1_expert, s1_topics, s1_matched,
             reduce(s1_sum = 0.0, s1_one IN s1_matched | CASE WHEN s1_sum = 0.0 THEN s1_one.score ELSE s1_sum + (1 - s1_sum) * s1_one.score / 5 END) AS s1_score
        ORDER BY s1_score DESC, s1_expert.id LIMIT $p.s1.first
        WITH s1_expert, s1_score, [s1_one IN s1_matched[..3] | {
          text: '熟悉“' + s1_one.topic + '”，有 ' + s1_one.count + ' 项成果为证',
          textEn: 'Knows ' + s1_one.topicEn + ', proven by ' + s1_one.count + CASE WHEN s1_one.count = 1 THEN ' work' ELSE ' works' END
        }] AS s1_reasons, COLLECT {
          MATCH (s1_expert)-[:AUTHORED|WORKED_ON]->(s1_work:Report|Case|Project)
          WHERE (s1_work:Report AND (s1_work.publishedOn <= $p.today OR EXISTS { MATCH (s1_work)<-[:PUBLISHED]-(s1_r5_owner) WHERE s1_r5_owner.id = $p.viewer.organisation }) OR s1_work:Case AND ((s1_work.publishedOn <= $p.today OR EXISTS { MATCH (s1_work)<-[:PUBLISHED]-(s1_r7_owner) WHERE s1_r7_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (s1_work)-[:ABOUT]->(s1_r7_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { MATCH (s1_r7_project)<-[:BLOCKS]-(s1_r7_r6_entry:RestrictedEntry) WHERE s1_r7_r6_entry.kind = 'RESTRICTED' AND s1_r7_r6_entry.standing = 'ACTIVE' AND s1_r7_r6_entry.activeFrom <= $p.today AND s1_r7_r6_entry.activeUntil > $p.today AND NOT s1_r7_r6_entry.id IN inside }) }) OR s1_work:Project AND (EXISTS { MATCH (s1_work)<-[s1_r9_takes:PARTICIPATES]-(s1_r9_owner) WHERE s1_r9_owner.id + ':COMPANY' IN readable AND s1_r9_takes.validFrom <= $p.today AND s1_r9_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { MATCH (s1_work)<-[:BLOCKS]-(s1_r9_r8_entry:RestrictedEntry) WHERE s1_r9_r8_entry.kind = 'RESTRICTED' AND s1_r9_r8_entry.standing = 'ACTIVE' AND s1_r9_r8_entry.activeFrom <= $p.today AND s1_r9_r8_entry.activeUntil > $p.today AND NOT s1_r9_r8_entry.id IN inside }))) AND EXISTS { MATCH (s1_work)-[:HAS_TOPIC]->(s1_about) WHERE s1_about IN s1_topics }
          WITH s1_work ORDER BY coalesce(s1_work.publishedOn, s1_work.startedOn) DESC, s1_work.id LIMIT 3
          RETURN s1_work
        } AS s1_evidence
        WITH s1_expert, s1_score, s1_reasons, s1_evidence
        WITH s1_expert, s1_score, s1_reasons, s1_evidence,
          COLLECT {
            UNWIND s1_evidence AS n2
            RETURN CASE WHEN n2:Report THEN {t: 'Report', v: {}} WHEN n2:Case THEN {t: 'Case', v: {title: n2.title}} WHEN n2:Project THEN {t: 'Project', v: {}} END
          } AS f3
        RETURN {score: s1_score, reasons: s1_reasons, expert: CASE WHEN s1_expert IS NULL THEN null ELSE {name: s1_expert.name} END, evidence: f3}
      } AS f4
    RETURN {edges: {node: {expertMatches: f4}}}
  } AS f5
RETURN {rows: f5} AS data
