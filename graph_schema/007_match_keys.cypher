// Under these keys records of other subsidiaries find a customer that may be theirs: one word each, as they were written.
CREATE FULLTEXT INDEX match_keys IF NOT EXISTS FOR (n:Customer|MergedCustomer|SourceRecord) ON EACH [n.matchKeys]
OPTIONS { indexConfig: { `fulltext.analyzer`: 'whitespace', `fulltext.eventually_consistent`: false } };
// Orders that the API has no longer, and an index that nothing uses.
DROP INDEX customer_by_createdat IF EXISTS;
DROP INDEX revoked_session_by_until IF EXISTS;
