//! How good a capture should be, how often it is tried, and how long a device is waited for: data, not code.
//!
//! Dukcapil's thresholds for KTP-el are not published. What stands in `assets/biometrics/limits.csv` are the defaults of
//! MOSIP, each with its source and marked as not confirmed; [`Limits::VERSION`] travels with every record that was made
//! under them, so that a record can be judged by the limits of its day.

use super::Placement;
use crate::table;
use std::sync::LazyLock;
use std::time::Duration;

/// What is asked of captures and devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    slap: u8,
    thumbs: u8,
    iris: u8,
    tries: u8,
    connect: u16,
    info: u16,
    capture: u16,
}

#[derive(serde::Deserialize)]
struct Row {
    name: String,
    value: u16,
}

static LIMITS: LazyLock<Limits> = LazyLock::new(|| {
    let rows = table::rows::<Row>(include_str!("../../../../assets/biometrics/limits.csv"));
    // A test reads every name, so the number here never leaves the workshop: it is the most careful one.
    let long = |name: &str, careful: u16| {
        rows.iter()
            .find(|row| row.name == name)
            .map_or(careful, |row| row.value)
    };
    let short =
        |name: &str, careful: u8| u8::try_from(long(name, careful.into())).unwrap_or(careful);
    Limits {
        slap: short("slap", 100),
        thumbs: short("thumbs", 100),
        iris: short("iris", 100),
        tries: short("tries", 1),
        connect: long("connect", 1_000),
        info: long("info", 1_000),
        capture: long("capture", 10_000),
    }
});

impl Limits {
    /// Which limits these are.
    pub const VERSION: &'static str = "mosip-1.2";

    /// The limits of `assets/biometrics/limits.csv`.
    pub fn known() -> &'static Self {
        &LIMITS
    }

    /// The quality, 0 to 100, that each site of a placement should reach.
    pub const fn threshold(&self, placement: Placement) -> u8 {
        match placement {
            Placement::RightFour | Placement::LeftFour => self.slap,
            Placement::Thumbs => self.thumbs,
            Placement::Irises => self.iris,
        }
    }

    /// How often a placement is tried before a supervisor may be asked; more tries are not forbidden.
    pub const fn tries(&self) -> u8 {
        self.tries
    }

    /// Whether a finger or an eye needs no further try: good enough, or tried often enough and something came of it.
    pub const fn settles(&self, placement: Placement, quality: u8, tries: u32) -> bool {
        quality >= self.threshold(placement) || tries >= self.tries as u32
    }

    /// How long a device's port is waited for.
    pub const fn connect(&self) -> Duration {
        Duration::from_millis(self.connect as u64)
    }

    /// How long a device may take to say how it is.
    pub const fn info(&self) -> Duration {
        Duration::from_millis(self.info as u64)
    }

    /// How long a device may take to capture.
    pub const fn capture(&self) -> Duration {
        Duration::from_millis(self.capture as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_are_those_of_the_file_and_none_is_guessed() {
        let limits = Limits::known();
        let thresholds = Placement::ALL.iter().map(|at| limits.threshold(*at));
        assert_eq!(thresholds.collect::<Vec<_>>(), [40, 40, 40, 60]);
        assert_eq!(limits.tries(), 3);
        let times = [limits.connect(), limits.info(), limits.capture()];
        assert_eq!(times, [5, 5, 40].map(Duration::from_secs));
    }
}
