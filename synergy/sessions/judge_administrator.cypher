// Whether who asks is an administrator at this moment. The viewer's facts may be five seconds old: an administrator who
// was disabled in that time must not use the rest of it to come back.
MATCH (by:User {id: $p.by})
RETURN NOT by.disabled AND EXISTS {
  MATCH (by)-[has:HAS_ROLE]->(:Role {code: 'ADMINISTRATOR'}) WHERE has.validFrom <= $p.today AND has.validTo > $p.today
} AS allowed
