// Which record gives which field of the golden record. What a record does not give tells that there is another one: it
// is for who may know of all that serve the customer.
MATCH (this)<-[resolved:RESOLVES_TO]-(record:SourceRecord)
WHERE $viewer.stewards AND visible(record) AND visible(resolved) AND NOT EXISTS {
  MATCH (this)<-[serves:SERVES]-() WHERE NOT visible(serves)
}
UNWIND coalesce(resolved.gives, []) AS field
WITH field, record ORDER BY field, record.id
RETURN field, record
