// Share policies: written by one person of the owner, put into force by another.
// == draft
MATCH (owner:Subsidiary {id: $p.organisation})
MATCH (receiver:Organisation {id: $p.receiver}) WHERE receiver <> owner
MATCH (user:User {id: $p.user})
CREATE (owner)-[:DEFINES]->(policy:SharePolicy {
  id: $p.id, level: $p.level, kinds: $p.kinds, fields: $p.fields, standing: 'DRAFT',
  activeFrom: $p.from, activeUntil: $p.until,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})-[:TOWARDS]->(receiver)
CREATE (policy)-[:DRAFTED_BY]->(user)
RETURN policy.id AS id

// == find
// Taking the lock first: two people may decide at once.
MATCH (policy:SharePolicy {id: $p.policy})<-[:DEFINES]-(:Subsidiary {id: $p.organisation})
SET policy.updatedAt = policy.updatedAt
WITH policy
OPTIONAL MATCH (policy)-[:DRAFTED_BY]->(user)
RETURN policy.standing AS standing, policy.level AS level, policy.activeUntil AS until, user.id AS draftedBy

// == activate
MATCH (policy:SharePolicy {id: $p.policy}) MATCH (user:User {id: $p.user})
SET policy.standing = 'ACTIVE', policy.updatedAt = $p.now, policy.version = policy.version + 1
CREATE (policy)-[:CONFIRMED_BY]->(user)
RETURN policy.id AS id

// == others
// Policies of the same pair that are in force at the same time for some of the same customers.
MATCH (policy:SharePolicy {id: $p.policy})<-[:DEFINES]-(owner)
MATCH (policy)-[:TOWARDS]->(receiver)
MATCH (owner)-[:DEFINES]->(other:SharePolicy)-[:TOWARDS]->(receiver)
WHERE other <> policy AND other.standing = 'ACTIVE'
  AND other.activeFrom < policy.activeUntil AND other.activeUntil > policy.activeFrom
  AND (other.kinds = [] OR policy.kinds = [] OR any(kind IN other.kinds WHERE kind IN policy.kinds))
RETURN other.id AS id, other.level AS level, policy.level AS own ORDER BY id

// == end
MATCH (policy:SharePolicy {id: $p.policy})
SET policy.standing = 'ENDED', policy.updatedAt = $p.now, policy.version = policy.version + 1,
  policy.activeUntil = CASE WHEN policy.activeUntil > $p.today THEN $p.today ELSE policy.activeUntil END
RETURN policy.id AS id
