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
        WITH e1, n1,
          COLLECT {
            MATCH (n1)-[e2:IN_SEGMENT]->(n2)
            WHERE e2.validFrom <= $p.asOf AND e2.validTo > $p.asOf
            WITH n2 ORDER BY n2.id LIMIT 1
            RETURN {name: n2.name}
          } AS f3
        RETURN {edges: {stage: e1.stage, validFrom: toString(e1.validFrom), node: {shortName: n1.shortName, segment: f3}}}
      } AS f4,
      COUNT { MATCH (n0)<-[e1:SERVES]-(n1) WHERE e1.validFrom <= $p.asOf AND e1.validTo > $p.asOf AND startNode(e1).id IN named } AS f5
    RETURN {edges: {node: {name: n0.name, servedBy: {rows: f4, total: f5}}}}
  } AS f6
RETURN {rows: f6} AS data
