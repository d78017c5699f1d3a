// Each measure yields pairs of what is counted (`item`) and the subsidiary it counts for (`party`); people and sign-ins
// come added up (`amount`), since each belongs to one organisation, with how many people they are of. Distinct items are
// counted for each group. `hidden` is what the viewer may count but not see: the item, or that it is the party's.
UNWIND CASE WHEN 'YEAR' IN $groupBy THEN range($year - 4, $year) ELSE [$year] END AS year
WITH year, date({year: year, month: 1, day: 1}) AS since, date({year: year, month: 12, day: 31}) AS last
// A year that has not begun by the day has no row.
WHERE since <= $asOf
WITH year, since, CASE WHEN $asOf < last THEN $asOf ELSE last END AS until
CALL (since, until, readable, named, counted, inside) {
  MATCH (customer:Customer)
  WHERE COUNT { (customer)<-[:SERVES]-() } > 1 AND countable(customer)
  WITH customer, COLLECT {
    MATCH (customer)<-[serves:SERVES]-(owner)
    WHERE serves.validFrom <= until AND serves.validTo > until AND countable(serves)
    RETURN DISTINCT {owner: owner, known: visible(serves)}
  } AS parties
  WHERE size(parties) > 1
  WITH customer, parties, visible(customer) AS seen
  UNWIND parties AS one
  // Who may be counted but not named counts for nobody in particular.
  RETURN 'sharedCustomers' AS measure, customer AS item, CASE WHEN $viewer.counts OR one.known THEN one.owner END AS party,
         0 AS amount, 0 AS people, NOT (seen AND one.known) AS hidden
  UNION ALL
  MATCH (project:Project)
  WHERE project.startedOn <= until AND coalesce(project.endedOn, until) >= since AND countable(project)
  WITH project, COLLECT {
    MATCH (project)<-[takes:PARTICIPATES]-(owner)
    WHERE takes.validFrom <= until AND takes.validTo > since AND countable(takes)
    RETURN DISTINCT {owner: owner, known: visible(takes)}
  } AS parties
  WHERE size(parties) > 1
  WITH project, parties, visible(project) AS seen
  UNWIND parties AS one
  RETURN 'collaborativeProjects' AS measure, project AS item, one.owner AS party, 0 AS amount, 0 AS people,
         NOT (seen AND one.known) AS hidden
  UNION ALL
  MATCH (product:Product)
  WHERE product.onShelfFrom <= until AND product.onShelfUntil > until AND countable(product)
  OPTIONAL MATCH (product)<-[offers:OFFERS]-(party) WHERE offers.validFrom <= until AND offers.validTo > until
  RETURN 'sharedProducts' AS measure, product AS item, party, 0 AS amount, 0 AS people, NOT visible(product) AS hidden
  UNION ALL
  MATCH (expert:Expert)
  WHERE expert.activeFrom <= until AND expert.activeUntil > until AND countable(expert)
  OPTIONAL MATCH (expert)<-[:IS]-()-[member:MEMBER_OF]->()-[:PART_OF]->(party)
  WHERE member.validFrom <= until AND member.validTo > until
  RETURN 'experts' AS measure, expert AS item, party, 0 AS amount, 0 AS people, false AS hidden
  UNION ALL
  MATCH (story:Case) WHERE story.awardedOn >= since AND story.awardedOn <= until AND countable(story)
  OPTIONAL MATCH (story)<-[:PUBLISHED]-(party)
  RETURN 'excellentCases' AS measure, story AS item, party, 0 AS amount, 0 AS people, false AS hidden
  UNION ALL
  MATCH (report:Report) WHERE report.publishedOn >= since AND report.publishedOn <= until AND countable(report)
  OPTIONAL MATCH (report)<-[:PUBLISHED]-(party)
  RETURN 'researchReports' AS measure, report AS item, party, 0 AS amount, 0 AS people, false AS hidden
  UNION ALL
  MATCH (project:Project)-[reuse:REUSED]->(work:Case|Report)
  WHERE reuse.reusedOn >= since AND reuse.reusedOn <= until AND countable(project) AND visible(work)
  OPTIONAL MATCH (work)<-[:PUBLISHED]-(party)
  RETURN 'reuses' AS measure, reuse AS item, party, 0 AS amount, 0 AS people, NOT visible(project) AS hidden
  UNION ALL
  // Each unit's organisation first: it is one for all who work there.
  MATCH (unit:OrgUnit)-[:PART_OF]->(party)
  WITH party, unit, until
  MATCH (unit)<-[member:MEMBER_OF]-(user)
  WHERE member.validFrom <= until AND member.validTo > until AND user.activatedOn <= until
  WITH party, count(DISTINCT user) AS amount
  RETURN 'activatedUsers' AS measure, null AS item, party, amount, amount AS people,
         party.id <> coalesce($viewer.organisation, '') AS hidden
  UNION ALL
  // Sign-ins are known by the month: one counts once it is over, for the unit that the user was last in.
  MATCH (month:Month) WHERE month.startsOn >= since AND month.startsOn + duration({months: 1}) <= until + duration({days: 1})
  MATCH (month)<-[logged:LOGGED_IN]-(user)
  WITH user, sum(logged.times) AS times, until
  MATCH (user)-[member:MEMBER_OF]->(unit) WHERE member.validFrom <= until
  WITH user, times, unit, member ORDER BY member.validFrom DESC, unit.id
  WITH user, times, head(collect(unit)) AS unit
  WITH unit, sum(times) AS times, count(user) AS people
  MATCH (unit)-[:PART_OF]->(party)
  WITH party, sum(times) AS amount, sum(people) AS people
  RETURN 'logins' AS measure, null AS item, party, amount, people,
         party.id <> coalesce($viewer.organisation, '') AS hidden
  UNION ALL
  // The whole has a row even when there is nothing to count.
  UNWIND CASE WHEN all(group IN $groupBy WHERE group = 'YEAR') THEN [0] ELSE [] END AS amount
  RETURN 'nothing' AS measure, null AS item, null AS party, amount, 0 AS people, false AS hidden
}
// The minimum cell: what the viewer does not see is told of a party from 5 on. Fewer of them count for nobody in
// particular, while what the viewer does see stays where it is. When all those come to fewer than 5, the smallest other
// cell's go with them, so that no difference tells them. It is decided for each party, whatever the grouping: groupings
// cannot be played off against each other.
WITH year, until, measure, party, collect(DISTINCT CASE WHEN NOT hidden THEN item END) AS seen,
     collect(DISTINCT CASE WHEN hidden THEN item END) AS unseen,
     sum(CASE WHEN hidden THEN people ELSE 0 END) AS strangers,
     sum(CASE WHEN hidden THEN amount ELSE 0 END) AS theirs, sum(CASE WHEN hidden THEN 0 ELSE amount END) AS known
WITH *, size(unseen) + strangers AS size ORDER BY size, party.id
WITH year, until, measure, collect({
  party: party, seen: seen, unseen: unseen, strangers: strangers, theirs: theirs, known: known, size: size,
  small: party IS NOT NULL AND size > 0 AND size < 5
}) AS cells
WITH year, until, measure, cells, CASE
  WHEN any(cell IN cells WHERE cell.small) AND 5 > COUNT {
    UNWIND cells AS cell
    WITH cell WHERE cell.small OR cell.party IS NULL
    UNWIND cell.unseen AS item
    RETURN DISTINCT item
  } + reduce(people = 0, cell IN cells | people + CASE WHEN cell.small THEN cell.strangers ELSE 0 END)
  THEN head([cell IN cells WHERE cell.size >= 5 AND cell.party IS NOT NULL | cell.party])
END AS next
UNWIND cells AS cell
UNWIND [
  {party: cell.party, items: cell.seen, amount: cell.known},
  {
    party: CASE WHEN NOT cell.small AND (next IS NULL OR cell.party <> next) THEN cell.party END,
    items: cell.unseen, amount: cell.theirs
  }
] AS part
WITH year, until, measure, part.party AS party, part.items AS items, part.amount AS amount
// A row of nothing would tell that there is something.
WHERE measure = 'nothing' OR items <> [] OR amount <> 0
WITH year, until, measure, party, amount, CASE items WHEN [] THEN [null] ELSE items END AS items
UNWIND items AS item
WITH year, until, measure, item, amount, party,
     CASE WHEN 'SEGMENT' IN $groupBy THEN head([
       (party)-[placed:IN_SEGMENT]->(found) WHERE placed.validFrom <= until AND placed.validTo > until | found
     ]) END AS segment,
     CASE WHEN 'REGION' IN $groupBy THEN head([(party)-[:LOCATED_IN]->(found) | found]) END AS region
WITH year, until, segment, region, measure, item, amount,
     CASE WHEN 'SUBSIDIARY' IN $groupBy AND party:Subsidiary THEN party END AS subsidiary
WITH year, until AS asOf, subsidiary, segment, region,
     count(DISTINCT CASE WHEN measure = 'sharedCustomers' THEN item END) AS sharedCustomers,
     count(DISTINCT CASE WHEN measure = 'collaborativeProjects' THEN item END) AS collaborativeProjects,
     count(DISTINCT CASE WHEN measure = 'sharedProducts' THEN item END) AS sharedProducts,
     count(DISTINCT CASE WHEN measure = 'experts' THEN item END) AS experts,
     count(DISTINCT CASE WHEN measure = 'excellentCases' THEN item END) AS excellentCases,
     count(DISTINCT CASE WHEN measure = 'researchReports' THEN item END) AS researchReports,
     count(DISTINCT CASE WHEN measure = 'reuses' THEN item END) AS reuses,
     sum(CASE WHEN measure = 'activatedUsers' THEN amount ELSE 0 END) AS activatedUsers,
     sum(CASE WHEN measure = 'logins' THEN amount ELSE 0 END) AS logins
ORDER BY year, segment.name, subsidiary.name, region.name
RETURN year, asOf, subsidiary, segment, region, sharedCustomers, collaborativeProjects, sharedProducts, experts,
       excellentCases, researchReports, reuses, activatedUsers, logins
