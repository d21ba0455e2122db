//! The first six digits of a NIK: where the person was first registered. Old prefixes stay good for life.
//!
//! Sources: the list in force; a list of before 2022 with 7,230 kecamatan, which holds the 588 prefixes of 91 and 92
//! that were renumbered since; Kepmendagri 6117/2022; and 27 gaps in the numbering of Kalimantan Barat, older than any
//! published list (which kecamatan they were is inferred from the splits of 2003 and 2007).

use super::{Kecamatan, kecamatan};
use crate::certainty::Certainty;
use crate::table;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Two-digit provinces of all lists since 2015. A NIK that begins with another is a typing error.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "16", "17", "18", "19", "21", "31", "32", "33", "34", "35", "36",
    "51", "52", "53", "61", "62", "63", "64", "65", "71", "72", "73", "74", "75", "76", "81", "82",
    "91", "92", "93", "94", "95", "96",
];

/// A six-digit prefix that was in use and is no more.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RetiredPrefix {
    /// The six digits.
    pub prefix: String,
    /// Name of the kecamatan; unknown for the gaps of Kalimantan Barat.
    pub kecamatan: Option<String>,
    /// The kabupaten or kota it belonged to.
    pub kabkota: String,
    /// The newest list that names it, or what is presumed to have become of it.
    pub last_seen: String,
    /// Named in a list, or inferred from a gap in the numbers.
    pub certainty: Certainty,
}

/// What is known of a six-digit prefix. None of the three is a reason to refuse anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrefixStanding {
    /// A kecamatan of today's list.
    Current(&'static Kecamatan),
    /// Of an older list.
    Retired(&'static RetiredPrefix),
    /// In no list that we have.
    Unknown,
}

/// Looks a prefix up in the list in force, then among the retired ones.
pub fn prefix(digits: &str) -> PrefixStanding {
    kecamatan(digits)
        .map(PrefixStanding::Current)
        .or_else(|| RETIRED.get(digits).map(PrefixStanding::Retired))
        .unwrap_or(PrefixStanding::Unknown)
}

/// Whether a NIK may begin with this province: the union of all lists.
pub fn province_was_ever_used(digits: &str) -> bool {
    PROVINCES.contains(&digits)
}

#[derive(serde::Deserialize)]
struct Listed {
    prefix: String,
    kecamatan: String,
    kabkota: String,
    last_list: String,
}

#[derive(serde::Deserialize)]
struct Gap {
    prefix: String,
    kabupaten_induk: String,
    penerus_dugaan: String,
}

static RETIRED: LazyLock<BTreeMap<String, RetiredPrefix>> = LazyLock::new(|| {
    let listed = table::rows::<Listed>(include_str!(
        "../../../../assets/regions/kecamatan_tidak_aktif.csv"
    ))
    .into_iter()
    .map(|row| RetiredPrefix {
        prefix: row.prefix,
        kecamatan: Some(row.kecamatan),
        kabkota: row.kabkota,
        last_seen: row.last_list,
        certainty: Certainty::Confirmed,
    });
    let gaps = table::rows::<Gap>(include_str!(
        "../../../../assets/codes/nik_prefix_61_tidak_aktif.csv"
    ))
    .into_iter()
    .map(|row| RetiredPrefix {
        prefix: row.prefix,
        kecamatan: None,
        kabkota: row.kabupaten_induk,
        last_seen: row.penerus_dugaan,
        certainty: Certainty::Inferred,
    });
    listed
        .chain(gaps)
        .map(|retired| (retired.prefix.clone(), retired))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retired_prefixes_are_those_of_the_old_lists_and_the_27_gaps_of_kalbar() {
        let count = |certainty| {
            RETIRED
                .values()
                .filter(|row| row.certainty == certainty)
                .count()
        };
        assert_eq!(count(Certainty::Confirmed), 659);
        assert_eq!(count(Certainty::Inferred), 27);
        let before_2022 = RETIRED
            .values()
            .filter(|row| row.last_seen == "before 2022")
            .count();
        assert_eq!(before_2022, 588);
    }

    #[test]
    fn no_prefix_is_both_in_force_and_retired() {
        assert!(RETIRED.keys().all(|digits| kecamatan(digits).is_none()));
        assert!(
            RETIRED
                .keys()
                .all(|digits| province_was_ever_used(&digits[..2]))
        );
    }

    #[test]
    fn merauke_before_the_new_provinces_is_known_by_name() {
        let PrefixStanding::Retired(row) = prefix("910101") else {
            panic!("910101 should be retired")
        };
        assert_eq!(row.kecamatan.as_deref(), Some("Merauke"));
        assert_eq!(row.kabkota, "Kabupaten Merauke");
    }

    #[test]
    fn an_old_prefix_of_kalbar_names_the_kabupaten_it_came_from() {
        let PrefixStanding::Retired(row) = prefix("610209") else {
            panic!("610209 should be retired")
        };
        assert_eq!(row.kabkota, "Kabupaten Mempawah");
        assert_eq!(row.certainty, Certainty::Inferred);
    }

    #[test]
    fn pulau_maya_which_other_libraries_lack_is_in_force() {
        assert!(
            matches!(prefix("611104"), PrefixStanding::Current(region) if region.name == "Pulau Maya")
        );
        assert_eq!(prefix("619999"), PrefixStanding::Unknown);
    }
}
