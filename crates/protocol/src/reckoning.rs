//! Created = received: what a station says it has created, what the province says it has received, and both day by day.
//!
//! The station signs an [`Account`], the province answers with a signed [`Reckoning`]. Both sides make the same table of the two
//! with [`by_day`]. A head pins every line before it, so one head that is the same on both sides proves all days up to it.
//! PROTOCOL.md section 8 specifies both documents.

use crate::{
    day_book::DayBookHead,
    digest::Digest,
    ids::{Serial, StationId},
    signed::Document,
    time::Stamp,
};
use chrono::{DateTime, NaiveDate, Utc};
use rekam_domain::code::{ErrorCode, Language};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;
use std::collections::BTreeMap;

/// The version of both documents.
pub const VERSION: u16 = 1;

/// Serial numbers from the first to the last, both included.
pub type Range = (Serial, Serial);

/// Lines of a day-book that follow each other and were sealed on one day. A clock that jumps makes more runs of a day, and
/// confuses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Run {
    /// The calendar day at the counter (UTC+7).
    pub day: NaiveDate,
    /// The first serial number.
    pub first: Serial,
    /// The last serial number.
    pub last: Serial,
    /// The head of the day-book after the last.
    pub head: Digest,
}

/// How far an audit log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AuditHead {
    /// Number of lines.
    pub lines: u64,
    /// The head after the last.
    pub head: Digest,
}

/// What a station has created. Signed with the station's key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Account {
    /// [`VERSION`].
    pub version: u16,
    /// The station.
    pub station: StationId,
    /// By line the nonce of the hello that began the conversation, on a stick a random number.
    pub nonce: ByteArray<16>,
    /// The station's time.
    pub at: Stamp,
    /// Where the day-book stood before the first run: the days until there were told before.
    pub after: DayBookHead,
    /// The days since, by serial number, without a gap.
    pub runs: Vec<Run>,
    /// Where the day-book stands now.
    pub day_book: DayBookHead,
    /// Where the audit log stands now.
    pub audit: AuditHead,
}

impl Document for Account {
    const CONTENT_TYPE: &'static str = "application/rekam-account+cbor";
}

/// What the province has received. Signed with the province's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reckoning {
    /// [`VERSION`].
    pub version: u16,
    /// The station it is for.
    pub station: StationId,
    /// The nonce of the account.
    pub nonce: ByteArray<16>,
    /// The province's time.
    pub at: DateTime<Utc>,
    /// Where the day-book stands as the account says: what this reckoning is about.
    pub created: DayBookHead,
    /// The last serial number whose day the province knows.
    pub known: u32,
    /// How far the province holds the day-book without a gap.
    pub held: DayBookHead,
    /// Serial numbers up to `created` that the province does not hold, ascending.
    pub missing: Vec<Range>,
    /// Serial numbers whose packets the province holds and could not use, ascending.
    pub refused: Vec<Range>,
    /// The heads that the province computes at the ends of the account's runs, where it holds that line.
    pub roots: Vec<DayBookHead>,
    /// What does not fit, the newest last, at most [`MOST_FINDINGS`].
    pub findings: Vec<Finding>,
    /// The sequence of the last entry of the station's feed; 0 without one.
    pub feed_last: u64,
}

impl Document for Reckoning {
    const CONTENT_TYPE: &'static str = "application/rekam-reckoning+cbor";
}

/// Findings that one reckoning names at most.
pub const MOST_FINDINGS: u32 = 100;
/// Ranges that one reckoning names at most; it stays well below the largest document.
pub const MOST_RANGES: u32 = 20_000;

/// Something that does not fit, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Finding {
    /// The serial number from which on it does not fit; for the audit log, where the day-book stood.
    pub serial: u32,
    /// What.
    pub fault: Fault,
    /// When the province noticed it.
    pub at: DateTime<Utc>,
}

/// What can be wrong with a station's books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Two packets under one serial number: two machines are this station, or one that was restored from a copy.
    StationCopy,
    /// A head is not the one that stood at this serial number before, or a packet does not follow from its neighbour.
    DayBookForked,
    /// The day-book is shorter than it was.
    DayBookBack,
    /// The chain goes on behind this serial number as if it never was.
    SerialSkipped,
    /// The audit log is shorter than it was.
    AuditBack,
    /// The audit log is another one than it was, or stood still while records were sealed.
    AuditChanged,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 6] = [
        Self::StationCopy,
        Self::DayBookForked,
        Self::DayBookBack,
        Self::SerialSkipped,
        Self::AuditBack,
        Self::AuditChanged,
    ];

    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::StationCopy => ErrorCode::StationCopy,
            Self::DayBookForked => ErrorCode::DayBookForked,
            Self::DayBookBack => ErrorCode::DayBookBack,
            Self::SerialSkipped => ErrorCode::SerialSkipped,
            Self::AuditBack => ErrorCode::AuditBack,
            Self::AuditChanged => ErrorCode::AuditChanged,
        }
    }
}

/// A word that names no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such fault")]
pub struct NoFault;

impl std::str::FromStr for Fault {
    type Err = NoFault;

    /// From its code, such as `day-book-back`.
    fn from_str(code: &str) -> Result<Self, NoFault> {
        let mut all = Self::ALL.into_iter();
        all.find(|fault| fault.code().as_str() == code)
            .ok_or(NoFault)
    }
}

/// Why an account is not taken, though it is genuine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Of a version that this program does not know.
    #[error("the account has version {0}, this program knows version 1")]
    Version(u16),
    /// A run does not follow from the one before, or the last one does not end where the day-book does.
    #[error("the account does not go on at serial number {0}")]
    Broken(u32),
}

impl AccountError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Version(_) => ErrorCode::DocumentNotUnderstood,
            Self::Broken(_) => ErrorCode::AccountBroken,
        }
    }
}

impl Account {
    /// Whether its runs lead without a gap from `after` to `day_book`.
    ///
    /// # Errors
    /// [`AccountError`].
    pub fn check(&self) -> Result<(), AccountError> {
        if self.version != VERSION {
            return Err(AccountError::Version(self.version));
        }
        let mut known = self.after;
        for run in &self.runs {
            let goes_on =
                run.first.get().checked_sub(1) == Some(known.serial) && run.first <= run.last;
            if !goes_on {
                return Err(AccountError::Broken(known.serial.saturating_add(1)));
            }
            known = DayBookHead {
                serial: run.last.get(),
                head: run.head,
            };
        }
        if known == self.day_book {
            Ok(())
        } else {
            Err(AccountError::Broken(known.serial.saturating_add(1)))
        }
    }
}

/// Whether both sides have the same root of a day: the head after its last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Root {
    /// Created = received: every line, in this order, nothing else.
    Same,
    /// Not to be said yet: something is missing, or newer than the reckoning.
    Open,
    /// The province holds other lines.
    Different,
}

impl Root {
    /// In words.
    #[must_use]
    pub const fn label(self, language: Language) -> &'static str {
        language.pick(match self {
            Self::Same => ["akar sama", "same root"],
            Self::Open => ["akar belum lengkap", "root still open"],
            Self::Different => ["AKAR BEDA", "DIFFERENT ROOT"],
        })
    }
}

/// One day, reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayReckoned {
    /// The calendar day at the counter.
    pub day: NaiveDate,
    /// Serial numbers of the day.
    pub created: u32,
    /// Of those, how many the province holds.
    pub received: u32,
    /// Those that it does not hold.
    pub missing: Vec<Range>,
    /// Those that it holds and could not use.
    pub refused: Vec<Range>,
    /// How many are newer than the reckoning.
    pub later: u32,
    /// Whether the root is the same.
    pub root: Root,
}

impl DayReckoned {
    /// As a line: `2026-03-02  dibuat 214, diterima 214, akar sama`.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let mut parts = vec![
            format!("{} {}", language.pick(["dibuat", "created"]), self.created),
            format!(
                "{} {}",
                language.pick(["diterima", "received"]),
                self.received
            ),
        ];
        if self.later > 0 {
            let words = language.pick(["belum dicocokkan", "not reckoned yet"]);
            parts.push(format!("{words} {}", self.later));
        }
        for (ranges, words) in [
            (&self.missing, ["belum ada nomor", "missing number"]),
            (&self.refused, ["ditolak nomor", "refused number"]),
        ] {
            if !ranges.is_empty() {
                parts.push(format!("{} {}", language.pick(words), written(ranges)));
            }
        }
        parts.push(self.root.label(language).to_owned());
        format!("{}  {}", self.day, parts.join(", "))
    }
}

/// The table that both sides show: the runs as the station tells them, against a reckoning. `same_through` is the last serial
/// number up to which the reader has found both chains to be one (0 where it has found nothing).
#[must_use]
pub fn by_day(runs: &[Run], reckoning: &Reckoning, same_through: u32) -> Vec<DayReckoned> {
    let mut days: BTreeMap<NaiveDate, DayReckoned> = BTreeMap::new();
    for run in runs {
        let missing = within(&reckoning.missing, run);
        let later = beyond(run, reckoning.created.serial);
        let root = root(run, reckoning, same_through);
        let is_whole = missing.is_empty() && later == 0;
        let day = days.entry(run.day).or_insert_with(|| DayReckoned {
            day: run.day,
            created: 0,
            received: 0,
            missing: Vec::new(),
            refused: Vec::new(),
            later: 0,
            root: Root::Same,
        });
        let created = length((run.first, run.last));
        let told = created.saturating_sub(later);
        day.created = day.created.saturating_add(created);
        day.received = day
            .received
            .saturating_add(told.saturating_sub(count(&missing)));
        day.later = day.later.saturating_add(later);
        day.missing.extend(missing);
        day.refused.extend(within(&reckoning.refused, run));
        day.root = day.root.max(match root {
            Root::Same if !is_whole => Root::Open,
            Root::Same | Root::Open | Root::Different => root,
        });
    }
    days.into_values().collect()
}

fn root(run: &Run, reckoning: &Reckoning, same_through: u32) -> Root {
    let mut roots = reckoning.roots.iter();
    match roots.find(|root| root.serial == run.last.get()) {
        Some(root) if root.head == run.head => Root::Same,
        Some(_) => Root::Different,
        None if run.last.get() <= same_through => Root::Same,
        None => Root::Open,
    }
}

/// Serial numbers of a run behind a serial number.
fn beyond(run: &Run, serial: u32) -> u32 {
    let from = run.first.get().max(serial.saturating_add(1));
    run.last.get().saturating_add(1).saturating_sub(from)
}

/// The parts of ranges that lie in a run.
fn within(ranges: &[Range], run: &Run) -> Vec<Range> {
    let cut = ranges
        .iter()
        .map(|(first, last)| (*first.max(&run.first), *last.min(&run.last)));
    cut.filter(|(first, last)| first <= last).collect()
}

/// How many serial numbers a range has.
#[must_use]
pub const fn length((first, last): Range) -> u32 {
    last.get().saturating_add(1).saturating_sub(first.get())
}

/// How many serial numbers ranges have that do not overlap.
#[must_use]
pub fn count(ranges: &[Range]) -> u32 {
    ranges
        .iter()
        .fold(0, |sum, range| sum.saturating_add(length(*range)))
}

/// Ranges as people read them: `7, 12-14`.
#[must_use]
pub fn written(ranges: &[Range]) -> String {
    let words = ranges.iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        }
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What lies between ranges that are held, from 1 to `last`; the ranges ascend and do not overlap.
#[must_use]
pub fn gaps(held: &[Range], last: u32) -> Vec<Range> {
    let mut found = Vec::new();
    let mut next = Serial::FIRST;
    let end = Serial::new(last).map_or(Serial::FIRST, Serial::next);
    for (from, until) in held.iter().chain(std::iter::once(&(end, end))) {
        let before = (*from).min(end).get() - 1;
        if let Ok(before) = Serial::new(before)
            && next <= before
        {
            found.push((next, before));
        }
        next = next.max(until.next());
    }
    found
}

#[cfg(test)]
mod tests;
