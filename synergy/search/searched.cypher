// What is searched, and the marks by which a search is narrowed: who may reach it at most (`s_`: everybody, an organisation,
// or who may see an organisation's customers of a kind), and where and in which trade it is (`x_`). `said` is all of it in one text: what was indexed when it was the same is right. It
// begins with a number, which is raised when other words are made of the same (`words.py`).

// == Customer
MATCH (found:Customer)
WITH found, [found.name, found.nameEn] AS names, [] AS texts, COLLECT {
  MATCH (found)<-[way:SERVES|MAY_SEE]-(party)
  UNWIND ['own_' + party.id]
    + CASE WHEN type(way) = 'SERVES' AND found.kind <> 'PERSON' THEN [party.id + '_' + found.kind] ELSE [] END AS who
  RETURN DISTINCT 's_' + who AS mark ORDER BY mark
} + COLLECT {
  MATCH (found)<-[:CONSENTS_FOR]-(:Consent)-[:CONSENTS_TO]->(receiver) WHERE found.kind = 'PERSON'
  RETURN DISTINCT 's_own_' + receiver.id AS mark ORDER BY mark
} + COLLECT {
  MATCH (found)-[:IN_INDUSTRY|LOCATED_IN]->(place) RETURN DISTINCT 'x_' + place.id AS mark ORDER BY mark
} AS marks

// == Product
MATCH (found:Product)
WITH found, [found.name, found.nameEn] AS names, [found.description, found.descriptionEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC|IN_CATEGORY]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, CASE WHEN found.onShelfFrom <= $p.day AND found.onShelfUntil > $p.day THEN ['s_all'] ELSE [] END + COLLECT {
  MATCH (found)<-[:OFFERS]-(party) RETURN DISTINCT 's_own_' + party.id AS mark ORDER BY mark
} AS marks

// == Project
MATCH (found:Project)
WITH found, [found.name, found.nameEn] AS names, COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, COLLECT {
  MATCH (found)<-[:PARTICIPATES]-(party) RETURN DISTINCT 's_' + party.id + '_COMPANY' AS mark ORDER BY mark
} + COLLECT { MATCH (found)-[:LOCATED_IN]->(place) RETURN DISTINCT 'x_' + place.id AS mark ORDER BY mark } AS marks

// == Expert
MATCH (found:Expert)
WITH found, [found.name, found.nameEn] AS names, [found.headline, found.headlineEn] + COLLECT {
  MATCH (found)-[:EXPERT_IN]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, ['s_all'] AS marks

// == Case
MATCH (found:Case)
WITH found, [found.title, found.titleEn] AS names, [found.summary, found.summaryEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, CASE WHEN found.publishedOn <= $p.day THEN ['s_all'] ELSE [] END + COLLECT {
  MATCH (found)<-[:PUBLISHED]-(party) RETURN DISTINCT 's_own_' + party.id AS mark ORDER BY mark
} AS marks

// == Report
MATCH (found:Report)
WITH found, [found.title, found.titleEn] AS names, [found.summary, found.summaryEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, CASE WHEN found.publishedOn <= $p.day THEN ['s_all'] ELSE [] END + COLLECT {
  MATCH (found)<-[:PUBLISHED]-(party) RETURN DISTINCT 's_own_' + party.id AS mark ORDER BY mark
} AS marks

// == Subsidiary
MATCH (found:Subsidiary)
WITH found, [found.name, found.nameEn, found.shortName, found.shortNameEn] AS names, [] AS texts, ['s_all'] + COLLECT {
  MATCH (found)-[:LOCATED_IN]->(place) RETURN DISTINCT 'x_' + place.id AS mark ORDER BY mark
} AS marks

// == stale
// What follows each of them; so many at a time.
WITH found, [one IN names WHERE one IS NOT NULL] AS names, [one IN texts WHERE one IS NOT NULL] AS texts, marks
WITH found, names, texts, marks,
     reduce(said = '1\n', one IN names + [''] + texts + [''] + marks | said + one + '\n') AS said
WHERE found.id IS NOT NULL AND (found.searchedAs IS NULL OR found.searchedAs <> said)
WITH found, names, texts, marks, said LIMIT 5000
RETURN collect([found.id, names, texts, marks, said]) AS rows
