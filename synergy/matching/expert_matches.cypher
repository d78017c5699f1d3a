// Experts in the topics of `this` project, or in topics that those include. The strongest topic decides, each further
// one closes a fifth of the distance to certainty: one deep expert beats many shallow overlaps.
MATCH (this)-[:HAS_TOPIC]->(wanted:Topic)<-[:BROADER*0..1]-(topic:Topic)
WITH DISTINCT topic
MATCH (topic)<-[knows:EXPERT_IN]-(expert:Expert)
WHERE valid(knows) AND visible(expert) AND expert.activeFrom <= $today AND expert.activeUntil > $today
  AND NOT EXISTS { (expert)-[:WORKED_ON]->(this) }
WITH expert, topic, knows ORDER BY knows.score DESC, topic.id
WITH expert, collect(topic) AS topics,
     collect({topic: topic.name, topicEn: topic.nameEn, count: knows.evidenceCount, score: knows.score}) AS matched
WITH expert, topics, matched,
     reduce(sum = 0.0, one IN matched | CASE WHEN sum = 0.0 THEN one.score ELSE sum + (1 - sum) * one.score / 5 END) AS score
ORDER BY score DESC, expert.id LIMIT $first
WITH expert, score, [one IN matched[..3] | {
  text: '熟悉“' + one.topic + '”，有 ' + one.count + ' 项成果为证',
  textEn: 'Knows ' + one.topicEn + ', proven by ' + one.count + CASE WHEN one.count = 1 THEN ' work' ELSE ' works' END
}] AS reasons, COLLECT {
  MATCH (expert)-[:AUTHORED|WORKED_ON]->(work:Report|Case|Project)
  WHERE visible(work) AND EXISTS { MATCH (work)-[:HAS_TOPIC]->(about) WHERE about IN topics }
  WITH work ORDER BY coalesce(work.publishedOn, work.startedOn) DESC, work.id LIMIT 3
  RETURN work
} AS evidence
RETURN expert, score, reasons, evidence
