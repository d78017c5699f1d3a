// == write
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
MERGE (told:Case {id: row.id})
ON CREATE SET told += $p.fresh, told += $p.made, told.sourceKey = row.id
ON MATCH SET told.version = told.version + 1, told.updatedAt = $p.at
SET told.title = row.said.title,
  told.titleEn = coalesce(row.said.title_en, row.said.title),
  told.summary = row.said.summary,
  told.summaryEn = coalesce(row.said.summary_en, row.said.summary),
  told.publishedOn = row.said.published_on,
  told.awardedOn = row.said.awarded_on,
  told.award = row.said.award
MERGE (subsidiary)-[:PUBLISHED]->(told)
WITH row, told
CALL (row, told) {
  MATCH (told)-[was:ABOUT]->(old) WHERE row.refers.project IS NULL OR old.id <> row.refers.project
  DELETE was
}
CALL (row, told) {
  MATCH (project:Project {id: row.refers.project})
  MERGE (told)-[:ABOUT]->(project)
}
CALL (row, told) {
  MATCH (told)<-[was:AUTHORED]-(old) WHERE NOT old.id IN row.refers.authors
  DELETE was
}
CALL (row, told) {
  MATCH (expert:Expert) WHERE expert.id IN row.refers.authors
  MERGE (expert)-[:AUTHORED]->(told)
}
CALL (row, told) {
  MATCH (told)-[was:HAS_TOPIC]->(old) WHERE NOT old.id IN row.refers.topics
  DELETE was
}
CALL (row, told) {
  MATCH (topic:Topic) WHERE topic.id IN row.refers.topics
  MERGE (told)-[:HAS_TOPIC]->(topic)
}
