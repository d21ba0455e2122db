//! What is laid on a glass, or held before a lens, at once.

use super::{Eye, Finger, Site};
use crate::service::Step;
use crate::words::words;

words! {
    /// Four fingers, two thumbs or two eyes: what one capture takes. In the order in which the desk asks for them.
    pub enum Placement {
        /// Four fingers of the right hand.
        RightFour = "right-four",
        /// Four fingers of the left hand.
        LeftFour = "left-four",
        /// Both thumbs.
        Thumbs = "thumbs",
        /// Both eyes.
        Irises = "irises",
    }
}

impl Placement {
    /// The sites that it takes, in the order of their positions.
    pub const fn sites(self) -> &'static [Site] {
        use Finger as F;
        match self {
            Self::RightFour => &[
                Site::Finger(F::RightIndex),
                Site::Finger(F::RightMiddle),
                Site::Finger(F::RightRing),
                Site::Finger(F::RightLittle),
            ],
            Self::LeftFour => &[
                Site::Finger(F::LeftIndex),
                Site::Finger(F::LeftMiddle),
                Site::Finger(F::LeftRing),
                Site::Finger(F::LeftLittle),
            ],
            Self::Thumbs => &[Site::Finger(F::RightThumb), Site::Finger(F::LeftThumb)],
            Self::Irises => &[Site::Eye(Eye::Right), Site::Eye(Eye::Left)],
        }
    }

    /// The step at which it is captured.
    pub const fn step(self) -> Step {
        match self {
            Self::RightFour | Self::LeftFour | Self::Thumbs => Step::Fingers,
            Self::Irises => Step::Irises,
        }
    }
}

impl Site {
    /// The placement with which the site is captured.
    pub const fn placement(self) -> Placement {
        use Finger as F;
        match self {
            Site::Finger(F::RightThumb | F::LeftThumb) => Placement::Thumbs,
            Site::Finger(F::RightIndex | F::RightMiddle | F::RightRing | F::RightLittle) => {
                Placement::RightFour
            }
            Site::Finger(F::LeftIndex | F::LeftMiddle | F::LeftRing | F::LeftLittle) => {
                Placement::LeftFour
            }
            Site::Eye(_) => Placement::Irises,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_site_is_captured_with_exactly_one_placement() {
        let mut sites: Vec<Site> = Vec::new();
        for placement in Placement::ALL {
            for site in placement.sites() {
                assert_eq!(site.placement(), *placement);
                assert_eq!(site.step(), placement.step());
                sites.push(*site);
            }
        }
        sites.sort();
        assert_eq!(sites, Site::all().collect::<Vec<_>>());
    }
}
