-- What a day's close counts and nothing else remembers: why fingers and eyes were excepted in records that are sealed by
-- now, and why drafts were given up. Counts only: no row belongs to a resident.
CREATE TABLE tally (
    day   TEXT NOT NULL,
    what  TEXT NOT NULL,
    word  TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, what, word)
) STRICT, WITHOUT ROWID;

-- A day's lines are asked for often.
CREATE INDEX day_book_time ON day_book (sealed_at ->> 'wall');
