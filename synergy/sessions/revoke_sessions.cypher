// End every session of a user that began until now; what everybody reads of a user does not tell. No row when there is no such user.
MATCH (user:User {id: $p.user})
SET user.sessionsRevokedAt = $p.now
RETURN user.id AS id
