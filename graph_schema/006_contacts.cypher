// Contacts: one id per node, one index for each order.
CREATE CONSTRAINT contact_id IF NOT EXISTS FOR (n:Contact) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX contact_by_name IF NOT EXISTS FOR (n:Contact) ON (n.name, n.id);
