// What the import of customers says to the graph.

// == subsidiary
CALL () {
  MATCH (subsidiary:Subsidiary) WHERE subsidiary.id = $p.subsidiary OR subsidiary.code = $p.subsidiary
  RETURN collect({id: subsidiary.id, code: subsidiary.code, names: [subsidiary.name, subsidiary.nameEn]}) AS found
}
CALL () {
  MATCH (region:Region)
  RETURN collect([region.id, region.name, region.nameEn]) AS regions
}
CALL () {
  MATCH (industry:Industry)
  RETURN collect([industry.id, industry.name, industry.nameEn]) AS industries
}
RETURN found, regions, industries

// == known
CALL () {
  UNWIND $p.records AS id
  MATCH (record:SourceRecord {id: id})
  OPTIONAL MATCH (record)-[resolved:RESOLVES_TO]->(customer:Customer)
  RETURN collect([id, record.contentHash, customer.id, resolved.own, record.goneOn IS NOT NULL]) AS records
}
CALL () {
  UNWIND $p.identifiers AS id
  MATCH (:Identifier {id: id})<-[:HAS_ID]-(customer:Customer)
  RETURN collect([id, customer.id]) AS owners
}
RETURN records, owners

// == profiles
// A person whom only others serve is withheld from the subsidiary, unless the person agreed that it learns who it is.
UNWIND $p.customers AS id
MATCH (customer:Customer {id: id})
WITH customer,
  COLLECT { MATCH (customer)-[:HAS_ID]->(identifier:Identifier) RETURN identifier.id } AS identifiers,
  COLLECT { MATCH (customer)<-[:RESOLVES_TO {own: true}]-(own:SourceRecord) RETURN own.website } AS websites
WITH customer, identifiers, websites, customer.kind = 'PERSON'
  AND NOT EXISTS {
    MATCH (customer)<-[serves:SERVES]-(:Subsidiary {id: $p.subsidiary})
    WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
  }
  AND NOT EXISTS {
    MATCH (customer)<-[:CONSENTS_FOR]-(consent:Consent)-[:CONSENTS_TO]->(:Subsidiary {id: $p.subsidiary})
    WHERE 'IDENTITY' IN consent.categories AND consent.activeFrom <= $p.today AND consent.activeUntil > $p.today
  } AS withheld
RETURN collect([customer.id, withheld, identifiers, [customer.name, customer.nameEn], websites]) AS profiles

// == before
UNWIND $p.records AS id
MATCH (record:SourceRecord {id: id})-[:RESOLVES_TO]->(customer:Customer)
WITH record, COLLECT {
  MATCH (customer)<-[:RESOLVES_TO]-(other:SourceRecord) WHERE other.id <> record.id RETURN [other.id, other.payload]
} AS others
RETURN collect([record.id, record.payload, others]) AS records

// == create
// `own` is not declared, so that no client reads it: it tells which record made the customer, and so who knew it first.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
OPTIONAL MATCH (region:Region {id: row.region})
OPTIONAL MATCH (industry:Industry {id: row.industry})
CREATE (customer:Customer)
SET customer = row.customer, customer += $p.fresh
CREATE (record:SourceRecord)
SET record = row.record, record += $p.fresh, record.receivedAt = $p.at
CREATE (record)-[:SUPPLIED_BY]->(subsidiary)
CREATE (record)-[resolved:RESOLVES_TO]->(customer)
SET resolved = row.resolved, resolved.own = true
CREATE (subsidiary)-[serves:SERVES]->(customer)
SET serves = $p.serves
FOREACH (_ IN CASE WHEN region IS NULL THEN [] ELSE [1] END | CREATE (customer)-[:LOCATED_IN]->(region))
FOREACH (_ IN CASE WHEN industry IS NULL THEN [] ELSE [1] END | CREATE (customer)-[:IN_INDUSTRY]->(industry))
FOREACH (one IN row.identifiers |
  MERGE (identifier:Identifier {id: one.id})
  ON CREATE SET identifier = one, identifier += $p.fresh
  CREATE (customer)-[:HAS_ID]->(identifier)
)

// == disclose
// What a golden record tells so far is for those to read who supply or serve it so far: a new one reads what it brings.
UNWIND $p.customers AS id
MATCH (customer:Customer {id: id})
WITH customer, COLLECT {
  MATCH (customer)<-[:SERVES]-(known) RETURN known.id
  UNION
  MATCH (customer)<-[:RESOLVES_TO]-()-[:SUPPLIED_BY]->(known) RETURN known.id
} AS known
WHERE NOT $p.subsidiary IN known
SET customer.usccSuppliers = CASE WHEN customer.uscc IS NULL THEN null ELSE coalesce(customer.usccSuppliers, known) END,
    customer.phoneSuppliers = CASE WHEN customer.phone IS NULL THEN null ELSE coalesce(customer.phoneSuppliers, known) END
WITH customer, known
MATCH (customer)-[has:HAS_ID]->() WHERE has.suppliers IS NULL
SET has.suppliers = known

// == link
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.customer})
CREATE (record:SourceRecord)
SET record = row.record, record += $p.fresh, record.receivedAt = $p.at
CREATE (record)-[:SUPPLIED_BY]->(subsidiary)
CREATE (record)-[resolved:RESOLVES_TO]->(customer)
SET resolved = row.resolved
SET customer.phoneSuppliers = CASE
  WHEN customer.phone = row.phone AND NOT $p.subsidiary IN customer.phoneSuppliers
  THEN customer.phoneSuppliers + $p.subsidiary ELSE customer.phoneSuppliers
END
FOREACH (one IN row.identifiers |
  MERGE (identifier:Identifier {id: one.id})
  ON CREATE SET identifier = one, identifier += $p.fresh
  MERGE (customer)-[has:HAS_ID]->(identifier)
  ON CREATE SET has.suppliers = [$p.subsidiary]
  ON MATCH SET has.suppliers = CASE
    WHEN NOT $p.subsidiary IN has.suppliers THEN has.suppliers + $p.subsidiary ELSE has.suppliers
  END
)

// == branch
UNWIND $p.rows AS row
MATCH (branch:Customer {id: row[0]})
MATCH (company:Customer {id: row[1]})
MERGE (branch)-[:BRANCH_OF]->(company)

// == encode
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.customer})
OPTIONAL MATCH (customer)-[has:HAS_ID]->(:Identifier {id: 'idn_uscc_' + row.uscc})
SET customer.uscc = row.uscc, customer.usccSuppliers = has.suppliers

// == serve
// A period that was ended is not opened again over itself: a new one begins today.
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
UNWIND $p.customers AS id
MATCH (customer:Customer {id: id})
WHERE NOT EXISTS { MATCH (subsidiary)-[now:SERVES]->(customer) WHERE now.validTo > $p.serves.validFrom }
CREATE (subsidiary)-[serves:SERVES]->(customer)
SET serves = $p.serves

// == return
// What its source had lost is there again.
UNWIND $p.records AS id
MATCH (record:SourceRecord {id: id})-[:RESOLVES_TO]->(customer:Customer)
REMOVE record.goneOn
RETURN collect(DISTINCT customer.id) AS customers

// == change
UNWIND $p.rows AS row
MATCH (record:SourceRecord {id: row.record.id})-[resolved:RESOLVES_TO]->(customer:Customer {id: row.customer})
SET resolved += row.resolved, record += row.record, record.version = record.version + 1, record.updatedAt = $p.at, record.receivedAt = $p.at
FOREACH (one IN row.identifiers |
  MERGE (identifier:Identifier {id: one.id})
  ON CREATE SET identifier = one, identifier += $p.fresh
  MERGE (customer)-[has:HAS_ID]->(identifier)
  ON CREATE SET has.suppliers = [$p.subsidiary]
  ON MATCH SET has.suppliers = CASE
    WHEN NOT $p.subsidiary IN has.suppliers THEN has.suppliers + $p.subsidiary ELSE has.suppliers
  END
)

// == drop
// An identifier that was a mistake names nothing any more; another customer may get it.
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.customer})-[has:HAS_ID]->(identifier:Identifier)
WHERE identifier.id IN row.drop
DELETE has
WITH DISTINCT identifier
WHERE NOT EXISTS { (identifier)<-[:HAS_ID]-() }
DETACH DELETE identifier

// == claims
UNWIND $p.customers AS id
MATCH (customer:Customer {id: id})
RETURN collect([customer.id, customer {.name, .nameEn, .kind, .employees, .phone}, COLLECT {
  MATCH (customer)<-[resolved:RESOLVES_TO]-(record:SourceRecord)-[:SUPPLIED_BY]->(supplier)
  RETURN [record.id, supplier.id, record.payload, resolved.own, resolved.gives, record.createdAt]
  ORDER BY record.id
}]) AS customers

// == renew
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.customer})
SET customer += row.golden, customer.version = customer.version + 1, customer.updatedAt = $p.at

// == give
UNWIND $p.rows AS row
MATCH (:SourceRecord {id: row[0]})-[resolved:RESOLVES_TO]->()
SET resolved.gives = CASE WHEN row[1] = [] THEN null ELSE row[1] END

// == remember
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.customer})
MATCH (record:SourceRecord {id: row.record})
MERGE (former:FormerValue {id: row.id})
ON CREATE SET former += $p.fresh, former.sourceSystem = 'import', former.sourceKey = row.id, former.until = $p.at,
  former.field = row.field, former.value = row.value
MERGE (former)-[:FORMER_OF]->(customer)
MERGE (former)-[:GIVEN_BY]->(record)

// == move
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.customer})
OPTIONAL MATCH (customer)-[was:LOCATED_IN]->(old:Region) WHERE row.region IS NULL OR old.id <> row.region
DELETE was
WITH DISTINCT row, customer
MATCH (region:Region {id: row.region})
MERGE (customer)-[:LOCATED_IN]->(region)

// == retrade
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.customer})
OPTIONAL MATCH (customer)-[was:IN_INDUSTRY]->(old:Industry) WHERE row.industry IS NULL OR old.id <> row.industry
DELETE was
WITH DISTINCT row, customer
MATCH (industry:Industry {id: row.industry})
MERGE (customer)-[:IN_INDUSTRY]->(industry)
