// Merging one customer into another, and taking that back. A relationship cannot change its end: each is made anew with
// its properties. Its type is never named, so that a type that is declared later moves as well.
// == lock
// After the importers' batches, and before anybody else who merges: in the order of the ids, so that nobody waits in a
// circle.
MERGE (turn:ImportLock {id: 'batch'})
SET turn.asked = $p.operation
WITH turn
UNWIND $p.ids AS id
OPTIONAL MATCH (living:Customer {id: id})
OPTIONAL MATCH (gone:MergedCustomer {id: id})
WITH id, coalesce(living, gone) AS customer ORDER BY id
SET customer.updatedAt = customer.updatedAt

// == sides
// Who serves it today reads what is of all that serve it: who did so once must not read it again as a server of the other.
UNWIND [$p.survivor, $p.absorbed] AS id
MATCH (customer:Customer {id: id})
RETURN properties(customer) AS own,
  COLLECT {
    MATCH (customer)<-[serves:SERVES]-(owner) WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
    WITH DISTINCT owner ORDER BY owner.id RETURN owner.id
  } AS served

// == note_suppliers
// An identifier is told to those who had it: who serves only the other customer learns nothing by the merge. What was
// noted before is put away for the way back; '*' stands for everybody who serves the customer.
UNWIND $p.sides AS side
MATCH (:Customer {id: side.id})-[has:HAS_ID]->(identifier)
OPTIONAL MATCH (:Customer {id: side.other})-[too:HAS_ID]->(identifier)
WITH has, coalesce(has.suppliers, side.served) AS own,
     CASE WHEN too IS NULL THEN [] ELSE coalesce(too.suppliers, side.theirs) END AS others
WITH has, own + [one IN others WHERE NOT one IN own] AS suppliers
// All are read before the first is written.
WITH collect({has: has, suppliers: suppliers}) AS found
UNWIND found AS one
WITH one.has AS has, one.suppliers AS suppliers
SET has.suppliersBefore = coalesce(has.suppliersBefore, [])
      + coalesce(reduce(text = '', known IN has.suppliers | text + known + ','), '*'),
    has.suppliers = suppliers

// == move
// What both have, and what a customer has one of, is set aside at the absorbed one; of what is dated, only a period that
// the survivor's covers: a longer one goes on. What a record of a source stands for is that record's, and moves. `merges` names the merges that a relationship moved by. Which record made
// the customer is said of the survivor's only: no other rewrites its golden record (`made`, put back by an undo).
MATCH (survivor:Customer {id: $p.survivor})
MATCH (absorbed:Customer {id: $p.absorbed})
MATCH (absorbed)-[old]-(other)
WITH survivor, absorbed, old, other, type(old) AS name, startNode(old) = absorbed AS leaves
WITH *, other = survivor OR name <> 'SET_ASIDE' AND EXISTS {
  MATCH (survivor)-[held]-(same)
  WHERE type(held) = name AND (startNode(held) = survivor) = leaves
    AND (same = other OR leaves AND name IN $p.single)
    AND all(key IN coalesce($p.keys[name], []) WHERE held[key] = old[key]) AND (old.record IS NULL OR held.record = old.record)
    AND (held.validFrom IS NULL OR held.validFrom <= old.validFrom AND held.validTo >= old.validTo
      OR leaves AND name IN $p.single AND held.validFrom < old.validTo AND old.validFrom < held.validTo)
} AS stays
WITH survivor, absorbed, collect({old: old, other: other, name: name, leaves: leaves, stays: stays}) AS found
UNWIND found AS one
WITH survivor, absorbed, one, one.old AS old, one.other AS other, one.name AS name, properties(one.old) AS own
CALL (survivor, one, other, name, own) {
  WITH survivor, one, other, name, own WHERE NOT one.stays AND one.leaves
  CREATE (survivor)-[new:$(name)]->(other)
  SET new = own, new.merges = coalesce(own.merges, []) + $p.merge
}
CALL (survivor, one, other, name, own) {
  WITH survivor, one, other, name, own WHERE NOT one.stays AND NOT one.leaves
  CREATE (survivor)<-[new:$(name)]-(other)
  SET new = own, new.merges = coalesce(own.merges, []) + $p.merge
  WITH new WHERE new.own
  SET new.own = null, new.made = $p.merge
}
CALL (absorbed, one, other, name, own) {
  WITH absorbed, one, other, name, own WHERE one.stays AND one.leaves
  CREATE (absorbed)-[new:SET_ASIDE]->(other)
  SET new = own, new.setAs = name, new.setAsideBy = $p.merge
}
CALL (absorbed, one, other, name, own) {
  WITH absorbed, one, other, name, own WHERE one.stays AND NOT one.leaves
  CREATE (absorbed)<-[new:SET_ASIDE]-(other)
  SET new = own, new.setAs = name, new.setAsideBy = $p.merge
}
DELETE old
RETURN sum(CASE WHEN name = 'RESOLVES_TO' AND NOT one.stays THEN 1 ELSE 0 END) AS records

// == note_givers
// Of the golden record the absorbed customer's records give what was filled, and nothing else any more; what they gave is
// kept for the way back, one text for each merge that they moved by.
MATCH (:Customer {id: $p.survivor})<-[resolves:RESOLVES_TO]-(:SourceRecord)
WHERE last(resolves.merges) = $p.merge
WITH resolves, coalesce(resolves.gives, []) AS gave, [one IN resolves.gives WHERE one IN $p.filled] AS gives
SET resolves.gave = coalesce(resolves.gave, []) + reduce(text = '', one IN gave | text + one + ','),
    resolves.gives = CASE WHEN gives <> [] THEN gives END

// == absorb
MATCH (survivor:Customer {id: $p.survivor})
MATCH (absorbed:Customer {id: $p.absorbed})
MATCH (user:User {id: $p.user})
REMOVE absorbed:Customer
SET absorbed:MergedCustomer
CREATE (absorbed)-[:MERGED_INTO]->(survivor)
CREATE (merge:Merge {
  id: $p.merge, standing: 'DONE', reason: $p.reason, absorbed: absorbed.id, absorbedName: absorbed.name,
  keptBy: survivor.id, previous: survivor.lastMerge, before: $p.before, records: $p.records,
  createdAt: $p.now, updatedAt: $p.now, version: 1, sourceSystem: 'synergy', sourceKey: $p.merge
})
CREATE (merge)-[:KEEPS]->(survivor)
CREATE (merge)-[:ABSORBS]->(absorbed)
CREATE (merge)-[:MERGED_BY]->(user)
SET survivor += $p.golden, survivor.lastMerge = merge.id, survivor.updatedAt = $p.now,
    survivor.version = survivor.version + 1

// == find_merge
MATCH (merge:Merge {id: $p.merge}) WHERE visible(merge)
RETURN merge.keptBy AS survivor, merge.absorbed AS absorbed, merge.before AS before, merge.records AS records

// == undoable
MATCH (merge:Merge {id: $p.merge})
OPTIONAL MATCH (survivor:Customer {id: merge.keptBy})
RETURN merge.standing AS standing, survivor.lastMerge AS last, merge.createdAt AS since, properties(survivor) AS own,
  COUNT { MATCH (survivor)<-[resolves:RESOLVES_TO]-() WHERE merge.id IN resolves.merges } AS records,
  COLLECT { MATCH (absorbed:MergedCustomer {id: merge.absorbed}) RETURN properties(absorbed) } AS absorbed

// == bring_back
// What another merge has moved by its other end since keeps that merge's name.
MATCH (survivor:Customer {id: $p.survivor})
MATCH (absorbed:MergedCustomer {id: $p.absorbed})-[into:MERGED_INTO]->(survivor)
DELETE into
REMOVE absorbed:MergedCustomer
SET absorbed:Customer
WITH survivor, absorbed
CALL (survivor, absorbed) {
  MATCH (survivor)-[old]-(other)
  WHERE $p.merge IN old.merges
  RETURN old, other, type(old) AS name, startNode(old) = survivor AS leaves,
         [tag IN old.merges WHERE tag <> $p.merge] AS tags
  UNION ALL
  MATCH (absorbed)-[old:SET_ASIDE]-(other)
  WHERE old.setAsideBy = $p.merge
  RETURN old, other, old.setAs AS name, startNode(old) = absorbed AS leaves, coalesce(old.merges, []) AS tags
}
WITH absorbed, collect({old: old, other: other, name: name, leaves: leaves, tags: tags}) AS found
UNWIND found AS one
WITH absorbed, one, one.old AS old, one.other AS other, one.name AS name, properties(one.old) AS own,
     CASE WHEN one.tags <> [] THEN one.tags END AS tags
WITH absorbed, other, name, own, tags, one {
  .old, .leaves, back: CASE WHEN own.setAsideBy = $p.merge THEN {setAs: null, setAsideBy: null} ELSE {} END
} AS one, one.old AS old
CALL (absorbed, one, other, name, own, tags) {
  WITH absorbed, one, other, name, own, tags WHERE one.leaves
  CREATE (absorbed)-[new:$(name)]->(other)
  SET new = own, new.merges = tags, new += one.back
}
CALL (absorbed, one, other, name, own, tags) {
  WITH absorbed, one, other, name, own, tags WHERE NOT one.leaves
  CREATE (absorbed)<-[new:$(name)]-(other)
  SET new = own, new.merges = tags, new += one.back
  WITH new WHERE new.made = $p.merge
  SET new.own = true, new.made = null
}
DELETE old

// == close
// What a snapshot ended while the relationship was set aside has ended.
MATCH (absorbed:Customer {id: $p.absorbed})<-[serves:SERVES]-(party) WHERE serves.validTo > $p.today
WITH serves, COLLECT {
  MATCH (absorbed)<-[:RESOLVES_TO]-(record:SourceRecord)-[:SUPPLIED_BY]->(party) RETURN {day: record.goneOn}
} AS records
WHERE records <> [] AND all(one IN records WHERE one.day IS NOT NULL)
SET serves.validTo = reduce(last = records[0].day, one IN records | CASE WHEN one.day > last THEN one.day ELSE last END)

// == wall
// A barrier that came since the merge stands around both: nobody can tell which of them it was about.
MATCH (absorbed:Customer {id: $p.absorbed})
MATCH (:Customer {id: $p.survivor})<-[:BLOCKS]-(entry)
WHERE NOT EXISTS { (absorbed)<-[:BLOCKS]-(entry) }
CREATE (entry)-[:BLOCKS]->(absorbed)

// == follow
// What came since the merge of those who serve only the one that is brought back is about that one: left behind, it would
// open a customer to others whom nobody who serves it let in.
MATCH (origin:Customer {id: $p.survivor})
MATCH (goal:Customer {id: $p.absorbed})
WITH origin, goal, COLLECT {
  MATCH (goal)<-[serves:SERVES]-(party) WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
    AND NOT EXISTS {
      MATCH (origin)<-[too:SERVES]-(party) WHERE too.validFrom <= $p.today AND too.validTo > $p.today
    }
  RETURN DISTINCT party.id
} AS owners
MATCH (origin)-[old]-(other)
WHERE old.merges IS NULL AND coalesce(old.recordedAt, other.createdAt) >= $p.since AND
// include owned.cypher
// include carried.cypher

// == came
// Records that were linked since, and what they state: of the one that is brought back, perhaps.
MATCH (survivor:Customer {id: $p.survivor})<-[resolves:RESOLVES_TO]-(record:SourceRecord)-[:SUPPLIED_BY]->(supplier)
WHERE resolves.merges IS NULL AND resolves.recordedAt >= $p.since AND NOT coalesce(resolves.own, false)
WITH survivor, record, supplier, COLLECT {
  MATCH (:Customer {id: $p.absorbed})-[:HAS_ID]->(one:Identifier) WHERE one.value IN record.states RETURN one.value
} AS theirs, COLLECT { MATCH (survivor)-[:HAS_ID]->(one:Identifier) WHERE one.value IN record.states RETURN one.value } AS ours
WHERE theirs <> [] AND ours = []
RETURN record.id AS record, EXISTS {
  MATCH (survivor)<-[:RESOLVES_TO]-(more)-[:SUPPLIED_BY]->(supplier) WHERE more <> record
} AS stays

// == relink
MATCH (record:SourceRecord {id: $p.record})-[was:RESOLVES_TO]->(:Customer {id: $p.customer})
MATCH (absorbed:Customer {id: $p.made})
CREATE (record)-[now:RESOLVES_TO]->(absorbed)
SET now = properties(was), now.gives = null
DELETE was

// == forget_suppliers
// Whoever came to serve one of them since was not among everybody who served it: a guessed name opens nothing.
UNWIND $p.ids AS id
MATCH (customer:Customer {id: id})-[has:HAS_ID]->()
WHERE has.suppliersBefore IS NOT NULL
WITH DISTINCT has, last(has.suppliersBefore) AS text, has.suppliersBefore[..-1] AS earlier, COLLECT {
  MATCH (customer)<-[serves:SERVES]-(owner) WHERE serves.validFrom <= $p.today AND serves.validTo > $p.today
  RETURN DISTINCT owner.id ORDER BY owner.id
} AS served
SET has.suppliers = CASE
      WHEN text <> '*' THEN [one IN split(text, ',') WHERE one <> '']
      WHEN all(one IN served WHERE one IN has.suppliers) THEN null
      ELSE [one IN served WHERE one IN has.suppliers]
    END,
    has.suppliersBefore = CASE WHEN earlier <> [] THEN earlier END

// == forget_givers
MATCH (:Customer {id: $p.absorbed})<-[resolves:RESOLVES_TO]-(:SourceRecord)
WHERE size(resolves.gave) > size(coalesce(resolves.merges, []))
WITH resolves, [one IN split(last(resolves.gave), ',') WHERE one <> ''] AS gives, resolves.gave[..-1] AS earlier
SET resolves.gives = CASE WHEN gives <> [] THEN gives END, resolves.gave = CASE WHEN earlier <> [] THEN earlier END

// == conclude_undo
MATCH (merge:Merge {id: $p.merge})
MATCH (survivor:Customer {id: merge.keptBy})
MATCH (absorbed:Customer {id: merge.absorbed})
MATCH (user:User {id: $p.user})
SET survivor += $p.golden, survivor.lastMerge = merge.previous, survivor.updatedAt = $p.now,
    survivor.version = survivor.version + 1, absorbed.updatedAt = $p.now, absorbed.version = absorbed.version + 1,
    merge.standing = 'UNDONE', merge.undoneAt = $p.now, merge.undoneReason = $p.reason, merge.updatedAt = $p.now,
    merge.version = merge.version + 1
CREATE (merge)-[:UNDONE_BY]->(user)
