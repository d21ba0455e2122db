//! Where the province reads the time: one door, so that a test can hold the clock still or set it back.

use chrono::{DateTime, DurationRound as _, NaiveDate, TimeDelta, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// Western Indonesian Time is seven hours ahead of UTC, all year.
const WIB: TimeDelta = TimeDelta::hours(7);

/// The day at the counter of a moment.
#[must_use]
pub fn day_at_the_counter(at: DateTime<Utc>) -> NaiveDate {
    (at + WIB).date_naive()
}

/// Tells the time, in UTC and to the millisecond (what the registry keeps is what was signed).
#[derive(Debug, Clone, Default)]
pub struct Clock(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    Machine,
    Hand(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's own clock.
    pub fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands still until [`Clock::set`] moves it: for tests and replays.
    pub fn by_hand(now: DateTime<Utc>) -> Self {
        Self(Source::Hand(Arc::new(Mutex::new(now))))
    }

    /// Moves a clock that is set by hand, forward or back; the machine's clock is left alone.
    pub fn set(&self, to: DateTime<Utc>) {
        match &self.0 {
            Source::Machine => {}
            Source::Hand(now) => *now.lock().unwrap_or_else(PoisonError::into_inner) = to,
        }
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.0 {
            #[expect(clippy::disallowed_methods, reason = "this is the province's clock")]
            Source::Machine => Utc::now(),
            Source::Hand(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        };
        now.duration_trunc(TimeDelta::milliseconds(1))
            .unwrap_or(now)
    }
}
