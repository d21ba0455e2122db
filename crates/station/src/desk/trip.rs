//! Trips: planned with place, days, team and list, looked over before the team leaves, and closed with a report.

use rekam_domain::code::ErrorCode;
use rekam_domain::role::Permission;

use super::Desk;
use crate::error::Error;
use crate::lease::LeaseStanding;
use crate::power::{self, Battery};
use crate::store::listed::{Coverage, ListFilter};
use crate::store::trip::{Trip, TripPlan};

/// Longest words for place and team, in characters.
const LONGEST: usize = 200;

/// Why a trip is not as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TripError {
    /// There is none.
    #[error("no trip is planned")]
    None,
    /// Its last day lies before its first.
    #[error("the last day of the trip lies before its first")]
    Days,
}

impl TripError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::None => ErrorCode::TripNone,
            Self::Days => ErrorCode::TripDays,
        }
    }
}

/// What a team looks over before it leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct BeforeLeaving {
    /// Who is expected on the trip, and who of them is recorded.
    pub expected: Coverage,
    /// Whether the province has shown that it can open what this station seals; nothing where it was never asked.
    pub canary_answered: Option<bool>,
    /// The lease.
    pub lease: LeaseStanding,
    /// Whether it lasts for the whole trip and for everybody who is still to be recorded.
    pub lease_suffices: bool,
    /// For how many residents the disk has room.
    pub room_for: u32,
    /// The machine's battery; nothing where it has none, or the system does not say.
    pub battery: Option<Battery>,
}

impl BeforeLeaving {
    /// Residents who are still to be recorded.
    #[must_use]
    pub const fn left(&self) -> u32 {
        left(&self.expected)
    }
}

/// Those who are recorded nowhere, as far as is known.
const fn left(expected: &Coverage) -> u32 {
    let recorded = expected.recorded_here + expected.recorded_elsewhere;
    expected.expected.saturating_sub(recorded)
}

impl Desk {
    /// Plans a trip, or changes the plan of the one that is open.
    ///
    /// # Errors
    /// `trip-days`; `reason-empty` where place or team are empty or longer than 200 characters; `role-not-allowed`, or what
    /// the store says.
    pub fn plan_trip(&self, plan: &TripPlan) -> Result<(), Error> {
        self.may(Permission::Record)?;
        if plan.days.until < plan.days.from {
            return Err(TripError::Days.into());
        }
        for words in [&plan.place, &plan.team] {
            if words.trim().is_empty() || words.chars().count() > LONGEST {
                return Err(Error::Reason);
            }
        }
        Ok(self.store.plan_trip(plan, &self.operator, &self.now())?)
    }

    /// The trip that is open; nothing where none is.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says.
    pub fn trip(&self) -> Result<Option<Trip>, Error> {
        self.may(Permission::ReadQueue)?;
        Ok(self.store.trip(0)?.filter(|trip| trip.closed_at.is_none()))
    }

    /// How many of the list of the `back`-th trip before the newest are still to be recorded.
    ///
    /// # Errors
    /// `trip-none`, `role-not-allowed`, or what the store says.
    pub fn missing_from_list(&self, back: u32) -> Result<u32, Error> {
        self.may(Permission::ReadQueue)?;
        let trip = self.store.trip(back)?.ok_or(TripError::None)?;
        Ok(left(&self.on_list(trip.plan.list)?))
    }

    fn on_list(&self, list: Option<String>) -> Result<Coverage, Error> {
        let filter = ListFilter {
            list,
            ..ListFilter::default()
        };
        Ok(self.store.listed_count(&filter)?)
    }

    /// What the team looks over before it leaves.
    ///
    /// # Errors
    /// `trip-none`, `role-not-allowed`, or what the store says.
    pub fn before_leaving(&self) -> Result<BeforeLeaving, Error> {
        let trip = self.trip()?.ok_or(TripError::None)?;
        let expected = self.on_list(trip.plan.list)?;
        let lease = self.lease()?;
        let mut before = BeforeLeaving {
            expected,
            canary_answered: self
                .store
                .last_canary()?
                .map(|canary| canary.answered_at.is_some()),
            lease_suffices: false,
            lease,
            room_for: self.disk()?.people,
            battery: power::battery(),
        };
        before.lease_suffices = before.lease.until >= trip.plan.days.until
            && before.lease.from <= trip.plan.days.from.max(self.today())
            && before.lease.records_left >= before.left();
        Ok(before)
    }
}
