// == write
UNWIND $p.rows AS row
// What is known of a person is not covered by the consent to tell who that is.
MATCH (customer:Customer {id: row.refers.customer}) WHERE customer.kind <> 'PERSON'
SET customer.traits = row.said.traits, customer.updatedAt = $p.at, customer.version = customer.version + 1
