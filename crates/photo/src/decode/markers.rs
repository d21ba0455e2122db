//! The markers of a JPEG file (ITU-T T.81 annex B), walked from start to end without decoding: gives the size before
//! memory is taken, proves that the end marker is there, and finds the EXIF block.

use image::metadata::Orientation;

use super::PictureError;
use crate::picture::check_size;

/// More scans than this are an attack: a progressive encoder makes about ten, and each costs a pass over all pixels.
pub(super) const MAX_SCANS: usize = 64;

const EXIF_HEADER: &[u8] = b"Exif\0\0";

/// What the markers of a complete JPEG say.
pub(super) struct Outline {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) components: u8,
    pub(super) progressive: bool,
    pub(super) scans: usize,
    /// Whether the file brings Huffman tables of its own.
    pub(super) huffman_tables: bool,
    pub(super) orientation: Orientation,
    /// Bytes up to and with the end marker. Phones append previews and video after it.
    pub(super) end: usize,
}

impl Outline {
    /// Walks over a file that starts with the start marker.
    pub(super) fn of(bytes: &[u8]) -> Result<Self, PictureError> {
        let mut reader = Reader { bytes, at: 2 };
        let mut frame = None;
        let mut orientation = Orientation::NoTransforms;
        let mut scans = 0;
        let mut huffman_tables = false;
        loop {
            match reader.marker()? {
                kind @ 0xC0..=0xC2 => {
                    let header = Frame::of(reader.segment()?, kind == 0xC2)?;
                    if frame.replace(header).is_some() {
                        return Err(PictureError::Damaged);
                    }
                }
                0xC4 => {
                    huffman_tables = true;
                    reader.segment()?;
                }
                // Lossless, hierarchical and arithmetic-coded JPEGs exist in the standard, not in cameras.
                0xC3 | 0xC5..=0xC7 | 0xC9..=0xCF => {
                    return Err(PictureError::Unsupported("JPEG coding process"));
                }
                0xDA => {
                    scans += 1;
                    if frame.is_none() || scans > MAX_SCANS {
                        return Err(PictureError::Damaged);
                    }
                    reader.segment()?;
                    reader.skip_scan()?;
                }
                0xD9 => {
                    let frame = frame.filter(|_| scans > 0).ok_or(PictureError::Damaged)?;
                    let Frame {
                        width,
                        height,
                        components,
                        progressive,
                    } = frame;
                    return Ok(Self {
                        width,
                        height,
                        components,
                        progressive,
                        scans,
                        huffman_tables,
                        orientation,
                        end: reader.at,
                    });
                }
                0xE1 => {
                    let exif = reader.segment()?.strip_prefix(EXIF_HEADER);
                    orientation = exif
                        .and_then(Orientation::from_exif_chunk)
                        .unwrap_or(orientation);
                }
                // A restart, a second start or a stuffed zero outside of a scan is nonsense.
                0x00 | 0xD0..=0xD8 => return Err(PictureError::Damaged),
                // The one marker without a length.
                0x01 => {}
                _ => {
                    reader.segment()?;
                }
            }
        }
    }
}

/// What the frame header says.
#[derive(Debug, Clone, Copy)]
struct Frame {
    width: u32,
    height: u32,
    components: u8,
    progressive: bool,
}

impl Frame {
    /// Reads a frame header (T.81 B.2.2). A size that is refused is refused here, before the rest is looked at.
    fn of(segment: &[u8], progressive: bool) -> Result<Self, PictureError> {
        let &[precision, h1, h0, w1, w0, components, ..] = segment else {
            return Err(PictureError::Damaged);
        };
        let width = u32::from(u16::from_be_bytes([w1, w0]));
        let height = u32::from(u16::from_be_bytes([h1, h0]));
        check_size(width, height)?;
        if precision != 8 {
            return Err(PictureError::Unsupported("bits per sample"));
        }
        Ok(Self {
            width,
            height,
            components,
            progressive,
        })
    }
}

/// Walks over markers. Running out of bytes anywhere means that the file was cut.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, PictureError> {
        let byte = *self.bytes.get(self.at).ok_or(PictureError::Truncated)?;
        self.at += 1;
        Ok(byte)
    }

    /// The next marker, after any number of fill bytes.
    fn marker(&mut self) -> Result<u8, PictureError> {
        if self.byte()? != 0xFF {
            return Err(PictureError::Damaged);
        }
        loop {
            let byte = self.byte()?;
            if byte != 0xFF {
                return Ok(byte);
            }
        }
    }

    /// The content of a segment that carries its length.
    fn segment(&mut self) -> Result<&'a [u8], PictureError> {
        let length = usize::from(u16::from_be_bytes([self.byte()?, self.byte()?]));
        let content = length.checked_sub(2).ok_or(PictureError::Damaged)?;
        let end = self.at + content;
        let segment = self
            .bytes
            .get(self.at..end)
            .ok_or(PictureError::Truncated)?;
        self.at = end;
        Ok(segment)
    }

    /// Moves to the marker that ends a scan's entropy-coded bytes.
    fn skip_scan(&mut self) -> Result<(), PictureError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = rest.windows(2).position(|pair| {
            // A stuffed zero, a restart and a fill byte belong to the scan.
            matches!(pair, [0xFF, marker] if !matches!(marker, 0x00 | 0xD0..=0xD7 | 0xFF))
        });
        self.at += end.ok_or(PictureError::Truncated)?;
        Ok(())
    }
}
