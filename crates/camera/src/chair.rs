//! How far from the camera a resident may sit.
//!
//! An inter-eye distance of `n` pixels at a distance `d` needs `width / (2 d tan(field / 2)) * 63 mm >= n`: the picture
//! of a pinhole camera whose field of view spans the whole width.

/// The width of an identity card, ID-1 of ISO/IEC 7810, in millimetres.
pub const CARD_WIDTH_MM: f32 = 85.6;

/// The distance between the eyes of an adult, in millimetres: the usual mean. A child's is smaller, so that a child must
/// sit nearer.
pub const BETWEEN_EYES_MM: f32 = 63.0;

/// The angle that the width of a camera's picture spans, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct FieldOfView(f32);

impl FieldOfView {
    /// What most webcams have, for a camera that nobody has measured.
    pub const USUAL: Self = Self(70.0);

    /// A field of 20 to 150 degrees; `None` for any other, which no webcam has.
    pub fn new(degrees: f32) -> Option<Self> {
        (20.0..=150.0).contains(&degrees).then_some(Self(degrees))
    }

    /// From a card held upright to the camera: `share` of the picture's width that the card takes (0 to 1), and its
    /// distance from the lens in millimetres. `None` where no webcam could see it so.
    pub fn from_card(share: f32, distance_mm: f32) -> Option<Self> {
        if !(share > 0.0 && share <= 1.0 && distance_mm > 0.0) {
            return None;
        }
        let half = (CARD_WIDTH_MM / share / 2.0 / distance_mm).atan();
        Self::new(half.to_degrees() * 2.0)
    }

    /// The angle.
    pub fn degrees(self) -> f32 {
        self.0
    }

    /// [`farthest_mm`](Self::farthest_mm) in whole centimetres, as one tells it a person.
    pub fn farthest_cm(self, width: u16, between_eyes: f32) -> f32 {
        (self.farthest_mm(width, between_eyes) / 10.0).floor()
    }

    /// How far away, in millimetres, an adult's eyes are still `between_eyes` pixels apart in a picture of `width` pixels.
    pub fn farthest_mm(self, width: u16, between_eyes: f32) -> f32 {
        let half = (self.0.to_radians() / 2.0).tan();
        f32::from(width) * BETWEEN_EYES_MM / (2.0 * half * between_eyes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_of_seventy_degrees_needs_the_chair_where_the_design_says() {
        let near = |millimetres: f32, expected: f32| (millimetres - expected).abs() < 10.0;
        assert!(near(FieldOfView::USUAL.farthest_mm(1280, 90.0), 640.0));
        assert!(near(FieldOfView::USUAL.farthest_mm(1920, 90.0), 960.0));
        assert!(near(FieldOfView::USUAL.farthest_mm(1920, 120.0), 720.0));
    }

    #[test]
    fn a_card_tells_the_field_of_view() {
        for degrees in [55.0, 70.0, 90.0_f32] {
            let width_at_half_a_metre = 2.0 * 500.0 * (degrees / 2.0).to_radians().tan();
            let share = CARD_WIDTH_MM / width_at_half_a_metre;
            let measured = FieldOfView::from_card(share, 500.0).unwrap();
            assert!((measured.degrees() - degrees).abs() < 0.01);
        }
    }

    #[test]
    fn what_no_webcam_sees_is_refused() {
        for (share, distance) in [
            (0.0, 500.0),
            (1.1, 500.0),
            (0.5, 0.0),
            (1.0, 900.0),
            (0.9, f32::NAN),
            (0.01, 20.0),
        ] {
            assert_eq!(
                FieldOfView::from_card(share, distance),
                None,
                "{share} at {distance}"
            );
        }
        assert_eq!(FieldOfView::new(10.0), None);
    }
}
