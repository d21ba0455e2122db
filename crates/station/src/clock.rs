//! The station's clock: the only place that reads the time.
//!
//! A moment is a [`Stamp`]: the wall clock, which anyone may set; a monotonic counter, which nobody can; and the boot
//! in which the counter runs. Order never depends on the wall clock (serial numbers decide), waiting never depends on
//! it either (the counter does), so a wrong date at the counter confuses nothing but the date itself.

use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use rekam_protocol::time::Stamp;

/// How far the wall clock may walk away from the monotonic counter before it stops being trusted.
const DRIFT: TimeDelta = TimeDelta::seconds(120);

/// Where moments come from.
pub trait Clock: Debug + Send + Sync {
    /// This moment.
    fn stamp(&self) -> Stamp;

    /// Learns the time from `province`, a signed answer. From now on the wall clock is trusted while it is within two minutes
    /// of that time, counted on.
    fn confirm(&self, province: DateTime<Utc>);

    /// How far the wall clock is ahead of the province's time, where that is more than two minutes; nothing where it is
    /// right, or was not compared yet.
    fn ahead(&self) -> Option<TimeDelta>;
}

/// The province's time, and the counter (in milliseconds) when it was learned.
#[derive(Debug, Clone, Copy)]
struct Learned {
    province: DateTime<Utc>,
    counter: u64,
}

impl Learned {
    /// How far a moment's wall clock is ahead of the province's time, counted on to that moment.
    fn ahead(self, wall: DateTime<Utc>, counter: u64) -> TimeDelta {
        let counted = i64::try_from(counter.saturating_sub(self.counter)).unwrap_or(i64::MAX);
        (wall - self.province) - TimeDelta::milliseconds(counted)
    }
}

fn is_far(ahead: TimeDelta) -> bool {
    ahead.abs() > DRIFT
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
    learned: Mutex<Option<Learned>>,
}

impl SystemClock {
    /// The clock of this process; not trusted until [`Clock::confirm`].
    #[must_use]
    pub fn new() -> Self {
        Self {
            boot: boot_id(),
            launched: Instant::now(),
            learned: Mutex::new(None),
        }
    }

    fn learned(&self) -> MutexGuard<'_, Option<Learned>> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
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
        let trusted = self
            .learned()
            .is_some_and(|learned| !is_far(learned.ahead(wall, monotonic_ms)));
        Stamp {
            wall,
            monotonic_ms,
            boot: self.boot.clone(),
            trusted,
        }
    }

    /// Trust also ends by itself when somebody sets the clock afterwards, and comes back when it is set right.
    fn confirm(&self, province: DateTime<Utc>) {
        let counter = self.counter();
        *self.learned() = Some(Learned { province, counter });
    }

    fn ahead(&self) -> Option<TimeDelta> {
        let ahead = self.learned().as_ref()?.ahead(wall(), self.counter());
        is_far(ahead).then_some(ahead)
    }
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
pub struct TestClock(Mutex<Standing>);

#[derive(Debug)]
struct Standing {
    now: Stamp,
    learned: Option<Learned>,
}

impl TestClock {
    /// A clock at `wall`, one minute after the start of a boot named `boot-0`, trusted by nobody.
    #[must_use]
    pub fn at(wall: DateTime<Utc>) -> Self {
        let now = Stamp {
            wall,
            monotonic_ms: 60_000,
            boot: "boot-0".to_owned(),
            trusted: false,
        };
        Self(Mutex::new(Standing { now, learned: None }))
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

    /// Whether stamps call the wall clock trusted from now on, until it moves.
    pub fn set_trusted(&self, trusted: bool) {
        self.lock().now.trusted = trusted;
    }

    /// The machine starts again: the counter begins at zero in a boot named `boot`, and the province's time is forgotten.
    pub fn reboot(&self, boot: &str) {
        self.lock().learned = None;
        self.change(|now| {
            now.monotonic_ms = 0;
            boot.clone_into(&mut now.boot);
        });
    }

    fn change(&self, by: impl FnOnce(&mut Stamp)) {
        let mut standing = self.lock();
        by(&mut standing.now);
        let Standing { now, learned } = &mut *standing;
        now.trusted =
            learned.is_some_and(|learned| !is_far(learned.ahead(now.wall, now.monotonic_ms)));
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn stamp(&self) -> Stamp {
        self.lock().now.clone()
    }

    fn confirm(&self, province: DateTime<Utc>) {
        {
            let mut standing = self.lock();
            let counter = standing.now.monotonic_ms;
            standing.learned = Some(Learned { province, counter });
        }
        self.change(|_| ());
    }

    fn ahead(&self) -> Option<TimeDelta> {
        let standing = self.lock();
        let now = &standing.now;
        let ahead = standing.learned?.ahead(now.wall, now.monotonic_ms);
        is_far(ahead).then_some(ahead)
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
    fn the_wall_clock_is_trusted_while_it_is_near_the_provinces_time() {
        let clock = SystemClock::new();
        assert_eq!(clock.ahead(), None, "not compared yet");
        clock.confirm(wall());
        assert!(clock.stamp().trusted);
        assert_eq!(clock.ahead(), None);
        clock.confirm(wall() + TimeDelta::hours(3));
        assert!(!clock.stamp().trusted);
        let behind = clock.ahead().unwrap();
        assert!((behind + TimeDelta::hours(3)).abs() < TimeDelta::seconds(5));
    }

    #[test]
    fn a_clock_that_is_set_is_noticed_and_trusted_again_when_it_is_set_right() {
        let noon: DateTime<Utc> = "2026-11-26T05:00:00Z".parse().unwrap();
        let clock = TestClock::at(noon);
        clock.confirm(noon + TimeDelta::seconds(90));
        assert!(clock.stamp().trusted);
        clock.advance(Duration::from_secs(3600));
        assert!(clock.stamp().trusted, "an hour has passed on both");
        clock.set_wall(noon - TimeDelta::days(800));
        assert!(!clock.stamp().trusted);
        assert!(clock.ahead().unwrap() < TimeDelta::days(-799));
        clock.set_wall(noon + TimeDelta::hours(1));
        assert!(clock.stamp().trusted);
        clock.reboot("boot-1");
        assert!(!clock.stamp().trusted, "the counter starts anew");
    }
}
