//! How fast passwords may be tried at the desk.
//!
//! A try is charged **before** the password is looked at and given back when it was right, so pulling the plug saves
//! nobody a try. The wait is measured by the boot's own counter, never by the wall clock: setting the date forward or
//! back buys nothing. After a restart only the time since that restart counts, which is at most the true wait.
//! (A stolen disk is not slowed by this; there the Argon2id cost of the slot is the guard.)

use std::time::Duration;

use rekam_protocol::time::Stamp;
use serde::{Deserialize, Serialize};

/// After so many wrong passwords in a row a supervisor or the province must open the slot again.
pub const LOCK_AFTER: u32 = 10;

/// Wrong passwords so far for one operator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Throttle {
    failed: u32,
    last: Option<Stamp>,
}

/// Whether a password may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Yes.
    Open,
    /// Not before this much time has passed.
    Wait(Duration),
    /// Not until a supervisor or the province opens the slot again.
    Locked,
}

impl Throttle {
    /// Wrong passwords in a row.
    #[must_use]
    pub const fn failed(&self) -> u32 {
        self.failed
    }

    /// Whether a password may be tried at `now`.
    #[must_use]
    pub fn gate(&self, now: &Stamp) -> Gate {
        if self.failed >= LOCK_AFTER {
            return Gate::Locked;
        }
        let passed = self
            .last
            .as_ref()
            .map_or(Duration::MAX, |last| passed(last, now));
        match wait_after(self.failed).checked_sub(passed) {
            None | Some(Duration::ZERO) => Gate::Open,
            Some(left) => Gate::Wait(left),
        }
    }

    /// Charges one try, to be stored durably before the password is looked at.
    pub fn charge(&mut self, now: Stamp) {
        self.failed = self.failed.saturating_add(1);
        self.last = Some(now);
    }

    /// The password was right, or a supervisor or the province opened the slot: all tries are given back.
    pub fn forgive(&mut self) {
        *self = Self::default();
    }
}

/// The wait that follows the `failed`-th wrong password in a row: three are free, then it grows.
#[must_use]
pub const fn wait_after(failed: u32) -> Duration {
    Duration::from_secs(match failed {
        0..=3 => 0,
        4 => 30,
        5 => 60,
        6 | 7 => 5 * 60,
        8.. => 15 * 60,
    })
}

/// Time that has surely passed between two stamps, whatever was done to the wall clock.
fn passed(last: &Stamp, now: &Stamp) -> Duration {
    let counted = if last.boot == now.boot {
        now.monotonic_ms.saturating_sub(last.monotonic_ms)
    } else {
        // `last` lies before this boot began, so at least the age of this boot has passed.
        now.monotonic_ms
    };
    let walked = if last.trusted && now.trusted {
        (now.wall - last.wall).to_std().unwrap_or_default()
    } else {
        Duration::ZERO
    };
    walked.max(Duration::from_millis(counted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock as _, TestClock};
    use chrono::{DateTime, TimeDelta, Utc};
    use proptest::prelude::*;

    fn clock() -> TestClock {
        TestClock::at(DateTime::<Utc>::from_timestamp(1_780_000_000, 0).unwrap())
    }

    fn wrong(times: u32, clock: &TestClock) -> Throttle {
        let mut throttle = Throttle::default();
        (0..times).for_each(|_| throttle.charge(clock.stamp()));
        throttle
    }

    #[test]
    fn three_wrong_passwords_are_free_the_fourth_costs_thirty_seconds() {
        let clock = clock();
        assert_eq!(wrong(3, &clock).gate(&clock.stamp()), Gate::Open);
        let throttle = wrong(4, &clock);
        assert_eq!(
            throttle.gate(&clock.stamp()),
            Gate::Wait(Duration::from_secs(30))
        );
        clock.advance(Duration::from_secs(29));
        assert_eq!(
            throttle.gate(&clock.stamp()),
            Gate::Wait(Duration::from_secs(1))
        );
        clock.advance(Duration::from_secs(1));
        assert_eq!(throttle.gate(&clock.stamp()), Gate::Open);
    }

    #[test]
    fn the_tenth_wrong_password_locks_for_good() {
        let clock = clock();
        let mut throttle = wrong(10, &clock);
        clock.advance(Duration::from_secs(365 * 24 * 3600));
        assert_eq!(throttle.gate(&clock.stamp()), Gate::Locked);
        throttle.forgive();
        assert_eq!(throttle.gate(&clock.stamp()), Gate::Open);
    }

    #[test]
    fn a_restart_does_not_shorten_the_wait() {
        let clock = clock();
        let throttle = wrong(6, &clock);
        clock.reboot("boot-1");
        assert_eq!(
            throttle.gate(&clock.stamp()),
            Gate::Wait(Duration::from_secs(300))
        );
        clock.advance(Duration::from_secs(300));
        assert_eq!(throttle.gate(&clock.stamp()), Gate::Open);
    }

    #[test]
    fn a_confirmed_clock_lets_the_night_count() {
        let clock = clock();
        clock.set_trusted(true);
        let throttle = wrong(9, &clock);
        clock.advance(Duration::from_secs(12 * 3600));
        clock.reboot("next-morning");
        clock.set_trusted(true);
        assert_eq!(throttle.gate(&clock.stamp()), Gate::Open);
    }

    /// What an attacker at the keyboard may do between tries.
    #[derive(Debug, Clone)]
    enum Trick {
        Wait(u64),
        SetWall(i64),
        Reboot,
        Try,
    }

    fn trick() -> impl Strategy<Value = Trick> {
        prop_oneof![
            (0u64..1_000).prop_map(Trick::Wait),
            (-100_000_000i64..100_000_000).prop_map(Trick::SetWall),
            Just(Trick::Reboot),
            Just(Trick::Try),
            Just(Trick::Try),
        ]
    }

    proptest! {
        #[test]
        fn no_trick_with_clock_or_plug_buys_a_try(tricks in prop::collection::vec(trick(), 0..200)) {
            let clock = clock();
            let mut throttle = Throttle::default();
            let (mut real, mut last_try, mut boots) = (0u64, 0u64, 0);
            for trick in tricks {
                match trick {
                    Trick::Wait(seconds) => { real += seconds; clock.advance(Duration::from_secs(seconds)); }
                    Trick::SetWall(shift) => clock.set_wall(clock.stamp().wall + TimeDelta::seconds(shift)),
                    Trick::Reboot => { boots += 1; clock.reboot(&format!("boot-{boots}")); }
                    Trick::Try => if throttle.gate(&clock.stamp()) == Gate::Open {
                        let due = wait_after(throttle.failed()).as_secs();
                        prop_assert!(real - last_try >= due, "tried after {} s of {due}", real - last_try);
                        throttle.charge(clock.stamp());
                        last_try = real;
                    },
                }
                prop_assert!(throttle.failed() <= LOCK_AFTER);
            }
        }

        #[test]
        fn honest_waiting_always_opens_the_gate_before_the_lock(failed in 0u32..LOCK_AFTER) {
            let clock = clock();
            let throttle = wrong(failed, &clock);
            if let Gate::Wait(left) = throttle.gate(&clock.stamp()) { clock.advance(left); }
            prop_assert_eq!(throttle.gate(&clock.stamp()), Gate::Open);
        }
    }
}
