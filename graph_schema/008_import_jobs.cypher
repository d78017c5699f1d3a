// Import jobs: one id per node, one index for the order. What a lock of 003 held is told by the jobs now.
CREATE CONSTRAINT import_job_id IF NOT EXISTS FOR (n:ImportJob) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX importjob_by_createdat IF NOT EXISTS FOR (n:ImportJob) ON (n.createdAt, n.id);
CREATE RANGE INDEX importjob_by_state IF NOT EXISTS FOR (n:ImportJob) ON (n.state);
MATCH (lock:ImportLock) REMOVE lock.holder, lock.importer, lock.until;
