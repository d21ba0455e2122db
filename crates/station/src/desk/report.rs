//! What was done in a span of days, in counts: sealed records name nobody any more, and a report does not either.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Months, NaiveDate};
use rekam_domain::aside::AsideReason;
use rekam_domain::biometric::ExceptionReason;
use rekam_domain::enrollment::DiscardReason;
use rekam_domain::role::Permission;
use rekam_domain::service::Service;
use rekam_protocol::ids::{OperatorId, Serial};

use super::day::record;
use super::{Deeds, Desk, TripError};
use crate::error::Error;
use crate::lease::{bounds_of, day_at_the_desk};
use crate::store::listed::By;
use crate::store::tally::Days;

/// What a report covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// A day.
    Day,
    /// A calendar month.
    Month,
    /// A trip: the newest, open or closed.
    Trip,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// From when until when.
    pub days: Days,
    /// Records that were sealed.
    pub sealed: u32,
    /// The numbers of those without a receipt.
    pub waiting: Vec<Serial>,
    /// By service, in the order of F-1.02.
    pub by_service: Vec<ServiceFigures>,
    /// By village: those of the lists, and others where somebody was recorded.
    pub by_village: Vec<VillageFigures>,
    /// Records of each day on which there were any.
    pub by_day: Vec<(NaiveDate, u32)>,
    /// Fingers and eyes that were excepted, by reason.
    pub excepted: Vec<(ExceptionReason, u32)>,
    /// Faults of photos that were set aside, by reason.
    pub set_aside: Vec<(AsideReason, u32)>,
    /// Drafts that were given up, by reason.
    pub discarded: Vec<(DiscardReason, u32)>,
    /// What each person did; nothing for who may not read the audit log.
    pub deeds: Option<BTreeMap<OperatorId, Deeds>>,
}

/// A service, how often, and how long it took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServiceFigures {
    /// The service.
    pub service: Service,
    /// How often.
    pub count: u32,
    /// Minutes from the first question to the seal, on average; nothing where none was timed.
    pub minutes: Option<f64>,
}

/// A village, how many were recorded in the span, and how many the lists expect there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VillageFigures {
    /// The code; empty where it is not known.
    pub code: String,
    /// Records of residents of the village, listed or not: more than the list is no mistake.
    pub recorded: u32,
    /// Residents whom the lists that are loaded now expect.
    pub expected: u32,
}

impl VillageFigures {
    /// Recorded against expected, in percent; nothing where nobody is expected.
    #[must_use]
    pub fn percent(&self) -> Option<f64> {
        (self.expected > 0).then(|| f64::from(self.recorded) * 100.0 / f64::from(self.expected))
    }
}

impl Desk {
    /// The days of a span: the one that holds today, or the newest trip; or `back` of them before.
    ///
    /// # Errors
    /// `trip-none` where there are not so many trips, or what the store says.
    pub fn days_of(&self, span: Span, back: u32) -> Result<Days, Error> {
        let today = self.today();
        Ok(match span {
            Span::Trip => self.store.trip(back)?.ok_or(TripError::None)?.plan.days,
            Span::Day => Days::one(today - chrono::TimeDelta::days(i64::from(back))),
            Span::Month => {
                let first = today.with_day(1).unwrap_or(today);
                let first = first.checked_sub_months(Months::new(back)).unwrap_or(first);
                let next = first.checked_add_months(Months::new(1));
                Days {
                    from: first,
                    until: next.and_then(|next| next.pred_opt()).unwrap_or(first),
                }
            }
        })
    }

    /// What was done in a span of days.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn report(&self, days: Days) -> Result<Report, Error> {
        self.may(Permission::ReadQueue)?;
        let (from, until) = (bounds_of(days.from).0, bounds_of(days.until).1);
        let mut services: BTreeMap<Service, u32> = BTreeMap::new();
        let mut by_day: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        let (mut sealed, mut waiting) = (BTreeSet::new(), Vec::new());
        for (line, received) in self.store.sealed_between(from, until)? {
            let Some(record) = record(&line, received)? else {
                continue;
            };
            sealed.insert(record.serial);
            if !received {
                waiting.push(record.serial);
            }
            *services.entry(record.service).or_default() += 1;
            *by_day
                .entry(day_at_the_desk(line.sealed_at.wall))
                .or_default() += 1;
        }
        let timed = self.store.timed(days)?;
        let minutes = |service: &Service| {
            let (count, seconds) = timed.get(service)?;
            (*count > 0).then(|| f64::from(*seconds) / 60.0 / f64::from(*count))
        };
        let counted = Service::ALL.iter().filter_map(|service| {
            Some(ServiceFigures {
                service: *service,
                count: *services.get(service)?,
                minutes: minutes(service),
            })
        });
        Ok(Report {
            days,
            deeds: self.deeds(days, &sealed)?,
            sealed: u32::try_from(sealed.len()).unwrap_or(u32::MAX),
            waiting,
            by_service: counted.collect(),
            by_village: self.villages(days)?,
            by_day: by_day.into_iter().collect(),
            excepted: self.store.excepted(days)?,
            set_aside: self.store.set_aside_count(days)?,
            discarded: self.store.discarded(days)?,
        })
    }

    fn villages(&self, days: Days) -> Result<Vec<VillageFigures>, Error> {
        let mut villages: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        for (code, recorded) in self.store.recorded_by_village(days)? {
            villages.entry(code).or_default().0 = recorded;
        }
        for listed in self.store.coverage(By::Village)? {
            villages.entry(listed.of.unwrap_or_default()).or_default().1 = listed.expected;
        }
        let figures = villages
            .into_iter()
            .map(|(code, (recorded, expected))| VillageFigures {
                code,
                recorded,
                expected,
            });
        Ok(figures.collect())
    }
}
