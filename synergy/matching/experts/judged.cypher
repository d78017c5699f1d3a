// Who of those behind `works` fits best, and may be asked; for statements to include. Bound are `goals`, topics; `works`,
// maps of a piece of work that the viewer sees, how well it fits from 0 to 1, and which goals it is about; `colleagues`,
// experts who take part already; and `barriers`, which all must stand behind. The best piece of work counts for three
// tenths, each next one for seven tenths of that before, up to eight: a few strong proofs and not a heap of weak ones. A
// topic that the expert merely stands for closes up to a tenth of the distance to certainty. Half of what a piece is worth
// fades with age, half of that in three years.
WITH goals, colleagues, barriers, COLLECT {
  UNWIND works AS one
  WITH one, one.work AS work, coalesce(one.work.publishedOn, one.work.endedOn, one.work.startedOn) AS day
  WITH one, work, CASE WHEN coalesce(day > $today, true) THEN 0 ELSE duration.inDays(day, $today).days END AS age
  WITH one, work, one.fit * (0.5 + 548.0 / (1096 + age)) AS worth
  MATCH (work)<-[:AUTHORED|WORKED_ON]-(author:Expert)
  WITH author, work, worth, one.about AS about ORDER BY worth DESC, work.id
  WITH author, collect({work: work, worth: worth, about: about})[..8] AS pieces
  RETURN {expert: author, pieces: pieces, standing: 0.0, topics: []}
} AS proven, COLLECT {
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(topic:Topic)<-[knows:EXPERT_IN]-(known:Expert)
  WHERE valid(knows)
  WITH known, topic, max(knows.score) AS standing ORDER BY standing DESC, topic.id
  WITH known, max(standing) AS standing, collect(topic)[..3] AS topics
  RETURN {expert: known, pieces: [], standing: standing, topics: topics}
} AS listed
UNWIND proven + listed AS one
WITH goals, colleagues, barriers, one.expert AS expert, max(one.standing) AS standing,
     reduce(all = [], some IN collect(one.pieces) | all + some) AS pieces,
     reduce(all = [], some IN collect(one.topics) | all + some) AS topics
WITH *, reduce(sum = 0.0, place IN range(0, size(pieces) - 1) | sum + pieces[place].worth * 0.3 * 0.7 ^ place) AS shown
WITH goals, colleagues, barriers, expert, pieces, topics, shown + (1 - shown) * standing / 10 AS fit
// Only the best are looked at more closely, so that the cost does not grow with the number of experts.
ORDER BY fit DESC, expert.id LIMIT $first + 25
WITH colleagues, barriers, expert, pieces, topics, fit, COLLECT {
  MATCH (expert)-[:WORKED_ON]->(busy:Project)
  WHERE busy.startedOn <= $today AND coalesce(busy.endedOn >= $today, true)
  RETURN visible(busy)
} AS seen
// Others' projects count from 5 on: a smaller number would tell of deals.
WITH *, size([one IN seen WHERE one]) AS mine, size([one IN seen WHERE NOT one]) AS others
WITH colleagues, barriers, expert, pieces, topics, fit, mine + CASE WHEN others >= 5 THEN others ELSE 0 END AS load
WITH expert, pieces, topics, load, fit * (1 - 0.2 * load / (load + expert.yearlyCap + 1)) AS score, [one IN [
  CASE WHEN expert.activeFrom > $today THEN {
    text: toString(expert.activeFrom) + ' 起才任专家', textEn: 'An expert only from ' + toString(expert.activeFrom) + ' on'
  } END,
  CASE WHEN expert.activeUntil <= $today THEN {
    text: '已于 ' + toString(expert.activeUntil) + ' 卸任',
    textEn: 'No longer an expert since ' + toString(expert.activeUntil)
  } END,
  CASE WHEN expert IN colleagues THEN {text: '已参与该项目', textEn: 'Works on the project already'} END,
  CASE WHEN load >= expert.yearlyCap THEN {
    text: '已满：在手 ' + load + ' 个项目，每年上限 ' + expert.yearlyCap + ' 个',
    textEn: 'Fully booked: ' + load + ' under way, at most ' + expert.yearlyCap + ' a year'
  } END,
  CASE WHEN any(entry IN barriers WHERE NOT EXISTS {
    MATCH (expert)<-[:IS]-(:User)-[member:MEMBER_OF]->(:OrgUnit {side: 'PRIVATE'})<-[:INSIDE]-(entry)
    WHERE member.validFrom <= $today AND member.validTo > $today
  } AND NOT EXISTS {
    MATCH (expert)<-[:IS]-(:User)<-[:CROSSED_BY]-(crossing:Crossing)-[:CROSSES]->(entry)
    WHERE crossing.standing = 'ACTIVE' AND crossing.activeFrom <= $today AND crossing.activeUntil > $today
  }) THEN {
    text: '在该项目的信息隔离墙之外', textEn: 'Stands outside the information barrier around the project'
  } END
] WHERE one IS NOT NULL] AS obstacles, [piece IN pieces[..1] | {
  text: '最有力的证明：《' + coalesce(piece.work.title, piece.work.name) + '》' + CASE piece.about WHEN [] THEN '' ELSE
    '，涉及' + reduce(all = '', topic IN piece.about | all + CASE all WHEN '' THEN '' ELSE '、' END + topic.name) END,
  textEn: 'Best proof: ' + coalesce(piece.work.titleEn, piece.work.nameEn) + CASE piece.about WHEN [] THEN '' ELSE
    ', about ' + reduce(all = '', topic IN piece.about | all + CASE all WHEN '' THEN '' ELSE ', ' END + topic.nameEn) END
}] + [topic IN topics | {text: '熟悉“' + topic.name + '”', textEn: 'Knows ' + topic.nameEn}] AS reasons
WITH expert, score, load, obstacles, reasons, [piece IN pieces[..3] | piece.work] AS evidence
