// Questions to the data stewards, and their answers.
// == find
// The lock first: two stewards may answer at once.
UNWIND $p.candidates AS id
MATCH (candidate:MatchCandidate {id: id}) WHERE visible(candidate)
SET candidate.updatedAt = candidate.updatedAt
WITH candidate
RETURN candidate.id AS id, candidate.kind AS kind, candidate.standing AS standing,
  COLLECT { MATCH (candidate)-[:COMPARES]->(customer:Customer) RETURN customer.id ORDER BY customer.id } AS customers

// == reject
MATCH (candidate:MatchCandidate {id: $p.candidate})
MATCH (user:User {id: $p.user})
SET candidate.standing = 'REJECTED', candidate.reason = $p.reason, candidate.decidedAt = $p.now,
    candidate.updatedAt = $p.now, candidate.version = candidate.version + 1
CREATE (candidate)-[:JUDGED_BY]->(user)

// == reopen
MATCH (candidate:MatchCandidate {id: $p.candidate})
OPTIONAL MATCH (candidate)-[judged:JUDGED_BY]->()
DELETE judged
SET candidate.standing = 'OPEN', candidate.reason = null, candidate.decidedAt = null, candidate.confirmedBy = null,
    candidate.updatedAt = $p.now, candidate.version = candidate.version + 1

// == confirm
// `confirmedBy` names the merge: undoing that asks the question again.
MATCH (candidate:MatchCandidate {pair: $p.pair})
MATCH (user:User {id: $p.user})
SET candidate.standing = 'CONFIRMED', candidate.reason = $p.reason, candidate.decidedAt = $p.now,
    candidate.confirmedBy = $p.merge, candidate.updatedAt = $p.now, candidate.version = candidate.version + 1
CREATE (candidate)-[:JUDGED_BY]->(user)

// == confirmed
MATCH (candidate:MatchCandidate {pair: $p.pair}) WHERE candidate.confirmedBy = $p.merge
RETURN candidate.id AS id

// == settle_disputes
MATCH (candidate:MatchCandidate)-[:COMPARES]->(:Customer {id: $p.customer})
WHERE candidate.kind = 'DISPUTE' AND candidate.standing = 'OPEN'
MATCH (user:User {id: $p.user})
SET candidate.standing = 'CONFIRMED', candidate.reason = $p.reason, candidate.decidedAt = $p.now,
    candidate.updatedAt = $p.now, candidate.version = candidate.version + 1
CREATE (candidate)-[:JUDGED_BY]->(user)

// == around
UNWIND $p.customers AS id
MATCH (:Customer {id: id})<-[:COMPARES]-(candidate:MatchCandidate) WHERE candidate.kind = 'DUPLICATE'
WITH DISTINCT candidate
RETURN candidate.id AS id, candidate.standing AS standing, candidate.pair AS pair,
  candidate.overtakenBy AS overtaken_by,
  COLLECT { MATCH (candidate)-[:COMPARES]->(end:Customer) RETURN end.id ORDER BY end.id } AS customers

// == free
UNWIND $p.rows AS row
MATCH (candidate:MatchCandidate {id: row.id})
SET candidate.pair = null

// == settle
UNWIND $p.rows AS row
MATCH (candidate:MatchCandidate {id: row.id})
SET candidate.pair = row.pair, candidate.standing = row.standing, candidate.overtakenBy = row.overtaken_by

// == served
MATCH (customer:Customer {id: $p.customer}) WHERE visible(customer)
MATCH (customer)<-[serves:SERVES]-(owner:Subsidiary) WHERE owner.id = $viewer.organisation AND valid(serves)
SET customer.updatedAt = customer.updatedAt
RETURN owner.id AS owner, EXISTS {
  MATCH (customer)<-[:COMPARES]-(question:MatchCandidate)-[:RAISED_BY]->(owner)
  WHERE question.kind = 'DISPUTE' AND question.standing = 'OPEN'
} AS asked
LIMIT 1

// == dispute
MATCH (customer:Customer {id: $p.customer})
MATCH (owner:Subsidiary {id: $p.owner})
CREATE (candidate:MatchCandidate {
  id: $p.id, kind: 'DISPUTE', standing: 'OPEN', scoreOrder: 2.0, method: 'DISPUTE', claim: $p.reason,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})
CREATE (candidate)-[:COMPARES]->(customer)
CREATE (candidate)-[:RAISED_BY]->(owner)

// == propose
// A pair that was asked about, in whatever way it was answered, is not asked about again; what was merged is no customer.
UNWIND $p.rows AS row
MATCH (one:Customer {id: row.one})
MATCH (other:Customer {id: row.other})
WHERE NOT EXISTS { MATCH (:MatchCandidate {pair: row.pair}) }
CREATE (candidate:MatchCandidate)
SET candidate = row.candidate, candidate.pair = row.pair, candidate.createdAt = $p.now, candidate.updatedAt = $p.now
CREATE (candidate)-[:COMPARES]->(one)
CREATE (candidate)-[:COMPARES]->(other)
RETURN candidate.id AS id
