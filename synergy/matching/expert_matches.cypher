// Experts in the topics of `this` project, or in topics that those include. The strongest topic decides, each further
// one closes a fifth of the distance to certainty: one deep expert beats many shallow overlaps.
MATCH (this)-[:HAS_TOPIC]->(wanted:Topic)<-[:BROADER*0..1]-(topic:Topic)
WITH DISTINCT topic
MATCH (topic)<-[knows:EXPERT_IN]-(expert:Expert)
WHERE valid(knows) AND visible(expert) AND expert.activeFrom <= $today AND expert.activeUntil > $today
  AND NOT EXISTS { (expert)-[:WORKED_ON]->(this) }
WITH expert, topic, knows ORDER BY knows.score DESC, topic.id
WITH expert, collect(topic) AS topics,
     collect({topic: topic, score: knows.score}) AS matched
WITH expert, topics, matched,
     reduce(sum = 0.0, one IN matched | CASE WHEN sum = 0.0 THEN one.score ELSE sum + (1 - sum) * one.score / 5 END) AS score
ORDER BY score DESC, expert.id LIMIT $first
WITH expert, score, COLLECT {
  UNWIND matched[..3] AS one
  WITH one.topic AS about
  // Works that the viewer does not see prove nothing to that viewer: a number of them would tell of deals.
  WITH about, COUNT {
    MATCH (expert)-[:AUTHORED|WORKED_ON]->(work:Report|Case|Project)
    WHERE visible(work) AND EXISTS { (work)-[:HAS_TOPIC]->(about) }
  } AS proofs
  RETURN {
    text: '熟悉“' + about.name + '”' + CASE proofs WHEN 0 THEN '' ELSE '，有 ' + proofs + ' 项成果为证' END,
    textEn: 'Knows ' + about.nameEn
      + CASE proofs WHEN 0 THEN '' WHEN 1 THEN ', proven by 1 work' ELSE ', proven by ' + proofs + ' works' END
  }
} AS reasons, COLLECT {
  MATCH (expert)-[:AUTHORED|WORKED_ON]->(work:Report|Case|Project)
  WHERE visible(work) AND EXISTS { MATCH (work)-[:HAS_TOPIC]->(topic) WHERE topic IN topics }
  WITH work ORDER BY coalesce(work.publishedOn, work.startedOn) DESC, work.id LIMIT 3
  RETURN work
} AS evidence
RETURN expert, score, reasons, evidence
