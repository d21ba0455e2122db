-- Residents who are expected, as lists of the registry name them. Goes when the lease is over.
-- `person` is the keyed hash under which the day-book knows a resident; `folded` holds the words of the name, each with a
-- blank before it; `fields` is JSON from field to text. `id` keeps the order of the lists.
CREATE TABLE worklist (
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,
    nik    TEXT,
    person BLOB,
    name   TEXT NOT NULL,
    folded TEXT NOT NULL,
    fields TEXT NOT NULL
) STRICT;
CREATE INDEX worklist_nik ON worklist (nik) WHERE nik IS NOT NULL;
