-- What stations take along. A list is kept as it is given: in parts that only its station opens. The digest of a part's content
-- finds the same part again in the next version of the list.
ALTER TABLE stations ADD COLUMN sealing_key BLOB;
ALTER TABLE stations ADD COLUMN provided_at INTEGER;

CREATE TABLE lists (
    station   TEXT NOT NULL REFERENCES stations (id),
    name      TEXT NOT NULL,
    residents INTEGER NOT NULL,
    given_at  INTEGER NOT NULL,
    PRIMARY KEY (station, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE list_parts (
    station TEXT NOT NULL,
    list    TEXT NOT NULL,
    place   INTEGER NOT NULL,
    content BLOB NOT NULL,
    digest  BLOB NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (station, list, place),
    FOREIGN KEY (station, list) REFERENCES lists (station, name) ON DELETE CASCADE
) STRICT;
CREATE INDEX list_part_digest ON list_parts (station, digest);

-- Code tables are the same for every station, and nobody's secret.
CREATE TABLE code_tables (
    name     TEXT PRIMARY KEY,
    version  TEXT NOT NULL,
    digest   BLOB NOT NULL UNIQUE,
    bytes    BLOB NOT NULL,
    given_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
