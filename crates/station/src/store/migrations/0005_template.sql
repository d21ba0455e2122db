-- Faces as numbers, only where the province switched the double hint on, and only while a trip is open. Each belongs to a
-- draft, to a sealed record (by its serial number) or to an expected resident, and goes with a draft or a resident that goes.
CREATE TABLE template (
    id      INTEGER PRIMARY KEY,
    draft   TEXT UNIQUE REFERENCES draft (id) ON DELETE CASCADE,
    serial  INTEGER UNIQUE REFERENCES day_book (serial),
    listed  TEXT UNIQUE REFERENCES worklist (key) ON DELETE CASCADE,
    numbers BLOB NOT NULL,
    CHECK ((draft IS NOT NULL) + (serial IS NOT NULL) + (listed IS NOT NULL) = 1)
) STRICT;
