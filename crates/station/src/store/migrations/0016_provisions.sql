-- What the province gave to take along: which of its parts named a resident last (NULL for lists that came in at the desk),
-- which parts of which list were taken in, and code tables that are newer than the program's.
ALTER TABLE worklist ADD COLUMN part BLOB;
CREATE TABLE provided_part (
    list   TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (list, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE provided_table (
    name    TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    digest  BLOB NOT NULL,
    csv     BLOB NOT NULL
) STRICT, WITHOUT ROWID;
