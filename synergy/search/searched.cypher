// What is searched, and who may reach it. `said` is all of it in one text: what was indexed when it was the same is right.

// == Customer
MATCH (found:Customer)
WITH found, [found.name, found.nameEn] AS names, [] AS texts, COLLECT {
  MATCH (found)<-[:SERVES|MAY_SEE]-(party) RETURN DISTINCT party.id ORDER BY party.id
} AS parties

// == Product
MATCH (found:Product)
WITH found, [found.name, found.nameEn] AS names, [found.description, found.descriptionEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC|IN_CATEGORY]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, ['all'] AS parties

// == Project
MATCH (found:Project)
WITH found, [found.name, found.nameEn] AS names, COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, COLLECT {
  MATCH (found)<-[:PARTICIPATES]-(party) RETURN DISTINCT party.id ORDER BY party.id
} AS parties

// == Expert
MATCH (found:Expert)
WITH found, [found.name, found.nameEn] AS names, [found.headline, found.headlineEn] + COLLECT {
  MATCH (found)-[:EXPERT_IN]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, ['all'] AS parties

// == Case
MATCH (found:Case)
WITH found, [found.title, found.titleEn] AS names, [found.summary, found.summaryEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, ['all'] AS parties

// == Report
MATCH (found:Report)
WITH found, [found.title, found.titleEn] AS names, [found.summary, found.summaryEn] + COLLECT {
  MATCH (found)-[:HAS_TOPIC]->(about) UNWIND [about.name, about.nameEn] AS word RETURN word ORDER BY word
} AS texts, ['all'] AS parties

// == Subsidiary
MATCH (found:Subsidiary)
WITH found, [found.name, found.nameEn, found.shortName, found.shortNameEn] AS names, [] AS texts, ['all'] AS parties

// == stale
// What follows each of them; so many at a time.
WITH found, [one IN names WHERE one IS NOT NULL] AS names, [one IN texts WHERE one IS NOT NULL] AS texts, parties
WITH found, names, texts, parties,
     reduce(said = '', one IN names + [''] + texts + [''] + parties | said + one + '\n') AS said
WHERE found.id IS NOT NULL AND (found.searchedAs IS NULL OR found.searchedAs <> said)
WITH found, names, texts, parties, said LIMIT 5000
RETURN collect([found.id, names, texts, parties, said]) AS rows
