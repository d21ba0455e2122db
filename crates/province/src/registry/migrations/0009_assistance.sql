-- Who was helped and how, and how many fingers and eyes were left out, as JSON. NULL where there is nothing to say, and in what
-- was opened before this was kept.
ALTER TABLE enrollments ADD COLUMN assistance TEXT;
