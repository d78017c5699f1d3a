// Crossings: one person is brought over a barrier by two others.
// == entry
// Taking the lock first: the entry may end at the same time.
MATCH (entry:RestrictedEntry {id: $p.entry}) WHERE visible(entry)
SET entry.updatedAt = entry.updatedAt
RETURN entry.standing AS standing

// == draft
MATCH (user:User {id: $p.user})
MATCH (drafter:User {id: $p.drafter})
MATCH (entry:RestrictedEntry {id: $p.entry})
CREATE (crossing:Crossing {
  id: $p.id, reason: $p.reason, standing: 'DRAFT', activeFrom: $p.today, activeUntil: $p.until,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})-[:CROSSES]->(entry)
CREATE (crossing)-[:CROSSED_BY]->(user)
CREATE (crossing)-[:DRAFTED_BY]->(drafter)
RETURN crossing.id AS id

// == find
// The entry's lock comes first, as it does when the entry ends.
MATCH (crossing:Crossing {id: $p.crossing})-[:CROSSES]->(entry:RestrictedEntry) WHERE visible(entry)
SET entry.updatedAt = entry.updatedAt
SET crossing.updatedAt = crossing.updatedAt
WITH crossing, entry
MATCH (crossing)-[:CROSSED_BY]->(user)
MATCH (crossing)-[:DRAFTED_BY]->(drafter)
RETURN crossing.standing AS standing, crossing.activeUntil AS until, entry.standing AS entry,
       user.id AS user, drafter.id AS draftedBy

// == confirm
// It begins with its confirmation, however long the draft lay.
MATCH (crossing:Crossing {id: $p.crossing}) MATCH (user:User {id: $p.user})
SET crossing.standing = 'ACTIVE', crossing.activeFrom = $p.today,
  crossing.updatedAt = $p.now, crossing.version = crossing.version + 1
CREATE (crossing)-[:CONFIRMED_BY]->(user)
RETURN crossing.id AS id

// == end
MATCH (crossing:Crossing {id: $p.crossing})
SET crossing.standing = 'ENDED', crossing.updatedAt = $p.now, crossing.version = crossing.version + 1,
  crossing.activeUntil = CASE WHEN crossing.activeUntil > $p.today THEN $p.today ELSE crossing.activeUntil END
RETURN crossing.id AS id
