-- Where each run of a station's counter was last compared with our clock: what was stamped in that run is counted from there.
CREATE TABLE boots (
    station  TEXT NOT NULL REFERENCES stations (id),
    boot     TEXT NOT NULL,
    -- Milliseconds of the counter, and our time at that count.
    counter  INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (station, boot)
) STRICT, WITHOUT ROWID;

-- When a record was sealed: as the station told it (its stamp as JSON), by our clock, and how that is known: counted from a
-- comparison in the same run of the station's counter, confirmed by an earlier one, or only told. Nothing for records that
-- were opened before this file.
ALTER TABLE enrollments ADD COLUMN sealed_told TEXT;
ALTER TABLE enrollments ADD COLUMN sealed_at INTEGER;
ALTER TABLE enrollments ADD COLUMN sealed_by TEXT CHECK (sealed_by IN ('counted', 'confirmed', 'told'));
