//! Tables of `assets/`, compiled into the program and parsed once.

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
