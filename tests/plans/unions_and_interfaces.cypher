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
    MATCH (n0:Expert)
    USING INDEX n0:Expert(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)-[e1:AUTHORED|WORKED_ON]->(n1)
        WHERE ((n1:Report AND (n1.publishedOn <= $p.today OR EXISTS { MATCH (n1)<-[:PUBLISHED]-(r4_owner) WHERE r4_owner.id = $p.viewer.organisation }) OR n1:Case AND (n1.publishedOn <= $p.today OR EXISTS { MATCH (n1)<-[:PUBLISHED]-(r5_owner) WHERE r5_owner.id = $p.viewer.organisation }) OR n1:Project AND (EXISTS { MATCH (n1)<-[r6_takes:PARTICIPATES]-(r6_owner) WHERE r6_owner.id IN readable AND r6_takes.validFrom <= $p.today AND r6_takes.validTo > $p.today })))
        WITH e1, n1 ORDER BY n1.id LIMIT $p.limit1
        WITH e1, n1,
          COLLECT {
            MATCH (n1)<-[e2:PUBLISHED]-(n2)
            WITH n2 ORDER BY n2.id LIMIT 1
            RETURN {name: n2.name}
          } AS f3,
          COLLECT {
            MATCH (n1)-[e4:WITH]->(n4)
            WHERE EXISTS { MATCH (n4)<-[r10_serves:SERVES]-(r10_owner) WHERE r10_owner.id IN readable AND r10_serves.validFrom <= $p.today AND r10_serves.validTo > $p.today }
            WITH n4 ORDER BY n4.id LIMIT 1
            RETURN {name: n4.name}
          } AS f5
        RETURN {edges: {node: CASE WHEN n1:Report THEN {t: 'Report', v: {title: n1.title, publisher: f3, id: n1.id}} WHEN n1:Case THEN {t: 'Case', v: {id: n1.id}} WHEN n1:Project THEN {t: 'Project', v: {name: n1.name, customer: f5, id: n1.id}} END}}
      } AS f6
    RETURN {edges: {node: {evidence: {rows: f6}}}}
  } AS f7
RETURN {rows: f7} AS data
