//! A test card that moves. Its frames carry their own number, so a test can see which frame it looks at.

use crate::error::CameraError;
use crate::feed::Feed;
use crate::format::{Encoding, Format, Mode};
use crate::pace::{self, Beat, FrameRate};
use crate::source::{Camera, CameraId, FrameSource, Wish};

/// Colour bars, a mark that wanders, and the frame's number as a row of black and white blocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pattern;

impl Pattern {
    /// The id of its only camera.
    pub const ID: &'static str = "pattern";
    /// Black or white blocks along the top edge: the lowest bits of the frame's number, highest first, white for 1.
    pub const NUMBER_BITS: u16 = 16;
}

impl FrameSource for Pattern {
    fn list(&self) -> Result<Vec<Camera>, CameraError> {
        Ok(vec![itself()])
    }

    fn open(&self, camera: &CameraId, wish: Wish) -> Result<Feed, CameraError> {
        if camera.as_str() != Self::ID {
            return Err(CameraError::NotFound);
        }
        Feed::start(move |slot| {
            let mut card = Card::new(wish);
            slot.opened(&itself(), Some(card.mode(wish.rate)), Vec::new());
            let mut number = 0;
            pace::play(slot, || {
                number += 1;
                let bytes = card.draw(number)?;
                let lasts = wish.rate.interval();
                Some(Beat { bytes, lasts })
            })
        })
    }
}

/// It draws any size; the one that is named is the one usually wished.
fn itself() -> Camera {
    let usual = Wish::default();
    Camera {
        id: CameraId::new(Pattern::ID),
        label: "Test pattern".to_owned(),
        node: Pattern::ID.to_owned(),
        formats: vec![Format {
            encoding: Encoding::Mjpeg,
            width: usual.width,
            height: usual.height,
            rates: vec![usual.rate],
        }],
    }
}

/// Bytes of one pixel: red, green, blue.
type Pixel = [u8; 3];

const BARS: [Pixel; 7] = [
    [192, 192, 192],
    [192, 192, 0],
    [0, 192, 192],
    [0, 192, 0],
    [192, 0, 192],
    [192, 0, 0],
    [0, 0, 192],
];
const BLACK: Pixel = [0, 0, 0];
const WHITE: Pixel = [255, 255, 255];

/// The card without and with what changes from frame to frame.
struct Card {
    width: u16,
    height: u16,
    bars: Vec<u8>,
    pixels: Vec<u8>,
}

impl Card {
    fn new(wish: Wish) -> Self {
        // Below this size the number's blocks would be lost in JPEG's own blocks.
        let (width, height) = (wish.width.max(256), wish.height.max(64));
        let line: Vec<u8> = (0..usize::from(width))
            .flat_map(|x| BARS[x * BARS.len() / usize::from(width)])
            .collect();
        let bars = line.repeat(usize::from(height));
        Self {
            width,
            height,
            pixels: bars.clone(),
            bars,
        }
    }

    fn mode(&self, rate: FrameRate) -> Mode {
        Mode {
            encoding: Encoding::Mjpeg,
            width: self.width,
            height: self.height,
            rate,
        }
    }

    /// The coded frame with this number.
    fn draw(&mut self, number: u64) -> Option<Vec<u8>> {
        self.pixels.copy_from_slice(&self.bars);
        let block = usize::from(self.width / Pattern::NUMBER_BITS);
        for place in 0..Pattern::NUMBER_BITS {
            let bit = number >> (Pattern::NUMBER_BITS - 1 - place) & 1;
            let colour = if bit == 1 { WHITE } else { BLACK };
            self.fill(
                usize::from(place) * block,
                0,
                block,
                block.min(usize::from(self.height) / 4),
                colour,
            );
        }
        self.draw_mark(number);
        let mut bytes = Vec::new();
        jpeg_encoder::Encoder::new(&mut bytes, 80)
            .encode(
                &self.pixels,
                self.width,
                self.height,
                jpeg_encoder::ColorType::Rgb,
            )
            .ok()?;
        Some(bytes)
    }

    /// A white square that crosses the card in two seconds at 30 frames a second: a still picture is seen at once.
    fn draw_mark(&mut self, number: u64) {
        let side = usize::from(self.height) / 8;
        let way = usize::from(self.width) - side;
        let step = usize::try_from(number % 60).unwrap_or(0);
        self.fill(
            way * step / 60,
            usize::from(self.height) / 2,
            side,
            side,
            WHITE,
        );
    }

    fn fill(&mut self, left: usize, top: usize, width: usize, height: usize, colour: Pixel) {
        let line = usize::from(self.width) * colour.len();
        for row in self.pixels.chunks_exact_mut(line).skip(top).take(height) {
            for pixel in row.chunks_exact_mut(colour.len()).skip(left).take(width) {
                pixel.copy_from_slice(&colour);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_shows_its_own_number_and_the_size_that_was_wished() {
        let wish = Wish {
            width: 640,
            height: 360,
            ..Wish::default()
        };
        let mut card = Card::new(wish);
        for number in [1, 2, 30_000, 65_535] {
            let picture = image::load_from_memory(&card.draw(number).unwrap())
                .unwrap()
                .to_luma8();
            assert_eq!(picture.dimensions(), (640, 360));
            let read = (0..16).fold(0, |read, place| {
                let light = picture.get_pixel(place * 40 + 20, 20).0[0] > 127;
                read << 1 | u64::from(light)
            });
            assert_eq!(read, number);
        }
    }

    #[test]
    fn two_frames_in_a_row_differ() {
        let mut card = Card::new(Wish::default());
        assert_ne!(card.draw(1), card.draw(2));
    }
}
