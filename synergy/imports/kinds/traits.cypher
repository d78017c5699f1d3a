// == write
UNWIND $p.rows AS row
MATCH (customer:Customer {id: row.refers.customer})
SET customer.traits = row.said.traits, customer.updatedAt = $p.at, customer.version = customer.version + 1
