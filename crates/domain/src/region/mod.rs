//! Regions by Kemendagri code: the nation down to kecamatan, Kalimantan Barat down to its villages.
//!
//! Tables: `assets/regions/`, built by `scripts/build-regions` (Kepmendagri 300.2.2-2138/2025 as amended by
//! 300.2.2-2430/2025). A code that is not in force any more is no error anywhere: see [`prefix`].

mod prefix;
mod search;

pub use prefix::{PrefixStanding, RetiredPrefix, prefix, province_was_ever_used};
pub use search::search;

use crate::table;
use crate::words::words;
use std::collections::BTreeMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// Province code of Kalimantan Barat.
pub const KALBAR: &str = "61";

words! {
    /// How deep a region lies; the length of its code tells.
    pub enum Level {
        /// Two digits.
        Province = "provinsi",
        /// Four digits: kabupaten 01 to 69, kota 71 to 99.
        KabKota = "kabkota",
        /// Six digits: the head of a NIK.
        Kecamatan = "kecamatan",
        /// Ten digits; the seventh is 1 kelurahan, 2 desa, 3 desa adat.
        Village = "desa",
    }
}

impl Level {
    fn of(code: &str) -> Option<Level> {
        match code.len() {
            2 => Some(Level::Province),
            4 => Some(Level::KabKota),
            6 => Some(Level::Kecamatan),
            10 => Some(Level::Village),
            _ => None,
        }
    }
}

words! {
    /// Kind of a village, from the first digit of its own four.
    pub enum VillageKind {
        /// 1.
        Kelurahan = "kelurahan",
        /// 2.
        Desa = "desa",
        /// 3.
        DesaAdat = "desa-adat",
    }
}

/// One region in force.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Region {
    /// Digits without dots: 61, 6101, 610101 or 6101012001.
    pub code: String,
    /// As in the official list: "Kabupaten Sambas", "Kota Pontianak", "Teluk Keramat".
    pub name: String,
    /// How deep it lies.
    pub level: Level,
}

/// A [`Region`] of level kecamatan.
pub type Kecamatan = Region;
/// A [`Region`] of level kabupaten or kota.
pub type KabKota = Region;
/// A [`Region`] of level village.
pub type Village = Region;

impl Region {
    /// The code with dots, as the official lists print it: 61.01.01.2001.
    pub fn dotted(&self) -> String {
        let cuts = [0, 2, 4, 6, 10];
        let parts: Vec<&str> = cuts
            .windows(2)
            .filter_map(|cut| self.code.get(*cut.first()?..*cut.last()?))
            .collect();
        parts.join(".")
    }

    /// The region that this one is part of; a province has none.
    pub fn parent(&self) -> Option<&'static Region> {
        let length = match self.level {
            Level::Province => return None,
            Level::KabKota => 2,
            Level::Kecamatan => 4,
            Level::Village => 6,
        };
        self.code.get(..length).and_then(region)
    }

    /// The regions directly below, by code.
    pub fn children(&self) -> impl Iterator<Item = &'static Region> {
        let (code, level) = (self.code.clone(), self.level);
        regions()
            .range(code.clone()..)
            .take_while(move |(other, _)| other.starts_with(&code))
            .map(|(_, region)| region)
            .filter(move |other| other.parent().is_some() && below(level) == Some(other.level))
    }

    /// The name with those of its parents, nearest first: "Dalam Kaum, Sambas, Kabupaten Sambas, Kalimantan Barat".
    pub fn path(&self) -> String {
        let mut names = vec![self.name.as_str()];
        let mut above = self.parent();
        while let Some(region) = above {
            names.push(&region.name);
            above = region.parent();
        }
        names.join(", ")
    }

    /// What kind of village; nothing for the other levels.
    pub fn village_kind(&self) -> Option<VillageKind> {
        match (self.level, self.code.as_bytes().get(6)) {
            (Level::Village, Some(b'1')) => Some(VillageKind::Kelurahan),
            (Level::Village, Some(b'2')) => Some(VillageKind::Desa),
            (Level::Village, Some(b'3')) => Some(VillageKind::DesaAdat),
            _ => None,
        }
    }
}

/// The region with this code, dotted or not, at any level.
pub fn region(code: &str) -> Option<&'static Region> {
    let plain: String = code.trim().chars().filter(|c| *c != '.').collect();
    regions().get(&plain)
}

/// The province with this two-digit code.
pub fn province(code: &str) -> Option<&'static Region> {
    at(Level::Province, code)
}

/// The kabupaten or kota with this four-digit code.
pub fn kabkota(code: &str) -> Option<&'static KabKota> {
    at(Level::KabKota, code)
}

/// The kecamatan with this six-digit code.
pub fn kecamatan(code: &str) -> Option<&'static Kecamatan> {
    at(Level::Kecamatan, code)
}

/// The village with this ten-digit code. Only Kalimantan Barat is shipped at this depth.
pub fn village(code: &str) -> Option<&'static Village> {
    at(Level::Village, code)
}

/// All regions in force of one level, by code.
pub fn all(level: Level) -> impl Iterator<Item = &'static Region> {
    regions()
        .values()
        .filter(move |region| region.level == level)
}

fn at(level: Level, code: &str) -> Option<&'static Region> {
    region(code).filter(|region| region.level == level)
}

fn below(level: Level) -> Option<Level> {
    match level {
        Level::Province => Some(Level::KabKota),
        Level::KabKota => Some(Level::Kecamatan),
        Level::Kecamatan => Some(Level::Village),
        Level::Village => None,
    }
}

#[derive(serde::Deserialize)]
pub(crate) struct Row {
    code: String,
    name: String,
}

impl Region {
    /// The region of a row; nothing for a code that is none.
    pub(crate) fn of_row(Row { code, name }: Row) -> Option<Self> {
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let level = Level::of(&code).filter(|_| digits && !name.trim().is_empty())?;
        Some(Self { code, name, level })
    }
}

type Regions = BTreeMap<String, Region>;

/// Those of the program.
static SHIPPED: LazyLock<Regions> = LazyLock::new(|| {
    let files = [
        include_str!("../../../../assets/regions/wilayah.csv"),
        include_str!("../../../../assets/regions/desa_61.csv"),
    ];
    let rows = files.into_iter().flat_map(table::rows::<Row>);
    by_code(rows.filter_map(Region::of_row))
});

/// Those that stand in for them, where newer ones were published.
static PUBLISHED: RwLock<Option<&'static Regions>> = RwLock::new(None);

fn by_code(regions: impl Iterator<Item = Region>) -> Regions {
    let named = regions.map(|region| (region.code.clone(), region));
    named.collect()
}

/// All regions that are in force.
fn regions() -> &'static Regions {
    let published = *PUBLISHED.read().unwrap_or_else(PoisonError::into_inner);
    published.unwrap_or(&SHIPPED)
}

/// Those of the program, whatever was published since.
pub(crate) fn shipped() -> impl Iterator<Item = &'static Region> {
    SHIPPED.values()
}

/// Puts newer regions in the place of those of some levels.
pub(crate) fn replace(levels: impl Fn(Level) -> bool, newer: Vec<Region>) {
    let mut published = PUBLISHED.write().unwrap_or_else(PoisonError::into_inner);
    let present = published.unwrap_or(&SHIPPED);
    let kept = present.values().filter(|region| !levels(region.level));
    let all = by_code(kept.cloned().chain(newer));
    if all != *present {
        *published = Some(Box::leak(Box::new(all)));
    }
}

#[cfg(test)]
mod tests;
