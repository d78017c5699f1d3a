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
    WHERE n0.id = $p.v0 AND EXISTS { MATCH (n0)<-[r0_serves:SERVES]-(r0_owner) WHERE r0_owner.id IN readable AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today }
    RETURN {name: n0.name}
  } AS found
RETURN found AS data
;
WITH
  COLLECT {
    MATCH (n0:Product)
    WHERE n0.id = $p.v0 AND ((n0.onShelfFrom <= $p.today AND n0.onShelfUntil > $p.today) OR EXISTS { MATCH (n0)<-[r2_offers:OFFERS]-(r2_owner) WHERE r2_owner.id = $p.viewer.organisation AND r2_offers.validFrom <= $p.today AND r2_offers.validTo > $p.today })
    WITH n0,
      COLLECT {
        MATCH (n0)-[e1:IN_CATEGORY]->(n1)
        WITH n1 ORDER BY n1.id LIMIT 1
        RETURN {name: n1.name}
      } AS f2
    RETURN {name: n0.name, category: f2}
  } AS found
RETURN found AS data
