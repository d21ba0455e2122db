//! What to do next on an open line. Pure: everything it knows comes in as arguments, so every situation can be tested alone.
//!
//! Order: receipts for what the province holds already (a receipt frees the crew's mind), then packets, lowest serial number
//! first, so that the day-book fills without gaps.

use crate::store::outbox::OutboxRow;
use rekam_protocol::{
    documents::Welcome,
    ids::{PacketId, Serial},
};
use std::time::Duration;

/// One thing to do. Each may be repeated without harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The province says that it holds this packet: ask for the receipt that was lost on the way.
    FetchReceipt(PacketId),
    /// Send this packet, from where the province has it.
    Upload(PacketId),
}

/// What the province said it holds of this station's day-book.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// All serial numbers up to this one.
    pub through: u32,
    /// And these ranges beyond it, both ends included.
    pub beyond: Vec<(Serial, Serial)>,
}

/// A welcome that names so many ranges may have left some out behind the last.
const MANY_RANGES: usize = 999;

impl Held {
    /// What a welcome says.
    pub fn in_welcome(welcome: &Welcome) -> Self {
        Self {
            through: welcome.day_book.serial,
            beyond: welcome.held_beyond.clone(),
        }
    }

    /// Whether the province said that it does not hold this serial number.
    pub fn lacks(&self, serial: Serial) -> bool {
        let was_told = self.beyond.len() < MANY_RANGES
            || self.beyond.last().is_some_and(|(_, last)| serial < *last);
        was_told && !self.has(serial)
    }

    /// Whether the province holds this serial number.
    pub fn has(&self, serial: Serial) -> bool {
        serial.get() <= self.through
            || self
                .beyond
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&serial))
    }
}

/// The steps of one conversation. `waiting` are the packets without a receipt that are due.
pub fn plan(waiting: &[OutboxRow], held: &Held) -> Vec<Step> {
    let mut order: Vec<&OutboxRow> = waiting.iter().collect();
    order.sort_by_key(|row| (!held.has(row.serial), row.serial));
    let step = |row: &OutboxRow| {
        if held.has(row.serial) {
            Step::FetchReceipt(row.packet)
        } else {
            Step::Upload(row.packet)
        }
    };
    order.into_iter().map(step).collect()
}

/// The longest pause between two tries of one packet.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// The pause after the first failed try, at most.
const FIRST_PAUSE: Duration = Duration::from_secs(10);

/// How long to wait after `attempts` failed tries: exponential with full jitter, so that stations that lost the same line do
/// not all come back in the same second. `chance` is a random number.
pub fn pause(attempts: u32, chance: u64) -> Duration {
    let doublings = attempts.saturating_sub(1).min(16);
    let longest = FIRST_PAUSE
        .saturating_mul(1 << doublings)
        .min(LONGEST_PAUSE);
    let millis = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(chance % (millis + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::outbox::Progress;
    use proptest::prelude::*;
    use rekam_protocol::digest::Digest;

    fn row(serial: u32) -> OutboxRow {
        let mut id = [0; 16];
        id[12..].copy_from_slice(&serial.to_be_bytes());
        OutboxRow {
            packet: PacketId::from_random(id),
            serial: Serial::new(serial).unwrap(),
            digest: Digest::of(&id),
            length: 1000,
            progress: Progress::Queued,
            offset: 0,
            attempts: 0,
            next_at: 0,
            last_code: None,
            receipt: None,
            received_at: None,
            status: None,
            status_reason: None,
            status_at: None,
            pruned_at: None,
        }
    }

    #[test]
    fn what_the_province_holds_is_asked_for_and_not_sent_again() {
        let held = Held {
            through: 2,
            beyond: vec![(Serial::new(4).unwrap(), Serial::new(4).unwrap())],
        };
        let rows = [row(5), row(4), row(3), row(2)];
        let id = |serial| row(serial).packet;
        assert_eq!(
            plan(&rows, &held),
            [
                Step::FetchReceipt(id(2)),
                Step::FetchReceipt(id(4)),
                Step::Upload(id(3)),
                Step::Upload(id(5)),
            ]
        );
    }

    #[test]
    fn what_a_long_welcome_left_out_is_not_taken_for_missing() {
        let number = |serial| Serial::new(serial).unwrap();
        let mut held = Held {
            through: 2,
            beyond: vec![(number(4), number(4))],
        };
        assert!(held.lacks(number(3)) && held.lacks(number(5)) && !held.lacks(number(4)));
        held.beyond = (2..1001)
            .map(|at| (number(2 * at), number(2 * at)))
            .collect();
        assert!(held.lacks(number(5)) && !held.lacks(number(2001)));
    }

    proptest! {
        #[test]
        fn every_waiting_packet_gets_exactly_one_step(
            serials in proptest::collection::btree_set(1_u32..60, 0..40),
            through in 0_u32..60,
        ) {
            let rows: Vec<OutboxRow> = serials.iter().rev().map(|serial| row(*serial)).collect();
            let steps = plan(&rows, &Held { through, beyond: Vec::new() });
            let mut seen: Vec<PacketId> = steps.iter().map(|step| match step {
                Step::FetchReceipt(packet) | Step::Upload(packet) => *packet,
            }).collect();
            prop_assert_eq!(steps.len(), rows.len());
            seen.sort();
            let mut expected: Vec<PacketId> = rows.iter().map(|row| row.packet).collect();
            expected.sort();
            prop_assert_eq!(seen, expected);
        }

        #[test]
        fn a_pause_never_exceeds_an_hour(attempts in any::<u32>(), chance in any::<u64>()) {
            prop_assert!(pause(attempts, chance) <= LONGEST_PAUSE);
        }
    }
}
