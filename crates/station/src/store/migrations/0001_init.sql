-- The store of one desk, version 1. Released files never change (a test holds their SHA-256); a change is a new file.
-- Moments (`*_at`) are stamps as JSON: wall clock, counter, boot, trusted. Order comes from serials, never from them.

-- What the desk keeps for itself: station key, activation, sync cursor, retention.
CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- An enrollment that is being made. Every field and capture is its own durable write. `earlier` is the
-- answer to "ever recorded, anywhere?"; `double_ok` is a supervisor's decision (JSON) to record somebody again.
CREATE TABLE draft (
    id          TEXT PRIMARY KEY,
    service     TEXT NOT NULL,
    started_by  TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    photo_tries INTEGER NOT NULL DEFAULT 0,
    earlier     TEXT,
    double_ok   TEXT
) STRICT, WITHOUT ROWID;

-- What was typed, as it was typed, right or wrong.
CREATE TABLE field (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    name  TEXT NOT NULL,
    raw   TEXT NOT NULL,
    by    TEXT NOT NULL,
    at    TEXT NOT NULL,
    PRIMARY KEY (draft, name)
) STRICT, WITHOUT ROWID;

-- What was captured; one per slot, a new one replaces the old (and the audit line keeps its digest).
CREATE TABLE capture (
    id         INTEGER PRIMARY KEY,
    draft      TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    slot       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    digest     BLOB NOT NULL CHECK (length(digest) = 32),
    bytes      BLOB NOT NULL,
    by         TEXT NOT NULL,
    at         TEXT NOT NULL,
    UNIQUE (draft, slot)
) STRICT;

-- A finger or eye that cannot be recorded: why, for how long, who approved.
CREATE TABLE exception (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    site  TEXT NOT NULL,
    body  TEXT NOT NULL,
    PRIMARY KEY (draft, site)
) STRICT, WITHOUT ROWID;

-- A paper that was not photographed: seen at the counter, or missing.
CREATE TABLE paper (
    draft    TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    document TEXT NOT NULL,
    standing TEXT NOT NULL,
    PRIMARY KEY (draft, document)
) STRICT, WITHOUT ROWID;

-- What the resident agreed to (photo, read-back), bound to the digest of what was shown.
CREATE TABLE mark (
    draft TEXT NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    name  TEXT NOT NULL,
    shown BLOB NOT NULL CHECK (length(shown) = 32),
    by    TEXT NOT NULL,
    at    TEXT NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (draft, name)
) STRICT, WITHOUT ROWID;

-- One line per sealed packet, for ever. A record's packet id is its draft's id, so no draft can be sealed twice.
-- `person` is a keyed hash of the NIK: it finds doubles and says nothing else.
CREATE TABLE day_book (
    serial    INTEGER PRIMARY KEY CHECK (serial > 0),
    packet    TEXT NOT NULL UNIQUE,
    kind      TEXT NOT NULL,
    service   TEXT,
    person    BLOB,
    operator  TEXT NOT NULL,
    sealed_at TEXT NOT NULL,
    digest    BLOB NOT NULL CHECK (length(digest) = 32),
    previous  BLOB NOT NULL CHECK (length(previous) = 32),
    head      BLOB NOT NULL CHECK (length(head) = 32)
) STRICT;
CREATE INDEX day_book_person ON day_book (person) WHERE person IS NOT NULL;
CREATE TRIGGER day_book_lines_never_change BEFORE UPDATE ON day_book
    BEGIN SELECT RAISE(ABORT, 'the day-book is append-only'); END;
CREATE TRIGGER day_book_lines_never_leave BEFORE DELETE ON day_book
    BEGIN SELECT RAISE(ABORT, 'the day-book is append-only'); END;

-- The sealed bytes, kept until receipt, final status and the days the province sets.
CREATE TABLE packet (
    serial INTEGER PRIMARY KEY REFERENCES day_book (serial),
    bytes  BLOB NOT NULL
) STRICT;

-- How far each packet has come on its way to the province.
CREATE TABLE outbox (
    serial        INTEGER PRIMARY KEY REFERENCES day_book (serial),
    length        INTEGER NOT NULL,
    state         TEXT NOT NULL,
    sent_bytes    INTEGER NOT NULL DEFAULT 0,
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER NOT NULL DEFAULT 0,
    last_code     TEXT,
    receipt       BLOB,
    received_at   TEXT,
    status        TEXT,
    status_reason TEXT,
    status_at     TEXT,
    final_at      INTEGER,
    pruned_at     TEXT
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE receipt IS NULL;

-- Canaries: has the province shown that it can open what this station seals?
CREATE TABLE canary (
    nonce       BLOB PRIMARY KEY,
    serial      INTEGER NOT NULL UNIQUE REFERENCES day_book (serial),
    answered_at TEXT
) STRICT, WITHOUT ROWID;

-- The audit log: canonical CBOR lines, each head the hash of the one before and the line.
CREATE TABLE audit (
    seq  INTEGER PRIMARY KEY CHECK (seq > 0),
    line BLOB NOT NULL,
    head BLOB NOT NULL CHECK (length(head) = 32)
) STRICT;
CREATE TRIGGER audit_lines_never_change BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_lines_never_leave BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
