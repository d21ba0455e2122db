//! How much a line takes, as glances at it show: what may be under way before it is full. Pure: it learns only from what it is
//! told.
//!
//! A line is full when as much is under way as it carries in a round trip. One connection does not fill it where the way is long
//! or bytes get lost: part of what it has under way waits until something is sent again. So three times as much may be. On a slow line
//! that is little, and the next packet begins as the last one ends; more would only wait in line, where TCP takes it for lost.

use std::{collections::VecDeque, time::Duration};

/// How often the line is looked at while a packet waits.
pub(super) const GLANCE: Duration = Duration::from_millis(100);
/// What may be under way is what the line carries in so many round trips, and until the next glance.
const TRIPS: u32 = 3;
/// Under way on every line, in bytes: less than a line of 2 KB/s carries before TCP takes something for lost.
const LEAST: f64 = 2_000.0;
/// A rate is that of so long: what was lost and is sent again is acknowledged late, with all that came behind it, at once.
const SPAN: Duration = Duration::from_secs(4);
/// The first one is told after so long.
const FIRST_SPAN: Duration = Duration::from_millis(300);
/// With each glance that shows a lower rate, so much of the difference is believed: a line is not slower for lack of packets.
const FALL: f64 = 1.0 / 64.0;

/// What is known of the line.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Capacity {
    /// When it was looked at, and how many bytes were acknowledged by then; the last ones.
    glances: VecDeque<(Duration, u64)>,
    /// Bytes a second.
    rate: f64,
    trip: Duration,
}

impl Capacity {
    /// The line was looked at: `acknowledged` bytes were acknowledged `at` this time, by a clock that only goes on, since a
    /// beginning that stays the same. A round trip takes `trip`.
    pub(super) fn glanced(&mut self, acknowledged: u64, at: Duration, trip: Duration) {
        self.trip = trip;
        // Time counts from the first byte that was acknowledged.
        if acknowledged == 0 {
            self.glances.clear();
        }
        self.glances.push_back((at, acknowledged));
        let is_old = |(glance, _): &(Duration, u64)| *glance + SPAN <= at;
        while self.glances.get(1).is_some_and(is_old) {
            self.glances.pop_front();
        }
        let Some((since, before)) = self.glances.front() else {
            return;
        };
        let passed = at.saturating_sub(*since);
        if passed < FIRST_SPAN {
            return;
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a rate needs no more than 52 bits"
        )]
        let rate = acknowledged.saturating_sub(*before) as f64 / passed.as_secs_f64();
        self.rate = rate.max(self.rate + (rate - self.rate) * FALL);
    }

    /// Whether the line takes more than the bytes that are `under_way`.
    pub(super) fn takes_more(&self, under_way: u64) -> bool {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a rate needs no more than 52 bits"
        )]
        let under_way = under_way as f64;
        let lasts = self.trip * TRIPS + GLANCE;
        under_way < (self.rate * lasts.as_secs_f64()).max(LEAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TRIP: Duration = Duration::from_millis(800);

    /// Plays seconds of a line that carries so many bytes a second.
    fn play(capacity: &mut Capacity, from: u64, seconds: u64, rate: u64, trip: Duration) {
        for glance in from * 10..(from + seconds) * 10 {
            let at = GLANCE * u32::try_from(glance).unwrap();
            capacity.glanced(1 + glance * rate / 10, at, trip);
        }
    }

    #[test]
    fn a_line_with_a_long_way_takes_three_small_packets_and_not_four() {
        let mut capacity = Capacity::default();
        play(&mut capacity, 0, 1, 20_000, TRIP);
        assert!(capacity.takes_more(2 * 18_000));
        assert!(!capacity.takes_more(3 * 18_000));
    }

    #[test]
    fn a_slow_line_takes_the_next_packet_as_the_last_one_ends() {
        let mut capacity = Capacity::default();
        play(&mut capacity, 0, 20, 2_000, TRIP / 2);
        assert!(capacity.takes_more(2_500));
        assert!(!capacity.takes_more(2_700));
    }

    #[test]
    fn of_an_unknown_line_it_is_assumed_that_it_is_slow() {
        let mut capacity = Capacity::default();
        assert!(capacity.takes_more(1_900) && !capacity.takes_more(2_100));
        capacity.glanced(0, 50 * TRIP, TRIP);
        capacity.glanced(20_000, 50 * TRIP + GLANCE, TRIP);
        assert!(!capacity.takes_more(2_100), "one look is no rate");
    }

    #[test]
    fn what_is_acknowledged_late_and_all_at_once_makes_a_line_twice_as_fast_at_most() {
        let mut capacity = Capacity::default();
        play(&mut capacity, 0, 4, 2_000, TRIP / 2);
        // Four seconds of nothing, and then the bytes of these seconds in one tenth of a second.
        for glance in 40..80 {
            capacity.glanced(8_001, GLANCE * glance, TRIP / 2);
        }
        play(&mut capacity, 8, 4, 2_000, TRIP / 2);
        assert!(!capacity.takes_more(2 * 2_700));
    }

    #[test]
    fn a_line_that_became_slower_is_believed_after_a_while() {
        let mut capacity = Capacity::default();
        play(&mut capacity, 0, 10, 20_000, TRIP);
        for glance in 0..300_u32 {
            let at = Duration::from_secs(10) + GLANCE * glance;
            capacity.glanced(200_000 + u64::from(glance) * 200, at, TRIP);
            assert!(glance > 50 || capacity.takes_more(10_000), "not at once");
        }
        assert!(!capacity.takes_more(6_000));
    }

    proptest! {
        #[test]
        fn whatever_is_told_two_kilobytes_may_be_under_way_and_no_more_than_the_best_moment_explains(
            steps in proptest::collection::vec((1_u64..50_000, 100_u64..2_000), 1..200),
            trip in 1_u64..3_000,
        ) {
            let (mut capacity, mut acknowledged, mut at, mut best) = (Capacity::default(), 0, 0, 0);
            for (bytes, millis) in steps {
                (acknowledged, at) = (acknowledged + bytes, at + millis);
                best = best.max((bytes * 1_000).div_ceil(millis));
                capacity.glanced(acknowledged, Duration::from_millis(at), Duration::from_millis(trip));
                prop_assert!(capacity.takes_more(1_999));
                let most = (best * (3 * trip + 100)).div_ceil(1_000).max(2_000);
                prop_assert!(!capacity.takes_more(most + 1));
            }
        }
    }
}
