//! How values of the desk stand in columns: ids as text, moments as JSON, digests as 32 bytes.

use std::str::FromStr;

use rekam_protocol::digest::Digest;
use rekam_protocol::time::Stamp;
use rusqlite::Row;
use serde::{Serialize, de::DeserializeOwned};

use super::StoreError;

/// A value as JSON text.
pub(super) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Foreign("value"))
}

/// A moment as JSON text.
pub(super) fn moment(at: &Stamp) -> Result<String, StoreError> {
    json(at)
}

/// Reads JSON text from a column.
pub(super) fn from_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Foreign(what))
}

/// Reads a moment, or nothing, from a column.
pub(super) fn moment_in(row: &Row<'_>, column: &str) -> Result<Option<Stamp>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Foreign("moment")))
        .transpose()
}

/// Reads text that parses, such as an id.
pub(super) fn parsed<T: FromStr>(
    row: &Row<'_>,
    column: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| StoreError::Foreign(what))
}

/// Reads a digest.
pub(super) fn digest(row: &Row<'_>, column: &str) -> Result<Digest, StoreError> {
    Ok(Digest::from_bytes(row.get(column)?))
}

/// Reads a count or size that is never negative.
pub(super) fn count(row: &Row<'_>, column: &str) -> Result<u64, StoreError> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| StoreError::Foreign("number"))
}

/// A count or size for a column.
pub(super) fn number(count: u64) -> Result<i64, StoreError> {
    i64::try_from(count).map_err(|_| StoreError::Foreign("number"))
}

/// A value whose wire form is one word, as that word.
pub(super) fn word<T: Serialize>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(_) | Err(_) => Err(StoreError::Foreign("word")),
    }
}

/// Reads a value whose wire form is one word.
pub(super) fn word_in<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    let word: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| StoreError::Foreign(what))
}
