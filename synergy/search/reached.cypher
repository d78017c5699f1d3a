// What a search of the viewer's is narrowed to inside Lucene, by the marks that `searched.cypher` makes.
WITH '+(s_all s_own_' + coalesce($viewer.organisation, '')
  + reduce(clause = '', key IN readable | clause + ' s_' + replace(key, ':', '_')) + ')^0 ' AS reached
