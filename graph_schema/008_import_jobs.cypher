// Import jobs: one id per node, one index for the order. What a lock of 003 held is told by the jobs now.
CREATE CONSTRAINT import_job_id IF NOT EXISTS FOR (n:ImportJob) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX importjob_by_createdat IF NOT EXISTS FOR (n:ImportJob) ON (n.createdAt, n.id);
CREATE RANGE INDEX importjob_by_state IF NOT EXISTS FOR (n:ImportJob) ON (n.state);
MATCH (lock:ImportLock) REMOVE lock.holder, lock.importer, lock.until;
// Two importers that count the companies of a new graph at once write down one count, not two that no import can read.
MATCH (population:Population) WITH collect(population) AS counted FOREACH (one IN tail(counted) | DELETE one);
CREATE CONSTRAINT population_id IF NOT EXISTS FOR (n:Population) REQUIRE n.id IS UNIQUE;
