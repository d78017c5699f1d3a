// Consents: recorded by a subsidiary that serves the person, or supplied the contact and serves the customer; withdrawn by
// it or by the receiver. A person is a customer or a contact.
// == customer
// Taking the lock first: two people may record at once.
MATCH (customer:Customer {id: $p.person})
WHERE EXISTS {
  MATCH (customer)<-[serves:SERVES]-(:Subsidiary {id: $p.organisation})
  WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
}
SET customer.updatedAt = customer.updatedAt
RETURN customer.kind = 'PERSON' AS natural

// == contact
MATCH (contact:Contact {id: $p.person})-[:SUPPLIED_BY]->(holder:Subsidiary {id: $p.organisation})
WHERE EXISTS {
  MATCH (contact)-[:WORKS_AT]->(:Customer)<-[serves:SERVES]-(holder)
  WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
}
SET contact.updatedAt = contact.updatedAt
RETURN true AS natural

// == receiver
MATCH (receiver:Organisation {id: $p.receiver}) WHERE receiver.id <> $p.organisation
RETURN receiver.id AS id

// == overlapping
// The holder's consents of the person to the same receiver for the same purpose, at a time that the new one covers, too.
MATCH (person:Customer|Contact {id: $p.person})<-[:CONSENTS_FOR]-(other:Consent {purpose: $p.purpose})
WHERE other.activeFrom < $p.until AND other.activeUntil > $p.from AND other.activeFrom < other.activeUntil
  AND EXISTS { (other)-[:CONSENTS_TO]->(:Organisation {id: $p.receiver}) }
  AND EXISTS { (other)-[:HELD_BY]->(:Subsidiary {id: $p.organisation}) }
RETURN other.id AS id ORDER BY id LIMIT 1

// == record
MATCH (person:Customer|Contact {id: $p.person})
MATCH (receiver:Organisation {id: $p.receiver})
MATCH (holder:Subsidiary {id: $p.organisation})
CREATE (consent:Consent {
  id: $p.id, purpose: $p.purpose, categories: $p.categories, method: $p.method, evidence: $p.evidence,
  activeFrom: $p.from, activeUntil: $p.until,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})-[:CONSENTS_FOR]->(person)
CREATE (consent)-[:CONSENTS_TO]->(receiver)
CREATE (consent)-[:HELD_BY]->(holder)
RETURN consent.id AS id

// == find
MATCH (consent:Consent {id: $p.consent})
WHERE EXISTS { MATCH (consent)-[:HELD_BY|CONSENTS_TO]->(party) WHERE party.id = $p.organisation }
SET consent.updatedAt = consent.updatedAt
RETURN consent.activeUntil AS until

// == withdraw
MATCH (consent:Consent {id: $p.consent})
SET consent.activeUntil = $p.today, consent.updatedAt = $p.now, consent.version = consent.version + 1
RETURN consent.id AS id

// == remaining
// Other consents of the person to the same receiver that are in force, as far as the organisation is a party to them.
MATCH (consent:Consent {id: $p.consent})-[:CONSENTS_TO]->(receiver)
MATCH (consent)-[:CONSENTS_FOR]->()<-[:CONSENTS_FOR]-(other:Consent)-[:CONSENTS_TO]->(receiver)
WHERE other <> consent AND other.activeFrom <= $p.today AND other.activeUntil > $p.today
  AND EXISTS { MATCH (other)-[:HELD_BY|CONSENTS_TO]->(party) WHERE party.id = $p.organisation }
RETURN other.id AS id, other.purpose AS purpose ORDER BY id
