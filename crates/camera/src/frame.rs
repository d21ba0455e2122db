//! One picture from a camera, as the camera coded it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

/// A frame with its place in the feed.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Counts the frames of one feed from 1, without gaps: a reader that sees 7 after 5 has skipped one. A camera that
    /// comes back goes on counting.
    pub sequence: u64,
    /// When the camera took the frame, on the monotonic clock: as the driver stamped it, else when it reached this process.
    pub captured_at: Instant,
    /// The picture.
    pub jpeg: Jpeg,
}

/// A JPEG picture that is whole as far as its structure tells: it runs from its start marker to its end marker.
///
/// The bytes are the camera's own; nothing is coded again. Whether the picture decodes is for `rekam-photo` to say.
#[derive(Clone, PartialEq, Eq)]
pub struct Jpeg(Arc<[u8]>);

impl Jpeg {
    /// Takes the picture at the start of `buffer` and drops what follows its end marker; `None` if the buffer does not
    /// start with a picture or the picture is cut.
    ///
    /// Drivers hand out whole buffers in which the tail of an older, longer frame may follow the picture.
    pub fn take(buffer: &[u8]) -> Option<Self> {
        let picture = buffer.get(..picture_length(buffer)?)?;
        Some(Self(Arc::from(picture)))
    }

    /// A picture that we have coded ourselves.
    pub(crate) fn whole(coded: Vec<u8>) -> Self {
        Self(Arc::from(coded))
    }

    /// The coded picture, from start marker to end marker.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same bytes, shared: what goes to another thread or to the preview without a copy.
    pub fn shared(&self) -> Arc<[u8]> {
        Arc::clone(&self.0)
    }
}

impl fmt::Debug for Jpeg {
    /// Shows the length only: a frame is a picture of a resident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jpeg({} bytes)", self.0.len())
    }
}

/// Markers of ITU-T T.81, table B.1 (the byte after 0xFF).
mod marker {
    pub(super) const START_OF_IMAGE: u8 = 0xD8;
    pub(super) const END_OF_IMAGE: u8 = 0xD9;
    pub(super) const START_OF_SCAN: u8 = 0xDA;
    pub(super) const TEMPORARY: u8 = 0x01;
    pub(super) const RESTART: std::ops::RangeInclusive<u8> = 0xD0..=0xD7;
    pub(super) const FILL: u8 = 0xFF;
    pub(super) const STUFFED_ZERO: u8 = 0x00;
}

/// Bytes from the start of `buffer` to just behind the end marker of the picture in it (T.81, annex B.2).
///
/// Segments are stepped over by their length, so an end marker inside a thumbnail or a comment does not count.
fn picture_length(buffer: &[u8]) -> Option<usize> {
    if buffer.get(..2)? != [0xFF, marker::START_OF_IMAGE] {
        return None;
    }
    let mut at = 2;
    loop {
        let (code, behind) = next_marker(buffer, at)?;
        at = match code {
            marker::END_OF_IMAGE => return Some(behind),
            marker::TEMPORARY => behind,
            marker::START_OF_SCAN => behind_scan(buffer, behind_segment(buffer, behind)?)?,
            _ => behind_segment(buffer, behind)?,
        };
    }
}

/// The marker at `at`, after any fill bytes, and the place behind it.
fn next_marker(buffer: &[u8], at: usize) -> Option<(u8, usize)> {
    if *buffer.get(at)? != 0xFF {
        return None;
    }
    let fill = buffer
        .get(at + 1..)?
        .iter()
        .position(|&byte| byte != marker::FILL)?;
    let place = at + 1 + fill;
    Some((*buffer.get(place)?, place + 1))
}

/// The place behind the segment whose two length bytes stand at `at`.
fn behind_segment(buffer: &[u8], at: usize) -> Option<usize> {
    let length = u16::from_be_bytes([*buffer.get(at)?, *buffer.get(at + 1)?]);
    let end = at + usize::from(length);
    (length >= 2 && end <= buffer.len()).then_some(end)
}

/// The place of the first marker that ends the coded data starting at `from`.
fn behind_scan(buffer: &[u8], from: usize) -> Option<usize> {
    let scan = buffer.get(from..)?;
    memchr::memchr_iter(0xFF, scan)
        .find(|&at| {
            scan.get(at + 1).is_some_and(|&next| {
                next != marker::STUFFED_ZERO
                    && next != marker::FILL
                    && !marker::RESTART.contains(&next)
            })
        })
        .map(|offset| from + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Vec<u8> {
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 80)
            .encode(&[120; 24 * 16 * 3], 24, 16, jpeg_encoder::ColorType::Rgb)
            .unwrap();
        bytes
    }

    #[test]
    fn a_whole_picture_is_taken_byte_for_byte() {
        let bytes = picture();
        assert_eq!(Jpeg::take(&bytes).unwrap().bytes(), bytes);
    }

    #[test]
    fn stale_bytes_of_an_older_frame_are_dropped() {
        let bytes = picture();
        let mut buffer = bytes.clone();
        buffer.extend_from_slice(&bytes[bytes.len() / 2..]);
        assert_eq!(Jpeg::take(&buffer).unwrap().bytes(), bytes);
    }

    #[test]
    fn a_picture_cut_anywhere_is_refused() {
        let bytes = picture();
        for length in 0..bytes.len() {
            assert!(Jpeg::take(&bytes[..length]).is_none(), "cut at {length}");
        }
    }

    #[test]
    fn an_end_marker_inside_a_comment_does_not_end_the_picture() {
        let bytes = picture();
        let mut commented = bytes[..2].to_vec();
        commented.extend_from_slice(&[0xFF, 0xFE, 0x00, 0x04, 0xFF, marker::END_OF_IMAGE]);
        commented.extend_from_slice(&bytes[2..]);
        assert_eq!(Jpeg::take(&commented).unwrap().bytes(), commented);
    }

    #[test]
    fn bytes_that_are_no_picture_are_refused() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n"[..],
            b"\xFF\xD8 not a marker",
            b"\xFF\xD8\xFF\xE0\x00\x01",
        ] {
            assert!(Jpeg::take(bytes).is_none());
        }
    }

    #[test]
    fn debug_text_shows_no_pixel() {
        let bytes = picture();
        let text = format!("{:?}", Jpeg::take(&bytes).unwrap());
        assert_eq!(text, format!("Jpeg({} bytes)", bytes.len()));
    }
}
