//! A day at the counter: how it goes, and its close.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rekam_domain::biometric::ExceptionReason;
use rekam_domain::enrollment::DiscardReason;
use rekam_domain::role::Permission;
use rekam_domain::service::Service;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{PacketId, Serial};

use super::Desk;
use crate::error::Error;
use crate::lease::bounds_of;
use crate::store::StoreError;
use crate::store::day_book::DayBookLine;
use crate::store::tally::Days;

/// What was done on one day, by the clock on the wall.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Which.
    pub day: NaiveDate,
    /// Sealed records, in the order of their numbers.
    pub sealed: Vec<SealedThen>,
    /// Fingers and eyes that were excepted in those, by reason.
    pub excepted: Vec<(ExceptionReason, u32)>,
    /// Drafts that were given up, by reason.
    pub discarded: Vec<(DiscardReason, u32)>,
    /// The head of the day-book after the day's last line; nothing on a day without one.
    pub head: Option<Digest>,
}

/// One record of a day. Of the resident it says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct SealedThen {
    /// Its number.
    pub serial: Serial,
    /// The packet.
    pub packet: PacketId,
    /// What the resident came for.
    pub service: Service,
    /// Whether the province's receipt is here.
    pub received: bool,
}

impl Day {
    /// Records by service, in the order of F-1.02.
    #[must_use]
    pub fn by_service(&self) -> Vec<(Service, u32)> {
        let mut found: BTreeMap<Service, u32> = BTreeMap::new();
        for record in &self.sealed {
            *found.entry(record.service).or_default() += 1;
        }
        let listed = Service::ALL.iter();
        listed
            .filter_map(|service| Some((*service, *found.get(service)?)))
            .collect()
    }

    /// Records after a number.
    #[must_use]
    pub fn after(&self, serial: Serial) -> Vec<&SealedThen> {
        let later = self.sealed.iter().filter(|record| record.serial > serial);
        later.collect()
    }

    /// Records without a receipt.
    pub fn waiting(&self) -> impl Iterator<Item = &SealedThen> {
        self.sealed.iter().filter(|record| !record.received)
    }
}

impl Desk {
    /// What was done on a day; today without one.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn day(&self, day: Option<NaiveDate>) -> Result<Day, Error> {
        self.may(Permission::ReadQueue)?;
        let day = day.unwrap_or_else(|| self.today());
        let (from, until) = bounds_of(day);
        let lines = self.store.sealed_between(from, until)?;
        Ok(Day {
            day,
            head: lines.last().map(|(line, _)| line.head()),
            sealed: lines
                .into_iter()
                .filter_map(|(line, received)| record(&line, received).transpose())
                .collect::<Result<_, _>>()?,
            excepted: self.store.excepted(Days::one(day))?,
            discarded: self.store.discarded(Days::one(day))?,
        })
    }
}

/// A line as a record; nothing for a canary.
pub(super) fn record(line: &DayBookLine, received: bool) -> Result<Option<SealedThen>, StoreError> {
    Ok(service(line)?.map(|service| SealedThen {
        serial: line.serial,
        packet: line.packet,
        service,
        received,
    }))
}

pub(super) fn service(line: &DayBookLine) -> Result<Option<Service>, StoreError> {
    let parsed = line.service.as_deref().map(str::parse).transpose();
    parsed.map_err(|_| StoreError::Foreign("service"))
}
