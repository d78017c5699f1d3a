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
    USING INDEX n0:Customer(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND EXISTS { MATCH (n0)<-[r0_serves:SERVES]-(r0_owner) WHERE r0_owner.id IN readable AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today }
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      EXISTS { MATCH (n0)<-[r4_serves:SERVES]-(r4_owner) WHERE r4_owner.id = $p.viewer.organisation AND r4_serves.validFrom <= $p.today AND r4_serves.validTo > $p.today } AS c3,
      COLLECT {
        MATCH (n0)-[e1:LOCATED_IN]->(n1)
        WITH n1 ORDER BY n1.id LIMIT 1
        RETURN {name: n1.name}
      } AS f2
    RETURN {edges: {node: {name: n0.name, region: f2, kind: n0.kind, uscc: CASE WHEN n0.uscc IS NULL THEN null WHEN c3 THEN n0.uscc ELSE CASE WHEN size(n0.uscc) > 8 THEN left(n0.uscc, 2) + '****' + right(n0.uscc, 2) ELSE '****' END END, `@c2`: CASE WHEN c3 THEN n0.id END}}}
  } AS f4
RETURN {rows: f4} AS data
