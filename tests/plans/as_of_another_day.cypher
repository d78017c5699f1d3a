OPTIONAL MATCH (home:Organisation {id: $p.viewer.organisation})
WITH home, ['COMPANY', 'INSTITUTION', 'PUBLIC_BODY', 'PERSON'] AS kinds
WITH [kind IN kinds WHERE home IS NOT NULL | home.id + ':' + kind] AS own, COLLECT {
  MATCH (home)<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.standing = 'ACTIVE'
  UNWIND CASE policy.kinds WHEN [] THEN kinds ELSE policy.kinds END AS kind
  RETURN {key: owner.id + ':' + kind, kind: kind, level: policy.level, fields: policy.fields}
} AS every
WITH own, every, [one IN every WHERE one.level = 'HIDDEN' | one.key] AS hidden
WITH own, [one IN every WHERE NOT one.key IN hidden] AS shared
WITH own + [one IN shared WHERE one.level = 'ALL' | one.key] AS readable,
     own + [one IN shared WHERE one.level <> 'COUNTS' | one.key] AS named,
     own + [one IN shared | one.key] AS counted,
     reduce(keys = [], one IN [one IN shared WHERE one.level = 'ALL' AND one.kind <> 'PERSON'] |
       keys + [field IN one.fields | one.key + ':' + field]) AS covering,
     COLLECT {
       MATCH (:OrgUnit {id: $p.viewer.unit, side: 'PRIVATE'})<-[:INSIDE]-(entry:RestrictedEntry)
       RETURN entry.id
       UNION ALL
       MATCH (:User {id: $p.viewer.id})<-[:CROSSED_BY]-(crossing:Crossing)-[:CROSSES]->(entry:RestrictedEntry)
       WHERE crossing.standing = 'ACTIVE' AND crossing.activeFrom <= $p.today AND crossing.activeUntil > $p.today
       RETURN entry.id
     } AS inside
WITH *,
  COLLECT {
    MATCH (n0:Customer)
    USING INDEX n0:Customer(name, id)
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r2_way:SERVES|MAY_SEE]-(r2_party) WHERE r2_way.validFrom <= $p.today AND r2_way.validTo > $p.today AND ( type(r2_way) = 'SERVES' AND r2_party.id = $p.viewer.organisation OR (r2_party.id = $p.viewer.organisation OR type(r2_way) = 'SERVES' AND r2_party.id + ':' + n0.kind IN readable) AND ($p.viewer.compliance OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r2_r0_entry:RestrictedEntry) WHERE r2_r0_entry.kind = 'RESTRICTED' AND r2_r0_entry.standing = 'ACTIVE' AND r2_r0_entry.activeFrom <= $p.today AND r2_r0_entry.activeUntil > $p.today AND NOT r2_r0_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r2_r1_consent:Consent)-[:CONSENTS_TO]->(r2_r1_receiver) WHERE r2_r1_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r2_r1_consent.categories AND r2_r1_consent.activeFrom <= $p.today AND r2_r1_consent.activeUntil > $p.today })) }))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)<-[e1:SERVES]-(n1)
        WHERE ((e1.validFrom <= $p.asOf AND e1.validTo > $p.asOf AND (startNode(e1).id + ':' + endNode(e1).kind IN named OR EXISTS { WITH startNode(e1).id AS r6_owner, endNode(e1) AS r6_customer MATCH (r6_customer)<-[r6_way:MAY_SEE]-(r6_receiver) WHERE r6_receiver.id = $p.viewer.organisation AND r6_way.owner = r6_owner AND r6_way.validFrom <= $p.today AND r6_way.validTo > $p.today RETURN r6_way })))
        WITH e1, n1 ORDER BY n1.name, n1.id LIMIT $p.limit1
        RETURN {edges: {validFrom: toString(e1.validFrom), validTo: toString(e1.validTo), node: {name: n1.name}}}
      } AS f2
    RETURN {edges: {node: {name: n0.name, servedBy: {rows: f2}}}}
  } AS f3
RETURN {rows: f3} AS data
