// Everything that gives access, page by page in the order of ids: `next` is the last id of a page, null after the last.
// A row says who is given what by whom, how it stands, since when and until when.
// == policies
WITH COLLECT {
  MATCH (policy:SharePolicy) WHERE policy.id > $p.after RETURN policy ORDER BY policy.id LIMIT $p.limit
} AS page
RETURN CASE WHEN size(page) = $p.limit THEN page[-1].id END AS next, COLLECT {
  UNWIND page AS policy
  MATCH (owner)-[:DEFINES]->(policy)-[:TOWARDS]->(receiver)
  RETURN {
    kind: 'POLICY', id: policy.id, owner: owner.id, ownerName: owner.name, receiver: receiver.id,
    receiverName: receiver.name, about: reduce(said = '', kind IN policy.kinds | said + kind + ' '),
    access: reduce(said = policy.level, field IN policy.fields | said + ' ' + field), purpose: null,
    standing: CASE
      WHEN policy.standing = 'ACTIVE' AND policy.activeUntil <= $p.today THEN 'OVER'
      WHEN policy.standing = 'ACTIVE' AND policy.activeFrom > $p.today THEN 'COMING'
      ELSE policy.standing END,
    since: policy.activeFrom, deadline: policy.activeUntil,
    decidedBy: head([(policy)-[:CONFIRMED_BY]->(user) | user.id])
  } AS row ORDER BY policy.id
} AS rows

// == grants
WITH COLLECT {
  MATCH (grant:Grant) WHERE grant.id > $p.after RETURN grant ORDER BY grant.id LIMIT $p.limit
} AS page
RETURN CASE WHEN size(page) = $p.limit THEN page[-1].id END AS next, COLLECT {
  UNWIND page AS grant
  MATCH (owner)<-[:GRANTED_BY]-(grant)-[:GRANTED_TO]->(receiver)
  MATCH (grant)-[:GRANTS]->(customer)
  RETURN {
    kind: 'GRANT', id: grant.id, owner: owner.id, ownerName: owner.name, receiver: receiver.id,
    receiverName: receiver.name, about: customer.id,
    access: reduce(said = 'SEE', field IN grant.fields | said + ' ' + field), purpose: grant.purpose,
    standing: CASE
      WHEN grant.revocation IS NOT NULL THEN 'ENDED'
      WHEN grant.activeUntil <= $p.today THEN 'OVER'
      WHEN grant.recertifyBy <= $p.today THEN 'LAPSED'
      WHEN grant.activeFrom > $p.today THEN 'COMING'
      ELSE 'ACTIVE' END,
    since: grant.activeFrom, fields: grant.fields,
    deadline: CASE WHEN grant.recertifyBy < grant.activeUntil THEN grant.recertifyBy ELSE grant.activeUntil END,
    decidedBy: head([(grant)-[:APPROVED_BY]->(user) | user.id])
  } AS row ORDER BY grant.id
} AS rows

// == roles
WITH COLLECT {
  MATCH (user:User) WHERE user.id > $p.after RETURN user ORDER BY user.id LIMIT $p.limit
} AS page
RETURN CASE WHEN size(page) = $p.limit THEN page[-1].id END AS next, COLLECT {
  UNWIND page AS user
  MATCH (user)-[has:HAS_ROLE]->(role)
  WITH user, has, role, head(COLLECT {
    MATCH (user)-[member:MEMBER_OF]->()-[:PART_OF]->(home)
    WHERE member.validFrom <= $p.today AND member.validTo > $p.today
    RETURN home ORDER BY home.id LIMIT 1
  }) AS home
  RETURN {
    kind: 'ROLE', id: user.id + ' ' + role.code, owner: home.id, ownerName: home.name, receiver: user.id,
    receiverName: user.name, about: null, access: role.code, purpose: null,
    standing: CASE
      WHEN has.validTo <= $p.today THEN 'OVER'
      WHEN has.validFrom > $p.today THEN 'COMING'
      WHEN user.disabled OR home IS NULL THEN 'UNUSABLE'
      ELSE 'ACTIVE' END,
    since: has.validFrom, deadline: has.validTo, decidedBy: has.recordedBy
  } AS row ORDER BY user.id, role.code, has.validFrom
} AS rows

// == crossings
WITH COLLECT {
  MATCH (crossing:Crossing) WHERE crossing.id > $p.after RETURN crossing ORDER BY crossing.id LIMIT $p.limit
} AS page
RETURN CASE WHEN size(page) = $p.limit THEN page[-1].id END AS next, COLLECT {
  UNWIND page AS crossing
  MATCH (crossing)-[:CROSSES]->(entry)
  MATCH (crossing)-[:CROSSED_BY]->(user)
  WITH crossing, entry, user, head([(entry)-[:INSIDE]->()-[:PART_OF]->(home) | home]) AS home
  RETURN {
    kind: 'CROSSING', id: crossing.id, owner: home.id, ownerName: home.name, receiver: user.id,
    receiverName: user.name, about: entry.id, access: entry.kind, purpose: null,
    standing: CASE
      WHEN crossing.standing = 'ACTIVE' AND crossing.activeUntil <= $p.today THEN 'OVER'
      WHEN crossing.standing = 'ACTIVE' AND crossing.activeFrom > $p.today THEN 'COMING'
      ELSE crossing.standing END,
    since: crossing.activeFrom, deadline: crossing.activeUntil,
    decidedBy: head([(crossing)-[:CONFIRMED_BY]->(confirmed) | confirmed.id])
  } AS row ORDER BY crossing.id
} AS rows
