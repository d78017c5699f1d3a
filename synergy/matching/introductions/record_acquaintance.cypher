// How well the viewer knows a person whom it sees; what was said before ends today. No row for a person it does not see:
// but it may always take back what it said, and that it would introduce others.
MATCH (me:User {id: $p.user})
CALL (readable, inside) {
  MATCH (contact:Contact {id: $p.person})
  WHERE visible(contact) OR NOT $p.optIn AND EXISTS { (:User {id: $p.user})-[:KNOWS]->(contact) }
  RETURN contact AS person
  UNION
  MATCH (colleague:User {id: $p.person}) WHERE colleague.id <> $p.user RETURN colleague AS person
}
SET me.updatedAt = me.updatedAt
WITH me, person, COLLECT { MATCH (me)-[was:KNOWS]->(person) WHERE was.validTo > $today RETURN was } AS before
FOREACH (was IN [one IN before WHERE one.validFrom < $today] | SET was.validTo = $today)
FOREACH (was IN [one IN before WHERE one.validFrom >= $today] | DELETE was)
FOREACH (_ IN CASE WHEN $p.strength > 0 THEN [1] ELSE [] END |
  CREATE (me)-[:KNOWS {
    strength: $p.strength, lastContactOn: $p.on, optIn: $p.optIn,
    validFrom: $today, validTo: date('9999-12-31'), recordedAt: $p.at, recordedBy: $p.user
  }]->(person)
)
RETURN me.id AS user
