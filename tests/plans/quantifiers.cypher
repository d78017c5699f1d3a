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
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND (EXISTS { MATCH (n0)<-[r8_serves:SERVES]-(r8_owner) WHERE r8_owner.id IN readable AND r8_serves.validFrom <= $p.today AND r8_serves.validTo > $p.today } AND (EXISTS { MATCH (n0)<-[e1:SERVES]-(n1) WHERE e1.validFrom <= $p.asOf AND e1.validTo > $p.asOf AND startNode(e1).id IN named AND n1.code = $p.v0 } AND ((NOT EXISTS { MATCH (n0)-[e2:HOLDS]->(n2) WHERE (e2.validFrom <= $p.asOf AND e2.validTo > $p.asOf AND e2.bookedBy IN named AND ((n2.onShelfFrom <= $p.today AND n2.onShelfUntil > $p.today) OR EXISTS { MATCH (n2)<-[r3_offers:OFFERS]-(r3_owner) WHERE r3_owner.id = $p.viewer.organisation AND r3_offers.validFrom <= $p.today AND r3_offers.validTo > $p.today })) AND toLower(n2.name) CONTAINS $p.v1 })) AND NOT EXISTS { MATCH (n0)<-[e3:WITH]-(n3) WHERE EXISTS { MATCH (n3)<-[r5_takes:PARTICIPATES]-(r5_owner) WHERE r5_owner.id IN readable AND r5_takes.validFrom <= $p.today AND r5_takes.validTo > $p.today } AND NOT coalesce(n3.stage = $p.v2, false) } AND EXISTS { MATCH (n0)-[e4:LOCATED_IN]->(n4) WHERE n4.name = $p.v3 }))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    RETURN {edges: {node: {id: n0.id}}}
  } AS f5
RETURN {rows: f5} AS data
