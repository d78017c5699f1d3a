// As in `suits.cypher`, and the viewer's own products are not another's.
CASE
  WHEN EXISTS {
    MATCH (product)<-[offers:OFFERS]-(party) WHERE party.id = $viewer.organisation AND valid(offers)
  } THEN 'OWN_PRODUCT'
  ELSE
// include suits.cypher
END
