//! Tables of `assets/`, compiled into the program and parsed once; and tables that came later.

use serde::de::DeserializeOwned;

/// Rows of an embedded CSV file with a header line.
///
/// A row that does not fit `Row` is left out rather than stopping a station at the counter; the tests of each
/// table count its rows, so a broken file never leaves the workshop.
pub(crate) fn rows<Row: DeserializeOwned>(csv: &str) -> Vec<Row> {
    csv::Reader::from_reader(csv.as_bytes())
        .into_deserialize()
        .flatten()
        .collect()
}

/// Rows of a CSV file with a header line that came from outside; nothing where there is none, or one that does not fit `Row`.
pub(crate) fn strict<Row: DeserializeOwned>(csv: &[u8]) -> Option<Vec<Row>> {
    let rows = csv::Reader::from_reader(csv).into_deserialize();
    let rows: Vec<Row> = rows.collect::<Result<_, _>>().ok()?;
    (!rows.is_empty()).then_some(rows)
}
