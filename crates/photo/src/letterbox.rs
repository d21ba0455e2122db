//! A whole picture in a square, as detectors want it: aspect kept, the rest black.

use fast_image_resize::FilterType;

use crate::geometry::{FaceBox, Point, Similarity};
use crate::picture::Picture;
use crate::tensor::Recipe;
use crate::warp::{ResizeRefused, shrink};

/// A picture fitted into a square.
pub(crate) struct Letterbox {
    side: u16,
    width: usize,
    height: usize,
    left: usize,
    top: usize,
    rgb: Vec<u8>,
    /// From the square into the picture.
    pub(crate) map: Similarity,
}

impl Letterbox {
    /// Fits `picture` into the middle of a square of `side` pixels.
    pub(crate) fn fit(picture: &Picture, side: u16) -> Result<Self, ResizeRefused> {
        let (full_width, full_height) = (picture.width(), picture.height());
        let longest = full_width.max(full_height).max(1);
        // At least one pixel: a picture may be thousands wide and one high.
        let fitted = |length: u32| {
            let pixels =
                (u64::from(length) * u64::from(side) + u64::from(longest) / 2) / u64::from(longest);
            u16::try_from(pixels).unwrap_or(side).clamp(1, side)
        };
        let (width, height) = (fitted(full_width), fitted(full_height));
        let (left, top) = ((side - width) / 2, (side - height) / 2);
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
            side,
            width: usize::from(width),
            height: usize::from(height),
            left: usize::from(left),
            top: usize::from(top),
            rgb,
            map: Similarity::anchored(corner, Point::new(0.0, 0.0), scale, 0.0),
        })
    }

    /// The square as a network's input.
    pub(crate) fn planes(&self, recipe: Recipe) -> Vec<f32> {
        let side = usize::from(self.side);
        let mut square = vec![[0.0; 3]; side * side];
        let rows = square
            .chunks_exact_mut(side)
            .skip(self.top)
            .take(self.height);
        for (to, from) in rows.zip(self.rgb.chunks_exact(3 * self.width)) {
            for (to, from) in to.iter_mut().skip(self.left).zip(from.chunks_exact(3)) {
                if let &[r, g, b] = from {
                    *to = [r, g, b].map(f32::from);
                }
            }
        }
        recipe.planes(&square)
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
    fn a_picture_one_pixel_high_still_fits() {
        let line = Picture::from_rgb(5000, 1, vec![9; 15000]).unwrap();
        assert!(Letterbox::fit(&line, 128).is_ok());
    }
}
