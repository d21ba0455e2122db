//! Pixels to JPEG 2000 without loss: one tile, one layer, the reversible transforms, 24 bits of colour (ISO/IEC 15444-1).
//!
//! ```text
//! RGB --reversible colour--> Plane --wavelet--> bands --code-blocks: bit planes, arithmetic coder--> packets --> JP2 file
//! ```
//!
//! Nothing is decoded here.

mod block;
mod mq;
mod packet;
#[cfg(test)]
mod tests;
mod wavelet;

use crate::picture::Picture;
use packet::Coded;
use wavelet::{Band, LEVELS, Plane, resolutions};

/// Pixels of the longest side. A longer one would need more than one precinct.
const LONGEST_SIDE: u32 = 1 << 15;
/// Planes of bits beyond the nominal ones. No picture needs more than three: a difference of two colours is 255 at most, and five halvings
/// let it grow 3 times at most where the wavelet is low both ways, 5 times where it is low one way, 8 times where it is high both ways.
const GUARD: u8 = 3;
const DEPTH: u8 = 8;

/// A JP2 file (Annex I) of all pixels of the picture, sRGB, 24 bits; nothing where a side is longer than 32,768 pixels.
///
/// Takes two bytes of memory for each pixel, and the file's a few times over.
pub fn jp2(picture: &Picture) -> Option<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    if width.max(height) > LONGEST_SIDE {
        return None;
    }
    // Height, width, three components of eight bits, the only compression, a known colour space, no rights.
    let mut head = [height.to_be_bytes(), width.to_be_bytes()].concat();
    head.extend([0, 3, DEPTH - 1, 7, 0, 0]);
    // Enumerated: sRGB.
    let colour = [1, 0, 0, 0, 0, 0, 16];
    let header = [in_box(b"ihdr", &head)?, in_box(b"colr", &colour)?].concat();
    Some(
        [
            in_box(b"jP  ", b"\r\n\x87\n")?,
            in_box(b"ftyp", b"jp2 \0\0\0\0jp2 ")?,
            in_box(b"jp2h", &header)?,
            in_box(b"jp2c", &codestream(picture)?)?,
        ]
        .concat(),
    )
}

fn in_box(kind: &[u8; 4], content: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(content.len() + 8).ok()?;
    Some([&length.to_be_bytes(), kind.as_slice(), content].concat())
}

/// Annex A: what it is, how it is coded, the one tile.
fn codestream(picture: &Picture) -> Option<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let packets = packets(picture)?;
    let mut out = vec![0xff, 0x4f];

    let mut size = vec![0, 0];
    for number in [width, height, 0, 0, width, height, 0, 0] {
        size.extend(number.to_be_bytes());
    }
    size.extend([0, 3]);
    size.extend([DEPTH - 1, 1, 1].repeat(3));
    segment(0x51, &size, &mut out)?;

    // By resolution, one layer, reversible colour; code-blocks of 64 by 64, the reversible wavelet.
    let levels = u8::try_from(LEVELS).ok()?;
    segment(0x52, &[0, 0, 0, 1, 1, levels, 4, 4, 0, 1], &mut out)?;

    // No quantization: the bits of each band.
    let mut bits = vec![GUARD << 5];
    let bands = resolutions(1, 1).into_iter().flatten();
    bits.extend(bands.map(|band| (DEPTH + band.gain()) << 3));
    segment(0x5c, &bits, &mut out)?;

    // The tile with its twelve bytes of marker, and the two of its data's.
    let tile = u32::try_from(packets.len() + 14).ok()?;
    let [a, b, c, d] = tile.to_be_bytes();
    segment(0x90, &[0, 0, a, b, c, d, 0, 1], &mut out)?;
    out.extend([0xff, 0x93]);
    out.extend(packets);
    out.extend([0xff, 0xd9]);
    Some(out)
}

fn segment(marker: u8, content: &[u8], out: &mut Vec<u8>) -> Option<()> {
    out.extend([0xff, marker]);
    out.extend(u16::try_from(content.len() + 2).ok()?.to_be_bytes());
    out.extend(content);
    Some(())
}

/// All packets: by resolution, in each by colour.
fn packets(picture: &Picture) -> Option<Vec<u8>> {
    let width = usize::try_from(picture.width()).ok()?;
    let height = usize::try_from(picture.height()).ok()?;
    // One colour after the other, so that only one plane stands in memory.
    let colours = COLOURS.map(|colour| {
        let (pixels, _) = picture.rgb().as_chunks();
        let mut plane = Plane::new(width, pixels.iter().map(colour).collect());
        plane.transform();
        let coded = |band: Band| Coded {
            width: band.width,
            planes: u32::from(GUARD + DEPTH + band.gain() - 1),
            blocks: block::blocks(&plane, &band),
        };
        let resolutions = resolutions(width, height).into_iter();
        resolutions
            .map(|bands| bands.into_iter().map(coded).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    });
    let mut out = Vec::new();
    for resolution in 0..=LEVELS {
        for colour in &colours {
            packet::put(&colour[resolution], &mut out);
        }
    }
    Some(out)
}

/// The reversible colour transform (G.2): brightness around nought, and blue and red against green.
const COLOURS: [fn(&[u8; 3]) -> i16; 3] = [
    |&[red, green, blue]| {
        ((i16::from(red) + 2 * i16::from(green) + i16::from(blue)) >> 2) - (1 << (DEPTH - 1))
    },
    |&[_, green, blue]| i16::from(blue) - i16::from(green),
    |&[red, green, _]| i16::from(red) - i16::from(green),
];
