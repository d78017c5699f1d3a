// What the words of a query lead to. Lucene is asked for what the viewer may reach at all, so that who sees little still
// gets full pages; whether it is seen is then judged as everywhere, and only then the best few hundred are kept, so that
// what is hidden takes no place among them. What is much worse than the best is left out: with one pair of ideographs in
// common nearly everything is something. Lucene's figures rest on hidden things, too: they are told as thousandths of the
// best that the viewer sees.
// include reached.cypher
WITH COLLECT {
  UNWIND $asked.lookup AS words
  CALL db.index.fulltext.queryNodes('search_words', reached + words, {limit: 2000}) YIELD node, `score` AS fit
  WITH node AS found, fit
  WHERE (found:Customer|Product|Project|Expert|Case|Report|Subsidiary) AND visible(found)
  WITH found, fit LIMIT 300
  RETURN {node: found, fit: fit}
} + COLLECT {
  UNWIND $asked.identifiers AS code
  MATCH (identifier:Identifier {id: code})<-[has:HAS_ID]-(customer:Customer)
  WHERE visible(customer) AND visible(has) AND visible(identifier) AND covers(identifier, value)
    AND ($asked.types = [] OR 'Customer' IN $asked.types)
    AND all(place IN $asked.places WHERE EXISTS { (customer)-[:IN_INDUSTRY|LOCATED_IN]->({id: place}) })
  RETURN DISTINCT {node: customer, fit: 1000000.0}
} AS every
WITH every, reduce(best = 0.0, one IN every | CASE WHEN one.fit > best THEN one.fit ELSE best END) AS best
WITH COLLECT {
  UNWIND every AS one
  WITH one.node AS item, toInteger(round(1000 * max(one.fit) / best)) AS rank
  WHERE rank >= 250
  RETURN {node: item, rank: rank} ORDER BY rank DESC, item.id
} AS hits
WITH hits, COLLECT {
  UNWIND hits AS one
  WITH one.node AS item, one.rank AS rank
  WHERE $asked.after IS NULL OR rank < $asked.after.rank OR rank = $asked.after.rank AND item.id > $asked.after.id
  WITH item, rank ORDER BY rank DESC, item.id LIMIT $first
  WITH item, rank, coalesce(item.name, item.title) AS name, coalesce(item.nameEn, item.titleEn, '') AS nameEn
  WITH item, rank, name, nameEn, head([part IN $asked.parts WHERE toLower(name) CONTAINS part]) AS inName,
       head([part IN $asked.parts WHERE toLower(nameEn) CONTAINS part]) AS inEnglish
  WITH item, rank, CASE WHEN inName IS NULL AND inEnglish IS NOT NULL THEN nameEn ELSE name END AS text,
       coalesce(inName, inEnglish) AS part
  WITH item, rank, text, part, CASE WHEN part IS NULL THEN 0 ELSE size(split(toLower(text), part)[0]) END AS at
  RETURN {
    node: item, cursor: $asked.mark + ' ' + toString(rank) + ' ' + item.id, rank: rank,
    highlight: CASE WHEN part IS NULL THEN text ELSE
      left(text, at) + '«' + substring(text, at, size(part)) + '»' + substring(text, at + size(part)) END
  } ORDER BY rank DESC, item.id
} AS page, COLLECT {
  UNWIND hits AS one
  WITH head([label IN labels(one.node) WHERE label IN $asked.searched]) AS label
  WITH label, count(*) AS amount ORDER BY amount DESC, label
  RETURN {field: 'TYPE', value: label, name: label, nameEn: label, count: amount}
} + COLLECT {
  UNWIND hits AS one
  WITH one.node AS customer WHERE customer:Customer
  MATCH (customer)-[:IN_INDUSTRY]->(industry:Industry)
  WITH industry, count(DISTINCT customer) AS amount ORDER BY amount DESC, industry.id LIMIT 10
  RETURN {field: 'INDUSTRY', value: industry.id, name: industry.name, nameEn: industry.nameEn, count: amount}
} + COLLECT {
  UNWIND hits AS one
  WITH one.node AS customer WHERE customer:Customer
  MATCH (customer)-[:LOCATED_IN]->(region:Region)
  WITH region, count(DISTINCT customer) AS amount ORDER BY amount DESC, region.id LIMIT 10
  RETURN {field: 'REGION', value: region.id, name: region.name, nameEn: region.nameEn, count: amount}
} AS facets
RETURN page AS hits, facets, size(hits) AS total
