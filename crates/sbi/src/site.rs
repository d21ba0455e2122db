//! Fingers and eyes by the names that SBI gives them.

use rekam_domain::biometric::{Eye, Finger, Placement, Site};

/// The name of a site in `bioSubType` (SBI 0.9.5).
pub const fn bio_sub_type(site: Site) -> &'static str {
    match site {
        Site::Finger(Finger::RightThumb) => "Right Thumb",
        Site::Finger(Finger::RightIndex) => "Right IndexFinger",
        Site::Finger(Finger::RightMiddle) => "Right MiddleFinger",
        Site::Finger(Finger::RightRing) => "Right RingFinger",
        Site::Finger(Finger::RightLittle) => "Right LittleFinger",
        Site::Finger(Finger::LeftThumb) => "Left Thumb",
        Site::Finger(Finger::LeftIndex) => "Left IndexFinger",
        Site::Finger(Finger::LeftMiddle) => "Left MiddleFinger",
        Site::Finger(Finger::LeftRing) => "Left RingFinger",
        Site::Finger(Finger::LeftLittle) => "Left LittleFinger",
        Site::Eye(Eye::Right) => "Right",
        Site::Eye(Eye::Left) => "Left",
    }
}

/// The site of a name; nothing for `UNKNOWN` and for what no list knows. `Left` is an eye: a finger's name has two words.
pub fn site_of(name: &str) -> Option<Site> {
    Site::all().find(|site| bio_sub_type(*site) == name)
}

/// Which part of a device takes a placement: 1 left, 2 right, 3 thumbs or both eyes.
pub const fn device_sub_id(placement: Placement) -> &'static str {
    match placement {
        Placement::LeftFour => "1",
        Placement::RightFour => "2",
        Placement::Thumbs | Placement::Irises => "3",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_is_found_by_its_name_and_nothing_else_is() {
        for site in Site::all() {
            assert_eq!(site_of(bio_sub_type(site)), Some(site));
        }
        for name in ["UNKNOWN", "", "right thumb", "LF_INDEX"] {
            assert_eq!(site_of(name), None, "{name}");
        }
    }
}
