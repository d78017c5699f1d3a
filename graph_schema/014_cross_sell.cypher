// Models that suggestions come from, what they learned, and answers: one id per node, one index for each order; what a
// model learned is found by its model to be removed.
CREATE CONSTRAINT recommender_id IF NOT EXISTS FOR (n:Recommender) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT recommendation_id IF NOT EXISTS FOR (n:Recommendation) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT trait_id IF NOT EXISTS FOR (n:Trait) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX recommender_by_trainedat IF NOT EXISTS FOR (n:Recommender) ON (n.trainedAt, n.id);
CREATE RANGE INDEX recommender_by_standing IF NOT EXISTS FOR (n:Recommender) ON (n.standing);
CREATE RANGE INDEX recommendation_by_answeredon IF NOT EXISTS FOR (n:Recommendation) ON (n.answeredOn, n.id);
CREATE RANGE INDEX complements_by_model IF NOT EXISTS FOR ()-[e:COMPLEMENTS]-() ON (e.model);
CREATE RANGE INDEX leans_by_model IF NOT EXISTS FOR ()-[e:LEANS]-() ON (e.model);
