//! Between columns and types. A column that does not read back names itself, never its content.

use super::RegistryError;
use chrono::{DateTime, Utc};
use rekam_protocol::{digest::Digest, keys::VerifyingKey, packet::PacketKind};
use rusqlite::{Row, Rows, types::FromSql};
use std::str::FromStr;

/// All rows of a query.
pub(super) fn all<T>(
    mut rows: Rows<'_>,
    read: impl Fn(&Row<'_>) -> Result<T, RegistryError>,
) -> Result<Vec<T>, RegistryError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The only row of a query, if there is one.
pub(super) fn first<T>(
    mut rows: Rows<'_>,
    read: impl Fn(&Row<'_>) -> Result<T, RegistryError>,
) -> Result<Option<T>, RegistryError> {
    rows.next()?.map(read).transpose()
}

/// A column that SQLite itself can type.
pub(super) fn column<T: FromSql>(row: &Row<'_>, name: &'static str) -> Result<T, RegistryError> {
    Ok(row.get(name)?)
}

/// A text column that parses.
pub(super) fn text<T: FromStr>(row: &Row<'_>, name: &'static str) -> Result<T, RegistryError> {
    row.get::<_, String>(name)?
        .parse()
        .map_err(|_| RegistryError::Damaged(name))
}

/// A text column that is a word of a closed list.
pub(super) fn word<T>(
    row: &Row<'_>,
    name: &'static str,
    from_word: impl Fn(&str) -> Option<T>,
) -> Result<T, RegistryError> {
    from_word(&row.get::<_, String>(name)?).ok_or(RegistryError::Damaged(name))
}

/// An integer column that a type takes.
pub(super) fn number<T: TryFrom<i64>>(
    row: &Row<'_>,
    name: &'static str,
) -> Result<T, RegistryError> {
    row.get::<_, i64>(name)?
        .try_into()
        .map_err(|_| RegistryError::Damaged(name))
}

/// Bytes of fixed length.
pub(super) fn bytes<const N: usize>(
    row: &Row<'_>,
    name: &'static str,
) -> Result<[u8; N], RegistryError> {
    row.get::<_, Vec<u8>>(name)?
        .try_into()
        .map_err(|_| RegistryError::Damaged(name))
}

/// A digest.
pub(super) fn digest(row: &Row<'_>, name: &'static str) -> Result<Digest, RegistryError> {
    bytes(row, name).map(Digest::from_bytes)
}

/// A public signing key.
pub(super) fn key(row: &Row<'_>, name: &'static str) -> Result<VerifyingKey, RegistryError> {
    VerifyingKey::from_slice(&row.get::<_, Vec<u8>>(name)?)
        .map_err(|_| RegistryError::Damaged(name))
}

/// A moment, kept as milliseconds.
pub(super) fn moment(row: &Row<'_>, name: &'static str) -> Result<DateTime<Utc>, RegistryError> {
    DateTime::from_timestamp_millis(row.get(name)?).ok_or(RegistryError::Damaged(name))
}

/// A moment that may be missing.
pub(super) fn maybe_moment(
    row: &Row<'_>,
    name: &'static str,
) -> Result<Option<DateTime<Utc>>, RegistryError> {
    let kept: Option<i64> = row.get(name)?;
    kept.map(|at| DateTime::from_timestamp_millis(at).ok_or(RegistryError::Damaged(name)))
        .transpose()
}

/// The word of a packet kind.
pub(super) const fn kind_word(kind: PacketKind) -> &'static str {
    match kind {
        PacketKind::Record => "record",
        PacketKind::Canary => "canary",
    }
}

/// A packet kind.
pub(super) fn kind(row: &Row<'_>, name: &'static str) -> Result<PacketKind, RegistryError> {
    word(row, name, |word| {
        [PacketKind::Record, PacketKind::Canary]
            .into_iter()
            .find(|kind| kind_word(*kind) == word)
    })
}
