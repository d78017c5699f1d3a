// What of a customer a model may learn from, as keys.
['KIND:' + customer.kind, 'SIZE:' + customer.sizeBand]
  + [(customer)-[:IN_INDUSTRY]->(trade) | 'INDUSTRY:' + trade.id]
  + [(customer)-[:IN_INDUSTRY]->(trade) | 'INDUSTRY_SIZE:' + trade.id + ':' + customer.sizeBand]
  + [(customer)-[:LOCATED_IN]->(place) | 'REGION:' + place.id]
  + [each IN coalesce(customer.traits, []) | 'TRAIT:' + each]
