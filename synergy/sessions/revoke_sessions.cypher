// End every session of a user that began until now. No row when there is no such user.
MATCH (user:User {id: $p.user})
SET user.sessionsRevokedAt = $p.now, user.updatedAt = $p.now, user.version = user.version + 1
RETURN user.id AS id
