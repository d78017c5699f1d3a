// Each measure yields pairs of what is counted (`item`) and the subsidiary it counts for (`party`); people and sign-ins
// come added up (`amount`), since each belongs to one organisation, with how many people they are of. Distinct items are
// counted for each group. `hidden` is what the viewer may count but not see.
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
    RETURN DISTINCT {owner: owner, known: $viewer.counts OR visible(serves)}
  } AS parties, until, NOT visible(customer) AS hidden
  WHERE size(parties) > 1
  UNWIND parties AS one
  // Who may be counted but not named counts for nobody in particular.
  RETURN 'sharedCustomers' AS measure, customer AS item, CASE WHEN one.known THEN one.owner END AS party, 0 AS amount,
         0 AS people, hidden
  UNION ALL
  MATCH (project:Project)
  WHERE project.startedOn <= until AND coalesce(project.endedOn, until) >= since AND countable(project)
  WITH project, COLLECT {
    MATCH (project)<-[takes:PARTICIPATES]-(owner)
    WHERE takes.validFrom <= until AND takes.validTo > since AND countable(takes)
    RETURN DISTINCT owner
  } AS parties, NOT visible(project) AS hidden
  WHERE size(parties) > 1
  UNWIND parties AS party
  RETURN 'collaborativeProjects' AS measure, project AS item, party, 0 AS amount, 0 AS people, hidden
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
  MATCH (unit:OrgUnit)-[:PART_OF]->(party)
  MATCH (unit)<-[member:MEMBER_OF]-(user:User)
  WHERE member.validFrom <= until AND member.validTo > until AND user.activatedOn <= until
  WITH party, count(DISTINCT user) AS amount
  RETURN 'activatedUsers' AS measure, null AS item, party, amount, amount AS people,
         party.id <> coalesce($viewer.organisation, '') AS hidden
  UNION ALL
  // Sign-ins are known by the month: one counts once it is over, for the unit that the user was last in.
  MATCH (month:Month) WHERE month.startsOn >= since AND month.startsOn + duration({months: 1}) <= until + duration({days: 1})
  MATCH (month)<-[logged:LOGGED_IN]-(user:User)
  WITH user, sum(logged.times) AS times, until
  MATCH (user)-[member:MEMBER_OF]->(unit:OrgUnit) WHERE member.validFrom <= until
  WITH user, times, unit, member ORDER BY member.validFrom DESC, unit.id
  WITH user, times, head(collect(unit)) AS unit
  MATCH (unit)-[:PART_OF]->(party)
  WITH party, sum(times) AS amount, count(user) AS people
  RETURN 'logins' AS measure, null AS item, party, amount, people,
         party.id <> coalesce($viewer.organisation, '') AS hidden
  UNION ALL
  // The whole has a row even when there is nothing to count.
  UNWIND CASE WHEN all(group IN $groupBy WHERE group = 'YEAR') THEN [0] ELSE [] END AS amount
  RETURN 'nothing' AS measure, null AS item, null AS party, amount, 0 AS people, false AS hidden
}
// The minimum cell: what counts for one party is told from 5 on, unless the viewer sees all of it anyway. Fewer count for
// nobody in particular. When those come to fewer than 5, the smallest cell of the rest goes with them, so that no
// difference tells them. It is decided for each party, whatever the grouping: groupings cannot be played off either.
WITH year, until, measure, party, collect(DISTINCT item) AS items, sum(amount) AS amount, sum(people) AS people,
     count(CASE WHEN hidden THEN 1 END) > 0 AS hidden
WITH year, until, measure, party, items, amount, hidden, size(items) + people AS size
ORDER BY size, party.id
WITH year, until, measure, collect({
  party: party, items: items, amount: amount, size: size,
  pooled: party IS NULL OR hidden AND size < 5, small: party IS NOT NULL AND hidden AND size > 0 AND size < 5
}) AS cells
WITH year, until, measure, cells, CASE
  WHEN any(cell IN cells WHERE cell.small)
    AND reduce(rest = 0, cell IN cells | rest + CASE WHEN cell.pooled THEN cell.size ELSE 0 END) < 5
  THEN head([cell IN cells WHERE NOT cell.pooled AND cell.size >= 5 | cell.party])
END AS next
UNWIND cells AS cell
WITH year, until, measure, cell.amount AS amount,
     CASE WHEN NOT cell.pooled AND (next IS NULL OR cell.party <> next) THEN cell.party END AS party,
     CASE cell.items WHEN [] THEN [null] ELSE cell.items END AS items
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
     sum(CASE WHEN measure = 'activatedUsers' THEN amount ELSE 0 END) AS activatedUsers,
     sum(CASE WHEN measure = 'logins' THEN amount ELSE 0 END) AS logins
ORDER BY year, segment.name, subsidiary.name, region.name
RETURN year, asOf, subsidiary, segment, region, sharedCustomers, collaborativeProjects, sharedProducts, experts,
       excellentCases, researchReports, activatedUsers, logins
