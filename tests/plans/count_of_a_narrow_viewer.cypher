MATCH (home:Organisation {id: $p.viewer.organisation})
WITH home, COLLECT {
  MATCH (home)<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.level IN ['OVERLAP', 'ALL']
  RETURN [owner.id, policy.level]
} AS shared
WITH home.id + [entry IN shared WHERE entry[1] = 'ALL' | entry[0]] AS readable,
     home.id + [entry IN shared | entry[0]] AS named
WITH *,
  COUNT {
    MATCH (r1_owner:Subsidiary)-[r1_serves:SERVES]->(n0)
    WHERE r1_owner.id IN readable AND r1_serves.validFrom <= $p.today AND r1_serves.validTo > $p.today
    WITH DISTINCT n0
    WHERE n0.kind = $p.v0
    RETURN n0
  } AS f1
RETURN {total: f1} AS data
