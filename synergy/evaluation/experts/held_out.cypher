// What the experts of this graph wrote and worked on, as far as it can be read as a document: by whom, and since when.
RETURN COLLECT {
  MATCH (work:Report|Case|Project)<-[:AUTHORED|WORKED_ON]-(expert:Expert)
  WITH work, collect(DISTINCT expert.id) AS experts ORDER BY work.id
  RETURN {
    key: work.id, experts: experts,
    titles: [coalesce(work.title, work.name), coalesce(work.titleEn, work.nameEn)],
    text: work.summary + ' ' + work.summaryEn,
    date: toString(coalesce(work.publishedOn, work.endedOn, work.startedOn))
  }
} AS works
