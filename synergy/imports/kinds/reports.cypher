// == write
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
MERGE (report:Report {id: row.id})
ON CREATE SET report += $p.fresh, report += $p.made, report.sourceKey = row.id
ON MATCH SET report.version = report.version + 1, report.updatedAt = $p.at
SET report.title = row.said.title,
  report.titleEn = coalesce(row.said.title_en, row.said.title),
  report.summary = row.said.summary,
  report.summaryEn = coalesce(row.said.summary_en, row.said.summary),
  report.publishedOn = row.said.published_on
MERGE (subsidiary)-[:PUBLISHED]->(report)
WITH row, report
CALL (row, report) {
  MATCH (report)<-[was:AUTHORED]-(old) WHERE NOT old.id IN row.refers.authors
  DELETE was
}
CALL (row, report) {
  MATCH (expert:Expert) WHERE expert.id IN row.refers.authors
  MERGE (expert)-[:AUTHORED]->(report)
}
CALL (row, report) {
  MATCH (report)-[was:HAS_TOPIC]->(old) WHERE NOT old.id IN row.refers.topics
  DELETE was
}
CALL (row, report) {
  MATCH (topic:Topic) WHERE topic.id IN row.refers.topics
  MERGE (report)-[:HAS_TOPIC]->(topic)
}
