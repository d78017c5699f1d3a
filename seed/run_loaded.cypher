// The size that is completely there, or null.
OPTIONAL MATCH (run:SeedRun {id: 'seed'})
WHERE run.finishedAt IS NOT NULL
RETURN run.size AS size
