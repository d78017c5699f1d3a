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
    MATCH (n0:Customer)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND (EXISTS { MATCH (n0)<-[r1_serves:SERVES]-(r1_owner) WHERE r1_owner.id IN readable AND r1_serves.validFrom <= $p.today AND r1_serves.validTo > $p.today } AND (n0.employees >= $p.v0 AND toLower(n0.name) CONTAINS $p.v1 AND ((n0.kind IN $p.v2 OR toLower(n0.nameEn) STARTS WITH $p.v3)) AND NOT coalesce(n0.name IN $p.v4, false) AND n0.employees >= $p.v5[0] AND n0.employees <= $p.v5[1] AND EXISTS { MATCH (n0)<-[r0_serves:SERVES]-(r0_owner) WHERE r0_owner.id = $p.viewer.organisation AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today } AND n0.uscc = $p.v6))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    RETURN {edges: {node: {id: n0.id}}}
  } AS f1
RETURN {rows: f1} AS data
