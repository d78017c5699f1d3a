// How an import finds the customers that a row may be about, and counts what is usual among them.

// == alike
// Customers that share keys with a row, those that share its rarest first; none that this source has a record of.
UNWIND $p.rows AS row
CALL (row) {
  CALL db.index.fulltext.queryNodes('match_keys', row[1], {limit: $p.most}) YIELD node, score
  OPTIONAL MATCH (node)-[:RESOLVES_TO|MERGED_INTO*1..9]->(resolved:Customer)
  WITH CASE WHEN node:Customer THEN node ELSE resolved END AS customer, max(score) AS score
  WHERE customer.kind <> 'PERSON' AND NOT EXISTS {
    MATCH (customer)<-[:RESOLVES_TO]-(record:SourceRecord)-[:SUPPLIED_BY]->(supplier)
    WHERE supplier.id = $p.subsidiary AND record.sourceSystem = $p.system
  }
  RETURN collect(customer.id) AS found
}
RETURN collect([row[0], found]) AS alike

// == placeholders
// Websites, each with its key, that so many customers give that they are nobody's own.
UNWIND $p.hosts AS host
CALL (host) {
  CALL db.index.fulltext.queryNodes('match_keys', host[1], {limit: $p.most}) YIELD node
  OPTIONAL MATCH (node)-[:RESOLVES_TO|MERGED_INTO*1..9]->(resolved:Customer)
  RETURN count(DISTINCT coalesce(resolved, node)) AS owners
}
WITH host, owners WHERE owners > $p.own
RETURN collect(host[0]) AS hosts

// == companies
// What all records and the golden record say of customers, as it is compared.
UNWIND $p.customers AS id
MATCH (customer:Customer {id: id})
WITH customer, COLLECT {
  MATCH (customer)<-[:RESOLVES_TO]-(record:SourceRecord)
  RETURN [record.name, record.nameEn, record.website, record.places, record.industryText]
} AS records,
COLLECT { MATCH (customer)-[:HAS_ID]->(identifier:Identifier) RETURN [identifier.scheme, identifier.value] } AS identifiers,
COLLECT { MATCH (customer)-[:LOCATED_IN]->(region) RETURN region.name } AS regions,
COLLECT { MATCH (customer)-[:IN_INDUSTRY]->(industry) RETURN industry.name } AS industries
RETURN collect([customer.id, customer.name, customer.nameEn, customer.phone, records, identifiers, regions, industries]) AS companies

// == population
CALL () {
  OPTIONAL MATCH (population:Population {id: 'companies'})
  RETURN population.size AS size, population.counts AS counts
}
RETURN size, counts, COUNT { (:Customer) } AS customers

// == counted
MATCH (customer:Customer) WHERE customer.id > $p.after
WITH customer ORDER BY customer.id LIMIT $p.most
WITH customer, COLLECT { MATCH (customer)-[:LOCATED_IN]->(region) RETURN region.name } AS regions,
     COLLECT { MATCH (customer)-[:IN_INDUSTRY]->(industry) RETURN industry.name } AS industries,
     customer.matchKeys IS NOT NULL
     OR EXISTS { MATCH (customer)<-[:RESOLVES_TO]-(record:SourceRecord) WHERE record.matchKeys IS NOT NULL } AS keyed
RETURN collect([
  customer.id, customer.kind, customer.name, customer.nameEn, customer.phone, regions, industries, keyed
]) AS customers

// == key
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row[0]})
SET customer.matchKeys = row[1]

// == count
MERGE (population:Population {id: 'companies'})
SET population.size = $p.size, population.counts = $p.counts
