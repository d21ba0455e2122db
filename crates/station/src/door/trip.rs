//! A trip: its plan, and what is looked over before the team leaves.

use std::sync::Arc;

use rekam_domain::calendar;
use rekam_domain::code::ErrorCode;

use super::{ApiError, Check, CheckState, CheckedPart, Loket, TripView, TripWish, office, status};
use crate::desk::BeforeLeaving;
use crate::store::tally::Days;
use crate::store::trip::{Trip, TripPlan};

/// A battery that is fuller lasts for a morning in a village.
const BATTERY_FROM: u8 = 80;

/// The trip that is open.
pub(super) fn trip(loket: &Arc<Loket>) -> Result<Option<TripView>, ApiError> {
    Ok(loket.desk()?.trip()?.map(TripView::of))
}

impl TripView {
    /// The plan of a trip.
    #[must_use]
    pub fn of(trip: Trip) -> Self {
        Self {
            place: trip.plan.place,
            from: trip.plan.days.from,
            until: trip.plan.days.until,
            team: trip.plan.team,
            list: trip.plan.list,
        }
    }
}

/// Plans a trip, or changes the plan of the one that is open.
pub(super) fn plan(loket: &Arc<Loket>, wish: TripWish) -> Result<Option<TripView>, ApiError> {
    let day =
        |typed: &str| calendar::parse_date(typed).map_err(|_| ApiError::of(ErrorCode::TripDays));
    let plan = TripPlan {
        days: Days {
            from: day(&wish.from)?,
            until: day(&wish.until)?,
        },
        place: wish.place,
        team: wish.team,
        list: wish.list,
    };
    loket.desk()?.plan_trip(&plan)?;
    trip(loket)
}

/// What is looked over before the team leaves.
pub(super) fn checks(loket: &Arc<Loket>) -> Result<Vec<Check>, ApiError> {
    let before = loket.desk()?.before_leaving()?;
    let now = status::now(loket)?;
    let mut checks = before.checks();
    checks.extend([office::clock(loket), office::camera(&now)]);
    Ok(checks)
}

impl BeforeLeaving {
    /// What was looked over, one by one, each with what to do where it is not as it should be.
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        vec![
            list(self),
            canary(self),
            lease(self),
            disk(self),
            battery(self),
        ]
    }
}

fn judged(what: CheckedPart, is_good: bool, code: ErrorCode, detail: String) -> Check {
    Check {
        what,
        state: if is_good {
            CheckState::Good
        } else {
            CheckState::Bad
        },
        code: (!is_good).then_some(code),
        detail: Some(detail),
    }
}

fn list(before: &BeforeLeaving) -> Check {
    let (left, all) = (before.left(), before.expected.expected);
    let detail = format!("{left} / {all}");
    judged(CheckedPart::List, all > 0, ErrorCode::TripNoList, detail)
}

fn canary(before: &BeforeLeaving) -> Check {
    let proven = before.canary_answered == Some(true);
    Check {
        detail: None,
        ..judged(
            CheckedPart::Canary,
            proven,
            ErrorCode::TripCanary,
            String::new(),
        )
    }
}

fn lease(before: &BeforeLeaving) -> Check {
    let detail = format!("{} / {}", before.lease.days_left, before.lease.records_left);
    judged(
        CheckedPart::Lease,
        before.lease_suffices,
        ErrorCode::TripLease,
        detail,
    )
}

fn disk(before: &BeforeLeaving) -> Check {
    let detail = format!("{} / {}", before.room_for, before.left());
    let fits = before.room_for >= before.left() && before.room_for > 0;
    judged(CheckedPart::Disk, fits, ErrorCode::TripDisk, detail)
}

fn battery(before: &BeforeLeaving) -> Check {
    match before.battery {
        Some(battery) => {
            let full = battery.percent >= BATTERY_FROM;
            let detail = format!("{} %", battery.percent);
            judged(CheckedPart::Battery, full, ErrorCode::TripBattery, detail)
        }
        None => Check {
            what: CheckedPart::Battery,
            state: CheckState::Unknown,
            code: None,
            detail: None,
        },
    }
}

/// Seals a canary; it goes with the next line.
pub(super) fn send_canary(loket: &Arc<Loket>) -> Result<(), ApiError> {
    loket.desk()?.seal_canary()?;
    loket.sender.ask();
    Ok(())
}
