//! Sampling a picture through a similarity, with regard to area.
//!
//! Where the result is smaller than what it shows, a plain bilinear sample would skip pixels and alias. So a shrink of
//! two or more is first done by a whole factor with `fast_image_resize`, and the rest (less than two) by a kernel
//! stretched to the size of a target pixel.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::pixels::U8x3;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use rten_simd::{Isa, SimdOp};

use crate::geometry::{FaceBox, Point, Similarity};
use crate::kernel::{Edge, Filter, Kernel, whole};
use crate::picture::Picture;

/// The most pixels that are made ready to be mixed at once: 32 MB. What is larger is thin and long, and nobody's face.
const MOST_FIELD: usize = 2_000_000;

/// The size of a target, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: u16,
    pub(crate) height: u16,
}

impl Size {
    /// The middle of each pixel, row by row.
    pub(crate) fn pixel_centres(self) -> impl Iterator<Item = Point> {
        (0..self.height).flat_map(move |y| {
            (0..self.width).map(move |x| Point::new(f32::from(x) + 0.5, f32::from(y) + 0.5))
        })
    }

    fn corners(self) -> [Point; 4] {
        let (width, height) = (f32::from(self.width), f32::from(self.height));
        [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|(x, y)| Point::new(x, y))
    }
}

/// The resizer refused its task.
#[derive(Debug, thiserror::Error)]
#[error("the picture cannot be resized")]
pub(crate) struct ResizeRefused;

/// Samples `picture` for each pixel of a target. `map` leads from the target into the picture.
/// Values are 0 to 255, row by row.
pub(crate) fn sample(
    picture: &Picture,
    map: &Similarity,
    size: Size,
    filter: Filter,
    edge: Edge,
) -> Result<Vec<[f32; 3]>, ResizeRefused> {
    let source = Source::reduced(picture, map, size, filter)?;
    let stretch = source.map.scale().max(1.0);
    let (kernel, field) = (Kernel::of(filter, stretch), source.field(size, filter));
    let mut values = vec![[0.0; 3]; usize::from(size.width) * usize::from(size.height)];
    if let Some(field) = field {
        Mix {
            field: &field,
            kernel: &kernel,
            source: &source,
            size,
            edge,
            to: &mut values,
        }
        .dispatch();
    } else {
        for (value, target) in values.iter_mut().zip(size.pixel_centres()) {
            *value = source.value(&kernel, source.map.apply(target), edge);
        }
    }
    Ok(values)
}

/// Shrinks a part of a picture to a given size.
pub(crate) fn shrink(
    picture: &Picture,
    part: FaceBox,
    width: u32,
    height: u32,
    filter: FilterType,
) -> Result<Vec<u8>, ResizeRefused> {
    let from = ImageRef::new(
        picture.width(),
        picture.height(),
        picture.rgb(),
        PixelType::U8x3,
    )
    .map_err(|_| ResizeRefused)?;
    let mut to = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(filter))
        .crop(
            f64::from(part.left),
            f64::from(part.top),
            f64::from(part.width),
            f64::from(part.height),
        );
    {
        let from = from.typed_image::<U8x3>().ok_or(ResizeRefused)?;
        let mut to = to.typed_image_mut::<U8x3>().ok_or(ResizeRefused)?;
        // Typed, because the other call is compiled for every kind of pixel there is, in this crate: minutes.
        Resizer::new()
            .resize_typed(&from, &mut to, &options)
            .map_err(|_| ResizeRefused)?;
    }
    Ok(to.into_vec())
}

/// What is sampled: the picture, or the part that matters made smaller.
struct Source<'a> {
    rgb: Cow<'a, [u8]>,
    width: usize,
    height: usize,
    map: Similarity,
}

impl<'a> Source<'a> {
    fn reduced(
        picture: &'a Picture,
        map: &Similarity,
        size: Size,
        filter: Filter,
    ) -> Result<Self, ResizeRefused> {
        let factor = map.scale().floor();
        let whole = Self {
            rgb: Cow::Borrowed(picture.rgb()),
            width: picture.width() as usize,
            height: picture.height() as usize,
            map: *map,
        };
        if factor.is_nan() || factor < 2.0 {
            return Ok(whole);
        }
        // The kernel reaches over the target's border: twice the factor, as the rest of the shrink is below two.
        let margin = (2.0 * filter.radius() + 1.0) * factor;
        let corners = size.corners().map(|corner| map.apply(corner));
        let Some(part) = FaceBox::around(corners).and_then(|part| clip(part, margin, picture))
        else {
            return Ok(whole);
        };
        let (width, height) = (
            whole_count(part.width / factor),
            whole_count(part.height / factor),
        );
        if width == 0 || height == 0 {
            return Ok(whole);
        }
        let part = FaceBox {
            width: width as f32 * factor,
            height: height as f32 * factor,
            ..part
        };
        let rgb = shrink(picture, part, width, height, FilterType::CatmullRom)?;
        Ok(Self {
            rgb: Cow::Owned(rgb),
            width: width as usize,
            height: height as usize,
            map: map.into_reduced(Point::new(part.left, part.top), factor),
        })
    }

    /// The part that a target is mixed from, ready to be mixed; nothing where that is nothing, or too much to keep.
    fn field(&self, size: Size, filter: Filter) -> Option<Field> {
        let reach = filter.radius() * self.map.scale().max(1.0) + 2.0;
        let seen = FaceBox::around(size.corners().map(|corner| self.map.apply(corner)))?;
        let along = |from: f32, length: f32, most: usize| {
            let limited = |place: f32| usize::try_from(whole(place)).unwrap_or(0).min(most);
            limited(from - reach)..limited(from + length + reach + 1.0)
        };
        let columns = along(seen.left, seen.width, self.width);
        let rows = along(seen.top, seen.height, self.height);
        let pixels = columns.len().checked_mul(rows.len())?;
        (1..=MOST_FIELD).contains(&pixels).then_some(())?;
        let mut field = Vec::with_capacity(pixels);
        for row in rows.clone() {
            let start = row * self.width;
            let line = self
                .rgb
                .get(3 * (start + columns.start)..3 * (start + columns.end))?;
            let line = line.as_chunks::<3>().0.iter();
            field.extend(line.map(|[r, g, b]| [*r, *g, *b, 0].map(f32::from)));
        }
        Some(Field {
            left: columns.start,
            top: rows.start,
            width: columns.len(),
            height: rows.len(),
            pixels: field,
        })
    }

    fn value(&self, kernel: &Kernel, at: Point, edge: Edge) -> [f32; 3] {
        let (columns, rows) = (kernel.taps(at.x), kernel.taps(at.y));
        let mut sum = [0.0; 3];
        for (y, down) in rows.iter() {
            let Some(y) = edge.inside(y, self.height) else {
                continue;
            };
            let start = y * self.width * 3;
            let row = self
                .rgb
                .get(start..start + self.width * 3)
                .unwrap_or_default();
            for (x, across) in columns.iter() {
                let Some(x) = edge.inside(x, self.width) else {
                    continue;
                };
                if let Some(&[r, g, b]) = row.get(3 * x..3 * x + 3) {
                    let weight = down * across;
                    sum[0] += weight * f32::from(r);
                    sum[1] += weight * f32::from(g);
                    sum[2] += weight * f32::from(b);
                }
            }
        }
        // A cubic kernel overshoots at hard edges.
        sum.map(|value| value.clamp(0.0, 255.0))
    }

    /// The mixture of `N` by `N` pixels some of which lie outside, summed as [`value`](Self::value) does.
    #[inline(never)]
    fn mixed_at_edge<const N: usize>(
        &self,
        field: &Field,
        (left, columns): (i32, &[f32; N]),
        (top, rows): (i32, &[f32; N]),
        edge: Edge,
    ) -> [f32; 4] {
        let inside = |index, count, first| edge.inside(index, count)?.checked_sub(first);
        let mut places = [None; N];
        for (place, x) in places.iter_mut().zip(i64::from(left)..) {
            *place = inside(x, self.width, field.left);
        }
        let mut sum = [0.0_f32; 4];
        for (y, down) in (i64::from(top)..).zip(rows) {
            let Some(y) = inside(y, self.height, field.top) else {
                continue;
            };
            let line = field.pixels.get(y * field.width..(y + 1) * field.width);
            let line = line.unwrap_or_default();
            for (x, across) in places.iter().zip(columns) {
                let Some(pixel) = x.and_then(|x| line.get(x)) else {
                    continue;
                };
                let weight = down * across;
                for (sum, value) in sum.iter_mut().zip(pixel) {
                    *sum += weight * value;
                }
            }
        }
        sum.map(|value| value.clamp(0.0, 255.0))
    }
}

/// Pixels in a form that is mixed fast: four numbers, which the processor takes as one.
struct Field {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
}

/// Mixes all pixels of a target; those that some of their mixture lies outside for are left to the source.
struct Mix<'a> {
    field: &'a Field,
    kernel: &'a Kernel,
    source: &'a Source<'a>,
    size: Size,
    edge: Edge,
    to: &'a mut [[f32; 3]],
}

/// For the compiler's sake alone: compiled once for each kind of processor, and for each count by itself, so that no loop is
/// left within a pixel. Every processor comes to the same values.
impl SimdOp for Mix<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        match self.kernel.count() {
            2 => self.all::<2>(),
            3 => self.all::<3>(),
            4 => self.all::<4>(),
            5 => self.all::<5>(),
            6 => self.all::<6>(),
            7 => self.all::<7>(),
            _ => self.all::<8>(),
        }
    }
}

impl Mix<'_> {
    #[inline(always)]
    fn all<const N: usize>(self) {
        let (kernel, map) = (self.kernel, &self.source.map);
        let shares = kernel.shares::<N>();
        let mut places = vec![[(0, 0); 2]; usize::from(self.size.width)];
        let mut line = vec![[0.0; 4]; usize::from(self.size.width)];
        let rows = self.to.chunks_exact_mut(usize::from(self.size.width));
        for (y, row) in (0..self.size.height).zip(rows) {
            for (x, place) in (0..self.size.width).zip(&mut places) {
                let at = map.apply(Point::new(f32::from(x) + 0.5, f32::from(y) + 0.5));
                *place = [kernel.place(at.x), kernel.place(at.y)];
            }
            for (value, [across, down]) in line.iter_mut().zip(&places) {
                let (Some(columns), Some(rows)) =
                    (shares.get(across.1 as usize), shares.get(down.1 as usize))
                else {
                    continue;
                };
                let (columns, rows) = ((across.0, columns), (down.0, rows));
                *value = match self.field.mixed::<N>(columns, rows) {
                    Some(mixed) => mixed,
                    None => self
                        .source
                        .mixed_at_edge::<N>(self.field, columns, rows, self.edge),
                };
            }
            // Not before, or the compiler would leave the fourth number out and take the others one by one.
            for (value, [r, g, b, _]) in row.iter_mut().zip(&line) {
                *value = [*r, *g, *b];
            }
        }
    }
}

impl Field {
    /// The mixture of `N` by `N` pixels; nothing where some of them lie outside.
    #[inline(always)]
    fn mixed<const N: usize>(
        &self,
        (left, columns): (i32, &[f32; N]),
        (top, rows): (i32, &[f32; N]),
    ) -> Option<[f32; 4]> {
        let left = usize::try_from(left).ok()?.checked_sub(self.left)?;
        let top = usize::try_from(top).ok()?.checked_sub(self.top)?;
        (left + N <= self.width && top + N <= self.height).then_some(())?;
        let mut lines = self.pixels.get(top * self.width + left..)?;
        let mut sum = [0.0_f32; 4];
        for down in rows {
            let line = lines.first_chunk::<N>()?;
            lines = lines.get(self.width..).unwrap_or_default();
            let mut mixed = [0.0_f32; 4];
            for (pixel, share) in line.iter().zip(columns) {
                for (mixed, value) in mixed.iter_mut().zip(pixel) {
                    *mixed += share * value;
                }
            }
            for (sum, mixed) in sum.iter_mut().zip(mixed) {
                *sum += down * mixed;
            }
        }
        // A cubic kernel overshoots at hard edges.
        Some(sum.map(|value| value.clamp(0.0, 255.0)))
    }
}

/// The part of a box, grown by `margin`, that lies in the picture, on whole pixels.
fn clip(part: FaceBox, margin: f32, picture: &Picture) -> Option<FaceBox> {
    let left = (part.left - margin).floor().max(0.0);
    let top = (part.top - margin).floor().max(0.0);
    let right = (part.left + part.width + margin)
        .ceil()
        .min(picture.width() as f32);
    let bottom = (part.top + part.height + margin)
        .ceil()
        .min(picture.height() as f32);
    (right > left && bottom > top).then_some(FaceBox {
        left,
        top,
        width: right - left,
        height: bottom - top,
    })
}

/// Rounds down to a number of pixels; nothing below zero.
pub(crate) fn whole_count(value: f32) -> u32 {
    u32::try_from(whole(value)).unwrap_or(0)
}
