// Experts for a need: its words are looked up among what experts wrote and worked on, and its topics are followed down.
// A piece of work is worth what fits better, its words or its topics; the rest is as in project_experts.cypher. Lucene's
// figures are told as shares of the best that the viewer sees, in hundredths.
WITH COLLECT {
  MATCH (topic:Topic)
  WHERE topic.id IN $need.topics OR toLower(topic.code) IN $need.topics OR topic.name IN $need.topics
    OR toLower(topic.nameEn) IN $need.topics OR $need.words CONTAINS toLower(topic.name)
    OR $need.words CONTAINS ' ' + toLower(topic.nameEn) + ' '
  RETURN topic
} AS goals
WITH goals, COLLECT {
  UNWIND $need.queries AS query
  CALL db.index.fulltext.queryNodes('document_texts', query, {limit: 200}) YIELD node AS found, `score` AS bm25
  WITH found AS document, bm25 WHERE (document:Report|Case) AND visible(document)
  RETURN {work: document, fit: bm25}
} AS documents, COLLECT {
  UNWIND $need.queries AS query
  CALL db.index.fulltext.queryNodes('project_texts', query, {limit: 200}) YIELD node AS found, `score` AS bm25
  WITH found AS project, bm25 WHERE (project:Project) AND visible(project)
  RETURN {work: project, fit: bm25}
} AS projects, COLLECT {
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(topic:Topic)<-[:HAS_TOPIC]-(work:Report|Case|Project)
  WITH work, count(DISTINCT goal) * 1.0 / size(goals) AS fit
  WHERE visible(work)
  RETURN {work: work, fit: fit}
} AS topical
WITH goals, topical, [one IN documents | {work: one.work, fit: one.fit / documents[0].fit}]
  + [one IN projects | {work: one.work, fit: one.fit / projects[0].fit}] AS worded
RETURN goals AS topics, size(worded) AS n, size(topical) AS m
