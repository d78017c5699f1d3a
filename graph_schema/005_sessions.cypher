// A person has one name at the identity provider, and a session is revoked once.
CREATE CONSTRAINT user_login_subject IF NOT EXISTS FOR (n:User) REQUIRE n.loginSubject IS UNIQUE;
CREATE CONSTRAINT revoked_session IF NOT EXISTS FOR (n:RevokedSession) REQUIRE (n.user, n.tokenId) IS UNIQUE;
// What may be forgotten, since the token has expired by itself, is found without reading the rest.
CREATE RANGE INDEX revoked_session_by_until IF NOT EXISTS FOR (n:RevokedSession) ON (n.until);
