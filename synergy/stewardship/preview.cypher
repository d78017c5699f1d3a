// What a merge would do, for a data steward who sees both customers: what forbids it, how much moves of what the viewer
// may know of, and what the golden record becomes. A barrier forbids nothing, since a refusal would tell that it stands: it
// moves along and closes the whole.
MATCH (half:Customer) WHERE half.id IN [$survivor, $absorbed] AND $viewer.stewards AND visible(half)
WITH readable, named, counted, covering, inside, collect(half) AS halves
WHERE size(halves) = 2
WITH readable, named, counted, covering, inside, [one IN halves WHERE one.id = $survivor][0] AS survivor,
  [one IN halves WHERE one.id = $absorbed][0] AS absorbed
WITH *, '0123456789ABCDEFGHJKLMNPQRTUWXY' AS digits, '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ' AS letters,
  [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] AS weights,
  CASE WHEN survivor.id < absorbed.id THEN survivor.id + '|' + absorbed.id ELSE absorbed.id + '|' + survivor.id END AS pair
// Check digits of GB 32100 (weights are the powers of 3 modulo 31) and of ISO 17442 (modulo 97): a number that fails
// them forbids nothing, since it may be mistyped.
CALL (survivor, absorbed, digits, letters, weights) {
  UNWIND [survivor, absorbed] AS side
  WITH side, digits, letters, weights, COLLECT {
    MATCH (side)-[:HAS_ID]->(identifier:Identifier) WHERE identifier.scheme IN ['USCC', 'LEI']
    RETURN [identifier.scheme, identifier.value]
  } + [['USCC', coalesce(side.uscc, '')]] AS stated
  WITH [one IN stated WHERE one[0] = 'USCC' AND size(one[1]) = 18
    AND all(place IN range(0, 17) WHERE digits CONTAINS substring(one[1], place, 1))
    AND (31 - reduce(total = 0, place IN range(0, 16) |
          total + size(split(digits, substring(one[1], place, 1))[0]) * weights[place]) % 31) % 31
        = size(split(digits, right(one[1], 1))[0]) | one[1]] AS codes,
  [one IN stated WHERE one[0] = 'LEI' AND size(one[1]) = 20
    AND all(place IN range(0, 19) WHERE letters CONTAINS substring(one[1], place, 1))
    AND reduce(rest = 0, value IN [place IN range(0, 19) | size(split(letters, substring(one[1], place, 1))[0])] |
          (rest * CASE WHEN value > 9 THEN 100 ELSE 10 END + value) % 97) = 1 | one[1]] AS leis
  RETURN collect({usccs: codes, leis: leis}) AS sides
}
// A person's consent to a receiver was given for one of the two. If that receiver has a way to the other one, it would see
// by the merge what nobody agreed to; whoever keeps the other one's consents has to record it there first. Consents that
// the steward may not know of forbid nothing either: they go with the person who gave them.
CALL (survivor, absorbed, readable, named, counted, covering, inside) {
  UNWIND [[survivor, absorbed], [absorbed, survivor]] AS turn
  WITH turn[0] AS agreeing, turn[1] AS person WHERE person.kind = 'PERSON'
  MATCH (agreeing)<-[:CONSENTS_FOR]-(agreement:Consent)-[:CONSENTS_TO]->(receiver)
  WHERE visible(agreement) AND agreement.activeFrom <= $today AND agreement.activeUntil > $today AND (
    EXISTS { (person)<-[:SERVES|MAY_SEE]-(receiver) }
    OR EXISTS { (person)<-[:SERVES]-(:Subsidiary)-[:DEFINES]->(:SharePolicy {standing: 'ACTIVE'})-[:TOWARDS]->(receiver) })
  UNWIND agreement.categories AS category
  WITH person, receiver, category
  WHERE NOT EXISTS {
    MATCH (person)<-[:CONSENTS_FOR]-(same:Consent)-[:CONSENTS_TO]->(receiver)
    WHERE visible(same) AND category IN same.categories AND same.activeFrom <= $today AND same.activeUntil > $today
  }
  RETURN count(*) AS unequal
}
WITH *, sides[0] AS ours, sides[1] AS theirs
WITH *, [found IN [
  CASE WHEN survivor.kind <> absorbed.kind THEN {code: 'OTHER_KIND', text: '两者类别不同，不能合并。',
    textEn: 'They are of different kinds and cannot be one.'} END,
  CASE WHEN ours.usccs <> [] AND theirs.usccs <> [] AND none(one IN ours.usccs WHERE one IN theirs.usccs)
    THEN {code: 'OTHER_USCC', text: '两者各有不同且有效的统一社会信用代码。',
    textEn: 'They have different valid unified social credit codes.'} END,
  CASE WHEN ours.leis <> [] AND theirs.leis <> [] AND none(one IN ours.leis WHERE one IN theirs.leis)
    THEN {code: 'OTHER_LEI', text: '两者各有不同且有效的法人机构识别编码。',
    textEn: 'They have different valid legal entity identifiers.'} END,
  CASE WHEN unequal > 0 THEN {code: 'CONSENTS', text: '两者的个人同意不一致：请先为另一方补充登记其本人的同意。',
    textEn: 'What the persons consented to differs: record the consents for the other one first.'} END,
  CASE WHEN EXISTS { (survivor)-[:BRANCH_OF|SUBSIDIARY_OF]-(absorbed) }
    THEN {code: 'BRANCH', text: '其中一方是另一方的分支机构或子公司。',
    textEn: 'One is a branch or a subsidiary of the other.'} END,
  CASE WHEN EXISTS { MATCH (past:MatchCandidate {pair: pair}) WHERE past.standing = 'REJECTED' }
    THEN {code: 'REJECTED_BEFORE', text: '此前已判定两者并非同一客户；如有误，请先重新打开该判定。',
    textEn: 'It was decided that they are not one; reopen that decision if it was wrong.'} END
] WHERE found IS NOT NULL] AS conflicts
// What moves.
CALL (absorbed, readable, named, counted, covering, inside) {
  MATCH (absorbed)<-[serves:SERVES]-(:Subsidiary) WHERE visible(serves) RETURN 'SERVES' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)-[holds:HOLDS]->(product:Product) WHERE visible(holds) AND visible(product)
  RETURN 'HOLDS' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:WITH]-(project:Project) WHERE visible(project) RETURN 'WITH' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:WORKS_AT]-(contact:Contact) WHERE visible(contact) RETURN 'WORKS_AT' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:RESOLVES_TO]-(source:SourceRecord) WHERE visible(source)
  RETURN 'RESOLVES_TO' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)-[has:HAS_ID]->(known:Identifier) WHERE visible(has) AND visible(known) RETURN 'HAS_ID' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)-[:IN_GROUP]->(family:CorporateGroup) WHERE visible(family)
  RETURN 'IN_GROUP' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)-[place:LOCATED_IN|IN_INDUSTRY]->() RETURN type(place) AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:GRANTS]-(given:Grant) WHERE visible(given) RETURN 'GRANTS' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[way:MAY_SEE]-() MATCH (opened:Grant {id: way.grant}) WHERE visible(opened)
  RETURN 'MAY_SEE' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:CONCERNS]-(request:AccessRequest) WHERE visible(request)
  RETURN 'CONCERNS' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:CONSENTS_FOR]-(consent:Consent) WHERE visible(consent)
  RETURN 'CONSENTS_FOR' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:BLOCKS]-(closing:RestrictedEntry) WHERE visible(closing)
  RETURN 'BLOCKS' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)-[kin:BRANCH_OF|SUBSIDIARY_OF]-(relative:Customer) WHERE visible(relative)
  RETURN type(kin) AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:COMPARES]-(question:MatchCandidate) WHERE visible(question)
  RETURN 'COMPARES' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:SUGGESTED_FOR]-(answer:Recommendation) WHERE visible(answer)
  RETURN 'SUGGESTED_FOR' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:KEEPS]-(earlier:Merge) WHERE visible(earlier) RETURN 'KEEPS' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:FORMER_OF]-(former:FormerValue) WHERE visible(former)
  RETURN 'FORMER_OF' AS name, count(*) AS many
  UNION ALL
  MATCH (absorbed)<-[:ABSORBS]-(undone:Merge) WHERE visible(undone) RETURN 'ABSORBS' AS name, count(*) AS many
}
WITH survivor, absorbed, conflicts, name, many ORDER BY name
WITH survivor, absorbed, conflicts, collect({name: name, count: many}) AS counts
RETURN survivor, absorbed, conflicts = [] AS possible, conflicts, [one IN counts WHERE one.count > 0] AS moves,
  [
    {field: 'name', before: survivor.name, after: survivor.name, other: absorbed.name},
    {field: 'nameEn', before: survivor.nameEn, after: coalesce(survivor.nameEn, absorbed.nameEn),
     other: absorbed.nameEn},
    {field: 'sizeBand', before: survivor.sizeBand, other: absorbed.sizeBand,
     after: CASE survivor.sizeBand WHEN 'UNKNOWN' THEN absorbed.sizeBand ELSE survivor.sizeBand END},
    {field: 'employees', before: toString(survivor.employees), other: toString(absorbed.employees),
     after: toString(coalesce(survivor.employees, absorbed.employees))},
    {field: 'uscc', before: CASE WHEN survivor.uscc IS NOT NULL THEN '****' END,
     after: CASE WHEN coalesce(survivor.uscc, absorbed.uscc) IS NOT NULL THEN '****' END,
     other: CASE WHEN absorbed.uscc IS NOT NULL THEN '****' END},
    {field: 'phone', before: CASE WHEN survivor.phone IS NOT NULL THEN '****' END,
     after: CASE WHEN coalesce(survivor.phone, absorbed.phone) IS NOT NULL THEN '****' END,
     other: CASE WHEN absorbed.phone IS NOT NULL THEN '****' END}
  ] AS fields
