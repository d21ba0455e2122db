-- Where the operator was in an open draft, as JSON: step and field. A power cut comes back to it.
ALTER TABLE draft ADD COLUMN place TEXT;
