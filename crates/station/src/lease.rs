//! The lease: until when, and for how many records, this station may record without hearing from the province.
//!
//! It is never a surprise: the share that is used is shown with warnings at 70 and 90 percent. When it is over, drafts that
//! are open can still be finished and sealed, and what is sealed can still be sent; only new enrollments are refused.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::documents::Lease;
use serde::Serialize;

/// West Indonesian Time (WIB, UTC+7): the time of all of Kalimantan Barat, without summer time.
const WIB_SECONDS: i32 = 7 * 3600;

/// The calendar day at the counter.
#[must_use]
pub fn day_at_the_desk(wall: DateTime<Utc>) -> NaiveDate {
    FixedOffset::east_opt(WIB_SECONDS).map_or_else(
        || wall.date_naive(),
        |wib| wall.with_timezone(&wib).date_naive(),
    )
}

/// The moments between which a calendar day at the counter lies: the first inclusive, the second not.
#[must_use]
pub fn bounds_of(day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnight = day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::seconds(WIB_SECONDS.into());
    (midnight, midnight + TimeDelta::days(1))
}

/// How near the end of the lease is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Nearness {
    /// Less than 70 percent is used.
    Far,
    /// 70 percent or more is used.
    Near,
    /// 90 percent or more is used.
    VeryNear,
    /// Over, used up, or not begun: no new enrollments.
    Over,
}

/// Why no new enrollment may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeaseError {
    /// The computer's date lies before the first day.
    #[error("the lease has not begun")]
    NotYet,
    /// The last day has passed.
    #[error("the lease is over")]
    Over,
    /// All records are used.
    #[error("the records of the lease are used up")]
    UsedUp,
}

impl LeaseError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::NotYet => ErrorCode::LeaseNotYet,
            Self::Over => ErrorCode::LeaseOver,
            Self::UsedUp => ErrorCode::LeaseUsedUp,
        }
    }
}

/// The lease as the crew sees it before a trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct LeaseStanding {
    /// First day, inclusive.
    pub from: NaiveDate,
    /// Last day, inclusive.
    pub until: NaiveDate,
    /// Days left, today included; 0 when it is over.
    pub days_left: u32,
    /// New enrollments that may still begin.
    pub records_left: u32,
    /// The larger of the two shares that are used, in percent, 0 to 100.
    pub used_percent: u8,
    /// How near the end is.
    pub nearness: Nearness,
}

/// Where the lease stands on `today`, with `used` records sealed or open under it.
#[must_use]
pub fn standing(lease: &Lease, used: u32, today: NaiveDate) -> LeaseStanding {
    let days =
        |from: NaiveDate, to: NaiveDate| u32::try_from((to - from).num_days() + 1).unwrap_or(0);
    let (all, left) = (
        days(lease.from, lease.until),
        days(today.max(lease.from), lease.until),
    );
    let records_left = lease.records.saturating_sub(used);
    let used_percent = percent(all - left.min(all), all).max(percent(used, lease.records));
    let nearness = match (may_begin(lease, used, today), used_percent) {
        (Err(_), _) => Nearness::Over,
        (Ok(()), 90..) => Nearness::VeryNear,
        (Ok(()), 70..) => Nearness::Near,
        (Ok(()), _) => Nearness::Far,
    };
    LeaseStanding {
        from: lease.from,
        until: lease.until,
        days_left: left,
        records_left,
        used_percent,
        nearness,
    }
}

/// Whether a new enrollment may begin.
///
/// # Errors
/// [`LeaseError`].
pub fn may_begin(lease: &Lease, used: u32, today: NaiveDate) -> Result<(), LeaseError> {
    if today < lease.from {
        Err(LeaseError::NotYet)
    } else if today > lease.until {
        Err(LeaseError::Over)
    } else if used >= lease.records {
        Err(LeaseError::UsedUp)
    } else {
        Ok(())
    }
}

/// `part` of `whole` in percent, rounded down; all of nothing is 100.
fn percent(part: u32, whole: u32) -> u8 {
    let share = (u64::from(part) * 100)
        .checked_div(u64::from(whole))
        .unwrap_or(100);
    u8::try_from(share.min(100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    fn ten_days() -> Lease {
        Lease {
            from: day(1),
            until: day(10),
            records: 100,
        }
    }

    #[test]
    fn the_crew_is_warned_at_seventy_and_ninety_percent() {
        let nearness = |used, today| standing(&ten_days(), used, day(today)).nearness;
        assert_eq!(nearness(0, 1), Nearness::Far);
        assert_eq!(nearness(69, 1), Nearness::Far);
        assert_eq!(nearness(70, 1), Nearness::Near);
        assert_eq!(nearness(90, 1), Nearness::VeryNear);
        assert_eq!(nearness(0, 8), Nearness::Near);
        assert_eq!(nearness(0, 10), Nearness::VeryNear);
        assert_eq!(nearness(0, 11), Nearness::Over);
        assert_eq!(nearness(100, 1), Nearness::Over);
    }

    #[test]
    fn the_last_day_still_counts_and_the_next_does_not() {
        assert_eq!(may_begin(&ten_days(), 99, day(10)), Ok(()));
        assert_eq!(
            may_begin(&ten_days(), 0, day(11)).unwrap_err().code(),
            ErrorCode::LeaseOver
        );
        assert_eq!(
            may_begin(&ten_days(), 100, day(5)).unwrap_err().code(),
            ErrorCode::LeaseUsedUp
        );
        let february = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
        assert_eq!(
            may_begin(&ten_days(), 0, february).unwrap_err().code(),
            ErrorCode::LeaseNotYet
        );
        assert_eq!(standing(&ten_days(), 0, day(10)).days_left, 1);
    }

    #[test]
    fn the_day_begins_at_midnight_in_pontianak() {
        let evening = "2026-03-01T17:00:00Z".parse().unwrap();
        assert_eq!(day_at_the_desk(evening), day(2));
        assert_eq!(bounds_of(day(2)).0, evening);
        assert_eq!(bounds_of(day(1)).1, evening);
    }

    proptest! {
        #[test]
        fn the_end_never_comes_without_both_warnings(records in 10u32..10_000) {
            let lease = Lease { from: day(1), until: day(31), records };
            let seen: std::collections::BTreeSet<_> =
                (0..=records).map(|used| standing(&lease, used, day(1)).nearness).collect();
            prop_assert_eq!(seen.len(), 4);
        }

        #[test]
        fn what_is_used_only_brings_the_end_nearer(used in 0u32..200, today in 1u32..31) {
            let (now, later) = (standing(&ten_days(), used, day(today)), standing(&ten_days(), used + 1, day(today)));
            prop_assert!(later.nearness >= now.nearness);
            prop_assert!(later.records_left <= now.records_left);
        }
    }
}
