// The idempotency node of a command. The unique id makes concurrent claims wait for each other until the first commits.
// == claim
MERGE (operation:Operation {id: $p.id})
ON CREATE SET operation.user = $p.user, operation.key = $p.key, operation.name = $p.name,
  operation.payloadHash = $p.payloadHash, operation.attempt = $p.attempt, operation.at = $p.at
RETURN operation.name AS name, operation.payloadHash AS payloadHash, operation.outcome AS outcome,
  operation.attempt AS attempt

// == conclude
MATCH (operation:Operation {id: $p.id})
SET operation.outcome = $p.outcome
RETURN operation.id AS id
