// Take the lock of who asks before judging them: of two administrators who close each other's account at once, the
// second waits here, and then is none any more. Only a write locks; this one leaves nothing behind.
MATCH (by:User {id: $p.by})
SET by.locked = true
REMOVE by.locked
RETURN by.id AS id
