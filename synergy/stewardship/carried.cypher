// Relationships `old` of `origin` to `other` become `goal`'s, as they are.
WITH goal, collect({old: old, other: other, leaves: startNode(old) = origin}) AS found
UNWIND found AS one
WITH goal, one, one.other AS other, one.old AS old, type(one.old) AS name, properties(one.old) AS own
CALL (goal, one, other, name, own) {
  WITH goal, one, other, name, own WHERE one.leaves
  CREATE (goal)-[new:$(name)]->(other)
  SET new = own, new.merges = null
}
CALL (goal, one, other, name, own) {
  WITH goal, one, other, name, own WHERE NOT one.leaves
  CREATE (goal)<-[new:$(name)]-(other)
  SET new = own, new.merges = null
}
DELETE old
