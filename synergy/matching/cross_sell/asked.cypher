// What stops products for the customer, gathered once: whether it stands behind a barrier that the viewer knows of, the
// organisations that a person agreed to (as far as the viewer's organisation is a party to that), and what was rejected.
WITH *, EXISTS {
  MATCH (customer)<-[:BLOCKS]-(entry:RestrictedEntry)
  WHERE entry.kind = 'RESTRICTED' AND entry.standing = 'ACTIVE'
    AND entry.activeFrom <= $today AND entry.activeUntil > $today AND visible(entry)
} AS closed, COLLECT {
  MATCH (customer)<-[:CONSENTS_FOR]-(consent:Consent)-[:CONSENTS_TO]->(receiver)
  WHERE 'IDENTITY' IN consent.categories AND consent.activeFrom <= $today AND consent.activeUntil > $today
    AND visible(consent)
  RETURN receiver.id
} AS receivers, COLLECT {
  MATCH (customer)<-[:SUGGESTED_FOR]-(answer:Recommendation)-[:SUGGESTS]->(refused)
  WHERE answer.verdict = 'REJECTED' AND answer.activeUntil > $today AND visible(answer)
  RETURN refused.id
} AS refusals
