-- Elements of F-1.06 that change: as JSON what stood there before and what shows the change. What stands there from now on is
-- the field of the draft.
CREATE TABLE change (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    body  TEXT NOT NULL,
    PRIMARY KEY (draft, field)
) STRICT, WITHOUT ROWID;
