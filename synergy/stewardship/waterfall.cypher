// The two customers of a question, the first by id as ours, and what speaks for and against: the words of the matcher
// beside the values that the golden records have now. Of C2 values only whether there is one: who may read them selects
// them at the customer.
MATCH (this)-[:COMPARES]->(end:Customer) WHERE visible(end)
WITH end ORDER BY end.id
WITH collect(end) AS ends WHERE size(ends) = 2
WITH ends[0] AS ours, ends[1] AS theirs, COLLECT {
  UNWIND ends AS side
  WITH side, COLLECT { MATCH (side)-[:LOCATED_IN]->(region:Region) RETURN region.name ORDER BY region.id LIMIT 1 }[0] AS place,
    COLLECT { MATCH (side)-[:IN_INDUSTRY]->(trade:Industry) RETURN trade.name ORDER BY trade.id LIMIT 1 }[0] AS trade,
    COLLECT {
      MATCH (side)<-[:RESOLVES_TO]-(row:SourceRecord) WHERE row.website IS NOT NULL AND visible(row)
      RETURN row.website ORDER BY row.id LIMIT 1
    }[0] AS website
  RETURN {
    `Chinese name`: side.name, `Chinese short name`: side.name, `English name`: side.nameEn,
    `English short name`: side.nameEn, place: place, industry: trade, website: website,
    telephone: CASE WHEN side.phone IS NOT NULL THEN '****' END,
    `credit code or LEI`: CASE WHEN side.uscc IS NOT NULL OR EXISTS {
      MATCH (side)-[:HAS_ID]->(code:Identifier) WHERE code.scheme = 'LEI'
    } THEN '****' END
  }
} AS values
RETURN ours, theirs, [place IN range(0, size(coalesce(this.fieldsEn, [])) - 1) | {
  field: this.fields[place], fieldEn: this.fieldsEn[place],
  ours: values[0][this.fieldsEn[place]], theirs: values[1][this.fieldsEn[place]],
  level: this.levels[place], levelEn: this.levelsEn[place], weight: this.weights[place]
}] AS evidence
