// Close an account and end its sessions, which stay ended when it is opened again. No row when there is no such user.
MATCH (user:User {id: $p.user})
SET user.disabled = true, user.disabledAt = $p.now, user.disabledBy = $p.by, user.disabledReason = $p.reason,
  user.sessionsRevokedAt = $p.now
RETURN user.id AS id
