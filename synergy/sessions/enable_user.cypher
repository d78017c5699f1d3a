// Open an account again. No row when there is no such user.
MATCH (user:User {id: $p.user})
SET user.disabled = false
REMOVE user.disabledAt, user.disabledBy, user.disabledReason
RETURN user.id AS id
