// == write
// Each subsidiary says what it knows, and replaces only that: `traitsBy` keeps who said what, for nobody to read.
UNWIND $p.rows AS row
// What is known of a person is not covered by the consent to tell who that is.
MATCH (customer:Customer {id: row.refers.customer}) WHERE customer.kind <> 'PERSON'
SET customer.traitsBy = [one IN coalesce(customer.traitsBy, []) WHERE NOT one STARTS WITH $p.subsidiary + '|']
      + [said IN row.said.traits | $p.subsidiary + '|' + said]
SET customer.traits = COLLECT {
      UNWIND customer.traitsBy AS one
      WITH DISTINCT substring(one, size(split(one, '|')[0]) + 1) AS said
      RETURN said ORDER BY said
    },
    customer.updatedAt = $p.at, customer.version = customer.version + 1
