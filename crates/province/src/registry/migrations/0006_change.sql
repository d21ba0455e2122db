-- Elements that a record changes (F-1.06), as JSON: what stood there before and what shows the change. Nothing for a record
-- that changes none.
ALTER TABLE enrollments ADD COLUMN changes TEXT;
