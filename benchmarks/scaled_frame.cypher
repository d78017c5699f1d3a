// The organisation around the scaled customers: a group, its subsidiaries with a policy towards it (all but the last
// two let it see their customers), one viewer at headquarters and one at the last subsidiary.
MERGE (group:Group:Organisation {id: 'grp_scaled'})
SET group += {name: '集团', nameEn: 'Group', code: 'group'}, group += $p.entity
WITH group
UNWIND range(0, $p.subsidiaries - 1) AS number
MERGE (subsidiary:Subsidiary:Organisation {id: 'sub_scaled' + toString(number)})
SET subsidiary += {
  name: '公司' + toString(number), nameEn: 'Company ' + toString(number),
  shortName: '公司' + toString(number), shortNameEn: 'Company ' + toString(number), code: 'scaled' + toString(number)
}, subsidiary += $p.entity
WITH group, subsidiary, number
WHERE number < $p.subsidiaries - 2
MERGE (subsidiary)-[:DEFINES]->(policy:SharePolicy {id: 'pol_scaled' + toString(number)})-[:TOWARDS]->(group)
SET policy += {
  level: 'ALL', kinds: [], fields: [], standing: 'ACTIVE', activeFrom: date('2020-01-01'), activeUntil: date('9999-12-31')
}, policy += $p.entity
WITH DISTINCT group
MATCH (last:Subsidiary {id: 'sub_scaled' + toString($p.subsidiaries - 1)})
UNWIND [['usr_scaled_wide', 'unt_scaled_wide', group], ['usr_scaled_narrow', 'unt_scaled_narrow', last]] AS place
WITH place[0] AS user_id, place[1] AS unit_id, place[2] AS home
MERGE (unit:OrgUnit {id: unit_id})
SET unit += {name: '部门', nameEn: 'Unit', side: 'PUBLIC'}, unit += $p.entity
MERGE (unit)-[:PART_OF]->(home)
MERGE (user:User {id: user_id})
SET user += {name: '用户', nameEn: 'User', disabled: false}, user += $p.entity
MERGE (user)-[member:MEMBER_OF]->(unit)
SET member += $p.period
