// What migrations.py says to the graph. A runner holds the lock by its token until `until`, on the server's own clock.
// == ledger constraint
CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (migration:Migration) REQUIRE migration.number IS UNIQUE

// == lock constraint
CREATE CONSTRAINT migration_lock_id IF NOT EXISTS FOR (lock:MigrationLock) REQUIRE lock.id IS UNIQUE

// == acquire
// Writing `asked` first takes the node's lock, so that two runners read holder and until one after the other.
MERGE (lock:MigrationLock {id: 'migrations'})
SET lock.asked = $p.holder
WITH lock, lock.holder IS NULL OR lock.holder = $p.holder OR lock.until < datetime() AS free
FOREACH (_ IN CASE WHEN free THEN [1] ELSE [] END |
  SET lock.holder = $p.holder, lock.until = datetime() + duration({milliseconds: $p.milliseconds})
)
RETURN free, lock.holder AS holder, lock.until AS until

// == renew
MATCH (lock:MigrationLock {id: 'migrations'})
SET lock.asked = $p.holder
WITH lock WHERE lock.holder = $p.holder
SET lock.until = datetime() + duration({milliseconds: $p.milliseconds})
RETURN lock.holder AS holder

// == release
MATCH (lock:MigrationLock {id: 'migrations', holder: $p.holder})
REMOVE lock.holder, lock.until
RETURN lock.id AS id

// == applied
MATCH (migration:Migration)
WITH migration ORDER BY migration.number
RETURN collect({
  number: migration.number, name: migration.name, checksum: migration.checksum, appliedAt: migration.appliedAt
}) AS applied

// == record
CREATE (migration:Migration {number: $p.number, name: $p.name, checksum: $p.checksum, appliedAt: $p.appliedAt})
RETURN migration.number AS number

// == indexes
SHOW INDEXES YIELD name, state
RETURN [index IN collect({name: name, state: state}) WHERE index.state = 'POPULATING' | index.name] AS populating,
  [index IN collect({name: name, state: state}) WHERE index.state = 'FAILED' | index.name] AS failed
