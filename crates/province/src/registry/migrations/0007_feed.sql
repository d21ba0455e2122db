-- The feed tells of more than statuses and canaries. What else there is to say is kept as it is told (CBOR), and need not be
-- about a packet.
CREATE TABLE feed_wider (
    station  TEXT NOT NULL REFERENCES stations (id),
    seq      INTEGER NOT NULL,
    packet   TEXT REFERENCES packets (id),
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('status', 'canary', 'told')),
    status   TEXT,
    reason   TEXT,
    nonce    BLOB,
    told     BLOB,
    PRIMARY KEY (station, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO feed_wider (station, seq, packet, at, kind, status, reason, nonce)
    SELECT station, seq, packet, at, kind, status, reason, nonce FROM feed;
DROP TABLE feed;
ALTER TABLE feed_wider RENAME TO feed;
