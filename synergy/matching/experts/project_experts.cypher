// Experts for `this` project: a piece of work counts for the share of the project's topics that it is about, or about a
// narrower topic of. How pieces prove an expert, and what stands in an expert's way, says judged.cypher.
MATCH (this)-[:HAS_TOPIC]->(goal:Topic)
WITH DISTINCT goal ORDER BY goal.id
WITH collect(goal) AS goals
WITH goals, COLLECT {
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(:Topic)<-[:HAS_TOPIC]-(work:Report|Case|Project)
  WHERE work <> this
  WITH work, collect(goal) AS about
  WHERE visible(work)
  WITH work, [goal IN goals WHERE goal IN about] AS about
  RETURN {work: work, fit: size(about) * 1.0 / size(goals), about: about}
} AS works, COLLECT {
  MATCH (this)<-[:WORKED_ON]-(colleague:Expert) RETURN colleague
} AS colleagues, COLLECT {
  // Barriers around the project or its customer of which the viewer knows.
  MATCH (this)-[:WITH*0..1]->()<-[:BLOCKS]-(entry:RestrictedEntry)
  WHERE entry.kind = 'RESTRICTED' AND entry.standing = 'ACTIVE'
    AND entry.activeFrom <= $today AND entry.activeUntil > $today AND visible(entry)
  RETURN DISTINCT entry
} AS barriers
// include judged.cypher
WITH expert, score, load, obstacles, reasons, evidence
WHERE (obstacles <> []) = $passedOver
WITH expert, score, load, obstacles, reasons, evidence ORDER BY score DESC, expert.id LIMIT $first
RETURN expert, score, reasons, evidence, load, obstacles
