// Grants: what a request has come to. MAY_SEE, which the access rules read, changes with its grant.
// == find
// The locks first: both sides may decide at once, and a snapshot may be ending the service.
MATCH (grant:Grant {id: $p.grant})
WHERE $viewer.compliance OR EXISTS {
  MATCH (grant)-[:GRANTED_BY|GRANTED_TO]->(party:Organisation) WHERE party.id = $viewer.organisation
}
SET grant.updatedAt = grant.updatedAt
WITH grant
MATCH (owner)<-[:GRANTED_BY]-(grant)-[:GRANTED_TO]->(receiver)
CALL (grant, owner) {
  MATCH (grant)-[:GRANTS]->(customer)<-[serves:SERVES]-(owner)
  SET serves.recordedAt = serves.recordedAt
  RETURN count(*) AS held
}
RETURN owner.id AS owner, grant.activeUntil AS until, grant.recertifyBy AS recertifyBy, EXISTS {
    MATCH (grant)-[:GRANTS]->(customer)<-[serves:SERVES]-(owner) WHERE valid(serves)
  } AS serves,
  EXISTS { MATCH (grant)<-[:YIELDS]-()-[:REQUESTED_BY]->(user) WHERE user.id = $viewer.id } OR EXISTS {
    MATCH (receiver)<-[:PART_OF]-()<-[member:MEMBER_OF]-(user) WHERE user.id = $viewer.id AND valid(member)
  } AS asks

// == revoke
MATCH (grant:Grant {id: $p.grant})-[:GRANTED_TO]->(receiver)
MATCH (grant)-[:GRANTS]->(customer)<-[way:MAY_SEE {grant: $p.grant}]-(receiver)
MATCH (user:User {id: $p.user})
SET grant.activeUntil = $p.today, grant.revocation = $p.reason, way.validTo = $p.today,
  grant.updatedAt = $p.now, grant.version = grant.version + 1
CREATE (grant)-[:REVOKED_BY]->(user)
RETURN grant.id AS id

// == recertify
MATCH (grant:Grant {id: $p.grant})-[:GRANTED_TO]->(receiver)
MATCH (grant)-[:GRANTS]->(customer)<-[way:MAY_SEE {grant: $p.grant}]-(receiver)
MATCH (user:User {id: $p.user})
SET grant.recertifyBy = $p.recertifyBy, way.validTo = $p.recertifyBy,
  grant.updatedAt = $p.now, grant.version = grant.version + 1
CREATE (grant)-[:RECERTIFIED_BY {recertifiedOn: $p.today, until: $p.recertifyBy}]->(user)
RETURN grant.id AS id
