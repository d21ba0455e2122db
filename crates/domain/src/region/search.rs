//! Finding a region by what a clerk types of its name.

use super::{KALBAR, Level, Region, regions};

/// Regions of one level whose name holds `text`, best first, at most `limit`.
///
/// Case, blanks, dots and dashes do not matter ("sei raya" is not "Sungai Raya", but "sungairaya" is). Names that
/// begin with the text come before names that only hold it; Kalimantan Barat comes before the rest of the nation.
pub fn search(level: Level, text: &str, limit: usize) -> Vec<&'static Region> {
    let wanted = folded(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(Rank, &'static Region)> = regions()
        .values()
        .filter(|region| region.level == level)
        .filter_map(|region| Some((rank(region, &wanted)?, region)))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.code.cmp(&b.1.code)));
    found
        .into_iter()
        .take(limit)
        .map(|(_, region)| region)
        .collect()
}

/// Smaller is better: how the name matches, then whether it lies outside Kalimantan Barat.
type Rank = (u8, bool);

fn rank(region: &Region, wanted: &str) -> Option<Rank> {
    let name = folded(&region.name);
    let bare = name
        .strip_prefix("kabupaten")
        .or_else(|| name.strip_prefix("kota"))
        .unwrap_or(&name);
    let how = if name == wanted || bare == wanted {
        0
    } else if name.starts_with(wanted) || bare.starts_with(wanted) {
        1
    } else if name.contains(wanted) {
        2
    } else {
        return None;
    };
    Some((how, !region.code.starts_with(KALBAR)))
}

fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(level: Level, text: &str) -> Vec<&'static str> {
        search(level, text, 5)
            .into_iter()
            .map(|region| region.name.as_str())
            .collect()
    }

    #[test]
    fn a_kabupaten_is_found_without_its_first_word() {
        assert_eq!(
            names(Level::KabKota, "sambas").first(),
            Some(&"Kabupaten Sambas")
        );
        assert_eq!(names(Level::KabKota, "PONTIANAK"), ["Kota Pontianak"]);
    }

    #[test]
    fn kalbar_comes_before_the_rest_of_the_nation() {
        let found = search(Level::Kecamatan, "Sungai Raya", 10);
        assert!(found.len() > 1);
        assert!(
            found
                .first()
                .is_some_and(|region| region.code.starts_with(KALBAR))
        );
    }

    #[test]
    fn an_empty_search_finds_nothing_and_a_limit_is_kept() {
        assert!(search(Level::Village, " .-", 10).is_empty());
        assert_eq!(search(Level::Village, "a", 3).len(), 3);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_search_panic(text in "\\PC{0,12}") {
            let _ = search(Level::KabKota, &text, 3);
        }
    }
}
