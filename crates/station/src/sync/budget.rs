//! The data budget of a metered line: so many bytes a day, sent and read together, by the calendar of the station's place.
//!
//! When it is spent, packets wait for tomorrow. Hello, receipts and news go on: they are small, and they are what the crew and
//! the residents wait for. Bytes are counted as HTTP writes them; [`ON_TOP`] stands for what TCP, TLS and DNS add.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{Party, line::Line};
use crate::desk::Preferences;
use crate::lease::day_at_the_desk;
use crate::store::{Store, StoreError};

/// Bytes of a megabyte, as mobile operators sell it.
pub const MEGABYTE: u64 = 1_000_000;
/// What lower layers add, in hundredths: 40 bytes of TCP/IP to each 1,400, and the records and handshakes of TLS.
pub const ON_TOP: u64 = 6;

/// What was spent on one day: how it is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    /// Which day; none before the first byte.
    pub day: Option<NaiveDate>,
    /// Bytes, with what lower layers add.
    pub bytes: u64,
}

impl Spent {
    /// After `bytes` more of HTTP on a day. Another day begins at nothing, whichever way the clock was moved.
    #[must_use]
    pub fn and(self, today: NaiveDate, bytes: u64) -> Self {
        let all = bytes.saturating_add(bytes.saturating_mul(ON_TOP) / 100);
        Self {
            day: Some(today),
            bytes: self.on(today).saturating_add(all),
        }
    }

    /// Bytes that were spent on a day.
    #[must_use]
    pub fn on(self, today: NaiveDate) -> u64 {
        if self.day == Some(today) {
            self.bytes
        } else {
            0
        }
    }

    /// Bytes of a packet that may still be sent today under a budget of so many megabytes; `None` without a limit.
    #[must_use]
    pub fn left(self, today: NaiveDate, megabytes: Option<u32>) -> Option<u64> {
        let budget = u64::from(megabytes?) * MEGABYTE;
        Some(budget.saturating_sub(self.on(today)))
    }
}

/// Bytes that today's data budget still allows; `None` without one.
///
/// # Errors
/// What the store says.
pub fn budget_left(store: &Store, now: DateTime<Utc>) -> Result<Option<u64>, StoreError> {
    let preferences = Preferences::kept(store)?;
    Ok(store
        .spent()?
        .left(day_at_the_desk(now), preferences.data_budget_mb))
}

/// Books the line's traffic since the last time to the day's data budget.
pub(super) fn pay(party: &Party, line: &Line, paid: &mut u64) -> Result<(), StoreError> {
    let all = line.traffic();
    let today = day_at_the_desk(party.clock.stamp().wall);
    party.store.spend(today, all.saturating_sub(*paid))?;
    *paid = all;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_spent_is_taken_off_todays_budget_and_tomorrow_begins_anew() {
        let (today, tomorrow) = (day("2026-06-01"), day("2026-06-02"));
        let spent = Spent::default().and(today, 500_000).and(today, 100_000);
        assert_eq!(spent.bytes, 636_000, "with what lower layers add");
        assert_eq!(spent.left(today, Some(1)), Some(364_000));
        assert_eq!(spent.left(tomorrow, Some(1)), Some(MEGABYTE));
        assert_eq!(spent.and(tomorrow, 100).bytes, 106);
    }

    #[test]
    fn without_a_budget_there_is_no_limit_and_beyond_it_nothing_is_left() {
        let today = day("2026-06-01");
        let spent = Spent::default().and(today, 3 * MEGABYTE);
        assert_eq!(spent.left(today, None), None);
        assert_eq!(spent.left(today, Some(3)), Some(0));
        assert_eq!(spent.and(today, u64::MAX).left(today, Some(3)), Some(0));
    }
}
