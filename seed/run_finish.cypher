// Notes that everything is there.
MATCH (run:SeedRun {id: 'seed'})
SET run.finishedAt = datetime()
RETURN run.size AS size
