// == write
// Who takes part from the start does so as long as the project; who is named later, from that day on.
UNWIND $p.rows AS row
MERGE (project:Project {id: row.id})
ON CREATE SET project += $p.fresh, project += $p.made, project.sourceKey = row.id
ON MATCH SET project.version = project.version + 1, project.updatedAt = $p.at
WITH row, project, project.startedOn AS started
SET project.name = row.said.name,
  project.nameEn = coalesce(row.said.name_en, row.said.name),
  project.summary = row.said.summary,
  project.summaryEn = coalesce(row.said.summary_en, row.said.summary),
  project.stage = row.said.stage,
  project.startedOn = row.said.started_on,
  project.endedOn = row.said.ended_on,
  project.amount = row.said.amount,
  project.currency = row.said.currency
WITH row, project, started, coalesce(row.refers.lead, $p.subsidiary) AS lead,
  [place IN range(0, size(row.refers.participants) - 1) |
    {id: row.refers.participants[place], role: row.said.participants[place].role}] AS named
WITH row, project, started, lead, named + [id IN
  CASE lead WHEN $p.subsidiary THEN [lead] ELSE [lead, $p.subsidiary] END
  WHERE NOT id IN row.refers.participants | {id: id, role: null}] AS parts
CALL (row, project, parts) {
  MATCH (project)<-[former:PARTICIPATES {record: row.record}]-(who:Subsidiary)
  WHERE NOT who.id IN [part IN parts | part.id]
  SET former.validTo = CASE
    WHEN former.validTo < $p.today THEN former.validTo
    WHEN former.validFrom > $p.today THEN former.validFrom
    ELSE $p.today
  END
  REMOVE former.record
}
CALL (row, project, started, lead, parts) {
  // A project that is being prepared has participants before its work begins.
  WITH row, project, lead, parts,
    CASE WHEN started > $p.today THEN $p.today ELSE started END AS was,
    CASE WHEN row.said.started_on > $p.today THEN $p.today ELSE row.said.started_on END AS begins
  UNWIND parts AS part
  MATCH (who:Subsidiary {id: part.id})
  MERGE (who)-[takes:PARTICIPATES {record: row.record}]->(project)
  ON CREATE SET takes.recordedAt = $p.at,
    takes.recordedBy = $p.importer,
    takes.validTo = $p.open,
    takes.validFrom = CASE WHEN row.isNew THEN begins ELSE $p.today END
  SET takes.lead = part.id = lead,
    takes.role = coalesce(part.role, CASE part.id WHEN lead THEN 'ORIGINATOR' ELSE 'PARTNER' END),
    takes.validFrom = CASE takes.validFrom WHEN was THEN begins ELSE takes.validFrom END
}
CALL (row, project) {
  MATCH (project)-[was:WITH]->(old) WHERE row.refers.customer IS NULL OR old.id <> row.refers.customer
  DELETE was
}
CALL (row, project) {
  MATCH (customer:Customer {id: row.refers.customer})
  MERGE (project)-[:WITH]->(customer)
}
CALL (row, project) {
  MATCH (project)-[was:LOCATED_IN]->(old) WHERE row.refers.region IS NULL OR old.id <> row.refers.region
  DELETE was
}
CALL (row, project) {
  MATCH (region:Region {id: row.refers.region})
  MERGE (project)-[:LOCATED_IN]->(region)
}
CALL (row, project) {
  MATCH (project)-[was:USES]->(old) WHERE NOT old.id IN row.refers.products
  DELETE was
}
CALL (row, project) {
  MATCH (product:Product) WHERE product.id IN row.refers.products
  MERGE (project)-[:USES]->(product)
}
CALL (row, project) {
  MATCH (project)-[was:HAS_TOPIC]->(old) WHERE NOT old.id IN row.refers.topics
  DELETE was
}
CALL (row, project) {
  MATCH (topic:Topic) WHERE topic.id IN row.refers.topics
  MERGE (project)-[:HAS_TOPIC]->(topic)
}
