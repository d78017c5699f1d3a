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
      COLLECT {
        MATCH (n0)<-[e1:SERVES]-(n1)
        WHERE e1.validFrom <= $p.asOf AND e1.validTo > $p.asOf AND startNode(e1).id IN named
        WITH e1, n1 ORDER BY n1.name, n1.id LIMIT $p.limit1
        RETURN {edges: {node: {id: n1.id}}}
      } AS f2,
      COLLECT {
        MATCH (n0)<-[e3:SERVES]-(n3)
        WHERE e3.validFrom <= $p.asOf AND e3.validTo > $p.asOf AND startNode(e3).id IN named
        WITH e3, n3 ORDER BY e3.lastContactOrder DESC, n3.id DESC LIMIT $p.limit2
        RETURN {edges: {lastContactOn: toString(e3.lastContactOn), node: {name: n3.name}}}
      } AS f4,
      COUNT { MATCH (n0)<-[e3:SERVES]-(n3) WHERE e3.validFrom <= $p.asOf AND e3.validTo > $p.asOf AND startNode(e3).id IN named } AS f5
    RETURN {edges: {node: {few: {rows: f2}, `all`: {rows: f4, total: f5}}}}
  } AS f6
RETURN {rows: f6} AS data
