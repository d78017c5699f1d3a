// What the beginning of a query may become: names that the viewer sees, the likeliest first.
// include reached.cypher
UNWIND $asked.lookup AS words
CALL db.index.fulltext.queryNodes('search_words', reached + words, {limit: 400}) YIELD node, `score` AS fit
WITH node AS found, fit
WHERE (found:Customer|Product|Project|Expert|Case|Report|Subsidiary) AND visible(found)
WITH found, fit LIMIT 40
WITH found, fit ORDER BY fit DESC, found.id LIMIT $first
RETURN found.id AS id, head([label IN labels(found) WHERE label IN $asked.searched]) AS type,
       coalesce(found.name, found.title) AS text, coalesce(found.nameEn, found.titleEn) AS textEn
