-- Trips: planned, driven, closed. At most one is open. `list` is the name of the list that is worked through; NULL for all.
-- Days are YYYY-MM-DD at the counter. No row says anything about a resident.
CREATE TABLE trip (
    id         INTEGER PRIMARY KEY,
    place      TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    team       TEXT NOT NULL,
    list       TEXT,
    planned_by TEXT NOT NULL,
    planned_at TEXT NOT NULL,
    closed_at  TEXT
) STRICT;
CREATE UNIQUE INDEX trip_open ON trip ((closed_at IS NULL)) WHERE closed_at IS NULL;
