// Requests, grants, consents and barriers: one id per node, one index for each order. Policies written before they could
// be drafts, of some kinds of customers or for some fields, are in force for every kind and no field.
CREATE CONSTRAINT access_request_id IF NOT EXISTS FOR (n:AccessRequest) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT grant_id IF NOT EXISTS FOR (n:Grant) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT consent_id IF NOT EXISTS FOR (n:Consent) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT restricted_entry_id IF NOT EXISTS FOR (n:RestrictedEntry) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT crossing_id IF NOT EXISTS FOR (n:Crossing) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX accessrequest_by_createdat IF NOT EXISTS FOR (n:AccessRequest) ON (n.createdAt, n.id);
CREATE RANGE INDEX grant_by_activeuntil IF NOT EXISTS FOR (n:Grant) ON (n.activeUntil, n.id);
CREATE RANGE INDEX consent_by_activefrom IF NOT EXISTS FOR (n:Consent) ON (n.activeFrom, n.id);
CREATE RANGE INDEX restrictedentry_by_activefrom IF NOT EXISTS FOR (n:RestrictedEntry) ON (n.activeFrom, n.id);
CREATE RANGE INDEX crossing_by_activeuntil IF NOT EXISTS FOR (n:Crossing) ON (n.activeUntil, n.id);
MATCH (policy:SharePolicy) WHERE policy.standing IS NULL SET policy.standing = 'ACTIVE', policy.kinds = [], policy.fields = [];
