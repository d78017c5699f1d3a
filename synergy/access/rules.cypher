// Who may know of what, who may count what, who reads which C2 field: every rule of the platform, in one place.
// A section starts with `== word subject…`. `this` is the node, `edge` the relationship in question. The plan supplies
// `readable` (ids of the subsidiaries whose customers the viewer may see) and `named` (those it may see by name beside
// a customer). Access is judged today, also when the answer is about another day.

// == readable, named
MATCH (home:Organisation {id: $viewer.organisation})
WITH home, COLLECT {
  MATCH (home)<-[:TOWARDS]-(policy:SharePolicy)<-[:DEFINES]-(owner:Subsidiary)
  WHERE policy.activeFrom <= $today AND policy.activeUntil > $today AND policy.level IN ['OVERLAP', 'ALL']
  RETURN [owner.id, policy.level]
} AS shared
WITH home.id + [entry IN shared WHERE entry[1] = 'ALL' | entry[0]] AS readable,
     home.id + [entry IN shared | entry[0]] AS named

// == visible Group Segment Subsidiary OrgUnit Region Role User Industry ProductCategory Topic Expert KpiDefinition
true

// == visible IN_SEGMENT OWNED_BY LOCATED_IN PART_OF MEMBER_OF HAS_ROLE IN_INDUSTRY IN_GROUP HAS_ID RESOLVES_TO
true

// == visible SUPPLIED_BY OFFERS IN_CATEGORY HANDLED_BY HAS_TOPIC BROADER PARTICIPATES WITH USES IS EXPERT_IN AUTHORED
true

// == visible WORKED_ON PUBLISHED ABOUT DEFINES TOWARDS
true

// == visible Customer
EXISTS { MATCH (this)<-[serves:SERVES]-(owner) WHERE owner.id IN readable AND valid(serves) }

// == reach Customer
MATCH (owner:Subsidiary)-[serves:SERVES]->(this)
WHERE owner.id IN readable AND valid(serves)
WITH DISTINCT this

// == countable Customer
$viewer.counts OR EXISTS { MATCH (this)<-[serves:SERVES]-(owner) WHERE owner.id IN readable AND valid(serves) }

// == visible SERVES
startNode(edge).id IN named

// == countable SERVES
$viewer.counts OR startNode(edge).id IN named OR EXISTS {
  WITH startNode(edge) AS owner
  MATCH (owner)-[:DEFINES]->(policy:SharePolicy)-[:TOWARDS]->(receiver)
  WHERE receiver.id = $viewer.organisation AND policy.level = 'COUNTS'
    AND policy.activeFrom <= $today AND policy.activeUntil > $today
  RETURN policy
}

// == visible HOLDS
edge.bookedBy IN named

// == countable HOLDS
$viewer.counts OR edge.bookedBy IN named

// == visible Identifier
// Its id and key are made of its value: who may not read the value may not know of the identifier.
EXISTS { MATCH (this)<-[:HAS_ID]-(:Customer)<-[serves:SERVES]-(owner) WHERE owner.id = $viewer.organisation AND valid(serves) }

// == visible CorporateGroup
EXISTS { MATCH (this)<-[:IN_GROUP]-(owner:Customer) WHERE visible(owner) }

// == visible SourceRecord
EXISTS { MATCH (this)-[:SUPPLIED_BY]->(owner) WHERE owner.id = $viewer.organisation }

// == visible Product
(this.onShelfFrom <= $today AND this.onShelfUntil > $today)
OR EXISTS { MATCH (this)<-[offers:OFFERS]-(owner) WHERE owner.id = $viewer.organisation AND valid(offers) }

// == countable Product
$viewer.counts OR visible(this)

// == visible Project
EXISTS { MATCH (this)<-[takes:PARTICIPATES]-(owner) WHERE owner.id IN readable AND valid(takes) }

// == reach Project
MATCH (owner:Subsidiary)-[takes:PARTICIPATES]->(this)
WHERE owner.id IN readable AND valid(takes)
WITH DISTINCT this

// == countable Project
$viewer.counts OR visible(this)

// == visible Case Report
this.publishedOn <= $today OR EXISTS { MATCH (this)<-[:PUBLISHED]-(owner) WHERE owner.id = $viewer.organisation }

// == visible SharePolicy
$viewer.compliance OR EXISTS {
  MATCH (this)-[:TOWARDS]->(party) WHERE party.id = $viewer.organisation
} OR EXISTS { MATCH (this)<-[:DEFINES]-(party) WHERE party.id = $viewer.organisation }

// == covers Customer.uscc Customer.phone
EXISTS { MATCH (this)<-[serves:SERVES]-(owner) WHERE owner.id = $viewer.organisation AND valid(serves) }

// == covers Identifier.value
EXISTS { MATCH (this)<-[:HAS_ID]-(:Customer)<-[serves:SERVES]-(owner) WHERE owner.id = $viewer.organisation AND valid(serves) }

// == covers User.email User.phone
EXISTS { MATCH (this)-[member:MEMBER_OF]->()-[:PART_OF]->(employer) WHERE employer.id = $viewer.organisation AND valid(member) }
