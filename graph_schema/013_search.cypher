// The words by which things are found. They are made by the program, one beside the other: nothing is to be analysed.
CREATE FULLTEXT INDEX search_words IF NOT EXISTS
FOR (n:Customer|Product|Project|Expert|Case|Report|Subsidiary) ON EACH [n.searchWords]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}};
