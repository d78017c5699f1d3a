// One subsidiary with one unit and who asks: the place into which a set is imported.
MERGE (owner:Subsidiary:Organisation {id: 'sub_evaluation'})
SET owner += $p.entity, owner.code = 'evaluation', owner.name = '评测', owner.nameEn = 'Evaluation',
    owner.shortName = '评测', owner.shortNameEn = 'Evaluation'
MERGE (unit:OrgUnit {id: 'unt_evaluation'})
SET unit += $p.entity, unit.name = 'Evaluation', unit.nameEn = 'Evaluation', unit.side = 'PUBLIC'
MERGE (unit)-[:PART_OF]->(owner)
MERGE (user:User {id: 'usr_evaluation'})
SET user += $p.entity, user.name = '评测', user.nameEn = 'Evaluation', user.disabled = false
MERGE (user)-[member:MEMBER_OF]->(unit)
SET member.validFrom = date('2000-01-01'), member.validTo = date('9999-12-31'), member.recordedAt = $p.at,
    member.recordedBy = 'evaluation', member.title = '评测', member.titleEn = 'Evaluation'
