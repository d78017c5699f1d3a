// One user's facts, or null: organisation through today's unit, today's roles, and how many serving relationships lead
// to the customers that the user may see.
RETURN head(COLLECT {
  MATCH (user:User {id: $p.user})-[member:MEMBER_OF]->(unit:OrgUnit)-[:PART_OF]->(home:Organisation)
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
    disabled: user.disabled,
    organisation: home.id,
    headquarters: home:Group,
    unit: unit.id,
    roles: roles,
    reach: reduce(total = COUNT { (home)-[:SERVES]->() }, part IN reached | total + part),
    customers: COUNT { (:Customer) }
  } ORDER BY home.id, unit.id LIMIT 1
}) AS viewer
