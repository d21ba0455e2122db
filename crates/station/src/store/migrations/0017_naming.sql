-- Which list names whom: a resident may stand in several, and goes with the last of them. `part` is the part of the province's
-- list by which it does; empty for lists that came in at the desk.
CREATE TABLE naming (
    list   TEXT NOT NULL,
    part   BLOB NOT NULL,
    listed TEXT NOT NULL REFERENCES worklist (key) ON DELETE CASCADE,
    PRIMARY KEY (list, part, listed)
) STRICT, WITHOUT ROWID;
CREATE INDEX naming_listed ON naming (listed);
INSERT INTO naming (list, part, listed) SELECT list, coalesce(part, x''), key FROM worklist;
DROP INDEX worklist_list;
ALTER TABLE worklist DROP COLUMN list;
ALTER TABLE worklist DROP COLUMN part;
