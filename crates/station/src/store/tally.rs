//! Counts of a day that nothing else remembers: a sealed record cannot be asked any more.

use chrono::NaiveDate;
use rekam_domain::biometric::ExceptionReason;
use rekam_domain::enrollment::DiscardReason;
use rusqlite::{Connection, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::columns::{word, word_in};
use super::{Store, StoreError};

/// What is counted.
#[derive(Clone, Copy)]
pub(crate) enum Tallied {
    /// A finger or an eye that was excepted in a sealed record, by reason.
    Excepted,
    /// A draft that was given up, by reason.
    Discarded,
}

impl Tallied {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Excepted => "excepted",
            Self::Discarded => "discarded",
        }
    }
}

impl Store {
    /// Fingers and eyes that were excepted in the records sealed on a day, by reason.
    ///
    /// # Errors
    /// What the store says.
    pub fn excepted_on(&self, day: NaiveDate) -> Result<Vec<(ExceptionReason, u32)>, StoreError> {
        self.read(|connection| counted(connection, day, Tallied::Excepted))
    }

    /// Drafts that were given up on a day, by reason.
    ///
    /// # Errors
    /// What the store says.
    pub fn discarded_on(&self, day: NaiveDate) -> Result<Vec<(DiscardReason, u32)>, StoreError> {
        self.read(|connection| counted(connection, day, Tallied::Discarded))
    }
}

/// Counts one more, inside the transaction that makes it true.
pub(crate) fn count<T: Serialize>(
    tx: &Connection,
    day: NaiveDate,
    what: Tallied,
    reason: &T,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO tally (day, what, word, count) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT (day, what, word) DO UPDATE SET count = count + 1",
    )?
    .execute(params![day.to_string(), what.as_str(), word(reason)?])?;
    Ok(())
}

fn counted<T: DeserializeOwned>(
    connection: &Connection,
    day: NaiveDate,
    what: Tallied,
) -> Result<Vec<(T, u32)>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT word, count FROM tally WHERE day = ?1 AND what = ?2 ORDER BY count DESC, word",
    )?;
    let rows = query.query_and_then(params![day.to_string(), what.as_str()], |row| {
        Ok((word_in(row, "word", "reason")?, row.get("count")?))
    })?;
    rows.collect()
}
