//! The edges of a sheet or a screen around a face.
//!
//! Straight lines beside and above a person are cloths, doors and walls. A straight edge that passes below the chin,
//! where the body would be in front of everything, and turns upwards at both ends belongs to a picture of a person.

use crate::assess::Face;
use crate::geometry::{Point, Similarity, cell};
use crate::kernel::{Edge, Filter};
use crate::net::InferenceError;
use crate::picture::Picture;
use crate::warp::{Size, sample};

/// Pixels between the eyes in what is looked at, its sides, and where the middle of the eyes lies.
const BETWEEN: f32 = 30.0;
const SIDE: u16 = 400;
/// The same with a pixel more on either side, where an edge may be seen a pixel from where it lies.
const PADDED: usize = SIDE as usize + 2;
const EYES: Point = Point::new(200.0, 150.0);
/// The least step of an edge, of 255.
const STEP: f32 = 9.0;
/// Pixels of an edge that may be hidden, by a finger.
const HIDDEN: usize = 12;
/// How far the lower edge goes to either side of the face at least, and the others upwards.
const ASIDE: usize = 40;
const UPWARDS: usize = 75;
/// The share of an edge that must be seen.
const SEEN: f32 = 0.8;

/// Whether the face lies on something flat with edges.
pub(crate) fn is_around(picture: &Picture, face: &Face) -> Result<bool, InferenceError> {
    let steps = Steps::around(picture, face)?;
    let lowest_of_face =
        EYES.y + face.eye_middle().distance(face.chin) / face.inter_eye_px * BETWEEN;
    let first = cell(lowest_of_face) + 6;
    let slopes = || (-15_i8..=15).map(|slope| f32::from(slope) / 50.0);
    Ok((first..usize::from(SIDE) - 2).any(|row| slopes().any(|slope| steps.is_frame(row, slope))))
}

/// Where a line meets a step of brightness: a level line one within a pixel above or below it, an upright line one within a
/// pixel to its left or right. [`PADDED`] along each side.
struct Steps {
    level: Vec<bool>,
    upright: Vec<bool>,
}

impl Steps {
    fn around(picture: &Picture, face: &Face) -> Result<Self, InferenceError> {
        let scale = face.inter_eye_px / BETWEEN;
        let map = Similarity::anchored(EYES, face.eye_middle(), scale, face.roll_deg.to_radians());
        let size = Size {
            width: SIDE,
            height: SIDE,
        };
        let pixels = sample(picture, &map, size, Filter::Tent, Edge::Replicate)?;
        let side = usize::from(SIDE);
        let grey: Vec<f32> = pixels
            .iter()
            .map(|[r, g, b]| 0.299 * r + 0.587 * g + 0.114 * b)
            .collect();
        let step = |at: usize, by: usize| {
            let (before, behind) = (at.checked_sub(by), grey.get(at + by));
            match (before, behind) {
                (Some(before), Some(behind)) => (behind - grey[before]).abs(),
                _ => 0.0,
            }
        };
        let nowhere = vec![false; PADDED * PADDED];
        let (mut level, mut upright) = (nowhere.clone(), nowhere);
        for at in 0..grey.len() {
            let (down, across) = (step(at, side), step(at, 1));
            let padded = (at / side + 1) * PADDED + at % side + 1;
            if down > STEP && down > across {
                for near in [padded - PADDED, padded, padded + PADDED] {
                    level[near] = true;
                }
            } else if across > STEP && across > down {
                upright[padded - 1..=padded + 1].fill(true);
            }
        }
        Ok(Self { level, upright })
    }

    /// Whether the line that passes below the eyes at this row is the lower edge of a frame.
    fn is_frame(&self, row: usize, slope: f32) -> bool {
        let middle = cell(EYES.x);
        let at = |column: usize| row as f32 + slope * (column as f32 - EYES.x);
        let lies = |column: usize| meets(&self.level, column as f32, at(column));
        let is_long = |length: &usize| *length >= ASIDE;
        let Some(right) = end((middle..usize::from(SIDE) - 3).map(lies)).filter(is_long) else {
            return false;
        };
        let Some(left) = end((3..=middle).rev().map(lies)).filter(is_long) else {
            return false;
        };
        let turns = |column: usize| {
            (-2_i8..=2).any(|off| self.turns_up(column as f32 + f32::from(off), at(column)))
        };
        turns(middle - left) && turns(middle + right)
    }

    /// Whether an edge goes upwards from here.
    fn turns_up(&self, column: f32, row: f32) -> bool {
        let rows = cell(row.max(0.0));
        (-9_i8..=9).any(|slope| {
            let slope = f32::from(slope) / 25.0;
            let lies = (0..rows).map(|up| {
                let up = up as f32;
                meets(&self.upright, column + slope * up, row - up)
            });
            end(lies).is_some_and(|length| length >= UPWARDS)
        })
    }
}

/// How far an edge goes before more of it is missing than may be hidden; nothing where too little of it is seen.
fn end(lies: impl Iterator<Item = bool>) -> Option<usize> {
    let (mut last, mut seen) = (0, 0);
    for (at, lies) in lies.enumerate() {
        if lies {
            (last, seen) = (at, seen + 1);
        } else if at - last > HIDDEN {
            break;
        }
    }
    (seen as f32 >= SEEN * (last + 1) as f32).then_some(last)
}

/// Whether a line meets a step at this place.
fn meets(steps: &[bool], column: f32, row: f32) -> bool {
    let seen = -1.0..f32::from(SIDE) + 1.0;
    seen.contains(&column)
        && seen.contains(&row)
        && steps[cell(row + 1.0) * PADDED + cell(column + 1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_ends_where_more_is_missing_than_a_finger_hides() {
        let edge = |parts: &[(bool, usize)]| {
            let parts = parts.to_vec();
            end(parts
                .into_iter()
                .flat_map(|(lies, count)| vec![lies; count]))
        };
        assert_eq!(
            edge(&[(true, 50), (false, 8), (true, 50), (false, 90)]),
            Some(107)
        );
        assert_eq!(edge(&[(true, 50), (false, 20), (true, 50)]), Some(49));
        assert_eq!(edge(&[(false, 90)]), None);
    }
}
