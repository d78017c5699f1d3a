// Requests for access: one to each owner that lets itself be counted, which decides for itself.
// == owners
// The lock first: two colleagues may ask at once.
MATCH (customer:Customer {id: $p.customer}) WHERE visible(customer)
SET customer.updatedAt = customer.updatedAt
RETURN COLLECT {
  MATCH (customer)<-[serves:SERVES]-(owner:Subsidiary)
  WHERE valid(serves) AND countable(serves) AND owner.id <> $viewer.organisation
  RETURN DISTINCT owner.id ORDER BY owner.id
} AS owners, COLLECT {
  MATCH (customer)<-[:CONCERNS]-(request:AccessRequest {standing: 'PENDING'})-[:REQUESTED_FOR]->(asker)
  WHERE asker.id = $viewer.organisation AND request.until > $today
  MATCH (request)-[:ADDRESSED_TO]->(owner)
  RETURN owner.id
} AS asked

// == ask
MATCH (customer:Customer {id: $p.customer})
MATCH (user:User {id: $p.user})
MATCH (asker:Organisation {id: $p.organisation})
UNWIND $p.requests AS one
MATCH (owner:Subsidiary {id: one.owner})
CREATE (request:AccessRequest {
  id: one.id, purpose: $p.purpose, fields: $p.fields, reason: $p.reason, until: $p.until, standing: 'PENDING',
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: one.id
})
CREATE (request)-[:CONCERNS]->(customer)
CREATE (request)-[:REQUESTED_BY]->(user)
CREATE (request)-[:REQUESTED_FOR]->(asker)
CREATE (request)-[:ADDRESSED_TO]->(owner)
RETURN request.id AS id ORDER BY id

// == asked of us
// The locks first: two people may decide at once, and a snapshot may be ending the service; what it ends, it ends with its
// grants. A consent counts that the owner knows of.
MATCH (request:AccessRequest {id: $p.request})-[:ADDRESSED_TO]->(owner:Subsidiary)
WHERE owner.id = $viewer.organisation
SET request.updatedAt = request.updatedAt
WITH request, owner
MATCH (request)-[:CONCERNS]->(customer)
CALL (owner, customer) {
  MATCH (owner)-[serves:SERVES]->(customer)
  SET serves.recordedAt = serves.recordedAt
  RETURN count(*) AS held
}
MATCH (request)-[:REQUESTED_FOR]->(asker)
RETURN request.standing AS standing, request.fields AS fields, request.until AS until,
  EXISTS { MATCH (request)-[:REQUESTED_BY]->(user) WHERE user.id = $viewer.id } OR EXISTS {
    MATCH (asker)<-[:PART_OF]-()<-[member:MEMBER_OF]-(user) WHERE user.id = $viewer.id AND valid(member)
  } AS asks,
  EXISTS { MATCH (owner)-[serves:SERVES]->(customer) WHERE valid(serves) } AS serves,
  customer.kind = 'PERSON' AND NOT EXISTS {
    MATCH (customer)<-[:CONSENTS_FOR]-(consent:Consent)-[:CONSENTS_TO]->(asker)
    WHERE visible(consent) AND 'IDENTITY' IN consent.categories
      AND consent.activeFrom <= $today AND consent.activeUntil > $today
  } AS unconsented

// == asked by us
MATCH (request:AccessRequest {id: $p.request})-[:REQUESTED_FOR]->(:Organisation {id: $p.organisation})
SET request.updatedAt = request.updatedAt
RETURN request.standing AS standing

// == approve
MATCH (request:AccessRequest {id: $p.request})-[:CONCERNS]->(customer)
MATCH (request)-[:ADDRESSED_TO]->(owner)
MATCH (request)-[:REQUESTED_FOR]->(receiver)
MATCH (user:User {id: $p.user})
SET request.standing = 'APPROVED', request.answer = $p.answer,
  request.updatedAt = $p.now, request.version = request.version + 1
CREATE (request)-[:DECIDED_BY]->(user)
CREATE (request)-[:YIELDS]->(grant:Grant {
  id: $p.id, purpose: request.purpose, fields: $p.fields,
  activeFrom: $p.today, activeUntil: $p.until, recertifyBy: $p.recertifyBy,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})
CREATE (grant)-[:GRANTS]->(customer)
CREATE (grant)-[:GRANTED_BY]->(owner)
CREATE (grant)-[:GRANTED_TO]->(receiver)
CREATE (grant)-[:APPROVED_BY]->(user)
CREATE (receiver)-[:MAY_SEE {
  grant: $p.id, owner: owner.id, fields: $p.fields,
  validFrom: $p.today, validTo: $p.recertifyBy, recordedAt: $p.now, recordedBy: $p.user
}]->(customer)
RETURN request.id AS id

// == refuse
MATCH (request:AccessRequest {id: $p.request}) MATCH (user:User {id: $p.user})
SET request.standing = 'REFUSED', request.answer = $p.answer,
  request.updatedAt = $p.now, request.version = request.version + 1
CREATE (request)-[:DECIDED_BY]->(user)
RETURN request.id AS id

// == withdraw
MATCH (request:AccessRequest {id: $p.request})
SET request.standing = 'WITHDRAWN', request.updatedAt = $p.now, request.version = request.version + 1
RETURN request.id AS id
