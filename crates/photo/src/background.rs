//! Another background: the old one's colour taken out of the person's edge, the face untouched.
//!
//! What a pixel at the edge has of the old background is taken away before the new one is put behind, or a rim would
//! stay. A cloth that already has the wanted colour stays, with its folds and its light: only its hue is turned to the
//! one that is asked for.

use crate::matte::{CLEAR, Matte};
use crate::report::Mask;

/// The greatest angle between hues that are the same colour on cloth, in degrees: half of what lies between red and orange.
const SAME_HUE_DEG: f32 = 18.0;
/// The least chroma of a coloured cloth, of 255.
const COLOURED: f32 = 25.0;

/// What is done to a background.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Change {
    /// One colour is put in its place.
    Paint([u8; 3]),
    /// Its hue is turned, in radians.
    Turn(f32),
}

impl Change {
    /// What makes `wanted` of a cloth that looks like this on average.
    pub(crate) fn of_cloth(cloth: [f32; 3], wanted: [u8; 3]) -> Self {
        let ([_, blue, red], [_, to_blue, to_red]) =
            (opponents(cloth), opponents(wanted.map(f32::from)));
        let off = (red.atan2(blue) - to_red.atan2(to_blue)).to_degrees();
        let off = (off + 540.0).rem_euclid(360.0) - 180.0;
        if blue.hypot(red) >= COLOURED && off.abs() <= SAME_HUE_DEG {
            Self::Turn(-off.to_radians())
        } else {
            Self::Paint(wanted)
        }
    }

    /// What a colour of the background becomes.
    fn made_of(self, behind: [f32; 3]) -> [f32; 3] {
        match self {
            Self::Paint(new) => new.map(f32::from),
            Self::Turn(angle) => {
                let ([light, blue, red], (sin, cos)) = (opponents(behind), angle.sin_cos());
                colour([light, cos * blue - sin * red, sin * blue + cos * red])
            }
        }
    }
}

/// Changes what is behind the person. Pixels of `face` stay exactly as they are.
pub(crate) fn change(
    pixels: &mut [[f32; 3]],
    width: usize,
    matte: &Matte,
    face: &Mask,
    change: Change,
) {
    for (at, pixel) in pixels.iter_mut().enumerate() {
        let share = matte.person[at];
        if face.at(at % width, at / width) || share >= CLEAR[1] {
            continue;
        }
        if share <= CLEAR[0] {
            // Painted evenly; turned with all its folds.
            *pixel = change.made_of(*pixel);
            continue;
        }
        let old = matte.behind[at];
        let new = change.made_of(old);
        for channel in 0..3 {
            let own = ((pixel[channel] - (1.0 - share) * old[channel]) / share).clamp(0.0, 255.0);
            pixel[channel] = share * own + (1.0 - share) * new[channel];
        }
    }
}

/// Light, and blue and red beside it (ITU-R BT.601).
fn opponents([r, g, b]: [f32; 3]) -> [f32; 3] {
    let light = 0.299 * r + 0.587 * g + 0.114 * b;
    [light, 0.564 * (b - light), 0.713 * (r - light)]
}

/// The colour of [`opponents`].
fn colour([light, blue, red]: [f32; 3]) -> [f32; 3] {
    let (r, b) = (light + red / 0.713, light + blue / 0.564);
    let g = (light - 0.299 * r - 0.114 * b) / 0.587;
    [r, g, b].map(|value| value.clamp(0.0, 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 3] = [200, 16, 24];
    const BLUE: [u8; 3] = [0, 84, 180];
    const ORANGE: [u8; 3] = [240, 130, 0];

    #[test]
    fn the_background_is_new_the_person_is_kept_and_the_face_is_exact() {
        let width = 60;
        let person = |at: usize| (20..40).contains(&(at % width));
        let seen = |at: usize| {
            if person(at) {
                [120.0, 80.0, 60.0]
            } else {
                [200.0; 3]
            }
        };
        let mut pixels: Vec<[f32; 3]> = (0..width * width).map(seen).collect();
        let before = pixels.clone();
        let shares: Vec<f32> = (0..width * width)
            .map(|at| if person(at) { 1.0 } else { 0.0 })
            .collect();
        let mut face = Mask::empty(width, width);
        face.fill_box([18, 10], [30, 20]);
        let matte = Matte::by_mask(&pixels, width, &shares);
        change(&mut pixels, width, &matte, &face, Change::Paint(RED));
        assert_eq!(pixels[0], [200.0, 16.0, 24.0]);
        assert_eq!(pixels[30 * width + 30], before[30 * width + 30]);
        for row in 10..=20 {
            for column in 18..=30 {
                assert_eq!(pixels[row * width + column], before[row * width + column]);
            }
        }
    }

    #[test]
    fn a_cloth_of_the_wanted_colour_is_turned_and_any_other_is_painted_over() {
        let cherry = [170.0, 30.0, 55.0];
        let Change::Turn(angle) = Change::of_cloth(cherry, RED) else {
            panic!("cherry is red");
        };
        let turned = Change::Turn(angle).made_of(cherry);
        let hue = |rgb: [f32; 3]| {
            let [_, blue, red] = opponents(rgb);
            red.atan2(blue).to_degrees()
        };
        assert!(
            (hue(turned) - hue(RED.map(f32::from))).abs() < 1.0,
            "{turned:?}"
        );
        assert!(
            (opponents(turned)[0] - opponents(cherry)[0]).abs() < 1.0,
            "as light as before"
        );
        let grey = [190.0, 188.0, 186.0];
        for (cloth, wanted) in [
            (cherry, BLUE),
            (cherry, ORANGE),
            (ORANGE.map(f32::from), RED),
            (grey, RED),
        ] {
            assert_eq!(Change::of_cloth(cloth, wanted), Change::Paint(wanted));
        }
    }
}
