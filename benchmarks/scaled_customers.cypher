// Customers numbered from `start` to before `end` of `size`, in an order by name, age and size that is not the order of
// their ids, so that pages in any order jump about the store; 4,999 is prime, or customers of one size would all be
// served by whom the viewer sees, or none of them. Every 20th is served only by who does not share; every
// third by two; exactly `few` of all, evenly spread, also by the last subsidiary. A fifth has no number of employees.
UNWIND range($p.start, $p.end - 1) AS number
WITH number, (number * 7919 + 13) % $p.size AS rank
CREATE (customer:Customer {
  id: 'cus_' + right('00000000' + toString(number), 8),
  name: '客户' + right('00000000' + toString(rank), 8),
  nameEn: 'Customer ' + toString(rank),
  kind: 'COMPANY', sizeBand: 'SMALL',
  employees: CASE rank % 5 WHEN 0 THEN null ELSE rank * 31 % 4999 END,
  employeesOrder: CASE rank % 5 WHEN 0 THEN -1 ELSE rank * 31 % 4999 END,
  createdAt: datetime({epochSeconds: 1577836800 + (rank * 101) % $p.size}),
  updatedAt: datetime({epochSeconds: 1577836800}),
  version: 1, sourceSystem: 'scaled', sourceKey: toString(number)
})
WITH customer, number, rank, $p.subsidiaries - 2 AS sharing
UNWIND
  CASE WHEN number % 20 = 0 THEN [sharing] WHEN number % 3 = 0 THEN [rank % sharing, (rank + 7) % sharing] ELSE [rank % sharing] END
  + CASE WHEN number % ($p.size / $p.few) = 0 THEN [sharing + 1] ELSE [] END AS server
MATCH (subsidiary:Subsidiary {id: 'sub_scaled' + toString(server)})
CREATE (subsidiary)-[:SERVES {
  validFrom: $p.period.validFrom, validTo: $p.period.validTo,
  recordedAt: $p.period.recordedAt, recordedBy: $p.period.recordedBy,
  stage: 'ACTIVE', lastContactOrder: date('0001-01-01')
}]->(customer)
