// What `tied`, the sum of a product's ties to what is held, brings, in nats (as `fitting.py` learned it).
recommender.pull * log(CASE WHEN tied > 0 THEN tied ELSE 0 END + 0.003)
