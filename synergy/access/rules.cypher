// Who may know of what, who may count what, who reads which C2 field: every rule of the platform, in one place.
// A section starts with `== word subject…`. `this` is the node, `edge` the relationship in question, `from` and `to` its
// ends: expressions, to be read or bound by WITH. Access is judged today, also when the answer is about another day. A
// customer's own subsidiaries know it; others know it by a policy or a grant; and neither leads over a barrier, or to a
// person who has not consented.

// What rules share, bound once for a statement, each list only where a rule of the statement reads it. A HIDDEN policy
// beats every other one for the same customers. `shared` is what lists are made of.
// == prelude
WITH COLLECT {
  MATCH (:Organisation {id: $viewer.organisation})<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $today AND policy.activeUntil > $today AND policy.standing = 'ACTIVE'
  UNWIND CASE policy.kinds WHEN [] THEN ['COMPANY', 'INSTITUTION', 'PUBLIC_BODY', 'PERSON'] ELSE policy.kinds END AS kind
  RETURN {key: owner.id + ':' + kind, kind: kind, level: policy.level, fields: policy.fields}
} AS every
WITH every, [one IN every WHERE one.level = 'HIDDEN' | one.key] AS hidden
WITH [one IN every WHERE NOT one.key IN hidden] AS shared

// Keys 'id:KIND' of subsidiaries with a kind of their customers, the viewer's own among them: those that it may see,
// == list readable
$viewer.own + [one IN shared WHERE one.level = 'ALL' | one.key]

// may be told by name beside a customer,
// == list named
$viewer.own + [one IN shared WHERE one.level <> 'COUNTS' | one.key]

// and may count.
// == list counted
$viewer.own + [one IN shared | one.key]

// Keys 'id:KIND:FIELD' of masked fields shown in clear.
// == list covering
reduce(keys = [], one IN [one IN shared WHERE one.level = 'ALL' AND one.kind <> 'PERSON'] |
  keys + [field IN one.fields | one.key + ':' + field])

// The ids of the restricted entries that the viewer works behind.
// == list inside
COLLECT {
  MATCH (:OrgUnit {id: $viewer.unit, side: 'PRIVATE'})<-[:INSIDE]-(entry:RestrictedEntry)
  RETURN entry.id
  UNION ALL
  MATCH (:User {id: $viewer.id})<-[:CROSSED_BY]-(crossing:Crossing)-[:CROSSES]->(entry:RestrictedEntry)
  WHERE crossing.standing = 'ACTIVE' AND crossing.activeFrom <= $today AND crossing.activeUntil > $today
  RETURN entry.id
}

// == visible Group Segment Subsidiary OrgUnit Region Role User Industry ProductCategory Topic Expert KpiDefinition
true

// == visible IN_SEGMENT OWNED_BY LOCATED_IN PART_OF MEMBER_OF HAS_ROLE IN_INDUSTRY IN_GROUP RESOLVES_TO WORKS_AT
true

// == visible OFFERS IN_CATEGORY HANDLED_BY HAS_TOPIC BROADER WITH USES IS EXPERT_IN AUTHORED
true

// == visible WORKED_ON PUBLISHED ABOUT REUSED DEFINES TOWARDS
true

// == visible DRAFTED_BY CONFIRMED_BY REQUESTED_BY REQUESTED_FOR CONCERNS GRANTED_BY APPROVED_BY GRANTED_TO YIELDS
true

// == visible RECERTIFIED_BY REVOKED_BY GRANTS MAY_SEE CONSENTS_FOR CONSENTS_TO BLOCKS INSIDE CROSSES CROSSED_BY
true

// == visible COMPLEMENTS SUGGESTS SUGGESTED_FOR ANSWERED_FOR Recommender
true

// == visible COMPARES JUDGED_BY KEEPS ABSORBS MERGED_BY UNDONE_BY BRANCH_OF SUBSIDIARY_OF
true

// == unbarred Customer Project
// Compliance at headquarters keeps the barriers, and so stands on both sides of them. Few nodes are blocked at all: the
// pattern alone is answered by the node's degree.
$viewer.compliance OR NOT EXISTS { (this)<-[:BLOCKS]-() } OR NOT EXISTS {
  MATCH (this)<-[:BLOCKS]-(entry)
  WHERE entry.kind = 'RESTRICTED' AND entry.standing = 'ACTIVE'
    AND entry.activeFrom <= $today AND entry.activeUntil > $today AND NOT entry.id IN inside
}

// == agreed Customer Contact
// The person agreed that the viewer's organisation receives data of the category.
EXISTS {
  MATCH (this)<-[:CONSENTS_FOR]-(consent:Consent)-[:CONSENTS_TO]->(receiver)
  WHERE receiver.id = $viewer.organisation AND category IN consent.categories
    AND consent.activeFrom <= $today AND consent.activeUntil > $today
}

// == consented Customer
this.kind <> 'PERSON' OR agreed(this, IDENTITY)

// == visible Customer
// MAY_SEE is what a grant has come to: it leads from the receiver, for as long as the grant holds. The parts stand beside
// each other, joined by AND: the planner multiplies out what stands within an OR, subqueries included.
EXISTS {
  MATCH (this)<-[way:SERVES|MAY_SEE]-(party)
  WHERE way.validFrom <= $today AND way.validTo > $today
    AND (party.id = $viewer.organisation OR type(way) = 'SERVES' AND party.id + ':' + this.kind IN readable)
} AND (unbarred(this) AND consented(this) OR served(this))

// == served Customer
EXISTS { MATCH (this)<-[serves:SERVES]-(owner) WHERE owner.id = $viewer.organisation AND valid(serves) }

// == reach Customer
CALL (readable, inside) {
  MATCH (party:Organisation)-[way:SERVES|MAY_SEE]->(this)
  WHERE party.id IN [key IN readable | split(key, ':')[0]] AND way.validFrom <= $today AND way.validTo > $today
    AND (party.id = $viewer.organisation OR type(way) = 'SERVES' AND party.id + ':' + this.kind IN readable)
    AND (unbarred(this) AND consented(this) OR served(this))
  RETURN DISTINCT this
}
WITH this

// == countable Customer
visible(this) OR $viewer.counts AND unbarred(this)

// == visible SERVES
from.id + ':' + to.kind IN named OR EXISTS {
  WITH from.id AS owner, to AS customer
  MATCH (customer)<-[way:MAY_SEE]-(receiver)
  WHERE receiver.id = $viewer.organisation AND way.owner = owner AND valid(way)
  RETURN way
}

// == countable SERVES
$viewer.counts OR from.id + ':' + to.kind IN counted OR visible(edge)

// == visible HOLDS
// By a name alone beside a customer (OVERLAP) nothing is said of what it holds. What a person holds with others is told
// where the person agreed to just that.
edge.bookedBy + ':' + from.kind IN readable AND (
  from.kind <> 'PERSON' OR edge.bookedBy = $viewer.organisation OR EXISTS {
    WITH from AS person
    MATCH (person:Customer) WHERE agreed(person, HOLDINGS)
    RETURN person
  }
)

// == countable HOLDS
$viewer.counts OR visible(edge)

// == visible Identifier
// Its id and key are made of its value: who may not read the value may not know of the identifier.
EXISTS {
  MATCH (this)<-[has:HAS_ID]-(:Customer)<-[serves:SERVES]-(owner)
  WHERE owner.id = $viewer.organisation AND valid(serves) AND coalesce(owner.id IN has.suppliers, true)
}

// == visible HAS_ID
// Two customers may have one identifier: who supplied it with the one is not told that the other has it.
coalesce($viewer.organisation IN edge.suppliers, true)

// == visible CorporateGroup
EXISTS { MATCH (this)<-[:IN_GROUP]-(owner:Customer) WHERE visible(owner) }

// == visible SourceRecord
// A data steward tells records of one customer from those of another: it knows of those whose supplier shows it all such
// customers, and what was in the row is masked for it as for others.
EXISTS { MATCH (this)-[:SUPPLIED_BY]->(owner) WHERE owner.id = $viewer.organisation } OR $viewer.stewards AND EXISTS {
  MATCH (this)-[:RESOLVES_TO]->(customer:Customer) WHERE visible(customer)
  MATCH (this)-[:SUPPLIED_BY]->(supplier) WHERE supplier.id + ':' + customer.kind IN readable
  RETURN supplier
}

// == visible Contact
// A person: known to who supplied it and serves its customer, and to whom it consented among those who see the customer.
served(this) OR agreed(this, IDENTITY) AND EXISTS {
  MATCH (this)-[:WORKS_AT]->(employer:Customer) WHERE visible(employer)
}

// == served Contact
EXISTS { MATCH (this)-[:SUPPLIED_BY]->(supplier) WHERE supplier.id = $viewer.organisation } AND EXISTS {
  MATCH (this)-[:WORKS_AT]->(:Customer)<-[serves:SERVES]-(owner)
  WHERE owner.id = $viewer.organisation AND valid(serves)
}

// == reach Contact
MATCH (party:Organisation)<-[:SUPPLIED_BY|CONSENTS_TO]-(near)
WHERE party.id = $viewer.organisation AND (near:Contact OR near:Consent)
MATCH (near)-[:CONSENTS_FOR*0..1]->(this:Contact) WHERE visible(this)
WITH DISTINCT this

// == visible SUPPLIED_BY
// A record is its supplier's own. Who supplied a contact serves its customer, and is told as that is.
to.id = $viewer.organisation OR $viewer.stewards AND EXISTS {
  WITH from AS record, to AS supplier
  MATCH (record)-[:RESOLVES_TO]->(customer:Customer) WHERE supplier.id + ':' + customer.kind IN readable
  RETURN customer
} OR EXISTS {
  WITH from AS supplied, to AS supplier
  MATCH (supplied)-[:WORKS_AT]->(:Customer)<-[serves:SERVES]-(supplier) WHERE valid(serves) AND visible(serves)
  RETURN serves
}

// == visible Product
(this.onShelfFrom <= $today AND this.onShelfUntil > $today)
OR EXISTS { MATCH (this)<-[offers:OFFERS]-(owner) WHERE owner.id = $viewer.organisation AND valid(offers) }

// == countable Product
$viewer.counts OR visible(this)

// == visible Project
// Projects are shared as companies are: they are done for those.
EXISTS {
  MATCH (this)<-[takes:PARTICIPATES]-(owner) WHERE owner.id + ':COMPANY' IN readable AND valid(takes)
} AND unbarred(this)

// == reach Project
MATCH (owner:Subsidiary)-[takes:PARTICIPATES]->(this)
WHERE owner.id IN [key IN readable WHERE key ENDS WITH ':COMPANY' | split(key, ':')[0]] AND valid(takes) AND unbarred(this)
WITH DISTINCT this

// == visible PARTICIPATES
// That one participant shares does not speak for the others; among each other they know who takes part.
from.id + ':COMPANY' IN named OR EXISTS {
  WITH to AS project
  MATCH (project)<-[takes:PARTICIPATES]-(owner) WHERE owner.id = $viewer.organisation AND valid(takes)
  RETURN takes
}

// == countable PARTICIPATES
$viewer.counts OR visible(edge)

// == countable Project
($viewer.counts OR EXISTS {
  MATCH (this)<-[takes:PARTICIPATES]-(owner) WHERE owner.id + ':COMPANY' IN readable AND valid(takes)
}) AND unbarred(this)

// == visible Case
// A case tells of its project, so a barrier around that closes it, too.
(this.publishedOn <= $today OR EXISTS { MATCH (this)<-[:PUBLISHED]-(owner) WHERE owner.id = $viewer.organisation })
AND NOT EXISTS { MATCH (this)-[:ABOUT]->(project:Project) WHERE NOT unbarred(project) }

// == visible Report
this.publishedOn <= $today OR EXISTS { MATCH (this)<-[:PUBLISHED]-(owner) WHERE owner.id = $viewer.organisation }

// == visible KNOWS
// Whom a person knows is the person's own, until it is offered.
edge.optIn OR from.id = $viewer.id

// == visible SharePolicy
$viewer.compliance OR EXISTS {
  MATCH (this)<-[:DEFINES]-(party) WHERE party.id = $viewer.organisation
} OR this.standing <> 'DRAFT' AND EXISTS { MATCH (this)-[:TOWARDS]->(party) WHERE party.id = $viewer.organisation }

// == visible AccessRequest
$viewer.compliance OR EXISTS {
  MATCH (this)-[:REQUESTED_FOR|ADDRESSED_TO]->(party) WHERE party.id = $viewer.organisation
}

// == visible ADDRESSED_TO
// Who serves a customer is told by the owner's approval, not by the asker's request.
$viewer.compliance OR to.id = $viewer.organisation OR from.standing = 'APPROVED'

// == visible DECIDED_BY
// Who decided tells for whom: no more of it is told than of the owner.
$viewer.compliance OR from.standing = 'APPROVED' OR EXISTS {
  WITH from AS request
  MATCH (request)-[:ADDRESSED_TO]->(owner) WHERE owner.id = $viewer.organisation
  RETURN owner
}

// == visible Grant
$viewer.compliance OR EXISTS {
  MATCH (this)-[:GRANTED_BY|GRANTED_TO]->(party) WHERE party.id = $viewer.organisation
}

// == visible Consent
$viewer.compliance OR EXISTS {
  MATCH (this)-[:HELD_BY|CONSENTS_TO]->(party) WHERE party.id = $viewer.organisation
}

// == visible HELD_BY
// Who took a consent serves the person, or the contact's employer, and is told as that is.
$viewer.compliance OR to.id = $viewer.organisation OR EXISTS {
  WITH from AS consent, to AS holder
  MATCH (consent)-[:CONSENTS_FOR]->()-[:WORKS_AT*0..1]->(:Customer)<-[serves:SERVES]-(holder)
  WHERE valid(serves) AND visible(serves)
  RETURN serves
}

// == visible Recommendation
// What became of a suggestion is told to those whose answer it is, for as long as they see the customer.
EXISTS {
  MATCH (this)-[:ANSWERED_FOR]->(party) WHERE party.id = $viewer.organisation
} AND EXISTS { MATCH (this)-[:SUGGESTED_FOR]->(customer:Customer) WHERE visible(customer) }

// == visible RestrictedEntry
// A draft is known to who wrote it, and to no colleague.
$viewer.compliance OR this.standing <> 'DRAFT' AND this.id IN inside OR this.standing = 'DRAFT' AND EXISTS {
  MATCH (this)-[:DRAFTED_BY]->(user) WHERE user.id = $viewer.id
}

// == visible Crossing
$viewer.compliance OR EXISTS { MATCH (this)-[:CROSSES]->(entry:RestrictedEntry) WHERE visible(entry) }

// == visible IMPORTED_FOR STARTED_BY
true

// == visible ImportJob
// Who looks after the data of the subsidiary whose file it is, and compliance of the group.
$viewer.compliance OR $viewer.imports AND EXISTS {
  MATCH (this)-[:IMPORTED_FOR]->(owner) WHERE owner.id = $viewer.organisation
}

// == visible MatchCandidate
// Questions about customers are for the data stewards who see all of those. What a merge has touched tells that somebody
// else served the other half: it is for those who may know of everybody who serves the whole. Who disputes a customer
// sees what became of that.
EXISTS { MATCH (this)-[:RAISED_BY]->(party) WHERE party.id = $viewer.organisation }
OR $viewer.stewards AND EXISTS { (this)-[:COMPARES]->(:Customer) } AND NOT EXISTS {
  MATCH (this)-[:COMPARES]->(customer:Customer) WHERE NOT visible(customer)
} AND (this.standing <> 'CONFIRMED' AND NOT EXISTS {
  MATCH (this)-[moved:COMPARES]->(:Customer) WHERE moved.merges IS NOT NULL
} OR NOT EXISTS {
  MATCH (this)-[:COMPARES]->(:Customer)<-[serves:SERVES]-() WHERE NOT visible(serves)
})

// == visible RAISED_BY
// Who disputes a customer serves it, and is told as that is.
to.id = $viewer.organisation OR EXISTS {
  WITH from AS question, to AS party
  MATCH (question)-[:COMPARES]->(:Customer)<-[serves:SERVES]-(party) WHERE valid(serves) AND visible(serves)
  RETURN serves
}

// == visible Merge
// That there were two halves tells that others serve the customer: a merge is for the stewards who may know of all those.
$viewer.stewards AND EXISTS { (this)-[:KEEPS]->(:Customer) } AND NOT EXISTS {
  MATCH (this)-[:KEEPS|ABSORBS]->(half:Customer) WHERE NOT visible(half)
} AND NOT EXISTS {
  MATCH (this)-[:KEEPS|ABSORBS]->(:Customer)<-[serves:SERVES]-() WHERE NOT visible(serves)
}

// == visible FORMER_OF GIVEN_BY
true

// == visible FormerValue
// It tells that a record was changed or gave way to another one: for the stewards who may know of all that serve the
// customer.
$viewer.stewards AND EXISTS {
  MATCH (this)-[:FORMER_OF]->(customer:Customer) WHERE visible(customer)
} AND EXISTS { MATCH (this)-[:GIVEN_BY]->(record:SourceRecord) WHERE visible(record) } AND NOT EXISTS {
  MATCH (this)-[:FORMER_OF]->(:Customer)<-[serves:SERVES]-() WHERE NOT visible(serves)
}

// == covers FormerValue.value
this.field <> 'PHONE'

// == covers Customer.uscc
// A golden record may hold what only some of those who serve the customer had: it is theirs to read and to show.
// `usccSuppliers`, `phoneSuppliers` and, on HAS_ID, `suppliers` list them by id; absent, all who serve the customer.
EXISTS {
  MATCH (this)<-[way:SERVES|MAY_SEE]-(party)
  WHERE way.validFrom <= $today AND way.validTo > $today AND (
    party.id = $viewer.organisation AND (type(way) = 'SERVES' OR 'USCC' IN way.fields)
    OR type(way) = 'SERVES' AND party.id + ':' + this.kind + ':USCC' IN covering)
    AND coalesce(CASE type(way) WHEN 'SERVES' THEN party.id ELSE way.owner END IN this.usccSuppliers, true)
}

// == covers Customer.phone
EXISTS {
  MATCH (this)<-[way:SERVES|MAY_SEE]-(party)
  WHERE way.validFrom <= $today AND way.validTo > $today AND (
    party.id = $viewer.organisation AND (type(way) = 'SERVES' OR 'PHONE' IN way.fields)
    OR type(way) = 'SERVES' AND party.id + ':' + this.kind + ':PHONE' IN covering)
    AND coalesce(CASE type(way) WHEN 'SERVES' THEN party.id ELSE way.owner END IN this.phoneSuppliers, true)
} AND (this.kind <> 'PERSON' OR served(this) OR agreed(this, CONTACT))

// == covers Contact.phone Contact.email
served(this) OR agreed(this, CONTACT)

// == covers Identifier.value
EXISTS {
  MATCH (this)<-[has:HAS_ID]-(:Customer)<-[serves:SERVES]-(owner)
  WHERE owner.id = $viewer.organisation AND valid(serves) AND coalesce(owner.id IN has.suppliers, true)
}

// == covers SourceRecord.payload SourceRecord.contentHash
// The row holds whatever its file held, codes and phones among it, and its hash tells whether a guessed row is right: both
// are read like the customer's own code and phone, by who serves it.
EXISTS { MATCH (this)-[:SUPPLIED_BY]->(supplier) WHERE supplier.id = $viewer.organisation } AND EXISTS {
  MATCH (this)-[:RESOLVES_TO]->(:Customer)<-[serves:SERVES]-(owner)
  WHERE owner.id = $viewer.organisation AND valid(serves)
}

// == covers User.email User.phone
EXISTS { MATCH (this)-[member:MEMBER_OF]->()-[:PART_OF]->(employer) WHERE employer.id = $viewer.organisation AND valid(member) }
