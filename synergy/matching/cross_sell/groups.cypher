// What holding these products says of a customer besides: their categories, and who offers them.
  + COLLECT { UNWIND held AS part MATCH (part)-[:IN_CATEGORY]->(line) RETURN DISTINCT 'CATEGORY:' + line.id }
  + COLLECT { UNWIND held AS part MATCH (part)<-[:OFFERS]-(maker) RETURN DISTINCT 'SELLER:' + maker.id }
