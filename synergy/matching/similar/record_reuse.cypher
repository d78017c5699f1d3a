// A project that the viewer's subsidiary takes part in today made use of what the viewer sees. No row where either is not so.
MATCH (project:Project {id: $p.project})<-[takes:PARTICIPATES]-(owner:Subsidiary)
WHERE owner.id = $viewer.organisation AND takes.validFrom <= $today AND takes.validTo > $today AND visible(project)
WITH DISTINCT project, readable, inside
CALL (readable, inside) {
  MATCH (story:Case {id: $p.work}) WHERE visible(story) RETURN story AS work
  UNION
  MATCH (report:Report {id: $p.work}) WHERE visible(report) RETURN report AS work
}
MERGE (project)-[reused:REUSED]->(work)
ON CREATE SET reused.reusedOn = $today, reused.recordedBy = $p.user
RETURN project.id AS project
