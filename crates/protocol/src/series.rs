//! How a signature was written: the pen's way over the pad, in time, and with its pressure where the pen tells it.
//!
//! The channels are named as in ISO/IEC 19794-7 (X, Y, T, F); the encoding is ours, and no conformity is claimed. It stands
//! beside the picture that the resident saw, and names it.

use crate::cbor;
use crate::digest::Digest;
use rekam_domain::code::ErrorCode;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// The media type of a series.
pub const MEDIA_TYPE: &str = "application/rekam-signature-series+cbor";
/// Most points of a series: five minutes at the rate of the fastest pads.
pub const MOST_POINTS: usize = 60_000;
/// Most strokes of a series.
pub const MOST_STROKES: usize = 500;
/// Longest time from the first point to the last, in milliseconds.
pub const LONGEST: u32 = 5 * 60 * 1000;
/// The full pressure.
pub const FULL_PRESSURE: u16 = 1000;

/// With what a signature was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// A pen that tells its pressure.
    Pen,
    /// A finger, or a pen that tells none.
    Touch,
    /// A mouse.
    Mouse,
}

/// Where the pen was at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// From the left of the pad, in points of the picture.
    pub x: u16,
    /// From the top of the pad, in points of the picture.
    pub y: u16,
    /// Milliseconds since the first point.
    pub t: u32,
    /// Pressure, 0 to [`FULL_PRESSURE`]; 0 where the tool tells none.
    pub f: u16,
}

/// Why bytes or points are no series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SeriesError {
    /// The bytes are not the encoding of a series.
    #[error("the bytes are not the encoding of a series")]
    Malformed,
    /// Nothing, too much, off the pad, backwards in time, or more than full pressure.
    #[error("the series is empty, too long, off the pad or backwards in time")]
    OutOfLimits,
}

impl SeriesError {
    /// The code that a person is shown.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Malformed | Self::OutOfLimits => ErrorCode::SignatureSeries,
        }
    }
}

/// The series of one signature. Its Debug form shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Series {
    picture: Digest,
    pad: (u16, u16),
    tool: Tool,
    strokes: Vec<Vec<Point>>,
}

/// A series as it is written: each stroke is one string of bytes.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    picture: Digest,
    width: u16,
    height: u16,
    tool: Tool,
    strokes: Vec<ByteBuf>,
}

impl Series {
    /// The series of the picture with this digest, on a pad of `(width, height)` points.
    ///
    /// # Errors
    /// [`SeriesError::OutOfLimits`].
    pub fn new(
        picture: Digest,
        pad: (u16, u16),
        tool: Tool,
        strokes: Vec<Vec<Point>>,
    ) -> Result<Self, SeriesError> {
        let points = || strokes.iter().flatten();
        let on_the_pad = |point: &Point| {
            point.x <= pad.0 && point.y <= pad.1 && point.t <= LONGEST && point.f <= FULL_PRESSURE
        };
        let tells = |point: &Point| tool == Tool::Pen || point.f == 0;
        let sound = !strokes.is_empty()
            && strokes.len() <= MOST_STROKES
            && strokes.iter().all(|stroke| !stroke.is_empty())
            && points().count() <= MOST_POINTS
            && points().all(|point| on_the_pad(point) && tells(point))
            && points().next().is_some_and(|first| first.t == 0)
            && points()
                .zip(points().skip(1))
                .all(|(before, after)| before.t <= after.t);
        if sound {
            Ok(Self {
                picture,
                pad,
                tool,
                strokes,
            })
        } else {
            Err(SeriesError::OutOfLimits)
        }
    }

    /// Its one encoding.
    ///
    /// # Errors
    /// [`SeriesError::Malformed`], which no series that exists gives.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SeriesError> {
        let mut before = Point {
            x: 0,
            y: 0,
            t: 0,
            f: 0,
        };
        let mut strokes = Vec::with_capacity(self.strokes.len());
        for stroke in &self.strokes {
            let mut bytes = Vec::new();
            for point in stroke {
                put(&mut bytes, zigzag(before.x, point.x));
                put(&mut bytes, zigzag(before.y, point.y));
                put(&mut bytes, point.t - before.t);
                if self.tool == Tool::Pen {
                    put(&mut bytes, point.f.into());
                }
                before = *point;
            }
            strokes.push(ByteBuf::from(bytes));
        }
        let written = Written {
            picture: self.picture,
            width: self.pad.0,
            height: self.pad.1,
            tool: self.tool,
            strokes,
        };
        cbor::to_vec(&written).map_err(|_| SeriesError::Malformed)
    }

    /// Reads a series; the bytes must be its one encoding, within the limits.
    ///
    /// # Errors
    /// [`SeriesError`].
    pub fn read(bytes: &[u8]) -> Result<Self, SeriesError> {
        let written: Written = cbor::from_slice(bytes).map_err(|_| SeriesError::Malformed)?;
        let (mut x, mut y, mut t) = (0, 0, 0_u32);
        let mut strokes = Vec::new();
        for stroke in &written.strokes {
            let mut rest = stroke.as_slice();
            let mut points = Vec::new();
            while !rest.is_empty() {
                x = moved(x, take(&mut rest)?)?;
                y = moved(y, take(&mut rest)?)?;
                t = t
                    .checked_add(take(&mut rest)?)
                    .ok_or(SeriesError::OutOfLimits)?;
                let f = match written.tool {
                    Tool::Pen => {
                        u16::try_from(take(&mut rest)?).map_err(|_| SeriesError::OutOfLimits)?
                    }
                    Tool::Touch | Tool::Mouse => 0,
                };
                points.push(Point { x, y, t, f });
            }
            strokes.push(points);
        }
        let pad = (written.width, written.height);
        let series = Self::new(written.picture, pad, written.tool, strokes)?;
        // A number has longer encodings too; only the shortest is ours.
        if series.to_bytes()? == bytes {
            Ok(series)
        } else {
            Err(SeriesError::Malformed)
        }
    }

    /// The picture beside it.
    #[must_use]
    pub const fn picture(&self) -> Digest {
        self.picture
    }

    /// With what it was written.
    #[must_use]
    pub const fn tool(&self) -> Tool {
        self.tool
    }

    /// The strokes, each the points between pen down and pen up.
    #[must_use]
    pub fn strokes(&self) -> &[Vec<Point>] {
        &self.strokes
    }
}

impl std::fmt::Debug for Series {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Series({} strokes)", self.strokes.len())
    }
}

/// The step from one coordinate to the next as a small number: 0, -1, 1, -2, 2 as 0, 1, 2, 3, 4.
fn zigzag(from: u16, to: u16) -> u32 {
    let step = i32::from(to) - i32::from(from);
    (step << 1 ^ step >> 31).cast_unsigned()
}

fn moved(from: u16, zigzag: u32) -> Result<u16, SeriesError> {
    let step = (zigzag >> 1).cast_signed() ^ -((zigzag & 1).cast_signed());
    i32::from(from)
        .checked_add(step)
        .and_then(|to| u16::try_from(to).ok())
        .ok_or(SeriesError::OutOfLimits)
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow (LEB128).
fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Result<u32, SeriesError> {
    let mut number = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let (first, rest) = bytes.split_first().ok_or(SeriesError::Malformed)?;
        *bytes = rest;
        let bits = u32::from(first & 0x7f);
        if shift == 28 && bits > 0x0f {
            return Err(SeriesError::Malformed);
        }
        number |= bits << shift;
        if first & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(SeriesError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAD: (u16, u16) = (900, 300);

    fn point(x: u16, y: u16, t: u32, f: u16) -> Point {
        Point { x, y, t, f }
    }

    fn picture() -> Digest {
        Digest::of(b"picture")
    }

    fn series(tool: Tool, strokes: Vec<Vec<Point>>) -> Result<Series, SeriesError> {
        Series::new(picture(), PAD, tool, strokes)
    }

    #[test]
    fn a_series_reads_back_as_it_was_written_and_a_signature_takes_little_room() {
        let stroke = |from: u32| {
            (0..200_u16)
                .map(|n| point(200 + n, 150 - n / 2, from + 8 * u32::from(n), 300 + n))
                .collect::<Vec<_>>()
        };
        let pen = series(Tool::Pen, vec![stroke(0), stroke(2_000)]).unwrap();
        let bytes = pen.to_bytes().unwrap();
        assert_eq!(Series::read(&bytes), Ok(pen));
        assert!(bytes.len() < 400 * 6, "{} bytes", bytes.len());
    }

    #[test]
    fn the_bytes_of_a_short_stroke_are_these_for_ever() {
        let mouse = series(
            Tool::Mouse,
            vec![vec![point(1, 300, 0, 0), point(0, 299, 9, 0)]],
        );
        let bytes = mouse.unwrap().to_bytes().unwrap();
        let stroke: [u8; 7] = [2, 0xd8, 0x04, 0, 1, 1, 9];
        assert!(bytes.windows(7).any(|part| part == stroke));
    }

    #[test]
    fn what_lies_outside_the_limits_is_no_series() {
        let one = |point| series(Tool::Pen, vec![vec![point]]);
        assert!(one(point(900, 300, 0, 1000)).is_ok());
        let outside = [
            one(point(901, 0, 0, 0)),
            one(point(0, 301, 0, 0)),
            one(point(0, 0, 1, 0)),
            one(point(0, 0, 0, 1001)),
            series(Tool::Pen, vec![]),
            series(Tool::Pen, vec![vec![]]),
            series(Tool::Mouse, vec![vec![point(0, 0, 0, 500)]]),
            series(
                Tool::Pen,
                vec![vec![point(0, 0, 0, 0), point(0, 0, LONGEST + 1, 0)]],
            ),
            series(
                Tool::Pen,
                vec![
                    vec![point(0, 0, 0, 0), point(0, 0, 9, 0)],
                    vec![point(0, 0, 8, 0)],
                ],
            ),
            series(Tool::Pen, vec![vec![point(0, 0, 0, 0)]; MOST_STROKES + 1]),
            series(Tool::Pen, vec![vec![point(0, 0, 0, 0); MOST_POINTS + 1]]),
        ];
        for refused in outside {
            assert_eq!(refused, Err(SeriesError::OutOfLimits));
        }
    }

    #[test]
    fn another_encoding_of_the_same_points_is_refused() {
        let written = |stroke: &[u8]| {
            let written = Written {
                picture: picture(),
                width: 900,
                height: 300,
                tool: Tool::Mouse,
                strokes: vec![ByteBuf::from(stroke)],
            };
            Series::read(&cbor::to_vec(&written).unwrap())
        };
        assert!(written(&[2, 2, 0]).is_ok());
        assert_eq!(written(&[0x82, 0, 2, 0]), Err(SeriesError::Malformed));
        assert_eq!(written(&[2, 2]), Err(SeriesError::Malformed));
        assert_eq!(written(&[1, 2, 0]), Err(SeriesError::OutOfLimits));
        assert_eq!(written(&[0xff; 6]), Err(SeriesError::Malformed));
        assert_eq!(
            written(&[0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0]),
            Err(SeriesError::OutOfLimits)
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), pen: bool) {
            let _ = Series::read(&bytes);
            let tool = if pen { Tool::Pen } else { Tool::Touch };
            let strokes = vec![ByteBuf::from(bytes)];
            let written = Written { picture: picture(), width: 900, height: 300, tool, strokes };
            let encoded = cbor::to_vec(&written).unwrap();
            if let Ok(series) = Series::read(&encoded) {
                prop_assert_eq!(series.to_bytes().unwrap(), encoded);
            }
        }
    }
}
