-- The way to the portrait as JSON: when and after how many photos and refusals the resident approved it, and what was set
-- aside in it and why. NULL where the service takes no photo, and in what was opened before.
ALTER TABLE enrollments ADD COLUMN photo TEXT;
