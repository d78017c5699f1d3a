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
    CALL (readable, named) {
      MATCH (n0:Customer)
      USING INDEX SEEK n0:Customer(name, id)
      WHERE n0.name = $p.v0.key AND n0.id > $p.v0.id AND EXISTS { MATCH (n0)<-[r0_serves:SERVES]-(r0_owner) WHERE r0_owner.id IN readable AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today }
      RETURN n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
      UNION ALL
      MATCH (n0:Customer)
      USING INDEX SEEK n0:Customer(name, id)
      WHERE n0.name > $p.v0.key AND n0.id IS NOT NULL AND EXISTS { MATCH (n0)<-[r0_serves:SERVES]-(r0_owner) WHERE r0_owner.id IN readable AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today }
      RETURN n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    }
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    RETURN {edges: {node: {name: n0.name}}}
  } AS f1
RETURN {rows: f1} AS data
