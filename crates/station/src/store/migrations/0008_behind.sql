-- The colour that was put behind the resident in the portrait, and how, as JSON; NULL where it is as the camera saw it.
ALTER TABLE draft ADD COLUMN painted TEXT;
