// == write
UNWIND $p.rows AS row
MATCH (user:User {id: row.refers.key})
MERGE (expert:Expert {id: row.id})
ON CREATE SET expert += $p.fresh, expert += $p.made, expert.sourceKey = row.id
ON MATCH SET expert.version = expert.version + 1, expert.updatedAt = $p.at
SET expert.name = user.name,
  expert.nameEn = user.nameEn,
  expert.headline = row.said.headline,
  expert.headlineEn = coalesce(row.said.headline_en, row.said.headline),
  expert.yearlyCap = row.said.yearly_cap,
  expert.activeFrom = coalesce(row.said.valid_from, expert.activeFrom, $p.today),
  expert.activeUntil = coalesce(row.said.valid_to, $p.open)
MERGE (user)-[:IS]->(expert)
WITH row, expert
CALL (row, expert) {
  MATCH (expert)-[former:EXPERT_IN {record: row.record}]->(topic:Topic) WHERE NOT topic.id IN row.refers.topics
  SET former.validTo = CASE
    WHEN former.validTo < $p.today THEN former.validTo
    WHEN former.validFrom > $p.today THEN former.validFrom
    ELSE $p.today
  END
  REMOVE former.record
}
CALL (row, expert) {
  MATCH (topic:Topic) WHERE topic.id IN row.refers.topics
  MERGE (expert)-[knows:EXPERT_IN {record: row.record}]->(topic)
  ON CREATE SET knows.recordedAt = $p.at,
    knows.recordedBy = $p.importer,
    // The subsidiary's word is one piece of evidence, which leaves three quarters of the doubt.
    knows.score = 0.25,
    knows.validFrom = CASE WHEN row.isNew OR expert.activeFrom > $p.today THEN expert.activeFrom ELSE $p.today END
  SET knows.validTo = CASE WHEN knows.validFrom > expert.activeUntil THEN knows.validFrom ELSE expert.activeUntil END
}
