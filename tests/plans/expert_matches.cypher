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
    USING INDEX n0:Project(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r1_takes:PARTICIPATES]-(r1_owner) WHERE r1_owner.id + ':COMPANY' IN readable AND r1_takes.validFrom <= $p.today AND r1_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r1_r0_entry) WHERE r1_r0_entry.kind = 'RESTRICTED' AND r1_r0_entry.standing = 'ACTIVE' AND r1_r0_entry.activeFrom <= $p.today AND r1_r0_entry.activeUntil > $p.today AND NOT r1_r0_entry.id IN inside })))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)-[:HAS_TOPIC]->(s2_goal:Topic)
        WITH DISTINCT s2_goal ORDER BY s2_goal.id
        WITH collect(s2_goal) AS s2_goals
        WITH s2_goals, COLLECT {
          UNWIND s2_goals AS s2_goal
          MATCH (s2_goal)<-[:BROADER*0..1]-(:Topic)<-[:HAS_TOPIC]-(s2_work:Report|Case|Project)
          WHERE s2_work <> n0
          WITH s2_work, collect(s2_goal) AS s2_about
          WHERE (s2_work:Report AND (s2_work.publishedOn <= $p.today OR EXISTS { MATCH (s2_work)<-[:PUBLISHED]-(s2_r4_owner) WHERE s2_r4_owner.id = $p.viewer.organisation }) OR s2_work:Case AND ((s2_work.publishedOn <= $p.today OR EXISTS { MATCH (s2_work)<-[:PUBLISHED]-(s2_r6_owner) WHERE s2_r6_owner.id = $p.viewer.organisation }) AND NOT EXISTS { MATCH (s2_work)-[:ABOUT]->(s2_r6_project:Project) WHERE NOT ($p.viewer.compliance OR NOT EXISTS { (s2_r6_project)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s2_r6_project)<-[:BLOCKS]-(s2_r6_r5_entry) WHERE s2_r6_r5_entry.kind = 'RESTRICTED' AND s2_r6_r5_entry.standing = 'ACTIVE' AND s2_r6_r5_entry.activeFrom <= $p.today AND s2_r6_r5_entry.activeUntil > $p.today AND NOT s2_r6_r5_entry.id IN inside }) }) OR s2_work:Project AND (EXISTS { MATCH (s2_work)<-[s2_r8_takes:PARTICIPATES]-(s2_r8_owner) WHERE s2_r8_owner.id + ':COMPANY' IN readable AND s2_r8_takes.validFrom <= $p.today AND s2_r8_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (s2_work)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s2_work)<-[:BLOCKS]-(s2_r8_r7_entry) WHERE s2_r8_r7_entry.kind = 'RESTRICTED' AND s2_r8_r7_entry.standing = 'ACTIVE' AND s2_r8_r7_entry.activeFrom <= $p.today AND s2_r8_r7_entry.activeUntil > $p.today AND NOT s2_r8_r7_entry.id IN inside })))
          WITH s2_work, [s2_goal IN s2_goals WHERE s2_goal IN s2_about] AS s2_about
          RETURN {work: s2_work, fit: size(s2_about) * 1.0 / size(s2_goals), about: s2_about}
        } AS s2_works, COLLECT {
          MATCH (n0)<-[:WORKED_ON]-(s2_colleague:Expert) RETURN s2_colleague
        } AS s2_colleagues, COLLECT {
          MATCH (n0)-[:WITH*0..1]->()<-[:BLOCKS]-(s2_entry:RestrictedEntry)
          WHERE s2_entry.kind = 'RESTRICTED' AND s2_entry.standing = 'ACTIVE'
            AND s2_entry.activeFrom <= $p.today AND s2_entry.activeUntil > $p.today AND ($p.viewer.compliance OR s2_entry.standing <> 'DRAFT' AND s2_entry.id IN inside OR s2_entry.standing = 'DRAFT' AND EXISTS { MATCH (s2_entry)-[:DRAFTED_BY]->(s2_r9_user) WHERE s2_r9_user.id = $p.viewer.id })
          RETURN DISTINCT s2_entry
        } AS s2_barriers
        WITH s2_goals, s2_colleagues, s2_barriers, COLLECT {
          UNWIND s2_works AS s2_one
          WITH s2_one, s2_one.work AS s2_work, coalesce(s2_one.work.publishedOn, s2_one.work.endedOn, s2_one.work.startedOn) AS s2_day
          WITH s2_one, s2_work, CASE WHEN coalesce(s2_day > $p.today, true) THEN 0 ELSE duration.inDays(s2_day, $p.today).days END AS s2_age
          WITH s2_one, s2_work, s2_one.fit * (0.5 + 548.0 / (1096 + s2_age)) AS s2_worth
          MATCH (s2_work)<-[:AUTHORED|WORKED_ON]-(s2_author:Expert)
          WITH s2_author, s2_work, s2_worth, s2_one.about AS s2_about ORDER BY s2_worth DESC, s2_work.id
          WITH s2_author, collect({work: s2_work, worth: s2_worth, about: s2_about})[..8] AS s2_pieces
          RETURN {expert: s2_author, pieces: s2_pieces, standing: 0.0, topics: []}
        } AS s2_proven, COLLECT {
          UNWIND s2_goals AS s2_goal
          MATCH (s2_goal)<-[:BROADER*0..1]-(s2_topic:Topic)<-[s2_knows:EXPERT_IN]-(s2_known:Expert)
          WHERE s2_knows.validFrom <= $p.asOf AND s2_knows.validTo > $p.asOf
          WITH s2_known, s2_topic, max(s2_knows.score) AS s2_standing ORDER BY s2_standing DESC, s2_topic.id
          WITH s2_known, max(s2_standing) AS s2_standing, collect(s2_topic)[..3] AS s2_topics
          RETURN {expert: s2_known, pieces: [], standing: s2_standing, topics: s2_topics}
        } AS s2_listed
        UNWIND s2_proven + s2_listed AS s2_one
        WITH s2_goals, s2_colleagues, s2_barriers, s2_one.expert AS s2_expert, max(s2_one.standing) AS s2_standing,
             reduce(s2_all = [], s2_some IN collect(s2_one.pieces) | s2_all + s2_some) AS s2_pieces,
             reduce(s2_all = [], s2_some IN collect(s2_one.topics) | s2_all + s2_some) AS s2_topics
        WITH *, reduce(s2_sum = 0.0, s2_place IN range(0, size(s2_pieces) - 1) | s2_sum + s2_pieces[s2_place].worth * 0.3 * 0.7 ^ s2_place) AS s2_shown
        WITH s2_goals, s2_colleagues, s2_barriers, s2_expert, s2_pieces, s2_topics, s2_shown + (1 - s2_shown) * s2_standing / 10 AS s2_fit
        ORDER BY s2_fit DESC, s2_expert.id LIMIT $p.s2.first + 25
        WITH s2_colleagues, s2_barriers, s2_expert, s2_pieces, s2_topics, s2_fit, COLLECT {
          MATCH (s2_expert)-[:WORKED_ON]->(s2_busy:Project)
          WHERE s2_busy.startedOn <= $p.today AND coalesce(s2_busy.endedOn >= $p.today, true)
          RETURN (EXISTS { MATCH (s2_busy)<-[s2_r11_takes:PARTICIPATES]-(s2_r11_owner) WHERE s2_r11_owner.id + ':COMPANY' IN readable AND s2_r11_takes.validFrom <= $p.today AND s2_r11_takes.validTo > $p.today } AND ($p.viewer.compliance OR NOT EXISTS { (s2_busy)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (s2_busy)<-[:BLOCKS]-(s2_r11_r10_entry) WHERE s2_r11_r10_entry.kind = 'RESTRICTED' AND s2_r11_r10_entry.standing = 'ACTIVE' AND s2_r11_r10_entry.activeFrom <= $p.today AND s2_r11_r10_entry.activeUntil > $p.today AND NOT s2_r11_r10_entry.id IN inside }))
        } AS s2_seen
        WITH *, size([s2_one IN s2_seen WHERE s2_one]) AS s2_mine, size([s2_one IN s2_seen WHERE NOT s2_one]) AS s2_others
        WITH s2_colleagues, s2_barriers, s2_expert, s2_pieces, s2_topics, s2_fit, s2_mine + CASE WHEN s2_others >= 5 THEN s2_others ELSE 0 END AS s2_load
        WITH s2_expert, s2_pieces, s2_topics, s2_load, s2_fit * (1 - 0.2 * s2_load / (s2_load + s2_expert.yearlyCap + 1)) AS s2_score, [s2_one IN [
          CASE WHEN s2_expert.activeFrom > $p.today THEN {
            text: toString(s2_expert.activeFrom) + ' 起才任专家', textEn: 'An expert only from ' + toString(s2_expert.activeFrom) + ' on'
          } END,
          CASE WHEN s2_expert.activeUntil <= $p.today THEN {
            text: '已于 ' + toString(s2_expert.activeUntil) + ' 卸任',
            textEn: 'No longer an expert since ' + toString(s2_expert.activeUntil)
          } END,
          CASE WHEN s2_expert IN s2_colleagues THEN {text: '已参与该项目', textEn: 'Works on the project already'} END,
          CASE WHEN s2_load >= s2_expert.yearlyCap THEN {
            text: '已满：在手 ' + s2_load + ' 个项目，每年上限 ' + s2_expert.yearlyCap + ' 个',
            textEn: 'Fully booked: ' + s2_load + ' under way, at most ' + s2_expert.yearlyCap + ' a year'
          } END,
          CASE WHEN any(s2_entry IN s2_barriers WHERE NOT EXISTS {
            MATCH (s2_expert)<-[:IS]-(:User)-[s2_member:MEMBER_OF]->(:OrgUnit {side: 'PRIVATE'})<-[:INSIDE]-(s2_entry)
            WHERE s2_member.validFrom <= $p.today AND s2_member.validTo > $p.today
          } AND NOT EXISTS {
            MATCH (s2_expert)<-[:IS]-(:User)<-[:CROSSED_BY]-(s2_crossing:Crossing)-[:CROSSES]->(s2_entry)
            WHERE s2_crossing.standing = 'ACTIVE' AND s2_crossing.activeFrom <= $p.today AND s2_crossing.activeUntil > $p.today
          }) THEN {
            text: '在该项目的信息隔离墙之外', textEn: 'Stands outside the information barrier around the project'
          } END
        ] WHERE s2_one IS NOT NULL] AS s2_obstacles, [s2_piece IN s2_pieces[..1] | {
          text: '最有力的证明：《' + coalesce(s2_piece.work.title, s2_piece.work.name) + '》' + CASE s2_piece.about WHEN [] THEN '' ELSE
            '，涉及' + reduce(s2_all = '', s2_topic IN s2_piece.about | s2_all + CASE s2_all WHEN '' THEN '' ELSE '、' END + s2_topic.name) END,
          textEn: 'Best proof: ' + coalesce(s2_piece.work.titleEn, s2_piece.work.nameEn) + CASE s2_piece.about WHEN [] THEN '' ELSE
            ', about ' + reduce(s2_all = '', s2_topic IN s2_piece.about | s2_all + CASE s2_all WHEN '' THEN '' ELSE ', ' END + s2_topic.nameEn) END
        }] + [s2_topic IN s2_topics | {text: '熟悉“' + s2_topic.name + '”', textEn: 'Knows ' + s2_topic.nameEn}] AS s2_reasons
        WITH s2_expert, s2_score, s2_load, s2_obstacles, s2_reasons, [s2_piece IN s2_pieces[..3] | s2_piece.work] AS s2_evidence
        WITH s2_expert, s2_score, s2_load, s2_obstacles, s2_reasons, s2_evidence
        WHERE (s2_obstacles <> []) = $p.s2.passedOver
        WITH s2_expert, s2_score, s2_load, s2_obstacles, s2_reasons, s2_evidence ORDER BY s2_score DESC, s2_expert.id LIMIT $p.s2.first
        WITH s2_expert, s2_score, s2_reasons, s2_evidence, s2_load, s2_obstacles
        WITH s2_expert, s2_score, s2_reasons, s2_evidence, s2_load, s2_obstacles,
          COLLECT {
            UNWIND s2_evidence AS n3
            RETURN CASE WHEN n3:Report THEN ['Report', []] WHEN n3:Case THEN ['Case', [n3.title]] WHEN n3:Project THEN ['Project', []] END
          } AS f4
        RETURN [s2_score, s2_reasons, CASE WHEN s2_expert IS NULL THEN null ELSE [s2_expert.name] END, f4]
      } AS f5
    RETURN [f5]
  } AS f1
RETURN [f1] AS data
