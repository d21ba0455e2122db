//! What a camera can send, and which of it serves a wish best.

use crate::pace::FrameRate;
use crate::source::Wish;
use std::cmp::Reverse;
use std::fmt;

/// How a camera codes its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// One JPEG for each frame (V4L2 `MJPG`). Its bytes go to preview and store as they came.
    Mjpeg,
    /// Brightness in full and colour at half size, one plane each, BT.601 limited range (V4L2 `NV12`).
    Nv12,
    /// Brightness and colour by turns, two pixels in four bytes, BT.601 limited range (V4L2 `YUYV`).
    Yuyv,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mjpeg => "MJPEG",
            Self::Nv12 => "NV12",
            Self::Yuyv => "YUYV",
        })
    }
}

/// A size in which a camera sends, with the rates it offers there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Format {
    /// How the pictures are coded.
    pub encoding: Encoding,
    /// Pixels per line.
    pub width: u16,
    /// Lines.
    pub height: u16,
    /// The rates as the driver names them, fastest first; empty where it names none.
    pub rates: Vec<FrameRate>,
}

/// What is asked of a camera: one size at one rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Mode {
    /// How the pictures are coded.
    pub encoding: Encoding,
    /// Pixels per line.
    pub width: u16,
    /// Lines.
    pub height: u16,
    /// Frames in a second.
    pub rate: FrameRate,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            encoding,
            width,
            height,
            rate,
        } = self;
        write!(f, "{width}x{height} {encoding} {rate}/s")
    }
}

/// Slower than this a resident cannot be guided by the live picture.
const FLUENT: FrameRate = FrameRate::whole(10);

/// Every mode of a camera, the best for `wish` first.
///
/// What runs fluently comes first, then the number of pixels nearest to the wish, then what needs no coding of ours,
/// then the rate. A camera that refuses a mode it has offered is asked for the next.
pub(crate) fn modes(formats: &[Format], wish: Wish) -> Vec<Mode> {
    let mut modes: Vec<Mode> = formats.iter().map(|format| mode(format, wish)).collect();
    modes.sort_by_key(|mode| {
        (
            mode.rate < FLUENT,
            distance(mode, wish),
            mode.encoding,
            Reverse(mode.rate),
        )
    });
    modes
}

/// A format at the rate nearest to the wish: the fastest that is not faster, else the slowest.
fn mode(format: &Format, wish: Wish) -> Mode {
    let offered = format.rates.iter().copied();
    let within = offered.clone().filter(|rate| *rate <= wish.rate).max();
    Mode {
        encoding: format.encoding,
        width: format.width,
        height: format.height,
        rate: within.or(offered.min()).unwrap_or(wish.rate),
    }
}

/// How far the number of pixels is from the wished, in thousandths of a doubling or halving; 0 only for the same size.
fn distance(mode: &Mode, wish: Wish) -> u64 {
    if (mode.width, mode.height) == (wish.width, wish.height) {
        return 0;
    }
    let pixels = |width: u16, height: u16| u64::from(width) * u64::from(height);
    let (has, wants) = (
        pixels(mode.width, mode.height).max(1),
        pixels(wish.width, wish.height).max(1),
    );
    1 + has.max(wants) * 1000 / has.min(wants)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(encoding: Encoding, width: u16, height: u16, rates: &[(u32, u32)]) -> Format {
        let rates = rates
            .iter()
            .map(|&(frames, seconds)| FrameRate::new(frames, seconds).unwrap());
        Format {
            encoding,
            width,
            height,
            rates: rates.collect(),
        }
    }

    fn best(formats: &[Format]) -> String {
        modes(formats, Wish::default())[0].to_string()
    }

    #[test]
    fn the_wished_size_in_mjpeg_comes_first() {
        let formats = [
            format(Encoding::Yuyv, 1920, 1080, &[(30, 1)]),
            format(Encoding::Mjpeg, 3840, 2160, &[(30, 1)]),
            format(Encoding::Mjpeg, 1920, 1080, &[(60, 1), (30, 1), (15, 1)]),
        ];
        assert_eq!(best(&formats), "1920x1080 MJPEG 30/s");
    }

    #[test]
    fn a_large_picture_that_creeps_gives_way_to_a_smaller_one_that_runs() {
        let formats = [
            format(Encoding::Yuyv, 1920, 1080, &[(5, 1)]),
            format(Encoding::Yuyv, 640, 480, &[(30, 1)]),
            format(Encoding::Mjpeg, 1280, 720, &[(25, 2)]),
        ];
        assert_eq!(best(&formats), "1280x720 MJPEG 12.5/s");
    }

    #[test]
    fn without_the_wished_size_the_nearest_number_of_pixels_wins() {
        let formats = [
            format(Encoding::Mjpeg, 640, 480, &[(30, 1)]),
            format(Encoding::Mjpeg, 2592, 1944, &[(30, 1)]),
        ];
        assert_eq!(best(&formats), "2592x1944 MJPEG 30/s");
    }

    #[test]
    fn odd_rates_are_asked_for_as_they_are_named() {
        for (rates, asked) in [
            (&[(10_000_000, 333_667)][..], "1920x1080 MJPEG 29.97/s"),
            (&[(15, 2)][..], "1920x1080 MJPEG 7.5/s"),
            (&[(60, 1), (50, 1)][..], "1920x1080 MJPEG 50/s"),
            (&[][..], "1920x1080 MJPEG 30/s"),
        ] {
            assert_eq!(best(&[format(Encoding::Mjpeg, 1920, 1080, rates)]), asked);
        }
    }
}
