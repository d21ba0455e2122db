-- What the resident cannot do, and who or what stands in for it, as JSON; NULL where there is nothing.
ALTER TABLE draft ADD COLUMN assistance TEXT;
