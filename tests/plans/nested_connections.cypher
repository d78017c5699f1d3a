WITH COLLECT {
  MATCH (:Organisation {id: $p.viewer.organisation})<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.standing = 'ACTIVE'
  UNWIND CASE policy.kinds WHEN [] THEN ['COMPANY', 'INSTITUTION', 'PUBLIC_BODY', 'PERSON'] ELSE policy.kinds END AS kind
  RETURN {key: owner.id + ':' + kind, kind: kind, level: policy.level, fields: policy.fields}
} AS every
WITH every, [one IN every WHERE one.level = 'HIDDEN' | one.key] AS hidden
WITH [one IN every WHERE NOT one.key IN hidden] AS shared
WITH $p.viewer.own + [one IN shared WHERE one.level = 'ALL' | one.key] AS readable,
     $p.viewer.own + [one IN shared WHERE one.level <> 'COUNTS' | one.key] AS named,
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
    WHERE n0.name IS NOT NULL AND n0.id IS NOT NULL AND ((EXISTS { MATCH (n0)<-[r4_way:SERVES|MAY_SEE]-(r4_party) WHERE r4_way.validFrom <= $p.today AND r4_way.validTo > $p.today AND (r4_party.id = $p.viewer.organisation OR type(r4_way) = 'SERVES' AND r4_party.id + ':' + n0.kind IN readable) } AND (($p.viewer.compliance OR NOT EXISTS { (n0)<-[:BLOCKS]-() } OR NOT EXISTS { MATCH (n0)<-[:BLOCKS]-(r4_r0_entry) WHERE r4_r0_entry.kind = 'RESTRICTED' AND r4_r0_entry.standing = 'ACTIVE' AND r4_r0_entry.activeFrom <= $p.today AND r4_r0_entry.activeUntil > $p.today AND NOT r4_r0_entry.id IN inside }) AND (n0.kind <> 'PERSON' OR (EXISTS { MATCH (n0)<-[:CONSENTS_FOR]-(r4_r2_r1_consent:Consent)-[:CONSENTS_TO]->(r4_r2_r1_receiver) WHERE r4_r2_r1_receiver.id = $p.viewer.organisation AND 'IDENTITY' IN r4_r2_r1_consent.categories AND r4_r2_r1_consent.activeFrom <= $p.today AND r4_r2_r1_consent.activeUntil > $p.today })) OR (EXISTS { MATCH (n0)<-[r4_r3_serves:SERVES]-(r4_r3_owner) WHERE r4_r3_owner.id = $p.viewer.organisation AND r4_r3_serves.validFrom <= $p.today AND r4_r3_serves.validTo > $p.today }))))
    WITH n0 ORDER BY n0.name, n0.id LIMIT $p.limit0
    WITH n0,
      COLLECT {
        MATCH (n0)<-[e2:SERVES]-(n2)
        WHERE ((e2.validFrom <= $p.asOf AND e2.validTo > $p.asOf AND (n2.id + ':' + n0.kind IN named OR EXISTS { WITH n2.id AS r10_owner, n0 AS r10_customer MATCH (r10_customer)<-[r10_way:MAY_SEE]-(r10_receiver) WHERE r10_receiver.id = $p.viewer.organisation AND r10_way.owner = r10_owner AND r10_way.validFrom <= $p.today AND r10_way.validTo > $p.today RETURN r10_way })))
        WITH e2, n2 ORDER BY n2.name, n2.id LIMIT $p.limit1
        WITH e2, n2,
          COLLECT {
            MATCH (n2)-[e4:IN_SEGMENT]->(n4)
            WHERE e4.validFrom <= $p.asOf AND e4.validTo > $p.asOf
            WITH n4 ORDER BY n4.id LIMIT 1
            RETURN [n4.name]
          } AS f5
        RETURN [e2.stage, toString(e2.validFrom), [n2.shortName, f5]]
      } AS f3,
      COUNT { MATCH (n0)<-[e2:SERVES]-(n2) WHERE (e2.validFrom <= $p.asOf AND e2.validTo > $p.asOf AND (n2.id + ':' + n0.kind IN named OR EXISTS { WITH n2.id AS r10_owner, n0 AS r10_customer MATCH (r10_customer)<-[r10_way:MAY_SEE]-(r10_receiver) WHERE r10_receiver.id = $p.viewer.organisation AND r10_way.owner = r10_owner AND r10_way.validFrom <= $p.today AND r10_way.validTo > $p.today RETURN r10_way })) } AS f6
    RETURN [n0.name, [f3, f6]]
  } AS f1
RETURN [f1] AS data
