// The facts of a user and of a session of theirs, or null: organisation and side of today's unit, today's roles, and how
// many serving relationships lead to the customers that the user may see. A user who is known to the identity provider
// by another name than the id has it as `loginSubject`, and then the id is nobody's name.
RETURN head(COLLECT {
  CALL () {
    MATCH (user:User {loginSubject: $p.user}) RETURN user
    UNION
    MATCH (user:User {id: $p.user}) WHERE user.loginSubject IS NULL RETURN user
  }
  WITH collect(user) AS called
  // A name that means two people means nobody.
  UNWIND CASE size(called) WHEN 1 THEN called ELSE [] END AS user
  MATCH (user)-[member:MEMBER_OF]->(unit:OrgUnit)-[:PART_OF]->(home:Organisation)
  WHERE member.validFrom <= $p.today AND member.validTo > $p.today
  WITH user, unit, home, COLLECT {
    MATCH (user)-[has:HAS_ROLE]->(role) WHERE has.validFrom <= $p.today AND has.validTo > $p.today
    RETURN role.code
  } AS roles, COLLECT {
    MATCH (home)<-[:TOWARDS]-(policy:SharePolicy {level: 'ALL'})<-[:DEFINES]-(owner)
    WHERE policy.activeFrom <= $p.today AND policy.activeUntil > $p.today AND policy.standing = 'ACTIVE'
    RETURN COUNT { (owner)-[:SERVES]->() }
  } AS reached
  RETURN {
    user: user.id,
    disabled: user.disabled,
    revoked: coalesce(user.sessionsRevokedAt >= $p.issuedAt, false)
      OR EXISTS { MATCH (:RevokedSession {user: user.id, tokenId: $p.tokenId}) },
    unit: unit.id,
    side: unit.side,
    organisation: home.id,
    headquarters: home:Group,
    roles: roles,
    reach: reduce(total = COUNT { (home)-[:SERVES]->() }, part IN reached | total + part),
    customers: COUNT { (:Customer) }
  } ORDER BY home.id, unit.id LIMIT 1
}) AS viewer
