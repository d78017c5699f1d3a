// An imported holding is found by its record, whatever customer and product it led to.
CREATE RANGE INDEX holds_by_record IF NOT EXISTS FOR ()-[e:HOLDS]-() ON (e.record);
