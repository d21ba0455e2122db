-- What stations say they have created, as they signed it, and what does not fit.

-- The days of a day-book, as the station told them first: runs of serial numbers that follow each other from 1 on.
CREATE TABLE day_runs (
    station  TEXT NOT NULL REFERENCES stations (id),
    first    INTEGER NOT NULL CHECK (first > 0),
    last     INTEGER NOT NULL,
    day      TEXT NOT NULL,
    head     BLOB NOT NULL,
    PRIMARY KEY (station, first)
) STRICT, WITHOUT ROWID;

-- The signed accounts themselves, of each head the newest: nobody can take back what is written here.
CREATE TABLE accounts (
    station      TEXT NOT NULL REFERENCES stations (id),
    serial       INTEGER NOT NULL,
    head         BLOB NOT NULL,
    audit_lines  INTEGER NOT NULL,
    audit_head   BLOB NOT NULL,
    nonce        BLOB NOT NULL,
    taken_at     INTEGER NOT NULL,
    document     BLOB NOT NULL,
    PRIMARY KEY (station, serial, head)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
    station   TEXT NOT NULL REFERENCES stations (id),
    serial    INTEGER NOT NULL,
    fault     TEXT NOT NULL,
    found_at  INTEGER NOT NULL,
    PRIMARY KEY (station, serial, fault)
) STRICT, WITHOUT ROWID;

CREATE INDEX packets_refused ON packets (station, serial) WHERE state = 'refused';

-- Which conversation is the last one: an account that comes in it shows the state of now.
ALTER TABLE stations ADD COLUMN seen_nonce BLOB;

-- The station's own counter at that hello: what was said before it and came late says nothing of now.
ALTER TABLE stations ADD COLUMN seen_boot TEXT;
ALTER TABLE stations ADD COLUMN seen_monotonic INTEGER;
