// Subsidiaries that can help: they offer the product, serve the customer, did such work before, told of it, or are there.
// Each ground closes a part of the distance to certainty; many projects count more than one, ever less. Only what the
// viewer sees is a ground, each hop of it.
WITH head(COLLECT { MATCH (customer:Customer {id: $asked.customer}) WHERE visible(customer) RETURN customer }) AS customer,
     head(COLLECT { MATCH (product:Product {id: $asked.product}) WHERE visible(product) RETURN product }) AS product,
     head(COLLECT { MATCH (region:Region {id: $asked.region}) RETURN region }) AS region,
     head(COLLECT { MATCH (asked:Industry {id: $asked.industry}) RETURN asked }) AS asked,
     COLLECT {
       MATCH (topic:Topic)
       WHERE $asked.words CONTAINS toLower(topic.name) OR $asked.words CONTAINS ' ' + toLower(topic.nameEn) + ' '
       RETURN topic ORDER BY topic.id
     } AS goals
WITH customer, product, region, goals, coalesce(asked, head(COLLECT {
  MATCH (customer)-[:IN_INDUSTRY]->(own:Industry) RETURN own ORDER BY own.id
})) AS industry, COLLECT {
  UNWIND $asked.queries AS query
  CALL db.index.fulltext.queryNodes('project_texts', query, {limit: 2000}) YIELD node AS found, `score` AS bm25
  WITH found AS worded, bm25 WHERE (worded:Project) AND visible(worded)
  WITH worded, bm25 LIMIT 100
  RETURN [worded, bm25]
} AS texts
WITH customer, product, region, industry, goals, COLLECT {
  MATCH (customer)<-[:WITH]-(done:Project) RETURN {work: done, fit: 1.0} AS ground
  UNION ALL
  MATCH (product)<-[:USES]-(done:Project) RETURN {work: done, fit: 0.8} AS ground
  UNION ALL
  MATCH (industry)<-[:IN_INDUSTRY]-(client:Customer)<-[:WITH]-(done:Project)
  WHERE visible(client)
  RETURN {work: done, fit: 0.3} AS ground
  UNION ALL
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(:Topic)<-[:HAS_TOPIC]-(done:Project)
  RETURN {work: done, fit: 0.5} AS ground
  UNION ALL
  // What shares but a few words with the need is no such work.
  UNWIND [one IN texts WHERE one[1] >= texts[0][1] / 2] AS one
  RETURN {work: one[0], fit: 0.5 * round(one[1] / texts[0][1], 3)} AS ground
  UNION ALL
  MATCH (region)<-[:LOCATED_IN]-(done:Project) RETURN {work: done, fit: 0.2} AS ground
} AS grounds
WITH customer, product, region, goals, COLLECT {
  UNWIND grounds AS one
  WITH one.work AS project, max(one.fit) AS fit
  WHERE (project:Project) AND visible(project)
  RETURN {work: project, fit: CASE
    WHEN region IS NULL OR EXISTS { (project)-[:LOCATED_IN]->(region) } THEN fit ELSE fit / 2
  END}
} AS projects, COLLECT {
  UNWIND goals AS goal
  MATCH (goal)<-[:BROADER*0..1]-(:Topic)<-[:HAS_TOPIC]-(told:Case|Report)
  WITH DISTINCT told WHERE visible(told)
  RETURN told
} AS documents, COLLECT {
  MATCH (customer)<-[:BLOCKS]-(entry:RestrictedEntry)
  WHERE entry.kind = 'RESTRICTED' AND entry.standing = 'ACTIVE'
    AND entry.activeFrom <= $today AND entry.activeUntil > $today AND visible(entry)
  RETURN entry
} AS barriers
WITH customer, product, region, projects, documents, barriers, COLLECT {
  UNWIND projects AS one
  WITH one.work AS project, one.fit AS fit
  MATCH (project)<-[takes:PARTICIPATES]-(party:Subsidiary)
  WHERE visible(takes)
  WITH DISTINCT party, project, fit ORDER BY fit DESC, project.id
  WITH party, sum(fit) AS weight, count(*) AS number, collect(project)[..3] AS works
  RETURN {party: party, closes: 0.6 * weight / (weight + 2), works: works, offers: [], said: {
    text: '做过 ' + number + ' 个类似项目，如“' + works[0].name + '”',
    textEn: 'Did ' + number + ' such project' + CASE number WHEN 1 THEN '' ELSE 's' END + ', such as ' + works[0].nameEn
  }} AS ground
  UNION ALL
  UNWIND documents AS told
  MATCH (told)<-[:PUBLISHED]-(party:Subsidiary)
  WITH party, told ORDER BY told.publishedOn DESC, told.id
  WITH party, count(*) AS number, collect(told)[..3] AS works
  RETURN {party: party, closes: 0.3 * number / (number + 5), works: works, offers: [], said: {
    text: '发布过 ' + number + ' 篇相关案例和报告，如《' + works[0].title + '》',
    textEn: 'Published ' + number + ' case' + CASE number WHEN 1 THEN '' ELSE 's' END + ' and reports about it, such as '
      + works[0].titleEn
  }} AS ground
  UNION ALL
  MATCH (product)<-[offer:OFFERS]-(party:Subsidiary)
  WHERE valid(offer)
  RETURN {party: party, closes: 0.5, works: [], offers: [product], said: {
    text: '提供“' + product.name + '”', textEn: 'Offers ' + product.nameEn
  }} AS ground
  UNION ALL
  MATCH (customer)<-[serves:SERVES]-(party:Subsidiary)
  WHERE valid(serves) AND visible(serves)
  RETURN {party: party, closes: 0.35, works: [], offers: [], said: {
    text: '服务该客户', textEn: 'Serves the customer'
  }} AS ground
  UNION ALL
  MATCH (region)<-[:LOCATED_IN]-(party:Subsidiary)
  RETURN {party: party, closes: 0.15, works: [], offers: [], said: {
    text: '总部在' + region.name, textEn: 'Has its head office in ' + region.nameEn
  }} AS ground
} AS grounds
WITH barriers, COLLECT {
  UNWIND grounds AS one
  WITH one, one.party AS party ORDER BY one.closes DESC, one.said.textEn
  WITH party, collect(one) AS every
  WHERE party.id <> coalesce($viewer.organisation, '') AND all(entry IN barriers WHERE EXISTS {
    (entry)-[:INSIDE]->(:OrgUnit {side: 'PRIVATE'})-[:PART_OF]->(party)
  })
  WITH party, every, 1 - reduce(left = 1.0, one IN every | left * (1 - one.closes)) AS sure
  ORDER BY sure DESC, party.id LIMIT $first
  WITH party, sure, [one IN every | one.said] AS reasons, reduce(all = [], one IN every | all + one.works) AS works,
       reduce(all = [], one IN every | all + one.offers) AS offers
  WITH party, sure, reasons, works, offers, COLLECT {
    UNWIND works AS work
    MATCH (work)<-[:AUTHORED|WORKED_ON]-(expert:Expert)
    WHERE expert.activeFrom <= $today AND expert.activeUntil > $today
    WITH party, barriers, expert, count(DISTINCT work) AS times
    MATCH (expert)<-[:IS]-(user:User)
    MATCH (user)-[member:MEMBER_OF]->(unit:OrgUnit)
    WHERE member.validFrom <= $today AND member.validTo > $today AND NOT coalesce(user.disabled, false)
      AND EXISTS { (unit)-[:PART_OF]->(party) } AND all(entry IN barriers WHERE EXISTS {
        MATCH (entry)-[:INSIDE]->(unit) WHERE unit.side = 'PRIVATE'
      })
    WITH expert, unit, times ORDER BY times DESC, expert.id, unit.id LIMIT 3
    RETURN {expert: expert, unit: unit}
  } AS people
  WITH party, sure, reasons, works, people, COLLECT {
    UNWIND offers AS offered
    MATCH (offered)-[:HANDLED_BY]->(desk:OrgUnit)-[:PART_OF]->(party) RETURN DISTINCT desk
  } AS desks
  WITH party, sure, reasons, works, people,
       reduce(all = desks, one IN people | all + CASE WHEN one.unit IN all THEN [] ELSE [one.unit] END) AS units
  RETURN {
    subsidiary: party, score: sure, reasons: reasons, units: units[..3], people: [one IN people | one.expert],
    evidence: works[..3]
  }
} AS matches, customer IS NULL AND $asked.customer IS NOT NULL AS unknown
RETURN matches, CASE
  WHEN matches <> [] THEN null
  WHEN unknown THEN {text: '没有您可见的这个客户。', textEn: 'There is no such customer that you see.'}
  WHEN NOT $asked.asked THEN {text: '请说明客户、产品、地区、行业，或用文字描述。', textEn: 'Name a customer, product, region or industry, or use words.'}
  ELSE {text: '没有可见的依据表明哪家子公司能帮忙。', textEn: 'Nothing that you see shows who could help.'}
END AS note
