// What experts wrote and worked on, found by words: `cjk` reads Chinese as pairs of characters and English as words.
CREATE FULLTEXT INDEX document_texts IF NOT EXISTS FOR (n:Report|Case) ON EACH [n.title, n.titleEn, n.summary, n.summaryEn]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CREATE FULLTEXT INDEX project_texts IF NOT EXISTS FOR (n:Project) ON EACH [n.name, n.nameEn, n.summary, n.summaryEn]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
