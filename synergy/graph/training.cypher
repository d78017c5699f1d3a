// What the throw-away server runs while its classes are recorded: the kinds of statement every first request needs.
CREATE CONSTRAINT thing_id FOR (n:Thing) REQUIRE n.id IS UNIQUE;
UNWIND ['1', '2', '3'] AS id
MERGE (n:Thing {id: id})
MERGE (m:Thing {id: $p.id})
MERGE (n)-[:NEXT {on: date()}]->(m)
RETURN count(*) AS made;
MATCH (n:Thing)
WHERE n.id >= $p.id AND EXISTS { (n)-[r:NEXT]->(:Thing) WHERE r.on <= date() }
WITH n ORDER BY n.id LIMIT 10
CALL (n) {
  OPTIONAL MATCH (n)-[:NEXT]->(m:Thing)
  WITH m ORDER BY m.id LIMIT 3
  RETURN collect(m {.id}) AS next
}
RETURN n.id AS id, next
