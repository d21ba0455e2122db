//! How much of the line to take: the size of a piece and the number of packets in flight. Pure: it learns only from what it is
//! told, so every line can be tested alone.
//!
//! A **piece** grows while pieces arrive, until one costs about [`PIECE_LASTS`] of the line, and is halved when one was lost
//! whole: changed on the way, or swallowed by a proxy that keeps nothing of half a request. The province keeps what arrived of
//! a piece that was cut, so a cut alone is no reason for smaller ones.
//!
//! **Packets in flight** climb as long as each further one brings more bytes a second (a line with a long way or with lost
//! packets is not filled by one connection), go back by one when it does not, and fall to one when the line is cut.

use std::time::Duration;

/// Bytes in the first piece of a conversation.
pub const FIRST_PIECE: u64 = 64 * 1024;
/// The smallest piece: with less, the headers of each request would cost more than a tenth of the line.
pub const LEAST_PIECE: u64 = 8 * 1024;
/// The largest piece.
pub const MOST_PIECE: u64 = 4 * 1024 * 1024;
/// The most packets in flight.
pub const MOST_IN_FLIGHT: usize = 6;

/// A piece should not cost more of the line than this: until it ends, the province has judged nothing of it.
const PIECE_LASTS: Duration = Duration::from_secs(60);
/// After a lost piece, pieces grow by so much, no longer by doubling.
const CAREFUL_GROWTH: u64 = 16 * 1024;
/// One more packet in flight must bring so much more, or it is taken back.
const WORTH_IT: f64 = 1.1;
/// So many measurements are made before one more packet in flight is tried again.
const RESTS: u32 = 8;
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
    rest: u32,
    answers: u32,
    bytes: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            piece: FIRST_PIECE,
            careful: false,
            in_flight: 1,
            before: None,
            rest: 0,
            answers: 0,
            bytes: 0,
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
        self.rest = 1;
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
        if self.before.is_some_and(|before| rate < before * WORTH_IT) {
            self.in_flight = self.in_flight.saturating_sub(1).max(1);
            self.before = None;
            self.rest = RESTS;
        } else if self.rest > 0 {
            self.before = None;
            self.rest -= 1;
        } else if self.in_flight < MOST_IN_FLIGHT {
            self.in_flight += 1;
            self.before = Some(rate);
        } else {
            self.before = None;
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
        assert!((1..=4).contains(&tried), "{tried}");
    }

    #[test]
    fn a_cut_leaves_one_packet_in_flight_and_pieces_as_they_were() {
        let mut pace = Pace::default();
        play(&mut pace, 5, |each| 1e6 * each as f64);
        assert_eq!(pace.in_flight(), MOST_IN_FLIGHT);
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
                prop_assert!((1..=MOST_IN_FLIGHT).contains(&pace.in_flight()));
            }
        }
    }
}
