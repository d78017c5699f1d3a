MATCH (home:Organisation {id: $p.viewer.organisation})
WITH home, COLLECT {
  MATCH (home)<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.level IN ['OVERLAP', 'ALL']
  RETURN [owner.id, policy.level]
} AS shared
WITH home.id + [entry IN shared WHERE entry[1] = 'ALL' | entry[0]] AS readable,
     home.id + [entry IN shared | entry[0]] AS named
WITH *,
  COLLECT {
    MATCH (r0_owner:Subsidiary)-[r0_serves:SERVES]->(n0)
    WHERE r0_owner.id IN readable AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today
    WITH DISTINCT n0
    WITH n0 ORDER BY n0.employeesOrder DESC, n0.id DESC LIMIT $p.limit0
    RETURN {edges: {node: {name: n0.name, employees: n0.employees}}}
  } AS f1
RETURN {rows: f1} AS data
