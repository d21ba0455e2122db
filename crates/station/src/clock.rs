//! The station's clock: the only place that reads the time.
//!
//! A moment is a [`Stamp`]: the wall clock, which anyone may set; a monotonic counter, which nobody can; and the boot
//! in which the counter runs. Order never depends on the wall clock (serial numbers decide), waiting never depends on
//! it either (the counter does), so a wrong date at the counter confuses nothing but the date itself.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use rekam_protocol::time::Stamp;

/// How far the wall clock may walk away from the monotonic counter before it stops being trusted.
const DRIFT: Duration = Duration::from_secs(120);

/// Where moments come from.
pub trait Clock: Debug + Send + Sync {
    /// This moment.
    fn stamp(&self) -> Stamp;

    /// Trusts the wall clock when it agrees with `province`, the time in a signed answer, within two minutes; stops trusting
    /// it otherwise.
    fn confirm(&self, province: DateTime<Utc>);
}

/// The machine's own clock.
///
/// On Linux the counter is the time since boot including sleep (`/proc/uptime`, 10 ms steps) and the boot is named by
/// `/proc/sys/kernel/random/boot_id`; both are the same for every process of one boot. Elsewhere each process counts
/// as a boot of its own: the counter then starts at its launch, which can only understate the time that has passed.
#[derive(Debug)]
pub struct SystemClock {
    boot: String,
    launched: Instant,
    /// The wall clock and the counter (in milliseconds) when the province last confirmed the time.
    confirmed: Mutex<Option<(DateTime<Utc>, u64)>>,
}

impl SystemClock {
    /// The clock of this process; not trusted until [`Clock::confirm`].
    #[must_use]
    pub fn new() -> Self {
        Self {
            boot: boot_id(),
            launched: Instant::now(),
            confirmed: Mutex::new(None),
        }
    }

    /// Milliseconds since boot (Linux) or since launch (elsewhere).
    fn counter(&self) -> u64 {
        let since = uptime().unwrap_or_else(|| self.launched.elapsed());
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn stamp(&self) -> Stamp {
        let (wall, monotonic_ms) = (wall(), self.counter());
        let confirmed = *self
            .confirmed
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let trusted = confirmed.is_some_and(|(then, counter)| {
            agrees(wall - then, monotonic_ms.saturating_sub(counter))
        });
        Stamp {
            wall,
            monotonic_ms,
            boot: self.boot.clone(),
            trusted,
        }
    }

    /// Trust also ends by itself when somebody sets the clock afterwards.
    fn confirm(&self, province: DateTime<Utc>) {
        let wall = wall();
        let confirmed = is_near(wall, province).then(|| (wall, self.counter()));
        *self
            .confirmed
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = confirmed;
    }
}

fn is_near(wall: DateTime<Utc>, province: DateTime<Utc>) -> bool {
    (wall - province)
        .abs()
        .to_std()
        .is_ok_and(|gap| gap <= DRIFT)
}

/// Whether the wall clock moved as far as the counter did.
fn agrees(walked: chrono::TimeDelta, counted_ms: u64) -> bool {
    let counted = i64::try_from(counted_ms).unwrap_or(i64::MAX);
    u128::from(walked.num_milliseconds().abs_diff(counted)) <= DRIFT.as_millis()
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one door through which the time comes in"
)]
fn wall() -> DateTime<Utc> {
    Utc::now()
}

fn uptime() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let seconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn boot_id() -> String {
    if uptime().is_some()
        && let Ok(text) = std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
    {
        return text.trim().to_owned();
    }
    // Two words of chance name this process apart from every other one; without them it shares a name, no more.
    let words = [
        getrandom::u64().unwrap_or_default(),
        getrandom::u64().unwrap_or_default(),
    ];
    format!("process-{:016x}{:016x}", words[0], words[1])
}

/// A clock that stands still until it is told to move: for tests and for replaying a day.
#[derive(Debug)]
pub struct TestClock(Mutex<Stamp>);

impl TestClock {
    /// A clock at `wall`, one minute after the start of a boot named `boot-0`, trusted by nobody.
    #[must_use]
    pub fn at(wall: DateTime<Utc>) -> Self {
        Self(Mutex::new(Stamp {
            wall,
            monotonic_ms: 60_000,
            boot: "boot-0".to_owned(),
            trusted: false,
        }))
    }

    /// Lets `time` pass: wall clock and counter move together.
    pub fn advance(&self, time: Duration) {
        self.change(|now| {
            now.wall += time;
            now.monotonic_ms = now
                .monotonic_ms
                .saturating_add(u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        });
    }

    /// Somebody sets the wall clock; the counter does not care.
    pub fn set_wall(&self, wall: DateTime<Utc>) {
        self.change(|now| now.wall = wall);
    }

    /// Whether stamps call the wall clock trusted from now on.
    pub fn set_trusted(&self, trusted: bool) {
        self.change(|now| now.trusted = trusted);
    }

    /// The machine starts again: the counter begins at zero in a boot named `boot`.
    pub fn reboot(&self, boot: &str) {
        self.change(|now| {
            now.monotonic_ms = 0;
            boot.clone_into(&mut now.boot);
        });
    }

    fn change(&self, by: impl FnOnce(&mut Stamp)) {
        by(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Clock for TestClock {
    fn stamp(&self) -> Stamp {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn confirm(&self, province: DateTime<Utc>) {
        self.change(|now| now.trusted = is_near(now.wall, province));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_clock_counts_forward_in_one_boot() {
        let clock = SystemClock::new();
        let (first, second) = (clock.stamp(), clock.stamp());
        assert_eq!(first.boot, second.boot);
        assert!(second.monotonic_ms >= first.monotonic_ms);
        assert!(!first.trusted);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn two_processes_of_one_boot_share_its_name_and_counter() {
        let (here, there) = (SystemClock::new().stamp(), SystemClock::new().stamp());
        assert_eq!(here.boot, there.boot);
        assert!(there.monotonic_ms >= here.monotonic_ms);
    }

    #[test]
    fn the_wall_clock_is_trusted_only_while_it_walks_with_the_counter() {
        let clock = SystemClock::new();
        clock.confirm(wall());
        assert!(clock.stamp().trusted);
        clock.confirm(wall() + chrono::TimeDelta::hours(3));
        assert!(
            !clock.stamp().trusted,
            "a clock three hours off is not confirmed"
        );
        assert!(agrees(chrono::TimeDelta::seconds(61), 60_000));
        assert!(
            !agrees(chrono::TimeDelta::days(-2), 60_000),
            "a clock set back is noticed"
        );
    }
}
