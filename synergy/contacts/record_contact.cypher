// Move the day of the last contact forward on the serving relationship that is valid today; an earlier day than the one
// known changes nothing. No row when the viewer's subsidiary does not serve such a customer today.
MATCH (customer:Customer {id: $p.customer})<-[serves:SERVES]-(:Subsidiary {id: $p.organisation})
WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
// A write before the decision takes the lock, so that of two contacts recorded at once the later day stays.
SET serves.lastContactOrder = coalesce(serves.lastContactOrder, date('0001-01-01'))
WITH serves, CASE WHEN $p.on > serves.lastContactOrder THEN $p.on ELSE serves.lastContactOrder END AS latest
SET serves.lastContactOn = latest, serves.lastContactOrder = latest
RETURN toString(latest) AS lastContactOn
