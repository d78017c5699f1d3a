// Experts for a need: its words are looked up in what experts wrote and worked on, and its topics are followed down. Where
// it has both, a piece of work fits for six tenths by its words and for four by its topics. Lucene's figures are told as
// shares of the best piece that the viewer sees, in thousandths. Where a text encoder is configured, what is found by its
// words fits by halves for those and for how near it comes to the need in meaning, as a share of the nearest.
WITH COLLECT {
  MATCH (topic:Topic)
  WHERE topic.id IN $asked.topics OR toLower(topic.code) IN $asked.topics OR topic.name IN $asked.topics
    OR toLower(topic.nameEn) IN $asked.topics OR $asked.words CONTAINS toLower(topic.name)
    OR $asked.words CONTAINS ' ' + toLower(topic.nameEn) + ' '
  RETURN topic ORDER BY topic.id
} AS goals
WITH goals, COLLECT {
  UNWIND $asked.queries AS query
  CALL db.index.fulltext.queryNodes('document_texts', query, {limit: 2000}) YIELD node AS found, `score` AS bm25
  WITH found AS document, bm25 WHERE (document:Report|Case) AND visible(document)
  WITH document, bm25 LIMIT 200
  RETURN [document, bm25]
} AS documents, COLLECT {
  UNWIND $asked.queries AS query
  CALL db.index.fulltext.queryNodes('project_texts', query, {limit: 2000}) YIELD node AS found, `score` AS bm25
  WITH found AS project, bm25 WHERE (project:Project) AND visible(project)
  WITH project, bm25 LIMIT 200
  RETURN [project, bm25]
} AS projects, COLLECT {
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(:Topic)<-[:HAS_TOPIC]-(work:Report|Case|Project)
  WITH work, collect(goal) AS about
  WHERE visible(work)
  RETURN {work: work, words: 0.0, about: [goal IN goals WHERE goal IN about]}
} AS topical, CASE WHEN $asked.queries = [] THEN 0.0 WHEN goals = [] THEN 1.0 ELSE 0.6 END AS weight
WITH goals, weight, topical, COLLECT {
  UNWIND [one IN documents | {work: one[0], words: one[1] / documents[0][1]}]
    + [one IN projects | {work: one[0], words: one[1] / projects[0][1]}] AS one
  RETURN {work: one.work, words: one.words, near: CASE WHEN one.work.meaningBy = $meaning[0].by THEN
    2 * vector.similarity.cosine(one.work.meaning, $meaning[0].vector) - 1
  END}
} AS worded
WITH goals, weight, topical, worded, reduce(top = 0.0, one IN worded | CASE WHEN one.near > top THEN one.near ELSE top END) AS nearest
WITH goals, weight, COLLECT {
  UNWIND topical + [one IN worded | {work: one.work, about: [], words: CASE
    WHEN one.near IS NULL OR nearest <= 0 THEN one.words
    WHEN one.near <= 0 THEN one.words / 2
    ELSE (one.words + one.near / nearest) / 2
  END}] AS one
  WITH one.work AS work, max(one.words) AS words, reduce(all = [], some IN collect(one.about) | all + some) AS about
  RETURN {
    work: work, about: about,
    fit: weight * round(words, 3) + CASE goals WHEN [] THEN 0.0 ELSE (1 - weight) * size(about) / size(goals) END
  }
} AS works
WITH goals, COLLECT {
  WITH goals, works, [] AS colleagues, [] AS barriers
  // include judged.cypher
  WITH expert, score, load, obstacles, reasons, evidence ORDER BY score DESC, expert.id
  RETURN {expert: expert, score: score, load: load, obstacles: obstacles, reasons: reasons, evidence: evidence}
} AS judged
RETURN [one IN judged WHERE one.obstacles = []][..$first] AS matches,
       [one IN judged WHERE one.obstacles <> []][..$first] AS passedOver, goals AS topics, CASE
         WHEN any(one IN judged WHERE one.obstacles = []) THEN null
         WHEN NOT $asked.asked THEN {text: '请用文字或主题说明需要什么。', textEn: 'Say in words or topics what is needed.'}
         WHEN judged = [] THEN {
           text: '没有可见的成果或主题与此相合；换个说法，或给出主题试试。',
           textEn: 'No work that you see and no topic fits; try other words, or name topics.'
         }
         ELSE {text: '相合的专家目前都不能请。', textEn: 'None of the experts who fit may be asked at present.'}
       END AS note
