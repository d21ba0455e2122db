//! Time as a station can honestly know it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// When something happened: the wall clock, and what is known about how far to trust it.
///
/// Order never comes from the wall clock but from serial numbers; within one boot `monotonic_ms` orders events even when
/// somebody sets the clock. The province corrects the wall clock at the next sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The station's wall clock, in UTC, as RFC 3339 text on the wire.
    pub wall: DateTime<Utc>,
    /// Milliseconds since the machine (or, where that is not known, the program) started. Never goes back.
    pub monotonic_ms: u64,
    /// Names the run of the monotonic clock: two stamps compare by it only when this text is equal.
    pub boot: String,
    /// Whether the wall clock was confirmed by the province in this boot.
    pub trusted: bool,
}

impl Stamp {
    /// This moment as the clock that showed `since` would show it had nobody set it: within one boot the counter tells how
    /// much time has passed; after another start only the wall clock does, and then no time goes back.
    #[must_use]
    pub fn counted_from(&self, since: &Self) -> DateTime<Utc> {
        if self.boot != since.boot {
            return self.wall.max(since.wall);
        }
        let counted = self.monotonic_ms.saturating_sub(since.monotonic_ms);
        let counted = TimeDelta::milliseconds(i64::try_from(counted).unwrap_or(i64::MAX));
        since.wall.checked_add_signed(counted).unwrap_or(since.wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(wall: &str, monotonic_ms: u64, boot: &str) -> Stamp {
        Stamp {
            wall: wall.parse().unwrap(),
            monotonic_ms,
            boot: boot.to_owned(),
            trusted: false,
        }
    }

    #[test]
    fn time_is_counted_within_a_boot_and_never_goes_back_beyond_it() {
        let since = stamp("2026-11-26T02:00:00Z", 1_000, "a");
        let set_back = stamp("2019-01-01T00:00:00Z", 61_000, "a");
        assert_eq!(
            set_back.counted_from(&since),
            since.wall + TimeDelta::minutes(1)
        );
        let restarted = stamp("2019-01-01T00:00:00Z", 500, "b");
        assert_eq!(restarted.counted_from(&since), since.wall);
        let next_day = stamp("2026-11-27T02:00:00Z", 500, "b");
        assert_eq!(next_day.counted_from(&since), next_day.wall);
    }
}
