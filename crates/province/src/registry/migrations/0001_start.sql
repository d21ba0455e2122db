-- Times are milliseconds since 1970-01-01 UTC, days are YYYY-MM-DD. Ids and codes are text as they travel; digests, keys and documents are bytes.

CREATE TABLE stations (
    id             TEXT PRIMARY KEY,
    name           TEXT NOT NULL,
    place          TEXT NOT NULL,
    lease_from     TEXT NOT NULL,
    lease_until    TEXT NOT NULL,
    lease_records  INTEGER NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('issued', 'active', 'revoked')),
    issued_at      INTEGER NOT NULL,
    -- The one-time token and the document that carries it, kept only until the station has announced its keys.
    token          BLOB,
    activation     BLOB,
    -- What the station announced.
    station_key    BLOB,
    key_id         TEXT UNIQUE,
    sequence       INTEGER,
    -- What the station said at its last hello.
    seen_at        INTEGER,
    seen_serial    INTEGER,
    seen_audit     BLOB,
    seen_waiting   INTEGER
) STRICT;

CREATE TABLE operators (
    station  TEXT NOT NULL REFERENCES stations (id),
    id       TEXT NOT NULL,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    PRIMARY KEY (station, id)
) STRICT, WITHOUT ROWID;

-- Every key an operator ever announced: packets sealed before a change of keys must still open.
CREATE TABLE operator_keys (
    station       TEXT NOT NULL,
    operator      TEXT NOT NULL,
    key           BLOB NOT NULL,
    sequence      INTEGER NOT NULL,
    announced_at  INTEGER NOT NULL,
    PRIMARY KEY (station, operator, key),
    FOREIGN KEY (station, operator) REFERENCES operators (station, id)
) STRICT, WITHOUT ROWID;

-- Nonces of hellos already answered, so that a recorded hello opens no door.
CREATE TABLE hellos (
    station  TEXT NOT NULL REFERENCES stations (id),
    nonce    BLOB NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (station, nonce)
) STRICT, WITHOUT ROWID;

CREATE TABLE packets (
    id           TEXT PRIMARY KEY,
    station      TEXT NOT NULL REFERENCES stations (id),
    serial       INTEGER NOT NULL CHECK (serial > 0),
    kind         TEXT NOT NULL CHECK (kind IN ('record', 'canary')),
    digest       BLOB NOT NULL,
    previous     BLOB NOT NULL,
    length       INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    receipt      BLOB NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'opened', 'refused')),
    reason       TEXT,
    settled_at   INTEGER,
    UNIQUE (station, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX packets_waiting ON packets (received_at, station, serial) WHERE state = 'waiting';

-- What goes down to the stations, each with its own count.
CREATE TABLE feed (
    station  TEXT NOT NULL REFERENCES stations (id),
    seq      INTEGER NOT NULL,
    packet   TEXT NOT NULL REFERENCES packets (id),
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('status', 'canary')),
    status   TEXT,
    reason   TEXT,
    nonce    BLOB,
    PRIMARY KEY (station, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE residents (
    nik         TEXT PRIMARY KEY,
    full_name   TEXT NOT NULL,
    sex         TEXT NOT NULL,
    birth_date  TEXT NOT NULL,
    village     TEXT,
    packet      TEXT NOT NULL REFERENCES packets (id),
    written_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE enrollments (
    packet       TEXT PRIMARY KEY REFERENCES packets (id),
    nik          TEXT NOT NULL REFERENCES residents (nik),
    family       TEXT NOT NULL CHECK (family IN ('ktp', 'kia', 'other')),
    -- 1 where the service records a person anew: only such enrollments can be doubles of each other.
    recording    INTEGER NOT NULL CHECK (recording IN (0, 1)),
    service      TEXT NOT NULL,
    operator     TEXT NOT NULL,
    status       TEXT NOT NULL,
    biodata      TEXT NOT NULL,
    attachments  TEXT NOT NULL,
    opened_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX enrollments_by_nik ON enrollments (nik, family);
-- One person, one recording: the database itself refuses a second one that is not marked as a double.
CREATE UNIQUE INDEX enrollments_one_recording ON enrollments (nik, family)
    WHERE recording = 1 AND status <> 'DUPLICATE_RECORD';

CREATE TABLE doubles (
    packet    TEXT PRIMARY KEY REFERENCES packets (id),
    first     TEXT NOT NULL REFERENCES packets (id),
    nik       TEXT NOT NULL,
    family    TEXT NOT NULL,
    found_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    seq      INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    event    TEXT NOT NULL,
    station  TEXT,
    packet   TEXT,
    detail   TEXT
) STRICT;
