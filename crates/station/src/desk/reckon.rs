//! Created = received: what this station made, against the last reckoning that the province signed.

use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_domain::role::Permission;
use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::ids::Serial;
use rekam_protocol::reckoning::{
    self, DayReckoned, Fault, Finding, Range, Reckoning, Run, VERSION, by_day,
};
use serde::Serialize;
use serde_bytes::ByteArray;

use super::Desk;
use crate::error::Error;
use crate::store::StoreError;
use crate::store::outbox::OutboxRow;
use crate::sync::reckon;

/// Rows of the queue that are read at once.
const PAGE: u32 = 500;

/// How created and received stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reckoned {
    /// When the province reckoned last; never yet where there is nothing.
    pub at: Option<DateTime<Utc>>,
    /// Every day of the day-book, the oldest first.
    pub days: Vec<DayReckoned>,
    /// What does not fit, as the province found it or as its heads show.
    pub findings: Vec<Finding>,
    /// What the province does not hold and this station can send.
    pub again: Vec<Range>,
    /// What the province gave a receipt for, holds no longer, and this station keeps no longer either.
    pub lost: Vec<Range>,
}

impl Desk {
    /// How created and received stand, day by day.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn reckoned(&self) -> Result<Reckoned, Error> {
        self.may(Permission::ReadQueue)?;
        let party = self.party();
        let runs = self.store.books_after(0)?.runs;
        let Some(mut said) = reckon::last(&party)? else {
            return Ok(Reckoned {
                at: None,
                days: by_day(&runs, &nothing_yet(&party.activation.station), 0),
                findings: Vec::new(),
                again: Vec::new(),
                lost: Vec::new(),
            });
        };
        self.more_missing(&mut said)?;
        let same = reckon::same_through(&self.store, said.held)?;
        let (again, lost) = self.sort_missing(&said.missing)?;
        let mut findings = said.findings.clone();
        findings.extend(own_finding(&runs, &said, same));
        Ok(Reckoned {
            at: Some(said.at),
            days: by_day(&runs, &said, same),
            findings,
            again,
            lost,
        })
    }

    /// Sends again what the province does not hold: all that waits is due at once.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn send_again(&self) -> Result<(), Error> {
        self.may(Permission::ReadQueue)?;
        Ok(self.store.retry_now(None)?)
    }

    /// Where the province holds another packet under a number, it does not hold ours; it cannot know that from the number.
    fn more_missing(&self, said: &mut Reckoning) -> Result<(), StoreError> {
        let last = said.created.serial;
        let rows = self.rows()?.into_iter();
        let mut lacking: Vec<Serial> = rows
            .filter(|row| row.serial.get() <= last && is_displaced(row))
            .map(|row| row.serial)
            .collect();
        lacking.extend(singles(&said.missing));
        lacking.sort();
        lacking.dedup();
        said.missing = ranges(lacking);
        Ok(())
    }

    /// What is missing, parted into what can be sent and what is lost; what another packet displaced is neither.
    fn sort_missing(&self, missing: &[Range]) -> Result<(Vec<Range>, Vec<Range>), StoreError> {
        let (mut again, mut lost) = (Vec::new(), Vec::new());
        for row in self.rows()? {
            let is_missing = missing
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&row.serial));
            match (is_missing, row.pruned_at.is_some()) {
                (true, true) => lost.push(row.serial),
                (true, false) if !is_displaced(&row) => again.push(row.serial),
                (true | false, _) => {}
            }
        }
        Ok((ranges(again), ranges(lost)))
    }

    fn rows(&self) -> Result<Vec<OutboxRow>, StoreError> {
        let (mut found, mut after) = (Vec::new(), 0);
        loop {
            let page = self.store.queue(after, PAGE)?;
            let Some(last) = page.last() else {
                return Ok(found);
            };
            after = last.serial.get();
            found.extend(page);
        }
    }
}

/// Whether the province refused the packet because another one has its number or its id.
fn is_displaced(row: &OutboxRow) -> bool {
    let taken = [ErrorCode::PacketSerialTaken, ErrorCode::PacketIdTaken];
    let code = row.last_code.as_deref();
    row.receipt.is_none() && taken.iter().any(|taken| code == Some(taken.as_str()))
}

/// What the province's own head says against this day-book.
fn own_finding(runs: &[Run], said: &Reckoning, same: u32) -> Option<Finding> {
    let ours = runs.last().map_or(0, |run| run.last.get());
    let held = said.held.serial;
    let fault = if held > ours {
        Fault::StationCopy
    } else if same < held {
        Fault::DayBookForked
    } else {
        return None;
    };
    Some(Finding {
        serial: held,
        fault,
        at: said.at,
    })
}

/// A reckoning about nothing: every record is newer.
fn nothing_yet(station: &rekam_protocol::ids::StationId) -> Reckoning {
    Reckoning {
        version: VERSION,
        station: station.clone(),
        nonce: ByteArray::new([0; 16]),
        at: DateTime::UNIX_EPOCH,
        created: DayBookHead::EMPTY,
        known: 0,
        held: DayBookHead::EMPTY,
        missing: Vec::new(),
        refused: Vec::new(),
        roots: Vec::new(),
        findings: Vec::new(),
        feed_last: 0,
    }
}

fn singles(ranges: &[Range]) -> impl Iterator<Item = Serial> {
    let numbers = ranges
        .iter()
        .flat_map(|(first, last)| first.get()..=last.get());
    numbers.filter_map(|number| Serial::new(number).ok())
}

/// Ascending numbers as ranges.
fn ranges(serials: Vec<Serial>) -> Vec<reckoning::Range> {
    let mut found: Vec<Range> = Vec::new();
    for serial in serials {
        match found.last_mut() {
            Some((_, last)) if last.next() == serial => *last = serial,
            Some(_) | None => found.push((serial, serial)),
        }
    }
    found
}
