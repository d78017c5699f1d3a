// Reports that would help `this` project: the share of its topics that one is about, or about a narrower one of; half of that
// fades with age, half of that in three years.
MATCH (this)-[:HAS_TOPIC]->(goal:Topic)
WITH DISTINCT goal ORDER BY goal.id
WITH collect(goal) AS goals
UNWIND goals AS goal
MATCH (goal)<-[:BROADER*0..1]-(:Topic)<-[:HAS_TOPIC]-(work:Report)
WITH goals, work, collect(goal) AS about
WHERE visible(work)
WITH work, [goal IN goals WHERE goal IN about] AS about, size(goals) AS wanted, CASE
  WHEN coalesce(work.publishedOn > $today, true) THEN 0 ELSE duration.inDays(work.publishedOn, $today).days
END AS age
WITH work, about, size(about) * 1.0 / wanted * (0.5 + 548.0 / (1096 + age)) AS score
ORDER BY score DESC, work.id LIMIT $first
WITH work, score, [topic IN about | {text: '涉及“' + topic.name + '”', textEn: 'About ' + topic.nameEn}] AS reasons
RETURN work AS report, score, reasons
