//! The part of a picture that a full frontal image shows.

use crate::assess::Face;
use crate::geometry::Point;
use crate::picture::Picture;
use crate::spec::{EYE_LINE, EYE_TO_EYE};
use crate::warp::whole_count;

/// Width and height of the image, in millimetres of a print.
const SIZE: (f32, f32) = (35.0, 45.0);
/// Cuts a picture to 35 by 45 about a face, which stands in it as in a portrait of ours. Pixels stay what they are: nothing is
/// turned, scaled or painted.
///
/// Near an edge the cut is moved into the picture; where the head fills more of the picture than it should of the cut, the cut is
/// the largest that there is.
pub fn full_frontal(picture: &Picture, face: &Face) -> Picture {
    let size = [picture.width() as f32, picture.height() as f32];
    let (corner, sides) = window(size, face.eye_middle(), face.inter_eye_px);
    picture.cut(corner, sides)
}

/// Where the cut begins, and how large it is: within the picture, and never empty.
fn window([wide, high]: [f32; 2], eyes: Point, eye_to_eye: f32) -> ([u32; 2], [u32; 2]) {
    let cut_wide = (eye_to_eye / EYE_TO_EYE)
        .min(wide)
        .min(high * SIZE.0 / SIZE.1);
    let cut_high = (cut_wide * SIZE.1 / SIZE.0).min(high);
    let left = (eyes.x - 0.5 * cut_wide).clamp(0.0, wide - cut_wide);
    let top = (eyes.y - EYE_LINE * cut_high).clamp(0.0, high - cut_high);
    (
        [whole_count(left), whole_count(top)],
        [whole_count(cut_wide).max(1), whole_count(cut_high).max(1)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn eyes_stand_a_quarter_of_the_width_apart_in_the_middle_of_it() {
        let (corner, sides) = window([1920.0, 1080.0], Point::new(960.0, 500.0), 120.0);
        assert_eq!((corner, sides), ([720, 222], [480, 617]));
    }

    #[test]
    fn a_head_that_is_too_near_is_given_as_much_as_there_is() {
        let (corner, sides) = window([1280.0, 720.0], Point::new(640.0, 300.0), 200.0);
        assert_eq!((corner, sides), ([360, 0], [560, 720]));
    }

    proptest! {
        #[test]
        fn wherever_the_eyes_are_the_cut_is_35_by_45_and_lies_in_the_picture(
            wide in 1_u16..8000, high in 1_u16..8000,
            x in -9000_f32..9000.0, y in -9000_f32..9000.0, eye_to_eye in 1_f32..9000.0,
        ) {
            let size = [f32::from(wide), f32::from(high)];
            let ([left, top], [cut_wide, cut_high]) = window(size, Point::new(x, y), eye_to_eye);
            prop_assert!(cut_wide >= 1 && left + cut_wide <= u32::from(wide));
            prop_assert!(cut_high >= 1 && top + cut_high <= u32::from(high));
            // To the pixel that a side loses to its whole number.
            prop_assert!((cut_wide * 45).abs_diff(cut_high * 35) <= 80, "{cut_wide}x{cut_high}");
        }
    }
}
