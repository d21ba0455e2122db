//! Frame rates, and the beat of the sources that have no hardware to set it.

use crate::error::CameraError;
use crate::feed::Slot;
use crate::frame::Jpeg;
use std::time::{Duration, Instant};

/// Frames per second, as a fraction: cameras run at 30, but also at 25/2 and 30000/1001.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameRate {
    frames: u32,
    seconds: u32,
}

impl FrameRate {
    /// 30 frames a second.
    pub const THIRTY: Self = Self {
        frames: 30,
        seconds: 1,
    };

    /// `frames` in `seconds`; `None` unless that is 2 to 240 frames a second. A slower feed could not be told from a
    /// stalled one.
    pub fn new(frames: u32, seconds: u32) -> Option<Self> {
        let (many, long) = (u64::from(frames), u64::from(seconds));
        (seconds > 0 && many >= 2 * long && many <= 240 * long).then_some(Self { frames, seconds })
    }

    /// Frames in a second, to the nearest whole number.
    pub fn rounded(self) -> u32 {
        (self.frames + self.seconds / 2) / self.seconds
    }

    /// The time from one frame to the next.
    pub fn interval(self) -> Duration {
        Duration::from_secs(u64::from(self.seconds)) / self.frames
    }
}

/// Publishes what `next` gives, once per beat, until it gives `None` or the reader stops. A beat whose picture is not
/// whole is passed over, as with a real camera.
///
/// A beat that comes late is not made up for: the frames in between are gone, as with a real camera.
pub(crate) fn play(
    slot: &Slot,
    rate: FrameRate,
    mut next: impl FnMut() -> Option<Vec<u8>>,
) -> CameraError {
    while !slot.is_stopping() {
        let due = Instant::now() + rate.interval();
        let Some(bytes) = next() else { break };
        if let Some(jpeg) = Jpeg::take(&bytes) {
            slot.publish(jpeg);
        }
        slot.rest_until(due);
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
}
