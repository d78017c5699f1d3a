// End one session of a user, and forget those whose token has expired by itself. No row when there is no such user.
MATCH (user:User {id: $p.user})
MERGE (session:RevokedSession {user: user.id, tokenId: $p.tokenId})
ON CREATE SET session.revokedAt = $p.now, session.revokedBy = $p.by, session.until = $p.until
WITH user
CALL (user) {
  MATCH (over:RevokedSession)
  WHERE over.user = user.id AND over.tokenId IS NOT NULL AND over.until < $p.now
  DELETE over
}
RETURN user.id AS id
