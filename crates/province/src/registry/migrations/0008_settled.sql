-- Findings may be settled: somebody looked, and says why nothing is open any more. What is noticed anew is open again; who settled
-- it before, and why, is kept for ever.
ALTER TABLE findings ADD COLUMN is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1));

CREATE TABLE settlements (
    number      INTEGER PRIMARY KEY,
    station     TEXT NOT NULL,
    serial      INTEGER NOT NULL,
    fault       TEXT NOT NULL,
    found_at    INTEGER NOT NULL,
    settled_at  INTEGER NOT NULL,
    settled_by  TEXT NOT NULL CHECK (settled_by <> ''),
    reason      TEXT NOT NULL CHECK (reason <> ''),
    FOREIGN KEY (station, serial, fault) REFERENCES findings (station, serial, fault)
) STRICT;

CREATE TRIGGER settlements_never_change BEFORE UPDATE ON settlements
    BEGIN SELECT RAISE(ABORT, 'a settlement is kept as it was said'); END;
CREATE TRIGGER settlements_never_leave BEFORE DELETE ON settlements
    BEGIN SELECT RAISE(ABORT, 'a settlement is kept as it was said'); END;
CREATE TRIGGER findings_never_leave BEFORE DELETE ON findings
    BEGIN SELECT RAISE(ABORT, 'a finding stays, open or settled'); END;
