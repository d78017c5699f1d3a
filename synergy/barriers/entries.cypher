// Restricted entries: drafted on the private side, put into force by compliance at headquarters.
// == private
MATCH (unit:OrgUnit {id: $viewer.unit, side: 'PRIVATE'})
RETURN unit.id AS id

// == about
// What the drafter sees. Who keeps the barriers need not see what stands behind them.
OPTIONAL MATCH (customer:Customer {id: $p.about}) WHERE $viewer.compliance OR visible(customer)
OPTIONAL MATCH (project:Project {id: $p.about}) WHERE $viewer.compliance OR visible(project)
WITH coalesce(customer, project) AS about WHERE about IS NOT NULL
RETURN about.id AS id

// == units
MATCH (unit:OrgUnit {side: 'PRIVATE'}) WHERE unit.id IN $p.units
RETURN unit.id AS id

// == draft
MATCH (user:User {id: $p.user})
OPTIONAL MATCH (customer:Customer {id: $p.about})
OPTIONAL MATCH (project:Project {id: $p.about})
WITH user, coalesce(customer, project) AS about
CREATE (entry:RestrictedEntry {
  id: $p.id, kind: $p.kind, reason: $p.reason, standing: 'DRAFT', activeFrom: $p.from, activeUntil: $p.until,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.id
})-[:BLOCKS]->(about)
CREATE (entry)-[:DRAFTED_BY]->(user)
WITH entry
MATCH (unit:OrgUnit) WHERE unit.id IN $p.units
CREATE (entry)-[:INSIDE]->(unit)
RETURN DISTINCT entry.id AS id

// == find
// Taking the lock first: two people may decide at once.
MATCH (entry:RestrictedEntry {id: $p.entry})-[:BLOCKS]->(about)
SET entry.updatedAt = entry.updatedAt
WITH entry, about
OPTIONAL MATCH (entry)-[:DRAFTED_BY]->(user)
RETURN entry.standing AS standing, entry.kind AS kind, entry.activeUntil AS until, user.id AS draftedBy,
       CASE WHEN about:Customer THEN 'Customer' ELSE 'Project' END AS about

// == closes Customer
// Whose policy or grant leads to the customer today, apart from those who serve it: they keep it. Nothing is left to
// close where another entry stands already.
MATCH (entry:RestrictedEntry {id: $p.entry})-[:BLOCKS]->(customer:Customer)
WITH customer, EXISTS {
  MATCH (customer)<-[:BLOCKS]-(other:RestrictedEntry {kind: 'RESTRICTED', standing: 'ACTIVE'})
  WHERE other <> entry AND other.activeFrom <= $p.today AND other.activeUntil > $p.today
} AS closed, COLLECT {
  MATCH (customer)<-[serves:SERVES]-(owner)
  WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
  RETURN DISTINCT owner
} AS owners
RETURN size(owners) AS kept, CASE WHEN closed THEN 0 ELSE COUNT {
  MATCH (party:Organisation)
  WHERE NOT party IN owners AND (EXISTS {
    MATCH (party)-[way:MAY_SEE]->(customer) WHERE way.validFrom <= $p.today AND way.validTo > $p.today
  } OR EXISTS {
    MATCH (party)<-[:TOWARDS]-(policy:SharePolicy {standing: 'ACTIVE', level: 'ALL'})<-[:DEFINES]-(owner)
    WHERE owner IN owners AND policy.activeFrom <= $p.today AND policy.activeUntil > $p.today
      AND (policy.kinds = [] OR customer.kind IN policy.kinds)
      AND NOT EXISTS {
        MATCH (party)<-[:TOWARDS]-(forbids:SharePolicy {standing: 'ACTIVE', level: 'HIDDEN'})<-[:DEFINES]-(owner)
        WHERE forbids.activeFrom <= $p.today AND forbids.activeUntil > $p.today
          AND (forbids.kinds = [] OR customer.kind IN forbids.kinds)
      }
  }) AND (customer.kind <> 'PERSON' OR EXISTS {
    MATCH (customer)<-[:CONSENTS_FOR]-(consent:Consent)-[:CONSENTS_TO]->(party)
    WHERE 'IDENTITY' IN consent.categories AND consent.activeFrom <= $p.today AND consent.activeUntil > $p.today
  })
  RETURN party
} END AS others

// == closes Project
// A project is closed to those who take part in it, too, but for the units inside.
MATCH (entry:RestrictedEntry {id: $p.entry})-[:BLOCKS]->(project:Project)
WITH project, EXISTS {
  MATCH (project)<-[:BLOCKS]-(other:RestrictedEntry {kind: 'RESTRICTED', standing: 'ACTIVE'})
  WHERE other <> entry AND other.activeFrom <= $p.today AND other.activeUntil > $p.today
} AS closed, COLLECT {
  MATCH (project)<-[takes:PARTICIPATES]-(owner)
  WHERE takes.validFrom <= $p.today AND takes.validTo > $p.today
  RETURN DISTINCT owner
} AS owners
RETURN CASE WHEN closed THEN 0 ELSE size(owners) END AS parties, CASE WHEN closed THEN 0 ELSE COUNT {
  MATCH (project)<-[:ABOUT]-(story:Case) WHERE story.publishedOn <= $p.today
} END AS stories, CASE WHEN closed THEN 0 ELSE COUNT {
  MATCH (party:Organisation)
  WHERE NOT party IN owners AND EXISTS {
    MATCH (party)<-[:TOWARDS]-(policy:SharePolicy {standing: 'ACTIVE', level: 'ALL'})<-[:DEFINES]-(owner)
    WHERE owner IN owners AND policy.activeFrom <= $p.today AND policy.activeUntil > $p.today
      AND (policy.kinds = [] OR 'COMPANY' IN policy.kinds)
      AND NOT EXISTS {
        MATCH (party)<-[:TOWARDS]-(forbids:SharePolicy {standing: 'ACTIVE', level: 'HIDDEN'})<-[:DEFINES]-(owner)
        WHERE forbids.activeFrom <= $p.today AND forbids.activeUntil > $p.today
          AND (forbids.kinds = [] OR 'COMPANY' IN forbids.kinds)
      }
  }
  RETURN party
} END AS others

// == activate
MATCH (entry:RestrictedEntry {id: $p.entry}) MATCH (user:User {id: $p.user})
SET entry.standing = 'ACTIVE', entry.updatedAt = $p.now, entry.version = entry.version + 1
CREATE (entry)-[:CONFIRMED_BY]->(user)
RETURN entry.id AS id

// == end
// Where no barrier stands, nobody is over it: its crossings end, too.
MATCH (entry:RestrictedEntry {id: $p.entry})
OPTIONAL MATCH (entry)<-[:CROSSES]-(crossing:Crossing) WHERE crossing.standing <> 'ENDED'
WITH entry, [entry] + collect(crossing) AS ended
UNWIND ended AS one
SET one.standing = 'ENDED', one.updatedAt = $p.now, one.version = one.version + 1,
  one.activeUntil = CASE WHEN one.activeUntil > $p.today THEN $p.today ELSE one.activeUntil END
RETURN DISTINCT entry.id AS id
