// What import jobs say to the graph.

// == take
// Writing `asked` first takes the locks, so that two importers of a source read its last job one after the other.
MERGE (:ImportLock {id: 'batch'})
MERGE (lock:ImportLock {id: $p.source})
SET lock.asked = $p.holder
WITH lock
OPTIONAL MATCH (job:ImportJob {id: lock.job})
SET job.asked = $p.holder
RETURN job {.*} AS last, coalesce(job.aliveUntil >= datetime(), false) AS alive,
  duration.inSeconds(datetime(), job.aliveUntil).seconds AS seconds

// == find
MATCH (job:ImportJob {id: $p.job})
SET job.asked = $p.holder
RETURN job {.*} AS job

// == create
MATCH (subsidiary:Subsidiary {id: $p.subsidiary})
OPTIONAL MATCH (user:User {id: $p.user})
CREATE (job:ImportJob)
SET job = $p.job
CREATE (job)-[:IMPORTED_FOR]->(subsidiary)
FOREACH (_ IN CASE WHEN user IS NULL THEN [] ELSE [1] END | CREATE (job)-[:STARTED_BY]->(user))
RETURN job.id AS id

// == abandon
MATCH (job:ImportJob {id: $p.job})
SET job.state = 'FAILED', job.reason = $p.reason, job.endedAt = $p.at
REMOVE job.holder, job.aliveUntil

// == begin
MATCH (lock:ImportLock {id: $p.source})
MATCH (job:ImportJob {id: $p.job})
SET lock.job = job.id, job += $p.job_is, job.holder = $p.holder, job.version = job.version + 1,
  job.aliveUntil = datetime() + duration({seconds: $p.seconds})
REMOVE job.cancelling, job.endedAt, job.reason

// == hold
// The batches of all imports come one after the other, so that two files with one new company make one customer.
MATCH (turn:ImportLock {id: 'batch'})
SET turn.asked = $p.holder
WITH turn
MATCH (job:ImportJob {id: $p.job})
SET job.asked = $p.holder
WITH job WHERE job.holder = $p.holder
SET job.aliveUntil = datetime() + duration({seconds: $p.seconds})
RETURN job.rows AS rows, coalesce(job.cancelling, false) AS cancelling

// == checkpoint
MATCH (job:ImportJob {id: $p.job})
SET job += $p.figures, job.updatedAt = $p.at, job.version = job.version + 1

// == finish
MATCH (job:ImportJob {id: $p.job})
SET job.asked = $p.holder
WITH job WHERE job.holder = $p.holder
SET job.state = $p.state, job.reason = $p.reason, job.line = $p.line, job.endedAt = $p.at, job.updatedAt = $p.at,
  job.version = job.version + 1
REMOVE job.holder, job.aliveUntil, job.cancelling
RETURN job.id AS id

// == cancel
// A job that nobody runs ends at once, one that runs at its next batch.
MATCH (job:ImportJob {id: $p.job})-[:IMPORTED_FOR]->(subsidiary)
WHERE $p.subsidiary IS NULL OR subsidiary.id = $p.subsidiary
SET job.asked = $p.job
WITH job, job.state = 'RUNNING' AND job.aliveUntil >= datetime() AS runs, job.state IN ['QUEUED', 'RUNNING'] AS open
SET job.cancelling = CASE WHEN runs THEN true END,
  job.state = CASE WHEN open AND NOT runs THEN 'CANCELLED' ELSE job.state END,
  job.endedAt = CASE WHEN open AND NOT runs THEN $p.at ELSE job.endedAt END,
  // Whoever held it and only seemed to be gone finds that it holds it no more.
  job.holder = CASE WHEN open AND NOT runs THEN null ELSE job.holder END,
  job.aliveUntil = CASE WHEN open AND NOT runs THEN null ELSE job.aliveUntil END,
  job.updatedAt = CASE WHEN open THEN $p.at ELSE job.updatedAt END
RETURN open, runs

// == enqueue
// The job goes on where it was.
MATCH (job:ImportJob {id: $p.job})
SET job.state = 'QUEUED', job += $p.job_is, job.updatedAt = $p.at, job.version = job.version + 1
REMOVE job.endedAt, job.reason, job.cancelling, job.holder, job.aliveUntil
RETURN job.id AS id

// == refuse
MATCH (job:ImportJob {id: $p.job}) WHERE job.state = 'QUEUED'
SET job.state = 'FAILED', job.reason = $p.reason, job.endedAt = $p.at, job.updatedAt = $p.at

// == waiting
// Jobs that a server has to run, those that one left behind included.
RETURN COLLECT {
  MATCH (job:ImportJob)-[:IMPORTED_FOR]->(subsidiary)
  WHERE job.state IN ['QUEUED', 'RUNNING'] AND job.place = $p.place
    AND (job.state = 'QUEUED' OR job.aliveUntil < datetime())
  OPTIONAL MATCH (job)-[:STARTED_BY]->(user)
  RETURN job {.*, subsidiary: subsidiary.id, user: user.id} ORDER BY job.createdAt, job.id
} AS jobs

// == open
RETURN COLLECT { MATCH (job:ImportJob) WHERE job.state IN ['QUEUED', 'RUNNING'] RETURN job.id } AS jobs

// == list
RETURN COLLECT {
  MATCH (job:ImportJob)-[:IMPORTED_FOR]->(subsidiary)
  WHERE $p.subsidiary IS NULL OR subsidiary.id = $p.subsidiary OR subsidiary.code = $p.subsidiary
  RETURN job {.*, code: subsidiary.code, alive: coalesce(job.aliveUntil >= datetime(), false)}
  ORDER BY job.createdAt DESC, job.id DESC LIMIT $p.limit
} AS jobs
