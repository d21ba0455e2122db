-- What devices captured of fingers and eyes: the best try of each, how often it was tried, with which device and under which
-- limits. The record itself is a capture of the draft (slot `site/...`); no quality means that no try gave anything.
CREATE TABLE site (
    draft   TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    site    TEXT NOT NULL,
    tries   INTEGER NOT NULL,
    quality INTEGER,
    device  TEXT,
    limits  TEXT NOT NULL,
    PRIMARY KEY (draft, site)
) STRICT, WITHOUT ROWID;

-- The hash with which the devices' chain of this resident's captures goes on.
ALTER TABLE draft ADD COLUMN device_hash TEXT;
