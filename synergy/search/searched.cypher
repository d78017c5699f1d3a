// What is searched, and the marks by which a search is narrowed: who may reach it (`s_`), and where and in which trade it is
// (`x_`). `said` is all of it in one text: what was indexed when it was the same is right. It
// begins with a number, which is raised when other words are made of the same (`words.py`).

// == Customer
MATCH (found:Customer)
WITH found, [found.name, found.nameEn] AS names, [] AS texts, COLLECT {
  MATCH (found)<-[:SERVES|MAY_SEE]-(party) RETURN DISTINCT 's_' + party.id AS mark ORDER BY mark
} + COLLECT {
  MATCH (found)-[:IN_INDUSTRY|LOCATED_IN]->(place) RETURN DISTINCT 'x_' + place.id AS mark ORDER BY mark
} AS marks

// == Product
MATCH (found:Product)
WITH found, [found.name, found.nameEn] AS names, [found.description, found.descriptionEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC|IN_CATEGORY]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, ['s_all'] AS marks

// == Project
MATCH (found:Project)
WITH found, [found.name, found.nameEn] AS names, COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, COLLECT {
  MATCH (found)<-[:PARTICIPATES]-(party) RETURN DISTINCT 's_' + party.id AS mark ORDER BY mark
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
} AS texts, ['s_all'] AS marks

// == Report
MATCH (found:Report)
WITH found, [found.title, found.titleEn] AS names, [found.summary, found.summaryEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, ['s_all'] AS marks

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
