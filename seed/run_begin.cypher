// Notes which size this graph holds or is about to hold, and tells what was noted before.
MERGE (run:SeedRun {id: 'seed'})
ON CREATE SET run.size = $p.size, run.seed = $p.seed
RETURN run.size AS size, run.seed AS seed, run.finishedAt IS NOT NULL AS finished
