//! Which column means what: proposed from the first rows of a table, and changed by who knows better.

use std::ops::ControlFlow;

use rekam_domain::field::Field;
use rekam_domain::lists::ListId;
use serde::{Deserialize, Serialize};

use super::{Meaning, WorklistError};
use crate::table::{Cell, Format, Table};

/// Rows among which the names of the columns are looked for: titles stand above them.
const MOST_TITLES: usize = 30;
/// Rows that are shown of a table.
const SHOWN: usize = 8;
/// Rows from which is guessed how codes are meant.
const PROBED: usize = 500;

/// Which list of marital statuses the numbers of a column mean. Words say it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum MaritalList {
    /// Nobody said: only a number that means the same in both is taken.
    #[default]
    Unknown,
    /// The four values of older exports: married does not say whether it was registered, so the desk asks.
    Four,
    /// The six values of F-1.01.
    Six,
}

/// How a table is to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Mapping {
    /// Which sheet of a spreadsheet, from 0.
    pub sheet: usize,
    /// The line with the names of the columns; rows above it are titles.
    pub header: u64,
    /// What each column means, from the left; nothing for one that is left alone.
    pub columns: Vec<Option<Meaning>>,
    /// What numbers in a column of marital statuses mean.
    pub marital: MaritalList,
    /// The code of the village of rows that name none.
    pub village: Option<String>,
    /// The school of rows that name none.
    pub school: Option<String>,
}

/// A table as it was looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Look {
    /// What the file is.
    pub format: Format,
    /// The names of the columns as they stand there.
    pub names: Vec<String>,
    /// How it is probably to be read.
    pub mapping: Mapping,
    /// The first rows below the names, by their lines, as a person would type them.
    pub shown: Vec<(u64, Vec<String>)>,
}

impl std::fmt::Debug for Look {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Look({:?}, {} columns)", self.format, self.names.len())
    }
}

/// What a person says on a command line of how a list is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Each a column by its name or its number from 1, and the word of a meaning or `-`, as in `3=full-name` or `Kelas=-`.
    pub columns: &'a [String],
    /// Which list numbers of marital statuses are of.
    pub marital: Option<MaritalList>,
    /// The code of the village of rows that name none.
    pub village: Option<&'a str>,
    /// The school of rows that name none.
    pub school: Option<&'a str>,
}

impl Look {
    /// The mapping as proposed and as was said otherwise; nothing for a column or a word that there is not.
    #[must_use]
    pub fn mapping_as(&self, said: &Said<'_>) -> Option<Mapping> {
        let mut mapping = self.mapping.clone();
        for said in said.columns {
            let (column, meaning) = said.rsplit_once('=')?;
            let by_name = || self.names.iter().position(|name| name == column);
            let by_number = || column.parse::<usize>().ok()?.checked_sub(1);
            let at = by_name().or_else(by_number)?;
            *mapping.columns.get_mut(at)? = match meaning {
                "-" => None,
                word => Some(word.parse().ok()?),
            };
        }
        mapping.marital = said.marital.unwrap_or(mapping.marital);
        mapping.village = said.village.map(str::to_owned);
        mapping.school = said.school.map(str::to_owned);
        Some(mapping)
    }
}

/// `four` or `six`, as a person says it.
impl std::str::FromStr for MaritalList {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "four" => Ok(Self::Four),
            "six" => Ok(Self::Six),
            _ => Err("four or six"),
        }
    }
}

/// Looks at a table and proposes how to read it. `sheet` and `header` say it themselves, where a person knows better.
///
/// # Errors
/// [`WorklistError::Header`] for a table without a single row, else what the table says.
pub fn look(
    table: &Table<'_>,
    sheet: Option<usize>,
    header: Option<u64>,
) -> Result<Look, WorklistError> {
    let sheets = match table.format() {
        Format::Delimited { .. } => 1,
        Format::Spreadsheet { sheets } => sheets.len(),
    };
    let candidates = sheet.map_or(0..sheets, |only| only..only.saturating_add(1));
    let mut first = None;
    for sheet in candidates {
        let Some(look) = look_at(table, sheet, header)? else {
            continue;
        };
        // The first sheet that names its columns; a cover sheet does not.
        if look.mapping.finds_people() {
            return Ok(look);
        }
        first = first.or(Some(look));
    }
    first.ok_or(WorklistError::Header)
}

fn look_at(
    table: &Table<'_>,
    sheet: usize,
    header: Option<u64>,
) -> Result<Option<Look>, WorklistError> {
    let mut rows: Vec<(u64, Vec<Cell<'static>>)> = Vec::new();
    table.each(sheet, &mut |line, cells| {
        if header.is_none_or(|header| line >= header) {
            rows.push((line, cells.iter().map(Cell::owned).collect()));
        }
        if rows.len() < MOST_TITLES + PROBED {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    let known = |row: &(u64, Vec<Cell<'static>>)| {
        let found = meanings(&row.1);
        let has_name = found.contains(&Some(Meaning::Field(Field::FullName)));
        (has_name, found.iter().flatten().count())
    };
    let titles = if header.is_some() { 1 } else { MOST_TITLES };
    // The row that names most; the first of several, since names of columns may be repeated below.
    let best = (0..rows.len().min(titles))
        .rev()
        .max_by_key(|at| known(&rows[*at]));
    let Some(at) = best else {
        return Ok(None);
    };
    let (line, names) = &rows[at];
    let below = rows.get(at + 1..).unwrap_or_default();
    let columns = meanings(names);
    Ok(Some(Look {
        format: table.format().clone(),
        names: names.iter().map(typed).collect(),
        shown: below
            .iter()
            .filter(|(below, cells)| !numbers_columns(*below, cells, *line))
            .take(SHOWN)
            .map(|(line, cells)| (*line, cells.iter().map(typed).collect()))
            .collect(),
        mapping: Mapping {
            sheet,
            header: *line,
            marital: marital(&columns, below),
            columns,
            village: None,
            school: None,
        },
    }))
}

/// Whether a row right below the names numbers the columns, as forms of offices do: 1, 2, 3.
pub(super) fn numbers_columns(line: u64, cells: &[Cell<'_>], header: u64) -> bool {
    /// Fewer could be a resident.
    const FEWEST: usize = 3;
    let numbers = cells.iter().map(|cell| cell.text()?.parse::<usize>().ok());
    line == header + 1
        && cells.len() >= FEWEST
        && numbers
            .enumerate()
            .all(|(at, number)| number == Some(at + 1))
}

fn typed(cell: &Cell<'_>) -> String {
    cell.text().unwrap_or_default().into_owned()
}

/// What a row of names says of the columns. A meaning belongs to one column: the first that has its name.
fn meanings(names: &[Cell<'_>]) -> Vec<Option<Meaning>> {
    let mut found: Vec<Option<Meaning>> = Vec::new();
    for name in names {
        let meaning = name.text().and_then(|name| Meaning::of(&name));
        found.push(meaning.filter(|one| !found.contains(&Some(*one))));
    }
    found
}

/// Numbers that only the list of six has say that it is meant.
fn marital(columns: &[Option<Meaning>], below: &[(u64, Vec<Cell<'static>>)]) -> MaritalList {
    let is_marital =
        |meaning: &Option<Meaning>| *meaning == Some(Meaning::Field(Field::MaritalStatus));
    let Some(column) = columns.iter().position(is_marital) else {
        return MaritalList::Unknown;
    };
    let of_six = below
        .iter()
        .filter_map(|(_, cells)| cells.get(column)?.text());
    let mut numbers = of_six.filter_map(|text| ListId::MaritalStatus.item(&text));
    if numbers.any(|item| ListId::MaritalStatusOld.item(&item.code).is_none()) {
        MaritalList::Six
    } else {
        MaritalList::Unknown
    }
}

impl Mapping {
    /// Whether somebody could be found by it: a column holds names.
    #[must_use]
    pub fn finds_people(&self) -> bool {
        self.columns
            .contains(&Some(Meaning::Field(Field::FullName)))
    }
}
