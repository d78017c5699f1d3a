// Paths of acquaintances from the viewer to a person, walked back from that person: strongest first, by the product of
// the strengths, each halved two years after the last contact. Who introduces agreed to it; for the viewer's own first step
// nobody need agree. Of a person's acquaintances the first 500 are looked at, and of the chains of one length the best 200
// are followed, those first that begin with somebody whom the viewer knows, so that a hub costs no more than others.
WITH COLLECT {
  MATCH (customer:Customer {id: $to}) WHERE visible(customer)
  MATCH (customer)<-[works:WORKS_AT]-(employed:Contact) WHERE valid(works) AND visible(employed)
  RETURN employed AS goal ORDER BY employed.id LIMIT 200
  UNION
  MATCH (contact:Contact {id: $to}) WHERE visible(contact) RETURN contact AS goal
  UNION
  MATCH (colleague:User {id: $to}) WHERE NOT coalesce(colleague.disabled, false) AND colleague.id <> $viewer.id
  RETURN colleague AS goal
} AS goals, head(COLLECT { MATCH (viewing:User {id: $viewer.id}) RETURN viewing }) AS me, COLLECT {
  MATCH (:User {id: $viewer.id})-[mine:KNOWS]->(friend) WHERE valid(mine) RETURN friend
} AS friends
WITH me, friends, [goal IN goals | {chain: [goal], strength: 1.0, ties: []}] AS chains1
WITH *, COLLECT {
  UNWIND CASE WHEN $maxHops >= 2 THEN chains1 ELSE [] END AS one2
  WITH one2, one2.chain[0] AS near2
  CALL (near2, me) {
    MATCH (before2:User)-[knows2:KNOWS]->(near2)
    WHERE visible(knows2) AND valid(knows2) AND NOT coalesce(before2.disabled, false) AND before2 <> me
    RETURN before2, knows2 LIMIT 500
  }
  WITH one2, before2, knows2,
       one2.strength * knows2.strength * 730 / (730 + duration.inDays(knows2.lastContactOn, $today).days) AS strength2
  WHERE NOT before2 IN one2.chain
  RETURN {chain: [before2] + one2.chain, strength: strength2, ties: [knows2] + one2.ties}
  ORDER BY before2 IN friends DESC, strength2 DESC, before2.id LIMIT 200
} AS chains2
WITH *, COLLECT {
  UNWIND CASE WHEN $maxHops >= 3 THEN chains2 ELSE [] END AS one3
  WITH one3, one3.chain[0] AS near3
  CALL (near3, me) {
    MATCH (before3:User)-[knows3:KNOWS]->(near3)
    WHERE visible(knows3) AND valid(knows3) AND NOT coalesce(before3.disabled, false) AND before3 <> me
    RETURN before3, knows3 LIMIT 500
  }
  WITH one3, before3, knows3,
       one3.strength * knows3.strength * 730 / (730 + duration.inDays(knows3.lastContactOn, $today).days) AS strength3
  WHERE NOT before3 IN one3.chain
  RETURN {chain: [before3] + one3.chain, strength: strength3, ties: [knows3] + one3.ties}
  ORDER BY before3 IN friends DESC, strength3 DESC, before3.id LIMIT 200
} AS chains3
WITH *, COLLECT {
  UNWIND CASE WHEN $maxHops >= 4 THEN chains3 ELSE [] END AS one4
  WITH one4, one4.chain[0] AS near4
  CALL (near4, me) {
    MATCH (before4:User)-[knows4:KNOWS]->(near4)
    WHERE visible(knows4) AND valid(knows4) AND NOT coalesce(before4.disabled, false) AND before4 <> me
    RETURN before4, knows4 LIMIT 500
  }
  WITH one4, before4, knows4,
       one4.strength * knows4.strength * 730 / (730 + duration.inDays(knows4.lastContactOn, $today).days) AS strength4
  WHERE NOT before4 IN one4.chain
  RETURN {chain: [before4] + one4.chain, strength: strength4, ties: [knows4] + one4.ties}
  ORDER BY before4 IN friends DESC, strength4 DESC, before4.id LIMIT 200
} AS chains4
WITH chains1, COLLECT {
  UNWIND chains1 + chains2 + chains3 + chains4 AS one
  WITH one, one.chain[0] AS first
  MATCH (me)-[own:KNOWS]->(first)
  WHERE valid(own)
  WITH one, own, one.strength * own.strength * 730 / (730 + duration.inDays(own.lastContactOn, $today).days) AS strength
  ORDER BY strength DESC, size(one.chain), one.chain[0].id, one.chain[-1].id LIMIT $first
  WITH one.chain AS chain, [own] + one.ties AS ties, strength
  RETURN {
    strength: strength, hops: size(chain),
    through: chain[..-1], contact: CASE WHEN chain[-1]:Contact THEN chain[-1] END,
    colleague: CASE WHEN chain[-1]:User THEN chain[-1] END,
    reasons: [place IN range(0, size(chain) - 1) | {
      text: CASE place WHEN 0 THEN '您' ELSE chain[place - 1].name END + '认识' + chain[place].name + '（最近联系 '
        + toString(ties[place].lastContactOn) + '）',
      textEn: CASE place WHEN 0 THEN 'You know ' ELSE coalesce(chain[place - 1].nameEn, chain[place - 1].name) + ' knows ' END
        + coalesce(chain[place].nameEn, chain[place].name) + ' (last contact ' + toString(ties[place].lastContactOn) + ')'
    }]
  }
} AS paths
RETURN paths, CASE
  WHEN paths <> [] THEN null
  WHEN $to = $viewer.id THEN {text: '这是您本人。', textEn: 'That is yourself.'}
  WHEN chains1 = [] THEN {text: '没有您可见的这个人，或该客户没有您可见的联系人。', textEn: 'There is no such person that you see, or nobody to speak with at that customer.'}
  ELSE {
    text: $maxHops + ' 步之内没有人愿意引荐。', textEn: 'Nobody who agreed to it leads there in ' + $maxHops + ' steps.'
  }
END AS note
