-- Receipts of packets that the province no longer held when it was asked: they stay as its word, while the packets go again.
CREATE TABLE forgotten (
    serial  INTEGER NOT NULL REFERENCES day_book (serial),
    receipt BLOB NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (serial, receipt)
) STRICT, WITHOUT ROWID;
