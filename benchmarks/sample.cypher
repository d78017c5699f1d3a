// The key of an order, and the id, of some customers.
RETURN COLLECT { MATCH (customer:Customer) WHERE customer.id IN $p.ids RETURN [customer[$p.key], customer.id] } AS rows
