//! Frame rates, and the beat of the sources that have no hardware to set it.

use crate::error::CameraError;
use crate::feed::Slot;
use crate::frame::Jpeg;
use std::cmp::Ordering;
use std::fmt;
use std::time::{Duration, Instant};

/// Frames per second, as a fraction in lowest terms: cameras run at 30, but also at 25/2 and 30000/1001.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameRate {
    frames: u32,
    seconds: u32,
}

impl FrameRate {
    /// 30 frames a second.
    pub const THIRTY: Self = Self::whole(30);

    /// `frames` in `seconds`; `None` unless that is 2 to 240 frames a second. A slower feed could not be told from a
    /// stalled one.
    pub fn new(frames: u32, seconds: u32) -> Option<Self> {
        let (many, long) = (u64::from(frames), u64::from(seconds));
        (seconds > 0 && many >= 2 * long && many <= 240 * long).then(|| {
            let divisor = greatest_common_divisor(frames, seconds);
            Self {
                frames: frames / divisor,
                seconds: seconds / divisor,
            }
        })
    }

    /// A whole number of frames in a second, of a rate known to be possible.
    pub(crate) const fn whole(frames: u32) -> Self {
        Self { frames, seconds: 1 }
    }

    /// Frames in a second, to the nearest whole number.
    pub fn rounded(self) -> u32 {
        (self.frames + self.seconds / 2) / self.seconds
    }

    /// The time from one frame to the next.
    pub fn interval(self) -> Duration {
        Duration::from_secs(u64::from(self.seconds)) / self.frames
    }

    /// The time from one frame to the next as a fraction of a second: numerator, denominator.
    #[cfg(target_os = "linux")]
    pub(crate) fn interval_fraction(self) -> (u32, u32) {
        (self.seconds, self.frames)
    }
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

impl Ord for FrameRate {
    fn cmp(&self, other: &Self) -> Ordering {
        let cross = |one: &Self, two: &Self| u64::from(one.frames) * u64::from(two.seconds);
        cross(self, other).cmp(&cross(other, self))
    }
}

impl PartialOrd for FrameRate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for FrameRate {
    /// Frames in a second with at most two digits behind the point: `30`, `12.5`, `29.97`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (frames, seconds) = (u64::from(self.frames), u64::from(self.seconds));
        let hundredths = (frames * 100 + seconds / 2) / seconds;
        match (hundredths / 100, hundredths % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, rest) if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            (whole, rest) => write!(f, "{whole}.{rest:02}"),
        }
    }
}

impl serde::Serialize for FrameRate {
    /// As it is shown.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A picture of a source without hardware, and how long it is the newest.
pub(crate) struct Beat {
    pub(crate) bytes: Vec<u8>,
    pub(crate) lasts: Duration,
}

/// Publishes one beat after the other until `next` gives none or the reader stops. A beat whose picture is not whole is
/// passed over, as with a real camera.
///
/// A beat that comes late is not made up for: the frames in between are gone, as with a real camera.
pub(crate) fn play(slot: &Slot, mut next: impl FnMut() -> Option<Beat>) -> CameraError {
    while !slot.is_stopping() {
        let began = Instant::now();
        let Some(beat) = next() else { break };
        match Jpeg::take(&beat.bytes) {
            Some(jpeg) => slot.publish(jpeg, Instant::now()),
            None => slot.damaged(),
        }
        slot.rest_until(began + beat.lasts);
    }
    CameraError::Lost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_outside_two_to_240_frames_a_second_is_refused() {
        for (frames, seconds) in [(0, 1), (1, 1), (30, 0), (241, 1), (7, 4)] {
            assert!(
                FrameRate::new(frames, seconds).is_none(),
                "{frames}/{seconds}"
            );
        }
        for (frames, seconds) in [(2, 1), (25, 2), (15, 2), (30_000, 1001), (240, 1)] {
            assert!(
                FrameRate::new(frames, seconds).is_some(),
                "{frames}/{seconds}"
            );
        }
    }

    #[test]
    fn fractional_rates_keep_their_interval() {
        let rate = FrameRate::new(25, 2).unwrap();
        assert_eq!(rate.interval(), Duration::from_millis(80));
        assert_eq!(rate.rounded(), 13);
        assert_eq!(FrameRate::new(30_000, 1001).unwrap().rounded(), 30);
    }

    #[test]
    fn one_rate_has_one_form_and_rates_compare_by_value() {
        let rate = |frames, seconds| FrameRate::new(frames, seconds).unwrap();
        assert_eq!(rate(60, 2), FrameRate::THIRTY);
        assert!(rate(30_000, 1001) < FrameRate::THIRTY && rate(25, 2) > rate(15, 2));
        for (shown, of) in [
            ("29.97", rate(30_000, 1001)),
            ("12.5", rate(25, 2)),
            ("30", rate(30, 1)),
            ("14.99", rate(2998, 200)),
        ] {
            assert_eq!(of.to_string(), shown);
        }
    }
}
