// Splitting a source record off: its customer keeps what others say of it, and what nobody can tell apart.
// == find
// Whether something is left to split tells who else supplies the customer: it is for those who may know of everybody who
// serves it, as a merge is.
MATCH (record:SourceRecord {id: $p.record})-[:RESOLVES_TO]->(customer:Customer)
WHERE visible(record) AND visible(customer) AND NOT EXISTS {
  MATCH (customer)<-[serves:SERVES]-() WHERE NOT visible(serves)
}
RETURN customer.id AS customer

// == state
MATCH (record:SourceRecord {id: $p.record})-[:RESOLVES_TO]->(customer:Customer {id: $p.customer})
OPTIONAL MATCH (record)-[:SUPPLIED_BY]->(supplier)
RETURN COUNT { MATCH (customer)<-[:RESOLVES_TO]-(other) WHERE other <> record } AS others,
  EXISTS { MATCH (customer)<-[:RESOLVES_TO]-(more)-[:SUPPLIED_BY]->(supplier) WHERE more <> record } AS stays

// == make
// What a barrier closes stays closed around both. `cameBy` keeps the merges by which the record came here.
MATCH (record:SourceRecord {id: $p.record})-[was:RESOLVES_TO]->(customer:Customer {id: $p.customer})
CREATE (made:Customer {
  id: $p.made, name: record.name, nameEn: record.nameEn, kind: customer.kind, sizeBand: 'UNKNOWN', employeesOrder: -1,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.made,
  cameBy: coalesce(was.merges, [])
})
CREATE (record)-[now:RESOLVES_TO]->(made)
SET now = properties(was), now.merges = null, now.made = null, now.gave = null, now.own = true,
    now.gives = ['NAME'] + CASE WHEN record.nameEn IS NULL THEN [] ELSE ['NAME_EN'] END, now.method = 'STEWARD',
    now.evidence = 'split from another customer by a data steward', now.score = 1.0, now.recordedAt = $p.now
DELETE was
SET customer.updatedAt = $p.now, customer.version = customer.version + 1
WITH customer, made
MATCH (customer)<-[:BLOCKS]-(entry)
CREATE (entry)-[:BLOCKS]->(made)

// == serve
// The supplier has other records of the customer: it serves both.
MATCH (:SourceRecord {id: $p.record})-[:SUPPLIED_BY]->(supplier)-[serves:SERVES]->(:Customer {id: $p.customer})
MATCH (made:Customer {id: $p.made})
CREATE (supplier)-[too:SERVES]->(made)
SET too = properties(serves), too.merges = null

// == leave
// The record was all the supplier had: what is the supplier's own goes along, so that no grant of it opens a customer that
// it does not serve: what came with the record's half, and what came since. What came with another half, by a merge that
// this record did not come by, stays there.
MATCH (:SourceRecord {id: $p.record})-[:SUPPLIED_BY]->(supplier)
MATCH (goal:Customer {id: $p.made})
MATCH (origin:Customer {id: $p.customer})-[old]-(other)
WITH *, [supplier.id] AS owners
WHERE (old.merges IS NULL OR old.merges = goal.cameBy) AND (type(old) = 'SERVES' AND other = supplier OR
// include owned.cypher
)
// include carried.cypher

// == codes
// A code that this record alone states goes with it; of one that others state, too, its supplier is no supplier any more.
// `states` is what a record states as it is compared; one without it is read as it came.
MATCH (record:SourceRecord {id: $p.record})-[:SUPPLIED_BY]->(supplier)
MATCH (customer:Customer {id: $p.customer})
MATCH (made:Customer {id: $p.made})
WITH *, COLLECT {
  MATCH (customer)<-[:RESOLVES_TO]-(rest:SourceRecord) RETURN coalesce(rest.states, [rest.payload])
} AS others, COLLECT {
  MATCH (customer)<-[:RESOLVES_TO]-(mine:SourceRecord)-[:SUPPLIED_BY]->(supplier) RETURN coalesce(mine.states, [mine.payload])
} AS own, COLLECT {
  MATCH (customer)<-[serves:SERVES]-(owner) WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
  RETURN DISTINCT owner.id ORDER BY owner.id
} AS served
UNWIND ['uscc', 'phone'] AS name
WITH *, customer[name] AS value, coalesce(customer[name + 'Suppliers'], served) AS suppliers
WHERE value IS NOT NULL AND any(said IN coalesce(record.states, [record.payload]) WHERE said CONTAINS value)
  AND none(row IN own WHERE any(said IN row WHERE said CONTAINS value))
WITH *, none(row IN others WHERE any(said IN row WHERE said CONTAINS value)) AS alone
SET customer[name] = CASE WHEN alone THEN null ELSE value END,
    customer[name + 'Suppliers'] = CASE WHEN alone THEN null ELSE [one IN suppliers WHERE one <> supplier.id] END
WITH made, name, value, supplier WHERE alone
SET made[name] = value, made[name + 'Suppliers'] = [supplier.id]

// == identifiers
MATCH (record:SourceRecord {id: $p.record})-[:SUPPLIED_BY]->(supplier)
MATCH (customer:Customer {id: $p.customer})-[has:HAS_ID]->(identifier:Identifier)
MATCH (made:Customer {id: $p.made})
WHERE any(said IN coalesce(record.states, [record.payload]) WHERE said CONTAINS identifier.value) AND NOT EXISTS {
  MATCH (customer)<-[:RESOLVES_TO]-(mine:SourceRecord)-[:SUPPLIED_BY]->(supplier)
  WHERE any(said IN coalesce(mine.states, [mine.payload]) WHERE said CONTAINS identifier.value)
}
WITH *, NOT EXISTS {
  MATCH (customer)<-[:RESOLVES_TO]-(rest:SourceRecord)
  WHERE any(said IN coalesce(rest.states, [rest.payload]) WHERE said CONTAINS identifier.value)
} AS alone, coalesce(has.suppliers, COLLECT {
  MATCH (customer)<-[serves:SERVES]-(owner) WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
  RETURN DISTINCT owner.id ORDER BY owner.id
}) AS suppliers
CALL (made, identifier, alone, supplier, has) {
  WITH * WHERE alone
  CREATE (made)-[:HAS_ID {suppliers: [supplier.id]}]->(identifier)
  DELETE has
}
CALL (has, alone, suppliers, supplier) {
  WITH * WHERE NOT alone
  SET has.suppliers = [one IN suppliers WHERE one <> supplier.id]
}

// == remember
// The two were told apart: nobody asks again.
MATCH (customer:Customer {id: $p.customer})
MATCH (made:Customer {id: $p.made})
MATCH (user:User {id: $p.user})
SET made.cameBy = null
CREATE (candidate:MatchCandidate {
  id: $p.candidate, pair: $p.pair, kind: 'DUPLICATE', standing: 'REJECTED', score: 0.0, scoreOrder: 0.0, method: 'SPLIT',
  reason: $p.reason, decidedAt: $p.now, createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy',
  sourceKey: $p.candidate
})
CREATE (candidate)-[:COMPARES]->(customer)
CREATE (candidate)-[:COMPARES]->(made)
CREATE (candidate)-[:JUDGED_BY]->(user)
