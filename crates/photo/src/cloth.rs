//! The cloth behind the chair, learned from a picture in which nobody sits.
//!
//! Kept as the median colour of each cell of a coarse grid, so that light which falls off to a side is part of it.
//! Another exposure or white balance changes all cells by the same factors, which are found again in each picture from
//! the places that are surely not person; a soft shadow of the person is taken in near it.

use rekam_domain::code::ErrorCode;
use serde::{Deserialize, Serialize};

use crate::assess::assess;
use crate::geometry::{Point, cell};
use crate::models::FaceModels;
use crate::net::InferenceError;
use crate::person::PersonMask;
use crate::picture::Picture;

/// Cells of the grid.
const ACROSS: usize = 32;
const DOWN: usize = 18;
/// Parts of a step of 255 in which colours are kept.
const PARTS: f32 = 64.0;
/// The share of the picture that may look like a person and be none.
const MOST_PERSON: f32 = 0.01;
/// What the colours of a cell may differ by, of 255, in the middle of the cells: plain cloth, or a wall.
const MOST_SPREAD: f32 = 12.0;
/// The brightest channel of the cloth's middle colour, of 255, below which no colour can be told, and above which it
/// is burnt out.
const BRIGHTNESS: [f32; 2] = [30.0, 252.0];

/// The colours of an empty place. A few kilobytes in JSON, for the station to remember.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct Cloth {
    /// Width of the picture over its height.
    aspect: f32,
    /// Colours in parts of a step, row by row.
    cells: Vec<[u16; 3]>,
}

/// A [`Cloth`] as it is written down.
#[derive(Serialize, Deserialize)]
struct Kept {
    aspect: f32,
    cells: Vec<[u16; 3]>,
}

impl TryFrom<Kept> for Cloth {
    type Error = &'static str;

    fn try_from(kept: Kept) -> Result<Self, Self::Error> {
        let whole = kept.cells.len() == ACROSS * DOWN;
        if !whole || !kept.aspect.is_finite() || kept.aspect <= 0.0 {
            return Err("this is no cloth");
        }
        Ok(Self {
            aspect: kept.aspect,
            cells: kept.cells,
        })
    }
}

impl From<Cloth> for Kept {
    fn from(cloth: Cloth) -> Self {
        Self {
            aspect: cloth.aspect,
            cells: cloth.cells,
        }
    }
}

/// Why nothing could be learned from a picture of the empty place.
#[derive(Debug, thiserror::Error)]
pub enum ClothError {
    /// Somebody is in the picture.
    #[error("somebody is in the picture")]
    SomebodyThere,
    /// What is behind the chair has a pattern.
    #[error("the place behind the chair is not plain")]
    NotPlain,
    /// Too dark, or burnt out.
    #[error("the light does not show the cloth's colour")]
    Light,
    /// A network failed: a fault of the program.
    #[error(transparent)]
    Inference(#[from] InferenceError),
}

impl ClothError {
    /// What to tell the person.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::SomebodyThere => ErrorCode::ClothSomebodyThere,
            Self::NotPlain => ErrorCode::ClothNotPlain,
            Self::Light => ErrorCode::ClothLight,
            Self::Inference(error) => error.code(),
        }
    }
}

impl Cloth {
    /// Learns an empty place.
    pub(crate) fn learn(models: &FaceModels, empty: &Picture) -> Result<Self, ClothError> {
        let person = PersonMask::whole(&models.person, empty)?;
        if person > MOST_PERSON || assess(models, empty)?.face().is_some() {
            return Err(ClothError::SomebodyThere);
        }
        let cells: Vec<Cell> = (0..DOWN)
            .flat_map(|row| (0..ACROSS).map(move |column| (column, row)))
            .map(|(column, row)| Cell::of(empty, column, row))
            .collect();
        let spread = middle(cells.iter().map(|cell| cell.spread).collect());
        let brightest = cells
            .iter()
            .map(|cell| cell.rgb.into_iter().fold(0.0, f32::max));
        let brightness = middle(brightest.collect());
        if !(BRIGHTNESS[0]..BRIGHTNESS[1]).contains(&brightness) {
            return Err(ClothError::Light);
        }
        if spread > MOST_SPREAD {
            return Err(ClothError::NotPlain);
        }
        Ok(Self {
            aspect: aspect(empty),
            cells: cells.into_iter().map(|cell| cell.rgb.map(parts)).collect(),
        })
    }

    /// Whether this is the place of a picture: one of another shape comes from another camera.
    pub(crate) fn fits(&self, picture: &Picture) -> bool {
        (self.aspect / aspect(picture) - 1.0).abs() < 0.02
    }

    /// The colour at a place of a picture, of 255, between cells mixed.
    pub(crate) fn at(&self, picture: &Picture, place: Point) -> [f32; 3] {
        let (across, down) = (ACROSS as f32, DOWN as f32);
        let x = (place.x / picture.width() as f32 * across - 0.5).clamp(0.0, across - 1.0);
        let y = (place.y / picture.height() as f32 * down - 0.5).clamp(0.0, down - 1.0);
        let (left, top) = (cell(x), cell(y));
        let (right, bottom) = ((left + 1).min(ACROSS - 1), (top + 1).min(DOWN - 1));
        let (x, y) = (x - x.floor(), y - y.floor());
        let cell = |column: usize, row: usize, channel: usize| {
            f32::from(self.cells[row * ACROSS + column][channel]) / PARTS
        };
        [0, 1, 2].map(|channel| {
            let row = |row| cell(left, row, channel) * (1.0 - x) + cell(right, row, channel) * x;
            row(top) * (1.0 - y) + row(bottom) * y
        })
    }
}

fn aspect(picture: &Picture) -> f32 {
    picture.width() as f32 / picture.height() as f32
}

/// The middle colour of a part of a picture, and how far its pixels lie from it.
struct Cell {
    rgb: [f32; 3],
    spread: f32,
}

impl Cell {
    fn of(picture: &Picture, column: usize, row: usize) -> Self {
        // Enough of the cell for a median, whatever the size of the picture.
        const SAMPLES: usize = 24;
        let (width, height) = (pixels(picture.width()), pixels(picture.height()));
        let place = |cell: usize, sample: usize, cells: usize, side: usize| {
            ((cell * SAMPLES + sample) * side / (cells * SAMPLES)).min(side - 1)
        };
        let seen: Vec<&[u8]> = (0..SAMPLES * SAMPLES)
            .map(|sample| {
                let x = place(column, sample % SAMPLES, ACROSS, width);
                let y = place(row, sample / SAMPLES, DOWN, height);
                &picture.rgb()[3 * (y * width + x)..][..3]
            })
            .collect();
        let of = |channel: usize| seen.iter().map(move |pixel| f32::from(pixel[channel]));
        let rgb = [0, 1, 2].map(|channel| middle(of(channel).collect()));
        let spreads = [0, 1, 2].map(|channel| {
            let off = of(channel).map(|value| (value - rgb[channel]).abs());
            off.sum::<f32>() / seen.len() as f32
        });
        Self {
            rgb,
            spread: spreads.into_iter().fold(0.0, f32::max),
        }
    }
}

/// The value in the middle; 0 where there is none.
pub(crate) fn middle(mut values: Vec<f32>) -> f32 {
    let half = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    *values.select_nth_unstable_by(half, f32::total_cmp).1
}

fn pixels(side: u32) -> usize {
    usize::try_from(side).unwrap_or(usize::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a colour of 255 in parts of a step fits"
)]
fn parts(value: f32) -> u16 {
    (value * PARTS).round() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_cloth_is_not_read_as_one() {
        let few = r#"{"aspect":1.5,"cells":[[1,2,3]]}"#;
        assert!(serde_json::from_str::<Cloth>(few).is_err());
    }
}
