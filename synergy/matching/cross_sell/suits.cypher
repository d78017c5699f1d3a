// The rule that stops a product of another's for the customer, if one does; of several the first. A referral that is open,
// or protected from others, will be one more of these rules, once there are referrals.
CASE
  WHEN asked.closed THEN 'BARRIER'
  WHEN product.id IN asked.refusals THEN 'REJECTED'
  WHEN NOT coalesce(asked.kind IN product.suitsKinds, true) THEN 'KIND'
  WHEN NOT coalesce(asked.sizeBand IN product.suitsSizes + 'UNKNOWN', true) THEN 'SIZE'
  WHEN NOT EXISTS {
    MATCH (product)<-[sold:OFFERS]-(licensed:Subsidiary)
    WHERE valid(sold) AND (product.licence IS NULL OR product.licence IN licensed.licences)
  } THEN 'LICENCE'
  WHEN asked.kind = 'PERSON' AND NOT EXISTS {
    MATCH (product)<-[told:OFFERS]-(receiving) WHERE valid(told) AND receiving.id IN asked.receivers
  } THEN 'CONSENT'
END
