//! A page that lies askew, seen from above: the picture is sampled along the projective map between a rectangle and the page's
//! corners (Heckbert, *Fundamentals of Texture Mapping and Image Warping*, 1989, section 2.2.3).

use image::{Rgb, RgbImage};

use super::page::{Corner, Page};
use crate::picture::Picture;

/// The page as a rectangle of its own, no longer than `longest` pixels. Its sides are the longer ones of the page's opposite sides.
pub(super) fn straightened(picture: &Picture, page: &Page, longest: u32) -> RgbImage {
    let [a, b, c, d] = page.0;
    let length = |from: Corner, to: Corner| (from.x - to.x).hypot(from.y - to.y);
    let (width, height) = (
        length(a, b).max(length(d, c)),
        length(a, d).max(length(b, c)),
    );
    let scale = (f64::from(longest) / width.max(height)).min(1.0);
    let (width, height) = (pixels(width * scale), pixels(height * scale));
    let map = Projection::onto(page);
    let source = picture.pixels();
    RgbImage::from_fn(width, height, |x, y| {
        let share = |at: u32, all: u32| (f64::from(at) + 0.5) / f64::from(all);
        sample(source, map.at(share(x, width), share(y, height)))
    })
}

/// From the unit square to the page.
pub(super) struct Projection {
    x: [f64; 3],
    y: [f64; 3],
    w: [f64; 2],
}

impl Projection {
    pub(super) fn onto(page: &Page) -> Self {
        let [a, b, c, d] = page.0;
        let (sum_x, sum_y) = (a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y);
        let (right, down) = ((b.x - c.x, b.y - c.y), (d.x - c.x, d.y - c.y));
        let whole = right.0 * down.1 - down.0 * right.1;
        // Parallel sides make it affine; a page without area was never found.
        let (g, h) = if whole == 0.0 {
            (0.0, 0.0)
        } else {
            (
                (sum_x * down.1 - down.0 * sum_y) / whole,
                (right.0 * sum_y - sum_x * right.1) / whole,
            )
        };
        Self {
            x: [b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x],
            y: [b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y],
            w: [g, h],
        }
    }

    pub(super) fn at(&self, u: f64, v: f64) -> Corner {
        let depth = self.w[0] * u + self.w[1] * v + 1.0;
        Corner {
            x: (self.x[0] * u + self.x[1] * v + self.x[2]) / depth,
            y: (self.y[0] * u + self.y[1] * v + self.y[2]) / depth,
        }
    }
}

/// The colour at a point, from the four pixels around it; beyond the edge that of the edge.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the picture and to a byte"
)]
fn sample(source: &RgbImage, at: Corner) -> Rgb<u8> {
    let inside = |value: f64, side: u32| (value - 0.5).clamp(0.0, f64::from(side - 1));
    let (x, y) = (inside(at.x, source.width()), inside(at.y, source.height()));
    let (left, top) = (x.floor(), y.floor());
    let (right_share, lower_share) = (x - left, y - top);
    let (left, top) = (left as u32, top as u32);
    let right = (left + 1).min(source.width() - 1);
    let low = (top + 1).min(source.height() - 1);
    let pixel = |x: u32, y: u32| source.get_pixel(x, y).0.map(f64::from);
    let corners = [
        (pixel(left, top), (1.0 - right_share) * (1.0 - lower_share)),
        (pixel(right, top), right_share * (1.0 - lower_share)),
        (pixel(left, low), (1.0 - right_share) * lower_share),
        (pixel(right, low), right_share * lower_share),
    ];
    Rgb([0, 1, 2].map(|channel| {
        let mixed: f64 = corners
            .iter()
            .map(|(pixel, share)| pixel[channel] * share)
            .sum();
        mixed.round().clamp(0.0, 255.0) as u8
    }))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sides of a page inside a picture"
)]
fn pixels(side: f64) -> u32 {
    (side.round() as u32).max(1)
}
