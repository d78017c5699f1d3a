// Each measure yields pairs of what is counted (`item`) and the subsidiary it counts for (`party`); people and sign-ins
// come added up (`amount`), since each belongs to one organisation. Distinct items are counted for each group.
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
  } AS parties, until
  WHERE size(parties) > 1
  UNWIND parties AS one
  // Who may be counted but not named counts for nobody in particular.
  RETURN 'sharedCustomers' AS measure, customer AS item, CASE WHEN one.known THEN one.owner END AS party, 0 AS amount
  UNION ALL
  MATCH (project:Project)
  WHERE project.startedOn <= until AND coalesce(project.endedOn, until) >= since AND countable(project)
  WITH project, COLLECT {
    MATCH (project)<-[takes:PARTICIPATES]-(owner)
    WHERE takes.validFrom <= until AND takes.validTo > since AND countable(takes)
    RETURN DISTINCT owner
  } AS parties
  WHERE size(parties) > 1
  UNWIND parties AS party
  RETURN 'collaborativeProjects' AS measure, project AS item, party, 0 AS amount
  UNION ALL
  MATCH (product:Product)
  WHERE product.onShelfFrom <= until AND product.onShelfUntil > until AND countable(product)
  OPTIONAL MATCH (product)<-[offers:OFFERS]-(party) WHERE offers.validFrom <= until AND offers.validTo > until
  RETURN 'sharedProducts' AS measure, product AS item, party, 0 AS amount
  UNION ALL
  MATCH (expert:Expert)
  WHERE expert.activeFrom <= until AND expert.activeUntil > until AND countable(expert)
  OPTIONAL MATCH (expert)<-[:IS]-()-[member:MEMBER_OF]->()-[:PART_OF]->(party)
  WHERE member.validFrom <= until AND member.validTo > until
  RETURN 'experts' AS measure, expert AS item, party, 0 AS amount
  UNION ALL
  MATCH (story:Case) WHERE story.awardedOn >= since AND story.awardedOn <= until AND countable(story)
  OPTIONAL MATCH (story)<-[:PUBLISHED]-(party)
  RETURN 'excellentCases' AS measure, story AS item, party, 0 AS amount
  UNION ALL
  MATCH (report:Report) WHERE report.publishedOn >= since AND report.publishedOn <= until AND countable(report)
  OPTIONAL MATCH (report)<-[:PUBLISHED]-(party)
  RETURN 'researchReports' AS measure, report AS item, party, 0 AS amount
  UNION ALL
  MATCH (unit:OrgUnit)-[:PART_OF]->(party)
  MATCH (unit)<-[member:MEMBER_OF]-(user:User)
  WHERE member.validFrom <= until AND member.validTo > until AND user.activatedOn <= until
  WITH party, count(DISTINCT user) AS amount
  RETURN 'activatedUsers' AS measure, null AS item, party, amount
  UNION ALL
  // Sign-ins are known by the month: one counts once it is over, for the unit that the user was last in.
  MATCH (month:Month) WHERE month.startsOn >= since AND month.startsOn + duration({months: 1}) <= until + duration({days: 1})
  MATCH (month)<-[logged:LOGGED_IN]-(user:User)
  WITH user, sum(logged.times) AS times, until
  MATCH (user)-[member:MEMBER_OF]->(unit:OrgUnit) WHERE member.validFrom <= until
  WITH user, times, unit, member ORDER BY member.validFrom DESC, unit.id
  WITH user, times, head(collect(unit)) AS unit
  MATCH (unit)-[:PART_OF]->(party)
  WITH party, sum(times) AS amount
  RETURN 'logins' AS measure, null AS item, party, amount
  UNION ALL
  // The whole has a row even when there is nothing to count.
  UNWIND CASE WHEN all(group IN $groupBy WHERE group = 'YEAR') THEN [0] ELSE [] END AS amount
  RETURN 'nothing' AS measure, null AS item, null AS party, amount
}
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
