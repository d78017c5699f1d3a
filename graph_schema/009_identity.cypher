// Questions about who is who, and merges: one id per node, one index for each order, one question for each pair of
// customers. A merged customer is found by its old id.
CREATE CONSTRAINT match_candidate_id IF NOT EXISTS FOR (n:MatchCandidate) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT match_candidate_pair IF NOT EXISTS FOR (n:MatchCandidate) REQUIRE n.pair IS UNIQUE;
CREATE CONSTRAINT merge_id IF NOT EXISTS FOR (n:Merge) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT merged_customer_id IF NOT EXISTS FOR (n:MergedCustomer) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX matchcandidate_by_score IF NOT EXISTS FOR (n:MatchCandidate) ON (n.scoreOrder, n.id);
CREATE RANGE INDEX matchcandidate_by_createdat IF NOT EXISTS FOR (n:MatchCandidate) ON (n.createdAt, n.id);
CREATE RANGE INDEX merge_by_createdat IF NOT EXISTS FOR (n:Merge) ON (n.createdAt, n.id);
