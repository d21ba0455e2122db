//! Whether a line moves: told by bytes, not by how long a request takes.
//!
//! A piece of 64 KiB takes half a minute on a line of 2 KB/s and is not late. What counts is whether the other end acknowledges
//! bytes. Handing them to the operating system proves little, as it takes in a good many that never leave on a dead line; so on
//! Linux the kernel is asked ([`super::sockets`]). Elsewhere only what was handed over counts, and patience takes the place of
//! knowledge.

use super::sockets::{Connection, connections_to};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// With bytes under way and none acknowledged for so long, the line is looked at: lost packets alone seldom cost more.
const STALLED: Duration = Duration::from_secs(7);
/// With everything acknowledged and no answer for so long: the province may be at work.
const UNANSWERED: Duration = Duration::from_secs(20);
/// A line that has been silent for so long is dead.
pub(super) const SILENCE: Duration = Duration::from_secs(60);

/// Bytes of one line, counted by whoever moves them.
#[derive(Debug, Clone, Default)]
pub(super) struct Counter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    handed: AtomicU64,
    heard: AtomicU64,
    unbegun: AtomicU64,
    /// Microseconds; 0: no answer yet.
    trip: AtomicU64,
    acknowledged: Mutex<Acknowledged>,
}

/// What was seen to be acknowledged, and by their own ports how much of it on each connection.
#[derive(Debug, Default)]
struct Acknowledged {
    bytes: u64,
    of: BTreeMap<u16, u64>,
}

impl Acknowledged {
    /// Bytes that were acknowledged until now, at least: what came between the last look and a connection's end is not seen.
    fn after(&mut self, connections: &[Connection]) -> u64 {
        let more = connections.iter().map(|connection| {
            let before = self.of.get(&connection.port).copied().unwrap_or_default();
            connection.acknowledged.saturating_sub(before)
        });
        self.bytes += more.sum::<u64>();
        self.of = connections
            .iter()
            .map(|connection| (connection.port, connection.acknowledged))
            .collect();
        self.bytes
    }
}

/// A body of which nothing is handed to the operating system, as it waits for a connection; over when it is dropped.
#[derive(Debug)]
pub(super) struct Unbegun(Counter, u64);

impl Drop for Unbegun {
    fn drop(&mut self) {
        self.0.0.unbegun.fetch_sub(self.1, Ordering::Relaxed);
    }
}

/// What a line carries at a moment, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flow {
    /// Seen to be acknowledged by the other end since the line was prepared, at least.
    pub(super) acknowledged: u64,
    /// Handed to it and not acknowledged.
    pub(super) unacknowledged: u64,
    /// Waiting for a connection to be handed over to.
    pub(super) unbegun: u64,
}

impl Counter {
    /// Bytes were handed to the operating system, to be sent.
    pub(super) fn handed(&self, bytes: usize) {
        self.0.handed.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// A body of so many bytes is about to be handed over.
    pub(super) fn body(&self, bytes: usize) -> Unbegun {
        let bytes = bytes as u64;
        self.0.unbegun.fetch_add(bytes, Ordering::Relaxed);
        Unbegun(self.clone(), bytes)
    }

    /// A request was answered in this time. The first one opened a connection too: two round trips.
    pub(super) fn answered(&self, took: Duration) {
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(2);
        let least = |known: u64| {
            Some(if known == 0 {
                took / 2
            } else {
                known.min(took)
            })
        };
        let trip = &self.0.trip;
        let _ = trip.fetch_update(Ordering::Relaxed, Ordering::Relaxed, least);
    }

    /// The least time in which a request was answered.
    pub(super) fn trip(&self) -> Option<Duration> {
        let trip = self.0.trip.load(Ordering::Relaxed);
        (trip > 0).then_some(Duration::from_micros(trip))
    }

    /// What the connections of this program to a port carry; `None` where the system does not tell.
    pub(super) fn flow(&self, port: u16) -> Option<Flow> {
        let connections = connections_to(port)?;
        let unacknowledged = connections.iter().map(|one| one.unacknowledged).sum();
        Some(Flow {
            acknowledged: self.acknowledged_after(&connections),
            unacknowledged,
            unbegun: self.0.unbegun.load(Ordering::Relaxed),
        })
    }

    fn acknowledged_after(&self, connections: &[Connection]) -> u64 {
        let seen = &self.0.acknowledged;
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.after(connections)
    }

    /// Bytes were read.
    pub(super) fn heard(&self, bytes: usize) {
        self.0.heard.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Bytes handed over and bytes read, since the line was prepared.
    pub(super) fn both(&self) -> (u64, u64) {
        (
            self.0.handed.load(Ordering::Relaxed),
            self.0.heard.load(Ordering::Relaxed),
        )
    }
}

/// What a look at a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beat {
    /// It moves, or has not been still for long.
    Alive,
    /// It has been still for longer than a living one should be: see whether a new connection comes through.
    Doubtful,
    /// It has been still for too long.
    Dead,
}

/// Watches one request.
#[derive(Debug)]
pub(super) struct Pulse {
    moved: Option<i128>,
    since: Instant,
}

impl Pulse {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            moved: None,
            since: now,
        }
    }

    /// What is to be thought of the line, given its counts and what the kernel says is not acknowledged.
    pub(super) fn feel(
        &mut self,
        counts: (u64, u64),
        unacknowledged: Option<u64>,
        now: Instant,
    ) -> Beat {
        let under_way = i128::from(unacknowledged.unwrap_or_default());
        let moved = i128::from(counts.0) + i128::from(counts.1) - under_way;
        if self.moved != Some(moved) {
            self.moved = Some(moved);
            self.since = now;
        }
        let still = now.saturating_duration_since(self.since);
        let patience = match unacknowledged {
            Some(1..) => STALLED,
            Some(0) => UNANSWERED,
            None => SILENCE,
        };
        if still >= SILENCE {
            Beat::Dead
        } else if still >= patience {
            Beat::Doubtful
        } else {
            Beat::Alive
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_slow_line_whose_bytes_are_acknowledged_one_by_one_is_alive() {
        let began = Instant::now();
        let mut pulse = Pulse::new(began);
        for second in 0..600 {
            let now = began + second * SECOND;
            let left = 64_000 - u64::from(second) * 100;
            assert_eq!(pulse.feel((64_000, 0), Some(left), now), Beat::Alive);
        }
    }

    #[test]
    fn a_line_that_took_bytes_and_acknowledges_none_is_doubted_and_then_dead() {
        let began = Instant::now();
        let mut pulse = Pulse::new(began);
        assert_eq!(pulse.feel((64_000, 0), Some(64_000), began), Beat::Alive);
        let at = |seconds: u32| began + seconds * SECOND;
        assert_eq!(pulse.feel((64_000, 0), Some(64_000), at(6)), Beat::Alive);
        assert_eq!(pulse.feel((64_000, 0), Some(64_000), at(7)), Beat::Doubtful);
        assert_eq!(pulse.feel((64_000, 0), Some(64_000), at(60)), Beat::Dead);
    }

    #[test]
    fn a_province_at_work_is_given_more_time_than_bytes_under_way() {
        let began = Instant::now();
        let mut pulse = Pulse::new(began);
        assert_eq!(pulse.feel((9, 0), Some(0), began), Beat::Alive);
        assert_eq!(
            pulse.feel((9, 0), Some(0), began + 19 * SECOND),
            Beat::Alive
        );
        assert_eq!(
            pulse.feel((9, 0), Some(0), began + 20 * SECOND),
            Beat::Doubtful
        );
        assert_eq!(
            pulse.feel((9, 1), Some(0), began + 59 * SECOND),
            Beat::Alive
        );
    }

    #[test]
    fn where_the_system_tells_nothing_only_silence_counts() {
        let began = Instant::now();
        let mut pulse = Pulse::new(began);
        assert_eq!(pulse.feel((9, 0), None, began), Beat::Alive);
        assert_eq!(pulse.feel((9, 0), None, began + 59 * SECOND), Beat::Alive);
        assert_eq!(pulse.feel((9, 0), None, began + SILENCE), Beat::Dead);
    }

    #[test]
    fn what_each_connection_has_brought_is_counted_once() {
        let one = |port, acknowledged| Connection {
            port,
            acknowledged,
            unacknowledged: 0,
        };
        let mut seen = Acknowledged::default();
        assert_eq!(seen.after(&[one(1, 9_000)]), 9_000);
        assert_eq!(seen.after(&[one(1, 9_500), one(2, 500)]), 10_000);
        assert_eq!(
            seen.after(&[one(2, 800)]),
            10_300,
            "a closed one tells nothing"
        );
        assert_eq!(seen.after(&[one(2, 700), one(1, 100)]), 10_400, "anew");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernel_tells_what_a_deaf_listener_has_not_read() {
        use std::io::Write as _;
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut sender = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        let counter = Counter::default();
        let untouched = counter.flow(port).unwrap();
        assert_eq!((untouched.unacknowledged, untouched.unbegun), (0, 0));
        sender.set_nonblocking(true).unwrap();
        // Nobody reads: the receiver's window fills, and what comes after stays here.
        while sender.write(&[0; 65_536]).is_ok() {}
        let waits = counter.body(7);
        let flow = counter.flow(port).unwrap();
        assert!(flow.unacknowledged > 0 && flow.unbegun == 7, "{flow:?}");
        drop(waits);
        assert_eq!(counter.flow(port).unwrap().unbegun, 0);
    }
}
