//! Frames of cameras that send no JPEG: coded once, on the camera's own thread.

use crate::format::Encoding;
use crate::frame::Jpeg;
use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor};

/// Hardly to be told from the original, and a fifth of its bytes.
const QUALITY: u8 = 95;

/// A raw frame in the driver's buffer.
pub(crate) struct Raw<'a> {
    /// [`Encoding::Nv12`] or [`Encoding::Yuyv`].
    pub(crate) encoding: Encoding,
    /// Pixels per line, an even number.
    pub(crate) width: u16,
    /// Lines, an even number for NV12.
    pub(crate) height: u16,
    /// Bytes from one line to the next; 0 where lines follow each other without a gap.
    pub(crate) stride: usize,
    /// What the driver has filled.
    pub(crate) bytes: &'a [u8],
}

impl Raw<'_> {
    /// Codes the frame; `None` if its bytes are fewer than its size needs.
    pub(crate) fn to_jpeg(&self) -> Option<Jpeg> {
        let (line, planes) = match self.encoding {
            Encoding::Mjpeg => return Jpeg::take(self.bytes),
            Encoding::Yuyv => (usize::from(self.width) * 2, 2),
            Encoding::Nv12 => (usize::from(self.width), 3),
        };
        let stride = self.stride.max(line);
        let lines = usize::from(self.height) * planes / 2;
        let sized = self.width.is_multiple_of(2) && (planes == 2 || self.height.is_multiple_of(2));
        if !sized || lines == 0 || self.bytes.len() < stride * (lines - 1) + line {
            return None;
        }
        let mut coded = Vec::with_capacity(self.bytes.len() / 4);
        let mut encoder = Encoder::new(&mut coded, QUALITY);
        encoder.set_sampling_factor(SamplingFactor::R_4_2_2);
        encoder.encode_image(Lines { raw: self, stride }).ok()?;
        Some(Jpeg::whole(coded))
    }
}

/// The frame line by line, in the full range that JPEG wants.
struct Lines<'a> {
    raw: &'a Raw<'a>,
    stride: usize,
}

impl Lines<'_> {
    fn row(&self, number: usize) -> &[u8] {
        self.raw
            .bytes
            .get(number * self.stride..)
            .unwrap_or_default()
    }
}

impl ImageBuffer for Lines<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        self.raw.width
    }

    fn height(&self) -> u16 {
        self.raw.height
    }

    fn fill_buffers(&self, y: u16, [luma, blue, red, _]: &mut [Vec<u8>; 4]) {
        let (y, width) = (usize::from(y), usize::from(self.raw.width));
        if self.raw.encoding == Encoding::Yuyv {
            for pair in self.row(y).chunks_exact(4).take(width / 2) {
                luma.extend([
                    FULL_LUMA[usize::from(pair[0])],
                    FULL_LUMA[usize::from(pair[2])],
                ]);
                blue.extend([FULL_CHROMA[usize::from(pair[1])]; 2]);
                red.extend([FULL_CHROMA[usize::from(pair[3])]; 2]);
            }
        } else {
            let lumas = self.row(y).iter().take(width);
            luma.extend(lumas.map(|&value| FULL_LUMA[usize::from(value)]));
            let colours = self.row(usize::from(self.raw.height) + y / 2);
            for pair in colours.chunks_exact(2).take(width / 2) {
                blue.extend([FULL_CHROMA[usize::from(pair[0])]; 2]);
                red.extend([FULL_CHROMA[usize::from(pair[1])]; 2]);
            }
        }
    }
}

/// BT.601 limited range to the full range of JFIF: 16 to 235 becomes 0 to 255.
const FULL_LUMA: [u8; 256] = stretch(16, 219, 0);
/// 16 to 240 about 128 becomes 0 to 255 about 128.
const FULL_CHROMA: [u8; 256] = stretch(128, 224, 128);

const fn stretch(from: i32, span: i32, to: i32) -> [u8; 256] {
    let mut table = [0; 256];
    let mut value: u8 = 0;
    loop {
        let scaled = (value as i32 - from) * 255;
        let half = if scaled < 0 { -span / 2 } else { span / 2 };
        let full = (scaled + half) / span + to;
        table[value as usize] = if full < 0 {
            0
        } else if full > 255 {
            255
        } else {
            full.to_le_bytes()[0]
        };
        if value == u8::MAX {
            return table;
        }
        value += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limited-range YCbCr of red, of BT.601's own table: 81, 90, 240.
    const RED: [u8; 3] = [81, 90, 240];
    const GREY: [u8; 3] = [126, 128, 128];

    /// Left half red, right half grey.
    fn frame(encoding: Encoding, width: usize, height: usize, stride: usize) -> Vec<u8> {
        let colour = |x: usize| if x < width / 2 { RED } else { GREY };
        let pad = |mut line: Vec<u8>| {
            line.resize(stride, 0);
            line
        };
        if encoding == Encoding::Yuyv {
            let line = (0..width).step_by(2).flat_map(|x| {
                let [y, u, v] = colour(x);
                [y, u, y, v]
            });
            return pad(line.collect()).repeat(height);
        }
        let lumas = pad((0..width).map(|x| colour(x)[0]).collect()).repeat(height);
        let colours = (0..width).step_by(2).flat_map(|x| colour(x)[1..].to_vec());
        [lumas, pad(colours.collect()).repeat(height / 2)].concat()
    }

    #[test]
    fn colours_survive_and_padded_lines_are_understood() {
        for (encoding, stride) in [
            (Encoding::Yuyv, 128),
            (Encoding::Yuyv, 160),
            (Encoding::Nv12, 64),
            (Encoding::Nv12, 96),
        ] {
            let bytes = frame(encoding, 64, 32, stride);
            let raw = Raw {
                encoding,
                width: 64,
                height: 32,
                stride,
                bytes: &bytes,
            };
            let jpeg = raw.to_jpeg().unwrap();
            let picture = image::load_from_memory(jpeg.bytes()).unwrap().to_rgb8();
            let near = |x: u32, expected: [u8; 3]| {
                let seen = picture.get_pixel(x, 16).0;
                assert!(
                    seen.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 6),
                    "{encoding}: {seen:?}"
                );
            };
            near(12, [255, 0, 0]);
            near(52, [128, 128, 128]);
        }
    }

    #[test]
    fn a_frame_of_too_few_bytes_or_an_odd_size_is_refused() {
        for encoding in [Encoding::Yuyv, Encoding::Nv12] {
            let stride = if encoding == Encoding::Yuyv { 128 } else { 64 };
            let bytes = frame(encoding, 64, 32, stride);
            let short = Raw {
                encoding,
                width: 64,
                height: 32,
                stride: 0,
                bytes: &bytes[..bytes.len() - 1],
            };
            assert!(short.to_jpeg().is_none());
            let odd = Raw {
                encoding,
                width: 63,
                height: 32,
                stride: 0,
                bytes: &bytes,
            };
            assert!(odd.to_jpeg().is_none());
            let empty = Raw {
                encoding,
                width: 64,
                height: 0,
                stride: 0,
                bytes: &[],
            };
            assert!(empty.to_jpeg().is_none());
        }
    }
}
