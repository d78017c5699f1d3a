// Vectors of what experts wrote and worked on. `meantAs` is what a vector was made of: the encoder's name and the text.

// == stale
MATCH (work:Report|Case|Project)
WITH work, $p.encoder + reduce(all = '', text IN [
  work.title, work.name, work.titleEn, work.nameEn, work.summary, work.summaryEn
] | all + coalesce('\n' + text, '')) AS meant
WHERE work.meantAs IS NULL OR work.meantAs <> meant
WITH work, meant LIMIT 2000
RETURN collect([work.id, meant]) AS rows

// == write
UNWIND $p.rows AS row
MATCH (work:Report|Case|Project {id: row[0]})
SET work.meantAs = row[1], work.meaning = row[2], work.meaningBy = $p.encoder
