WITH
  COLLECT {
    MATCH (n0:User)
    WHERE n0.id = $p.v0
    WITH n0,
      COLLECT {
        MATCH (n0)-[e1:MEMBER_OF]->(n1)
        WHERE e1.validFrom <= $p.asOf AND e1.validTo > $p.asOf
        WITH n1 ORDER BY n1.id LIMIT 1
        RETURN [n1.name]
      } AS f2
    RETURN [n0.name, f2]
  } AS found
RETURN [$p.v0, found] AS data
