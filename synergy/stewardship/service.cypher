// == end_grants
// Who serves a customer no more has nothing left to grant.
UNWIND $p.customers AS id
MATCH (customer:Customer {id: id})<-[way:MAY_SEE]-() WHERE way.validTo > $p.today AND NOT EXISTS {
  MATCH (customer)<-[serves:SERVES]-(:Subsidiary {id: way.owner})
  WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
}
MATCH (grant:Grant {id: way.grant})
SET way.validTo = $p.today, grant.activeUntil = $p.today, grant.revocation = $p.revocation,
    grant.updatedAt = $p.now, grant.version = grant.version + 1
