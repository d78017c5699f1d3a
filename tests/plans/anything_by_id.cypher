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
    MATCH (n0:Project)
    WHERE n0.id IN $p.v0 AND EXISTS { MATCH (n0)<-[r0_takes:PARTICIPATES]-(r0_owner) WHERE r0_owner.id IN readable AND r0_takes.validFrom <= $p.today AND r0_takes.validTo > $p.today }
    RETURN {id: n0.id, v: {id: n0.id, name: n0.name}}
  } AS foundProject
RETURN {ids: $p.v0, Project: foundProject} AS data
;
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
    WHERE n0.id IN $p.v0 AND EXISTS { MATCH (n0)<-[r1_serves:SERVES]-(r1_owner) WHERE r1_owner.id IN readable AND r1_serves.validFrom <= $p.today AND r1_serves.validTo > $p.today }
    WITH n0,
      EXISTS { MATCH (n0)<-[r0_serves:SERVES]-(r0_owner) WHERE r0_owner.id = $p.viewer.organisation AND r0_serves.validFrom <= $p.today AND r0_serves.validTo > $p.today } AS c1
    RETURN {id: n0.id, v: {id: n0.id, name: n0.name, uscc: CASE WHEN n0.uscc IS NULL THEN null WHEN c1 THEN n0.uscc ELSE CASE WHEN size(n0.uscc) > 8 THEN left(n0.uscc, 2) + '****' + right(n0.uscc, 2) ELSE '****' END END, `@c2`: CASE WHEN c1 THEN n0.id END}}
  } AS foundCustomer,
  COLLECT {
    MATCH (n2:Subsidiary)
    WHERE n2.id IN $p.v0
    RETURN {id: n2.id, v: {id: n2.id, shortName: n2.shortName}}
  } AS foundSubsidiary
RETURN {ids: $p.v0, Customer: foundCustomer, Subsidiary: foundSubsidiary} AS data
