//! How much of the line to take: the size of a piece and the number of packets in flight. Pure: it learns only from what it is
//! told, so every line can be tested alone.
//!
//! A **piece** grows while pieces arrive, until one costs about [`PIECE_LASTS`] of the line, and is halved when one was lost
//! whole: changed on the way, or swallowed by a proxy that keeps nothing of half a request. The province keeps what arrived of
//! a piece that was cut, so a cut alone is no reason for smaller ones.
//!
//! **The next packet** begins while others have no answer yet, so that the line does not lie idle while the province judges. Where
//! the system tells what is under way, it begins as soon as the line takes more than that ([`super::capacity`]). Where nobody
//! looked (a good line answers before) or the system does not tell, a number of packets in flight is tried: it climbs as long as
//! each further one brings more bytes a second, goes back by one when it does not, and falls to one when the line is cut.

use super::capacity::Capacity;
use std::time::Duration;

/// Bytes in the first piece of a conversation.
pub const FIRST_PIECE: u64 = 64 * 1024;
/// The smallest piece: with less, the headers of each request would cost more than a tenth of the line.
pub const LEAST_PIECE: u64 = 8 * 1024;
/// The largest piece.
pub const MOST_PIECE: u64 = 4 * 1024 * 1024;
/// The most packets that have no answer yet, in flight or not.
pub const MOST_UNANSWERED: usize = 8;

/// A piece should not cost more of the line than this: until it ends, the province has judged nothing of it.
const PIECE_LASTS: Duration = Duration::from_secs(60);
/// After a lost piece, pieces grow by so much, no longer by doubling.
const CAREFUL_GROWTH: u64 = 16 * 1024;
/// One more packet in flight must bring so much more, or it is taken back.
const WORTH_IT: f64 = 1.1;
/// After a try that brought nothing one measurement is made before the next try, and twice as many after each further one, up to
/// this.
const MOST_RESTS: u32 = 32;
/// A line of fewer bytes a second is likely full with one connection,
const SLOW: f64 = 4_000.0;
/// and bears this many measurements before more are tried: two would keep each other waiting until TCP sends again what was not lost.
const SLOW_RESTS: u32 = 8;
/// A measurement ends after so many answers for each packet in flight,
const ANSWERS: u32 = 3;
/// or after so long, with one answer for each.
const MEASURED: Duration = Duration::from_secs(15);

/// What has been learnt of the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    piece: u64,
    careful: bool,
    in_flight: usize,
    /// Bytes a second with one packet less in flight, once that is known.
    before: Option<f64>,
    /// Measurements until the next try, and after the next one that brings nothing; not known before the first measurement.
    rest: Option<(u32, u32)>,
    answers: u32,
    bytes: u64,
    capacity: Capacity,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            piece: FIRST_PIECE,
            careful: false,
            in_flight: 1,
            before: None,
            rest: None,
            answers: 0,
            bytes: 0,
            capacity: Capacity::default(),
        }
    }
}

impl Pace {
    /// Bytes of the next piece.
    pub const fn piece(&self) -> u64 {
        self.piece
    }

    /// Packets that may be in flight.
    pub const fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// The line was looked at: `acknowledged` bytes were acknowledged `at` this time since it was prepared, and a round trip takes
    /// `trip`.
    pub fn glanced(&mut self, acknowledged: u64, at: Duration, trip: Duration) {
        self.capacity.glanced(acknowledged, at, trip);
    }

    /// Whether one more packet may begin beside so many `unanswered` ones, of which so many bytes are `under_way`; `None` where
    /// nobody looked, or the system does not tell.
    pub fn has_room(&self, unanswered: usize, under_way: Option<u64>) -> bool {
        let takes_more = under_way.is_some_and(|bytes| self.capacity.takes_more(bytes));
        unanswered < self.in_flight || (takes_more && unanswered < MOST_UNANSWERED)
    }

    /// A piece of `bytes` arrived, `took` after it was begun. A piece smaller than was allowed, a packet's end, says nothing of larger ones.
    pub fn arrived(&mut self, bytes: u64, took: Duration) {
        self.answers = self.answers.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
        if took > PIECE_LASTS {
            self.piece /= 2;
        } else if bytes >= self.piece && took < PIECE_LASTS / 2 {
            self.piece = if self.careful {
                self.piece.saturating_add(CAREFUL_GROWTH)
            } else {
                self.piece.saturating_mul(2)
            };
        }
        self.piece = self.piece.clamp(LEAST_PIECE, MOST_PIECE);
    }

    /// A piece was sent and nothing of it was kept.
    pub fn lost(&mut self) {
        self.careful = true;
        self.piece = (self.piece / 2).max(LEAST_PIECE);
    }

    /// The line was cut.
    pub fn cut(&mut self) {
        self.in_flight = 1;
        self.before = None;
        self.rest = Some((1, 1));
        self.forget();
    }

    /// Whether a measurement that began `passed` ago has seen enough. If so it is judged, and the next one begins.
    pub fn measured(&mut self, passed: Duration) -> bool {
        let each = u32::try_from(self.in_flight).unwrap_or(u32::MAX);
        let enough = self.answers >= each.saturating_mul(ANSWERS)
            || (passed >= MEASURED && self.answers >= each);
        if enough {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a rate needs no more than 52 bits"
            )]
            let rate = self.bytes as f64 / passed.as_secs_f64().max(0.001);
            self.judge(rate);
            self.forget();
        }
        enough
    }

    fn judge(&mut self, rate: f64) {
        let slow = rate < SLOW;
        let first = || {
            if slow {
                (SLOW_RESTS, SLOW_RESTS)
            } else {
                (0, 1)
            }
        };
        let (rest, next) = *self.rest.get_or_insert_with(first);
        match self.before.take() {
            Some(before) if rate < before * WORTH_IT => {
                self.in_flight = self.in_flight.saturating_sub(1).max(1);
                self.rest = Some((next, next.saturating_mul(2).min(MOST_RESTS)));
            }
            None if rest > 0 => self.rest = Some((rest - 1, next)),
            brought => {
                if brought.is_some() {
                    self.rest = Some((0, 1));
                }
                if self.in_flight < MOST_UNANSWERED {
                    self.in_flight += 1;
                    self.before = Some(rate);
                }
            }
        }
    }

    fn forget(&mut self) {
        self.answers = 0;
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Plays a line to a pace: bytes a second with so many packets in flight, records of 20,000 bytes.
    fn play(pace: &mut Pace, measurements: usize, line: impl Fn(usize) -> f64) {
        for _ in 0..measurements {
            let each = pace.in_flight();
            let records = each * usize::try_from(ANSWERS).unwrap();
            let took = Duration::from_secs_f64(records as f64 * 20_000.0 / line(each));
            for _ in 0..records {
                pace.arrived(20_000, took / u32::try_from(records).unwrap());
            }
            assert!(pace.measured(took));
        }
    }

    #[test]
    fn a_line_that_one_connection_does_not_fill_gets_several_packets_in_flight() {
        let mut pace = Pace::default();
        play(&mut pace, 3, |each| 10_000.0 * each.min(4) as f64);
        assert_eq!(pace.in_flight(), 4);
        play(&mut pace, 1, |each| 10_000.0 * each.min(4) as f64);
        assert_eq!(pace.in_flight(), 5, "one more is tried");
        play(&mut pace, 1, |each| 10_000.0 * each.min(4) as f64);
        assert_eq!(pace.in_flight(), 4, "and taken back, as it brings nothing");
    }

    #[test]
    fn a_line_that_one_connection_fills_keeps_to_one_and_asks_again_later() {
        let mut pace = Pace::default();
        let mut tried = 0;
        for _ in 0..30 {
            play(&mut pace, 1, |_| 2_000.0);
            tried += usize::from(pace.in_flight() > 1);
        }
        assert!((1..=3).contains(&tried), "{tried}");
    }

    #[test]
    fn a_packet_that_only_waits_for_its_answer_leaves_its_place_to_one_more() {
        let pace = Pace::default();
        assert!(pace.has_room(1, Some(0)) && pace.has_room(MOST_UNANSWERED - 1, Some(0)));
        assert!(!pace.has_room(1, Some(14_000)), "its bytes are on the line");
        assert!(!pace.has_room(MOST_UNANSWERED, Some(0)), "too many answers");
        assert!(pace.has_room(0, None));
        assert!(!pace.has_room(1, None), "nobody knows where its bytes are");
    }

    #[test]
    fn a_cut_leaves_one_packet_in_flight_and_pieces_as_they_were() {
        let mut pace = Pace::default();
        play(&mut pace, MOST_UNANSWERED, |each| 1e6 * each as f64);
        assert_eq!(pace.in_flight(), MOST_UNANSWERED);
        let piece = pace.piece();
        pace.cut();
        assert_eq!((pace.in_flight(), pace.piece()), (1, piece));
        play(&mut pace, 2, |each| 1e6 * each as f64);
        assert_eq!(pace.in_flight(), 2, "it climbs again");
    }

    #[test]
    fn a_quick_line_gets_larger_pieces_and_a_slow_one_smaller() {
        let mut pace = Pace::default();
        pace.arrived(FIRST_PIECE, SECOND);
        assert_eq!(pace.piece(), 2 * FIRST_PIECE);
        pace.arrived(2 * FIRST_PIECE, 40 * SECOND);
        assert_eq!(pace.piece(), 2 * FIRST_PIECE);
        pace.arrived(2 * FIRST_PIECE, 70 * SECOND);
        assert_eq!(pace.piece(), FIRST_PIECE);
        pace.arrived(3_000, SECOND);
        assert_eq!(pace.piece(), FIRST_PIECE, "a small packet proves nothing");
    }

    #[test]
    fn a_lost_piece_halves_the_next_and_growth_becomes_careful() {
        let mut pace = Pace::default();
        pace.lost();
        assert_eq!(pace.piece(), FIRST_PIECE / 2);
        pace.arrived(FIRST_PIECE / 2, SECOND);
        assert_eq!(pace.piece(), FIRST_PIECE / 2 + CAREFUL_GROWTH);
    }

    #[derive(Debug, Clone)]
    enum Event {
        Arrived(u64, u64),
        Lost,
        Cut,
        Measured(u64),
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            (any::<u64>(), 0_u64..200_000).prop_map(|(bytes, took)| Event::Arrived(bytes, took)),
            Just(Event::Lost),
            Just(Event::Cut),
            (0_u64..60_000).prop_map(Event::Measured),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_a_piece_and_the_packets_in_flight_stay_within_their_bounds(
            events in proptest::collection::vec(event(), 0..200),
        ) {
            let mut pace = Pace::default();
            for event in events {
                match event {
                    Event::Arrived(bytes, took) => pace.arrived(bytes, Duration::from_millis(took)),
                    Event::Lost => pace.lost(),
                    Event::Cut => pace.cut(),
                    Event::Measured(passed) => { pace.measured(Duration::from_millis(passed)); }
                }
                prop_assert!((LEAST_PIECE..=MOST_PIECE).contains(&pace.piece()));
                prop_assert!((1..=MOST_UNANSWERED).contains(&pace.in_flight()));
            }
        }
    }
}
