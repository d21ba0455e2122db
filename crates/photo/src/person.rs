//! Which pixels are person and which are background (MediaPipe selfie segmentation), in the part of the picture that
//! a portrait is made of.

use serde::Serialize;

use crate::assess::Face;
use crate::conv::{ConvNet, Run};
use crate::geometry::{Point, Similarity};
use crate::kernel::{Edge, Filter, whole};
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::tensor::{ColourOrder, Recipe};
use crate::warp::{Size, sample};

/// Input is 0 to 1.
const RECIPE: Recipe = Recipe {
    order: ColourOrder::Rgb,
    gain: 1.0 / 255.0,
    offset: 0.0,
};
/// The square that is looked at: its side in distances between the eyes, and the share of it above the eyes. A portrait
/// of 4 by 5.3 such distances lies within.
const SIDE: f32 = 5.6;
const ABOVE: f32 = 0.45;
/// The share of the network in the first half of telling a person from the background, which samples the picture too.
const FIRST: f32 = 0.4;

/// A share of person for each pixel of a square around a face.
#[derive(Debug, Clone)]
pub(crate) struct PersonMask {
    /// From the picture into the square.
    into: Similarity,
    side: usize,
    shares: Vec<f32>,
    /// What is behind the person.
    pub(crate) backdrop: Option<Backdrop>,
}

/// What is behind the person, at the places that are surely not person.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Backdrop {
    /// The median of the differences to the next pixels, of 255. Plain cloth has less than 4.
    pub busy: f32,
    /// Mean colour, sRGB.
    pub rgb: [f32; 3],
    /// The share of the surroundings that is background, 0 to 1.
    pub share: f32,
}

impl PersonMask {
    /// Looks at the part of the picture around a face.
    pub(crate) fn of(
        net: &ConvNet<1>,
        picture: &Picture,
        face: &Face,
    ) -> Result<Self, InferenceError> {
        Telling::begin(net, picture, face)?.finish()
    }

    /// The share of a whole picture, 0 to 1, that looks like a person.
    pub(crate) fn whole(net: &ConvNet<1>, picture: &Picture) -> Result<f32, InferenceError> {
        let side = f32::from(net.side);
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let middle = Point::new(side / 2.0, side / 2.0);
        let centre = Point::new(width / 2.0, height / 2.0);
        let map = Similarity::anchored(middle, centre, width.max(height) / side, 0.0);
        let mask = Telling::in_square(net, picture, map)?.finish()?;
        let size = Size {
            width: net.side,
            height: net.side,
        };
        let within = |at: Point| (0.0..width).contains(&at.x) && (0.0..height).contains(&at.y);
        let seen: Vec<f32> = size
            .pixel_centres()
            .zip(&mask.shares)
            .filter(|(place, _)| within(map.apply(*place)))
            .map(|(_, share)| *share)
            .collect();
        let person = seen.iter().filter(|share| **share > 0.5).count();
        Ok(person as f32 / seen.len().max(1) as f32)
    }

    /// The share of person at a place of the picture, 0 to 1, between pixels mixed; nothing outside of the square.
    pub(crate) fn at(&self, place: Point) -> Option<f32> {
        let at = self.into.apply(place);
        let side = self.side as f32;
        if !(0.0..side).contains(&at.x) || !(0.0..side).contains(&at.y) {
            return None;
        }
        // The two rows or columns between which a place lies, and how far it is from the first.
        let between = |at: f32| {
            let first = whole(at - 0.5);
            let within = |index: i64| usize::try_from(index).unwrap_or(0).min(self.side - 1);
            ([within(first), within(first + 1)], at - 0.5 - first as f32)
        };
        let (columns, across) = between(at.x);
        let ([above, below], down) = between(at.y);
        let mix = |row: usize| {
            let line = self.shares.get(row * self.side..);
            let [left, right] = columns.map(|column| {
                line.and_then(|line| line.get(column))
                    .copied()
                    .unwrap_or(0.0)
            });
            left * (1.0 - across) + right * across
        };
        Some(mix(above) * (1.0 - down) + mix(below) * down)
    }
}

/// Person and background being told from each other, in two halves that take about as long, each for a frame of the live loop.
/// The second needs nothing of the picture.
pub(crate) struct Telling {
    run: Run<1>,
    side: u16,
    /// From the square into the picture.
    map: Similarity,
    /// What is seen in the square.
    pixels: Vec<[f32; 3]>,
}

impl Telling {
    /// Looks at the part of the picture around a face, and does the first half.
    pub(crate) fn begin(
        net: &ConvNet<1>,
        picture: &Picture,
        face: &Face,
    ) -> Result<Self, InferenceError> {
        let side = f32::from(net.side);
        let scale = SIDE * face.inter_eye_px / side;
        let anchor = Point::new(side / 2.0, ABOVE * side);
        let roll = face.roll_deg.to_radians();
        let map = Similarity::anchored(anchor, face.eye_middle(), scale, roll);
        Self::in_square(net, picture, map)
    }

    /// Looks at the part of the picture that `map` leads into.
    fn in_square(
        net: &ConvNet<1>,
        picture: &Picture,
        map: Similarity,
    ) -> Result<Self, InferenceError> {
        let side = net.side;
        let size = Size {
            width: side,
            height: side,
        };
        let pixels = sample(picture, &map, size, Filter::Tent, Edge::Replicate)?;
        let mut run = net.begin(RECIPE.planes(&pixels), side, side)?;
        run.advance(FIRST)?;
        Ok(Self {
            run,
            side,
            map,
            pixels,
        })
    }

    /// Does the second half.
    pub(crate) fn finish(self) -> Result<PersonMask, InferenceError> {
        let [shares] = self.run.finish()?;
        let side = usize::from(self.side);
        match self.map.inverse() {
            Some(into) if shares.len() == side * side => Ok(PersonMask {
                into,
                side,
                backdrop: backdrop(&self.pixels, &shares, side),
                shares,
            }),
            _ => Err(InferenceError::Shape),
        }
    }
}

/// Looks at the pixels around which nothing is person.
fn backdrop(pixels: &[[f32; 3]], shares: &[f32], side: usize) -> Option<Backdrop> {
    const CLEAR: usize = 4;
    let behind = |at: usize| {
        let (column, row) = (at % side, at / side);
        let within =
            (CLEAR..side - CLEAR).contains(&column) && (CLEAR..side - CLEAR).contains(&row);
        let near = [
            at - at.min(CLEAR * side),
            at - at.min(CLEAR),
            at,
            at + CLEAR,
            at + CLEAR * side,
        ];
        within
            && near
                .iter()
                .all(|at| shares.get(*at).is_some_and(|share| *share < 0.05))
    };
    let places: Vec<usize> = (0..pixels.len()).filter(|at| behind(*at)).collect();
    let step = |at: usize, to: usize| {
        let differences =
            [0, 1, 2].map(|channel| (pixels[at][channel] - pixels[to][channel]).abs());
        differences.into_iter().fold(0.0, f32::max)
    };
    let mut steps: Vec<f32> = places
        .iter()
        .map(|at| step(*at, at + 1).max(step(*at, at + side)))
        .collect();
    let sum = places.iter().fold([0.0; 3], |sum, at| {
        [0, 1, 2].map(|channel| sum[channel] + pixels[*at][channel])
    });
    let count = places.len() as f32;
    (places.len() > side).then(|| Backdrop {
        busy: *steps
            .select_nth_unstable_by(places.len() / 2, f32::total_cmp)
            .1,
        rgb: sum.map(|channel| channel / count),
        share: count / pixels.len() as f32,
    })
}
