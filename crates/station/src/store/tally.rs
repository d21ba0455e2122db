//! Counts of a day that nothing else remembers: a sealed record cannot be asked any more. No count belongs to a resident.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rekam_domain::aside::AsideReason;
use rekam_domain::biometric::ExceptionReason;
use rekam_domain::enrollment::DiscardReason;
use rekam_domain::field::{Field, FieldValue};
use rekam_domain::service::Service;
use rekam_protocol::packet::Record;
use rekam_protocol::time::Stamp;
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
    /// A sealed record, by the code of the resident's village; empty where there is none.
    Village,
    /// A fault of a photo that was set aside in a sealed record, by reason.
    Aside,
    /// A sealed record whose making was timed, by service.
    Timed,
    /// The seconds from the first question to the seal of those, by service.
    Seconds,
}

impl Tallied {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Excepted => "excepted",
            Self::Discarded => "discarded",
            Self::Village => "village",
            Self::Aside => "aside",
            Self::Timed => "timed",
            Self::Seconds => "seconds",
        }
    }
}

impl Store {
    /// Fingers and eyes that were excepted in the records sealed from the first day to the last, by reason.
    ///
    /// # Errors
    /// What the store says.
    pub fn excepted(&self, days: Days) -> Result<Vec<(ExceptionReason, u32)>, StoreError> {
        self.read(|connection| counted(connection, days, Tallied::Excepted))
    }

    /// Drafts that were given up, by reason.
    ///
    /// # Errors
    /// What the store says.
    pub fn discarded(&self, days: Days) -> Result<Vec<(DiscardReason, u32)>, StoreError> {
        self.read(|connection| counted(connection, days, Tallied::Discarded))
    }

    /// Faults of photos that were set aside, by reason.
    ///
    /// # Errors
    /// What the store says.
    pub fn set_aside_count(&self, days: Days) -> Result<Vec<(AsideReason, u32)>, StoreError> {
        self.read(|connection| counted(connection, days, Tallied::Aside))
    }

    /// Records by the code of the resident's village.
    ///
    /// # Errors
    /// What the store says.
    pub fn recorded_by_village(&self, days: Days) -> Result<Vec<(String, u32)>, StoreError> {
        self.read(|connection| counted(connection, days, Tallied::Village))
    }

    /// How many records of a service were timed, and how many seconds they took together.
    ///
    /// # Errors
    /// What the store says.
    pub fn timed(&self, days: Days) -> Result<BTreeMap<Service, (u32, u32)>, StoreError> {
        self.read(|connection| {
            let seconds: Vec<(Service, u32)> = counted(connection, days, Tallied::Seconds)?;
            let seconds: BTreeMap<_, _> = seconds.into_iter().collect();
            let timed: Vec<(Service, u32)> = counted(connection, days, Tallied::Timed)?;
            let both = |(service, count)| {
                (
                    service,
                    (count, seconds.get(&service).copied().unwrap_or(0)),
                )
            };
            Ok(timed.into_iter().map(both).collect())
        })
    }
}

/// From the first day to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

impl Days {
    /// One day.
    #[must_use]
    pub const fn one(day: NaiveDate) -> Self {
        Self {
            from: day,
            until: day,
        }
    }
}

/// Longest sitting that is timed, in seconds: a draft that was left open over a night says nothing about the work.
const LONGEST_TIMED: i64 = 2 * 60 * 60;

/// Counts a sealed record: where it was, what was set aside, how long it took. Nothing tells one resident from another.
pub(crate) fn count_record(
    tx: &Connection,
    day: NaiveDate,
    record: &Record,
    sealed_at: &Stamp,
) -> Result<(), StoreError> {
    for exception in &record.exceptions {
        count(tx, day, Tallied::Excepted, &exception.reason())?;
    }
    for aside in &record.photo_aside {
        count(tx, day, Tallied::Aside, &aside.because.reason())?;
    }
    let village = match record.fields.get(&Field::Village) {
        Some(FieldValue::Village { code, .. }) => code.as_str(),
        Some(_) | None => "",
    };
    count(tx, day, Tallied::Village, &village)?;
    let ended = sealed_at.counted_from(&record.started_at);
    let seconds = (ended - record.started_at.wall).num_seconds();
    if (0..=LONGEST_TIMED).contains(&seconds) {
        count(tx, day, Tallied::Timed, &record.service)?;
        let seconds = u32::try_from(seconds).unwrap_or(0);
        add(tx, day, Tallied::Seconds, &record.service, seconds)?;
    }
    Ok(())
}

/// Counts one more, inside the transaction that makes it true.
pub(crate) fn count<T: Serialize>(
    tx: &Connection,
    day: NaiveDate,
    what: Tallied,
    reason: &T,
) -> Result<(), StoreError> {
    add(tx, day, what, reason, 1)
}

fn add<T: Serialize>(
    tx: &Connection,
    day: NaiveDate,
    what: Tallied,
    reason: &T,
    more: u32,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO tally (day, what, word, count) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (day, what, word) DO UPDATE SET count = count + ?4",
    )?
    .execute(params![day.to_string(), what.as_str(), word(reason)?, more])?;
    Ok(())
}

fn counted<T: DeserializeOwned>(
    connection: &Connection,
    days: Days,
    what: Tallied,
) -> Result<Vec<(T, u32)>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT word, sum(count) AS count FROM tally WHERE day BETWEEN ?1 AND ?2 AND what = ?3
         GROUP BY word ORDER BY count DESC, word",
    )?;
    let (from, until) = (days.from.to_string(), days.until.to_string());
    let rows = query.query_and_then(params![from, until, what.as_str()], |row| {
        Ok((word_in(row, "word", "reason")?, row.get("count")?))
    })?;
    rows.collect()
}
