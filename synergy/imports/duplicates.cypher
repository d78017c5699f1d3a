// Customers that a new one may be, as far as the viewer may know of them.

// == alike
// Those that share keys with it, the rarest first, and those that an identifier points to which the viewer reads in clear:
// what may not be read matches nothing. Of each only what the viewer reads of the customer itself is compared.
CALL () {
  CALL db.index.fulltext.queryNodes('match_keys', $p.keys, {limit: $p.most}) YIELD node
  OPTIONAL MATCH (node)-[:RESOLVES_TO|MERGED_INTO*1..9]->(resolved:Customer)
  RETURN DISTINCT CASE WHEN node:Customer THEN node ELSE resolved END AS customer
  UNION
  UNWIND $p.identifiers AS id
  MATCH (:Identifier {id: id})<-[:HAS_ID]-(customer:Customer)
  RETURN customer
}
WITH customer WHERE customer.kind <> 'PERSON' AND visible(customer)
WITH customer, COLLECT {
  MATCH (customer)-[has:HAS_ID]->(identifier:Identifier)
  WHERE identifier.id IN $p.identifiers AND visible(has) AND visible(identifier) AND covers(identifier, value)
  RETURN [identifier.scheme, identifier.value]
} AS identifiers, COLLECT {
  MATCH (customer)-[:LOCATED_IN]->(region:Region) RETURN region.name
} AS regions, COLLECT {
  MATCH (customer)-[:IN_INDUSTRY]->(industry:Industry) RETURN industry.name
} AS industries
WITH collect([customer.id, customer.name, customer.nameEn, null, [], identifiers, regions, industries]) AS companies
OPTIONAL MATCH (population:Population {id: 'companies'})
RETURN companies, population.size AS size
