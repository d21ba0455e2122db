-- The newest renewed activation of a station, as it was signed: nobody's secret, and asked for until the station has it.
ALTER TABLE stations ADD COLUMN renewal BLOB;
ALTER TABLE stations ADD COLUMN renewed_at INTEGER;
