//! Room on the disk, in residents.

use serde::Serialize;

use crate::lease::Nearness;

/// What one resident may take on the disk while the record is made: original, portrait, papers, sealed packet.
const BYTES_FOR_ONE: u64 = 2 * 1024 * 1024;

/// How much room is left on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Gauge {
    /// For how many more residents, at two megabytes each.
    pub people: u32,
    /// Used, 0 to 100.
    pub used_percent: u8,
    /// How near the end is: far for as long as everybody whom the lease still allows fits, whatever else fills the disk.
    pub nearness: Nearness,
}

/// Room for residents on a disk of `total` bytes with `free` left, when `allowed` more may be recorded.
#[must_use]
pub fn gauge(free: u64, total: u64, allowed: u32) -> Gauge {
    let people = u32::try_from(free / BYTES_FOR_ONE).unwrap_or(u32::MAX);
    let used = total.saturating_sub(free).saturating_mul(100);
    let used = used.checked_div(total).unwrap_or(100).min(100);
    let used_percent = u8::try_from(used).unwrap_or(100);
    let nearness = match (people, used_percent) {
        (0, _) => Nearness::Over,
        (people, _) if people >= allowed => Nearness::Far,
        (_, 90..) => Nearness::VeryNear,
        (_, 70..) => Nearness::Near,
        (_, _) => Nearness::Far,
    };
    Gauge {
        people,
        used_percent,
        nearness,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIGABYTE: u64 = 1024 * 1024 * 1024;

    #[test]
    fn the_crew_is_warned_at_seventy_and_ninety_percent_of_a_disk_that_is_too_small() {
        let nearness = |free| gauge(free * GIGABYTE / 100, GIGABYTE, 10_000).nearness;
        assert_eq!(nearness(31), Nearness::Far);
        assert_eq!(nearness(30), Nearness::Near);
        assert_eq!(nearness(10), Nearness::VeryNear);
        assert_eq!(nearness(0), Nearness::Over);
    }

    #[test]
    fn a_full_disk_on_which_everybody_still_fits_is_no_warning() {
        let gauge = gauge(5 * GIGABYTE, 100 * GIGABYTE, 2_560);
        assert_eq!(
            (gauge.people, gauge.used_percent, gauge.nearness),
            (2_560, 95, Nearness::Far)
        );
    }

    #[test]
    fn a_disk_without_size_is_full() {
        assert_eq!(gauge(0, 0, 1).nearness, Nearness::Over);
    }
}
