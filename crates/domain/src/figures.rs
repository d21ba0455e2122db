//! Published figures for reports: population and voters of Kalimantan Barat, and national targets by year.
//!
//! A coverage is only comparable with its denominator named: population is the clean data of December 2024, voters the
//! provisional roll (DPS) of August 2024, which may stand in for *wajib KTP* where a semester's DKB is not at hand.

use crate::table;
use std::sync::LazyLock;

/// Figures of one kabupaten or kota.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct KabKotaFigures {
    /// Four digits without the dot.
    pub code: String,
    /// People, December 2024.
    pub population: u32,
    /// Men, December 2024.
    pub men: u32,
    /// Women, December 2024.
    pub women: u32,
    /// Voters of the provisional roll, August 2024.
    pub voters: u32,
}

/// One national target. Sources disagree in some years: then there are several, and `confirmed` is false.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NationalTarget {
    /// Year.
    pub year: i32,
    /// Indicator, in the words of the office: "perekaman KTP-el", "KIA".
    pub indicator: String,
    /// The figure as it was published, since some are ranges.
    pub target: String,
    /// Unit: per cent, sometimes of what.
    pub unit: String,
    /// Where it was seen.
    pub source: String,
    /// Whether sources agree.
    pub confirmed: bool,
}

impl NationalTarget {
    /// The figure as a number, if it is one.
    pub fn value(&self) -> Option<f64> {
        self.target.parse().ok()
    }
}

/// The 14 kabupaten and kota of Kalimantan Barat, by code.
pub fn kalbar() -> &'static [KabKotaFigures] {
    &KALBAR
}

/// All national targets that we know of, by year.
pub fn national_targets() -> &'static [NationalTarget] {
    &TARGETS
}

#[derive(serde::Deserialize)]
struct KabKotaRow {
    kode: String,
    penduduk_des2024: u32,
    penduduk_l_des2024: u32,
    penduduk_p_des2024: u32,
    dps_pilkada_agu2024: u32,
}

#[derive(serde::Deserialize)]
struct TargetRow {
    tahun: i32,
    indikator: String,
    target: String,
    satuan: String,
    sumber: String,
    status: String,
}

static KALBAR: LazyLock<Vec<KabKotaFigures>> = LazyLock::new(|| {
    let rows =
        table::rows::<KabKotaRow>(include_str!("../../../assets/codes/wilayah_61_kabkota.csv"));
    let figures = |row: KabKotaRow| KabKotaFigures {
        code: row.kode.replace('.', ""),
        population: row.penduduk_des2024,
        men: row.penduduk_l_des2024,
        women: row.penduduk_p_des2024,
        voters: row.dps_pilkada_agu2024,
    };
    rows.into_iter().map(figures).collect()
});

static TARGETS: LazyLock<Vec<NationalTarget>> = LazyLock::new(|| {
    let rows = table::rows::<TargetRow>(include_str!("../../../assets/codes/target_nasional.csv"));
    let target = |row: TargetRow| NationalTarget {
        year: row.tahun,
        indicator: row.indikator,
        target: row.target,
        unit: row.satuan,
        source: row.sumber,
        confirmed: row.status == "CONFIRMED",
    };
    rows.into_iter().map(target).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region;

    #[test]
    fn the_figures_add_up_to_the_published_totals() {
        assert_eq!(kalbar().len(), 14);
        assert_eq!(
            kalbar().iter().map(|row| row.population).sum::<u32>(),
            5_646_268
        );
        assert_eq!(
            kalbar().iter().map(|row| row.voters).sum::<u32>(),
            3_958_164
        );
        for row in kalbar() {
            assert_eq!(row.men + row.women, row.population, "{}", row.code);
            assert!(region::kabkota(&row.code).is_some());
        }
    }

    #[test]
    fn a_target_that_sources_disagree_on_is_not_called_confirmed() {
        assert_eq!(national_targets().len(), 20);
        let of = |year, indicator: &str| {
            let fits = move |target: &&NationalTarget| {
                target.year == year && target.indicator == indicator
            };
            national_targets().iter().find(fits).unwrap()
        };
        assert_eq!(
            (of(2024, "KIA").value(), of(2024, "KIA").confirmed),
            (Some(60.0), true)
        );
        assert!(!of(2021, "KIA").confirmed);
        assert_eq!(
            of(2020, "akta kelahiran 0-18").value(),
            None,
            "two offices named two figures"
        );
    }
}
