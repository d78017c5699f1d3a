// Experts for `this` project. What proves an expert is the best piece of work, not the number of them: a report, case or
// project counts for the share of the project's topics that it is about (or about a narrower topic of), and half as much
// three years on. The second and third best each close a fifth of the distance to certainty, a topic that the expert
// merely stands for a tenth. Works that the viewer does not see prove nothing to that viewer.
MATCH (this)-[:HAS_TOPIC]->(goal:Topic)
WITH collect(DISTINCT goal) AS goals
WITH goals, COLLECT {
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(topic:Topic)<-[:HAS_TOPIC]-(work:Report|Case|Project)
  WHERE work <> this
  WITH work, count(DISTINCT goal) * 1.0 / size(goals) AS fit,
       coalesce(work.publishedOn, work.endedOn, work.startedOn) AS day
  WHERE day IS NOT NULL AND visible(work)
  WITH work, CASE WHEN day > $today THEN 0 ELSE duration.inDays(day, $today).days END AS age, fit
  WITH work, fit * 1096 / (1096 + age) AS worth
  MATCH (work)<-[:AUTHORED|WORKED_ON]-(author:Expert)
  WITH author, work, worth ORDER BY worth DESC, work.id
  WITH author, collect({work: work, worth: worth})[..3] AS pieces
  RETURN {expert: author, pieces: pieces, standing: 0.0}
} AS proven, COLLECT {
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(:Topic)<-[knows:EXPERT_IN]-(known:Expert) WHERE valid(knows)
  WITH known, max(knows.score) AS standing
  RETURN {expert: known, pieces: [], standing: standing}
} AS standing
UNWIND proven + standing AS one
WITH goals, one.expert AS expert, reduce(all = [], some IN collect(one.pieces) | all + some) AS pieces,
     max(one.standing) AS standing
WITH goals, expert, pieces, standing, coalesce(pieces[0].worth, 0.0) AS best,
     coalesce(pieces[1].worth, 0.0) AS second, coalesce(pieces[2].worth, 0.0) AS third
WITH goals, expert, pieces, standing, best + (1 - best) * second / 5 AS two, third
WITH goals, expert, pieces, standing, two + (1 - two) * third / 5 AS three
WITH goals, expert, pieces, three + (1 - three) * standing / 10 AS fit
// Only the best are looked at more closely, so that the cost does not grow with the number of experts.
ORDER BY fit DESC, expert.id LIMIT $first + 50
WITH goals, expert, pieces, fit, COLLECT {
  MATCH (expert)-[:WORKED_ON]->(busy:Project)
  WHERE busy.startedOn <= $today AND coalesce(busy.endedOn >= $today, true)
  RETURN visible(busy)
} AS seen, COLLECT {
  // A barrier around the project or its customer of which the viewer knows: who is not behind it must not be asked.
  MATCH (this)-[:WITH*0..1]->()<-[:BLOCKS]-(entry:RestrictedEntry)
  WHERE entry.kind = 'RESTRICTED' AND entry.standing = 'ACTIVE'
    AND entry.activeFrom <= $today AND entry.activeUntil > $today AND visible(entry)
    AND NOT EXISTS {
      MATCH (expert)<-[:IS]-(:User)-[member:MEMBER_OF]->(:OrgUnit {side: 'PRIVATE'})<-[:INSIDE]-(entry) WHERE valid(member)
    } AND NOT EXISTS {
      MATCH (expert)<-[:IS]-(:User)<-[:CROSSED_BY]-(crossing:Crossing)-[:CROSSES]->(entry)
      WHERE crossing.standing = 'ACTIVE' AND crossing.activeFrom <= $today AND crossing.activeUntil > $today
    }
  RETURN entry
} AS barriers
// Others' projects count from 5 on: a smaller number would tell of deals.
WITH goals, expert, pieces, fit, barriers, size([one IN seen WHERE one]) AS known, size([one IN seen WHERE NOT one]) AS others
WITH goals, expert, pieces, fit, barriers, known + CASE WHEN others >= 5 THEN others ELSE 0 END AS load
WITH goals, expert, pieces, load, fit * (1 - 0.2 * load / (load + expert.yearlyCap + 1)) AS score, [one IN [
  CASE WHEN expert.activeFrom > $today THEN {
    text: toString(expert.activeFrom) + ' 起才任专家', textEn: 'An expert only from ' + toString(expert.activeFrom) + ' on'
  } END,
  CASE WHEN expert.activeUntil <= $today THEN {
    text: '已于 ' + toString(expert.activeUntil) + ' 卸任',
    textEn: 'No longer an expert since ' + toString(expert.activeUntil)
  } END,
  CASE WHEN EXISTS { (expert)-[:WORKED_ON]->(this) } THEN {
    text: '已参与该项目', textEn: 'Works on this project already'
  } END,
  CASE WHEN load >= expert.yearlyCap THEN {
    text: '已满：在手 ' + load + ' 个项目，每年上限 ' + expert.yearlyCap + ' 个',
    textEn: 'Fully booked: ' + load + ' under way, at most ' + expert.yearlyCap + ' a year'
  } END,
  CASE WHEN barriers <> [] THEN {
    text: '在该项目的信息隔离墙之外', textEn: 'Stands outside the information barrier around this project'
  } END
] WHERE one IS NOT NULL] AS obstacles
WHERE (obstacles <> []) = $passedOver
WITH goals, expert, pieces, load, score, obstacles ORDER BY score DESC, expert.id LIMIT $first
WITH expert, load, score, obstacles, [piece IN pieces | piece.work] AS evidence, COLLECT {
  UNWIND pieces[..1] AS piece
  WITH piece.work AS work
  MATCH (work)-[:HAS_TOPIC]->(topic:Topic)
  WHERE topic IN goals OR EXISTS { MATCH (topic)-[:BROADER]->(above) WHERE above IN goals }
  WITH work, topic ORDER BY topic.id
  WITH work, collect(topic) AS topics
  RETURN {
    text: '最有力的证明：' + coalesce(work.title, work.name) + '（'
      + reduce(all = '', topic IN topics | all + CASE all WHEN '' THEN '' ELSE '、' END + topic.name) + '）',
    textEn: 'Best proof: ' + coalesce(work.titleEn, work.nameEn) + ' ('
      + reduce(all = '', topic IN topics | all + CASE all WHEN '' THEN '' ELSE ', ' END + topic.nameEn) + ')'
  }
} AS proof, COLLECT {
  MATCH (expert)-[knows:EXPERT_IN]->(topic:Topic)
  WHERE valid(knows) AND (topic IN goals OR EXISTS { MATCH (topic)-[:BROADER]->(above) WHERE above IN goals })
  WITH topic ORDER BY knows.score DESC, topic.id LIMIT 3
  RETURN {text: '熟悉“' + topic.name + '”', textEn: 'Knows ' + topic.nameEn}
} AS topics
WITH expert, score, load, obstacles, evidence, proof + topics AS reasons
RETURN expert, score, reasons, evidence, load, obstacles
