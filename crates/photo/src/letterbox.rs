//! A whole picture in a square, as detectors want it: aspect kept, the rest black.

use fast_image_resize::FilterType;

use crate::geometry::{FaceBox, Point, Similarity};
use crate::picture::Picture;
use crate::tensor::Recipe;
use crate::warp::{ResizeRefused, Size, shrink};

/// A picture fitted into a square, or into as much of a square as it needs.
pub(crate) struct Letterbox {
    /// What the network sees, in pixels.
    pub(crate) size: Size,
    width: usize,
    left: usize,
    top: usize,
    rgb: Vec<u8>,
    /// From what the network sees into the picture.
    pub(crate) map: Similarity,
}

impl Letterbox {
    /// Fits `picture` into the middle of a square of `side` pixels.
    pub(crate) fn fit(picture: &Picture, side: u16) -> Result<Self, ResizeRefused> {
        Self::fit_in_steps(picture, side, side)
    }

    /// Fits `picture` into a square of `side` pixels whose black bars are cut off in whole steps: what is left can be divided
    /// by `step`, and the picture stands in its middle. `side` must be a multiple of `step`.
    pub(crate) fn fit_in_steps(
        picture: &Picture,
        side: u16,
        step: u16,
    ) -> Result<Self, ResizeRefused> {
        let (full_width, full_height) = (picture.width(), picture.height());
        let longest = full_width.max(full_height).max(1);
        // At least one pixel: a picture may be thousands wide and one high.
        let fitted = |length: u32| {
            let pixels =
                (u64::from(length) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
            u16::try_from(pixels).unwrap_or(side).clamp(1, side)
        };
        let (width, height) = (fitted(full_width), fitted(full_height));
        let size = Size {
            width: width.next_multiple_of(step),
            height: height.next_multiple_of(step),
        };
        let (left, top) = ((size.width - width) / 2, (size.height - height) / 2);
        let whole = FaceBox {
            left: 0.0,
            top: 0.0,
            width: full_width as f32,
            height: full_height as f32,
        };
        let rgb = shrink(
            picture,
            whole,
            u32::from(width),
            u32::from(height),
            FilterType::Bilinear,
        )?;
        let corner = Point::new(f32::from(left), f32::from(top));
        let scale = longest as f32 / f32::from(side);
        Ok(Self {
            size,
            width: usize::from(width),
            left: usize::from(left),
            top: usize::from(top),
            rgb,
            map: Similarity::anchored(corner, Point::new(0.0, 0.0), scale, 0.0),
        })
    }

    /// The square, or what is left of it, as a network's input.
    pub(crate) fn planes(&self, recipe: Recipe) -> Vec<f32> {
        let (width, height) = (usize::from(self.size.width), usize::from(self.size.height));
        let black = recipe.value(0.0);
        let mut planes = vec![black; 3 * width * height];
        for (plane, channel) in planes
            .chunks_exact_mut(width * height)
            .zip(recipe.channels())
        {
            let rows = plane.chunks_exact_mut(width).skip(self.top);
            for (to, from) in rows.zip(self.rgb.chunks_exact(3 * self.width)) {
                let pixels = from.as_chunks::<3>().0;
                for (to, pixel) in to.iter_mut().skip(self.left).zip(pixels) {
                    *to = recipe.value(f32::from(pixel[channel]));
                }
            }
        }
        planes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::ColourOrder;

    #[test]
    fn a_wide_picture_stands_in_the_middle_of_the_square_and_its_points_map_back() {
        let picture = Picture::from_rgb(1920, 1080, vec![255; 1920 * 1080 * 3]).unwrap();
        let letterbox = Letterbox::fit(&picture, 128).unwrap();
        let planes = letterbox.planes(Recipe {
            order: ColourOrder::Rgb,
            gain: 1.0,
            offset: 0.0,
        });
        assert_eq!(planes.len(), 3 * 128 * 128);
        assert!(planes[0].abs() < 1e-6, "the bar above is black");
        assert!(
            (planes[64 * 128] - 255.0).abs() < 1e-3,
            "the middle is picture"
        );
        let middle = letterbox.map.apply(Point::new(64.0, 64.0));
        assert!(middle.distance(Point::new(960.0, 540.0)) < 1e-3);
    }

    #[test]
    fn bars_are_cut_off_in_whole_steps_and_points_map_back_as_before() {
        for (width, height, kept) in [(1920, 1080, [640, 384]), (1080, 1920, [384, 640])] {
            let rgb = vec![255; 1920 * 1080 * 3];
            let picture = Picture::from_rgb(width, height, rgb).unwrap();
            let letterbox = Letterbox::fit_in_steps(&picture, 640, 32).unwrap();
            assert_eq!([letterbox.size.width, letterbox.size.height], kept);
            let [across, down] = kept.map(f32::from);
            let middle = letterbox.map.apply(Point::new(across / 2.0, down / 2.0));
            let expected = Point::new(width as f32 / 2.0, height as f32 / 2.0);
            assert!(middle.distance(expected) < 1e-2);
        }
    }

    #[test]
    fn a_picture_one_pixel_high_still_fits() {
        let line = Picture::from_rgb(5000, 1, vec![9; 15000]).unwrap();
        assert!(Letterbox::fit(&line, 128).is_ok());
    }
}
