// Values that golden records had.
CREATE CONSTRAINT formervalue_id IF NOT EXISTS FOR (n:FormerValue) REQUIRE n.id IS UNIQUE;
CREATE RANGE INDEX formervalue_by_until IF NOT EXISTS FOR (n:FormerValue) ON (n.until, n.id);
