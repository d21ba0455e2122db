-- What is not as it should be in the photo that is kept, and as JSON why the operator set it aside; NULL until then. Goes
-- when another photo takes its place.
CREATE TABLE photo_fault (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    fault TEXT NOT NULL,
    aside TEXT,
    PRIMARY KEY (draft, fault)
) STRICT, WITHOUT ROWID;

-- How many times the resident asked for another photo.
ALTER TABLE draft ADD COLUMN photo_refusals INTEGER NOT NULL DEFAULT 0;
