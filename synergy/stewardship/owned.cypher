// Whether a relationship `old` of a customer, to `other`, is one of the `owners` own: what they hold, supplied or let
// others see, and what was asked of them or agreed to with them.
(type(old) = 'HOLDS' AND old.bookedBy IN owners
  OR type(old) = 'MAY_SEE' AND old.owner IN owners
  OR type(old) = 'WORKS_AT' AND EXISTS { MATCH (other)-[:SUPPLIED_BY]->(owner) WHERE owner.id IN owners }
  OR type(old) = 'GRANTS' AND EXISTS { MATCH (other)-[:GRANTED_BY]->(owner) WHERE owner.id IN owners }
  OR type(old) = 'CONCERNS' AND EXISTS { MATCH (other)-[:ADDRESSED_TO]->(owner) WHERE owner.id IN owners }
  OR type(old) = 'CONSENTS_FOR' AND EXISTS { MATCH (other)-[:HELD_BY]->(owner) WHERE owner.id IN owners })
