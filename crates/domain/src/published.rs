//! Code tables that were published after this program was: the province gives them, and they stand in for those of `assets`.
//!
//! Only tables whose codes no rule of the program names can be replaced. A value that was chosen keeps list, version and label
//! ([`crate::lists::CodedValue`]), so a newer table never changes what a record says.

use crate::code::ErrorCode;
use crate::lists::{self, Item, ListId};
use crate::region::{self, Level, Region};
use crate::table;
use std::collections::BTreeSet;

/// Lists that can be replaced.
const LISTS: [ListId; 5] = [
    ListId::Education,
    ListId::Disability,
    ListId::Occupation,
    ListId::MovingReason,
    ListId::SponsorType,
];
/// Longest version, in characters.
const LONGEST_VERSION: usize = 40;

/// Why a table is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// No table of this name can be replaced.
    #[error("no table of this name can be replaced")]
    Name,
    /// It has no version, or one of more than 40 characters.
    #[error("a table needs a version of 1 to 40 characters")]
    Version,
    /// A row cannot be read, has a code that is none, or one that stands there twice.
    #[error("a row of the table cannot be read")]
    Row,
    /// Codes are missing that the program's own table has: probably the wrong file, or half of one.
    #[error("codes are missing that the program's own table has")]
    Missing,
}

impl TableError {
    /// The code that a person sees.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Name => ErrorCode::TableName,
            Self::Version => ErrorCode::TableVersion,
            Self::Row => ErrorCode::TableRow,
            Self::Missing => ErrorCode::TableMissing,
        }
    }
}

/// A table that was read and can stand in.
enum Table {
    /// `wilayah` (the nation down to kecamatan) or `desa_61` (villages).
    Regions(Depth, Vec<Region>),
    /// A list of codes.
    List(ListId, Vec<Item>),
}

/// The two files of regions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    ToKecamatan,
    Villages,
}

impl Depth {
    fn holds(self, level: Level) -> bool {
        (level == Level::Village) == (self == Self::Villages)
    }
}

/// Whether [`install`] would take a table.
///
/// # Errors
/// [`TableError`].
pub fn check(name: &str, version: &str, csv: &[u8]) -> Result<(), TableError> {
    read(name, version, csv).map(|_| ())
}

/// Lets a table stand in for the program's own, in the whole process; doing it again changes nothing. What it replaces stays in
/// memory: tables change a few times a year.
///
/// # Errors
/// [`TableError`]; nothing is then changed.
pub fn install(name: &str, version: &str, csv: &[u8]) -> Result<(), TableError> {
    match read(name, version, csv)? {
        Table::Regions(depth, regions) => region::replace(|level| depth.holds(level), regions),
        Table::List(id, items) => lists::replace(id, version.to_owned(), items),
    }
    Ok(())
}

fn read(name: &str, version: &str, csv: &[u8]) -> Result<Table, TableError> {
    if version.trim().is_empty() || version.chars().count() > LONGEST_VERSION {
        return Err(TableError::Version);
    }
    let depth = match name {
        "wilayah" => Some(Depth::ToKecamatan),
        "desa_61" => Some(Depth::Villages),
        _ => None,
    };
    if let Some(depth) = depth {
        return regions(depth, csv).map(|regions| Table::Regions(depth, regions));
    }
    let id = LISTS.into_iter().find(|id| id.as_str() == name);
    let id = id.ok_or(TableError::Name)?;
    Ok(Table::List(id, items(id, csv)?))
}

/// Regions may end, as villages are merged; but not more than one in ten between two publications.
fn regions(depth: Depth, csv: &[u8]) -> Result<Vec<Region>, TableError> {
    let regions: Option<Vec<Region>> = table::strict(csv)
        .ok_or(TableError::Row)?
        .into_iter()
        .map(Region::of_row)
        .collect();
    let regions = regions.ok_or(TableError::Row)?;
    let codes: BTreeSet<&str> = regions.iter().map(|region| region.code.as_str()).collect();
    let fits = regions.iter().all(|region| depth.holds(region.level));
    if codes.len() != regions.len() || !fits {
        return Err(TableError::Row);
    }
    let shipped: Vec<&Region> = region::shipped()
        .filter(|region| depth.holds(region.level))
        .collect();
    let still = shipped
        .iter()
        .filter(|region| codes.contains(region.code.as_str()));
    if still.count() * 10 < shipped.len() * 9 {
        return Err(TableError::Missing);
    }
    Ok(regions)
}

/// No code of a list ends: a record may still name it.
fn items(id: ListId, csv: &[u8]) -> Result<Vec<Item>, TableError> {
    let rows = table::strict(csv).ok_or(TableError::Row)?;
    let items: Vec<Item> = rows
        .into_iter()
        .map(|row| lists::item_of(id, row))
        .collect();
    let codes: BTreeSet<&str> = items.iter().map(|item| item.code.as_str()).collect();
    let are_codes = |item: &Item| !item.code.is_empty() && !item.official.trim().is_empty();
    if codes.len() != items.len() || !items.iter().all(are_codes) {
        return Err(TableError::Row);
    }
    let mut shipped = lists::shipped(id).items.iter();
    if !shipped.all(|item| codes.contains(item.code.as_str())) {
        return Err(TableError::Missing);
    }
    Ok(items)
}
