// == write
// A person gets no role, and an account that was closed stays so: both are decided elsewhere.
UNWIND $p.rows AS row
MERGE (user:User {id: row.id})
ON CREATE SET user += $p.fresh, user += $p.made, user.sourceKey = row.id, user.disabled = false
ON MATCH SET user.version = user.version + 1, user.updatedAt = $p.at
SET user.name = row.said.name,
  user.nameEn = coalesce(row.said.name_en, row.said.name),
  user.email = row.said.email,
  user.phone = row.said.phone
WITH row, user
CALL (row, user) {
  MATCH (user)-[:IS]->(expert:Expert)
  SET expert.name = user.name, expert.nameEn = user.nameEn
}
CALL (row, user) {
  WITH row, user, coalesce(row.said.valid_from, $p.today) AS moved
  MATCH (user)-[former:MEMBER_OF {record: row.record}]->(unit:OrgUnit) WHERE unit.id <> row.refers.unit
  SET former.validTo = CASE
    WHEN former.validTo < moved THEN former.validTo
    WHEN former.validFrom > moved THEN former.validFrom
    ELSE moved
  END
  REMOVE former.record
}
MATCH (unit:OrgUnit {id: row.refers.unit})
MERGE (user)-[member:MEMBER_OF {record: row.record}]->(unit)
ON CREATE SET member.recordedAt = $p.at, member.recordedBy = $p.importer
SET member.title = row.said.title,
  member.titleEn = coalesce(row.said.title_en, row.said.title),
  member.validFrom = coalesce(row.said.valid_from, member.validFrom, $p.today),
  member.validTo = coalesce(row.said.valid_to, $p.open)
