// The keys of two subsidiaries' records of one customer.
MATCH (one:SourceRecord)-[:SUPPLIED_BY]->(:Subsidiary {code: $p.subsidiaries[0]})
MATCH (one)-[:RESOLVES_TO]->(customer:Customer)<-[:RESOLVES_TO]-(other:SourceRecord)-[:SUPPLIED_BY]->(supplier)
WHERE supplier.code = $p.subsidiaries[1]
RETURN collect([one.sourceKey, other.sourceKey]) AS pairs
