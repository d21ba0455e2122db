//! The colour behind a portrait: red for odd birth years, blue for even ones, orange for foreigners.

use crate::certainty::Certainty;
use crate::citizenship::Citizenship;
use crate::words::words;

words! {
    /// Background colour of a KTP-el or KIA portrait.
    pub enum Background {
        /// Citizens born in an odd year.
        Red = "red",
        /// Citizens born in an even year.
        Blue = "blue",
        /// Foreigners with ITAP.
        Orange = "orange",
    }
}

impl Background {
    /// The colour for a resident (Grobogan question page; Kanni legal aid; Trenggalek office, 20 June 2025).
    ///
    /// A child with two citizenships is counted as a citizen; no source speaks of it.
    pub const fn for_resident(birth_year: i32, citizenship: Citizenship) -> Self {
        match (citizenship, birth_year.rem_euclid(2)) {
            (Citizenship::Foreign, _) => Background::Orange,
            (Citizenship::Indonesian | Citizenship::Dual, 0) => Background::Blue,
            (Citizenship::Indonesian | Citizenship::Dual, _) => Background::Red,
        }
    }

    /// The sRGB value that we paint. No source gives an official one: these are plain signal tones, far from skin and hair.
    pub const fn rgb(self) -> [u8; 3] {
        match self {
            Background::Red => [200, 16, 24],
            Background::Blue => [0, 84, 180],
            Background::Orange => [240, 130, 0],
        }
    }

    /// How sure we are of the rule that chooses the colour.
    pub const fn rule_certainty(self) -> Certainty {
        Certainty::Confirmed
    }

    /// How sure we are of the value in [`Background::rgb`].
    pub const fn rgb_certainty(self) -> Certainty {
        Certainty::Unconfirmed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn odd_years_are_red_even_years_blue_and_foreigners_orange() {
        assert_eq!(
            Background::for_resident(2005, Citizenship::Indonesian),
            Background::Red
        );
        assert_eq!(
            Background::for_resident(2000, Citizenship::Indonesian),
            Background::Blue
        );
        assert_eq!(
            Background::for_resident(2019, Citizenship::Dual),
            Background::Red
        );
        assert_eq!(
            Background::for_resident(2000, Citizenship::Foreign),
            Background::Orange
        );
        assert_eq!(
            Background::for_resident(1999, Citizenship::Foreign),
            Background::Orange
        );
    }

    proptest! {
        #[test]
        fn any_year_has_a_colour_that_the_next_one_has_not(year in i32::MIN..i32::MAX) {
            let citizen = |year| Background::for_resident(year, Citizenship::Indonesian);
            prop_assert!([Background::Red, Background::Blue].contains(&citizen(year)));
            prop_assert_ne!(citizen(year), citizen(year + 1));
            prop_assert_eq!(Background::for_resident(year, Citizenship::Dual), citizen(year));
            prop_assert_eq!(Background::for_resident(year, Citizenship::Foreign), Background::Orange);
        }
    }
}
