-- Residents who were recorded elsewhere too, as the province tells: where and when, and whether the record of here stands.
CREATE TABLE recorded_twice (
    serial       INTEGER NOT NULL REFERENCES day_book (serial),
    station      TEXT NOT NULL,
    station_name TEXT NOT NULL,
    recorded_on  TEXT NOT NULL,
    stands       INTEGER NOT NULL,
    PRIMARY KEY (serial, station, recorded_on)
) STRICT, WITHOUT ROWID;
