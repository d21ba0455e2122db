//! From rows of a table to expected residents.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;

use chrono::NaiveDate;
use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::field::{Field, Kind};
use rekam_domain::region;
use rekam_domain::register::RegisterStatus;
use rekam_protocol::provisions::ListedResident;

use super::column::plain;
use super::mapping::numbers_columns;
use super::value::{Said, Values, Wear, readable};
use super::{Expected, Mapping, Meaning, WorklistError};
use crate::table::{Cell, Table};

/// Longest name of a school that is kept, in characters.
const LONGEST_SCHOOL: usize = 100;
/// Answers that are a no, [plain].
const NO: [&str; 6] = ["tidak", "t", "no", "n", "0", "false"];

/// A row that was not taken, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RefusedRow {
    /// Its line in the file; the first is 1.
    pub line: u64,
    /// Why.
    pub code: ErrorCode,
    /// For a double: the line that names the same resident first.
    pub first: Option<u64>,
}

/// A row that can be taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who is expected.
    pub expected: Expected,
    /// The name of a picture beside the list.
    pub picture: Option<String>,
    /// What the desk should look at; each once.
    pub remarks: Vec<ErrorCode>,
}

impl std::fmt::Debug for Listed {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Listed({:?}, {} remarks)",
            self.expected,
            self.remarks.len()
        )
    }
}

/// What is done with a row.
pub type TakeRow<'t> = dyn FnMut(u64, Result<Listed, RefusedRow>) -> ControlFlow<()> + 't;

/// Reads every row of a list, until `take` breaks off. `on` is today: birth dates must lie before it.
///
/// # Errors
/// [`WorklistError`]; a bad row never refuses the list.
pub fn read(
    table: &Table<'_>,
    mapping: &Mapping,
    on: NaiveDate,
    take: &mut TakeRow<'_>,
) -> Result<(), WorklistError> {
    if !mapping.finds_people() {
        return Err(WorklistError::Header);
    }
    let village = mapping.village.as_deref();
    if village.is_some_and(|code| region::village(code).is_none()) {
        return Err(WorklistError::Village);
    }
    let mut reading = Reading {
        mapping,
        on,
        values: Values::new(on, mapping.marital, is_nik_worn(table, mapping)?),
        seen: HashMap::new(),
    };
    table.each(mapping.sheet, &mut |line, cells| {
        if line <= mapping.header || numbers_columns(line, cells, mapping.header) {
            return ControlFlow::Continue(());
        }
        let refused = |code| RefusedRow {
            line,
            code,
            first: None,
        };
        let row = reading.row(cells).map_err(refused);
        take(line, row.and_then(|row| reading.once(line, row)))
    })?;
    Ok(())
}

/// Ends at the first NIK that shows that the column is whole, which usually is the first.
fn is_nik_worn(table: &Table<'_>, mapping: &Mapping) -> Result<bool, WorklistError> {
    let nik = Some(Meaning::Field(Field::Nik));
    let Some(column) = mapping.columns.iter().position(|meaning| *meaning == nik) else {
        return Ok(false);
    };
    let mut wear = Wear::default();
    table.each(mapping.sheet, &mut |line, cells| match cells.get(column) {
        Some(cell) if line > mapping.header && !wear.look(cell) => ControlFlow::Break(()),
        Some(_) | None => ControlFlow::Continue(()),
    })?;
    Ok(wear.is_worn())
}

struct Reading<'m> {
    mapping: &'m Mapping,
    on: NaiveDate,
    values: Values,
    /// The first line of each key.
    seen: HashMap<String, u64>,
}

/// What is gathered from the cells of a row.
#[derive(Default)]
struct Gathered {
    fields: BTreeMap<Field, String>,
    school: Option<String>,
    bed_visit: bool,
    status: Option<RegisterStatus>,
    picture: Option<String>,
    village: String,
    kecamatan: String,
    remarks: BTreeSet<ErrorCode>,
}

impl Gathered {
    fn keep(&mut self, field: Field, said: Said) {
        match said {
            Said::Nothing => {}
            Said::Text(text) => {
                self.fields.insert(field, text);
            }
            Said::Doubtful(text, remark) => {
                self.remarks.insert(remark);
                if let Some(text) = text {
                    self.fields.insert(field, text);
                }
            }
        }
    }
}

impl Reading<'_> {
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<Listed, ErrorCode> {
        let width = self.mapping.columns.len();
        if cells.iter().skip(width).any(|cell| !cell.is_empty()) {
            return Err(ErrorCode::WorklistColumns);
        }
        let mut row = Gathered::default();
        for (meaning, cell) in self.mapping.columns.iter().zip(cells) {
            if let (Some(meaning), false) = (meaning, cell.is_empty()) {
                self.gather(*meaning, cell, &mut row)?;
            }
        }
        self.place(&mut row);
        let listed = ListedResident {
            fields: row.fields,
            school: row.school,
            bed_visit: row.bed_visit,
            status: row.status,
        };
        let expected = Expected::of(listed, self.on)?;
        Ok(Listed {
            expected,
            picture: row.picture,
            remarks: row.remarks.into_iter().collect(),
        })
    }

    fn gather(
        &mut self,
        meaning: Meaning,
        cell: &Cell<'_>,
        row: &mut Gathered,
    ) -> Result<(), ErrorCode> {
        match meaning {
            Meaning::Field(field) if field.kind() == Kind::Village => row.village = readable(cell)?,
            Meaning::Field(field) => {
                let said = self.values.of(field, cell)?;
                row.keep(field, said);
            }
            Meaning::School => {
                let name: String = readable(cell)?.chars().take(LONGEST_SCHOOL).collect();
                row.school = Some(name.to_uppercase());
            }
            Meaning::BedVisit => {
                let answer = plain(&readable(cell)?);
                row.bed_visit = !answer.is_empty() && !NO.contains(&answer.as_str());
            }
            Meaning::Status => {
                let text = readable(cell)?;
                row.status = status(&text);
                if row.status.is_none() && text != "-" {
                    row.remarks.insert(ErrorCode::WorklistWord);
                }
            }
            Meaning::Picture => row.picture = beside(&readable(cell)?),
            Meaning::RtRw => {
                let text = readable(cell)?;
                let mut parts = text.split(['/', '-']).map(str::trim);
                for field in [Field::Rt, Field::Rw] {
                    if let Some(part) = parts.next().filter(|part| !part.is_empty()) {
                        row.fields.insert(field, part.to_owned());
                    }
                }
            }
            Meaning::BirthPlaceAndDate => {
                let text = readable(cell)?;
                let (place, day) = text.rsplit_once(',').unwrap_or((&text, ""));
                row.fields
                    .insert(Field::BirthPlace, place.trim().to_owned());
                let day = self
                    .values
                    .of(Field::BirthDate, &Cell::of(day.trim().into()))?;
                if day == Said::Nothing {
                    row.remarks.insert(ErrorCode::WorklistDate);
                }
                row.keep(Field::BirthDate, day);
            }
            Meaning::Kecamatan => row.kecamatan = readable(cell)?,
        }
        Ok(())
    }

    /// Where a row names no village or school, the list's own stands in.
    fn place(&mut self, row: &mut Gathered) {
        if row.school.is_none() {
            row.school.clone_from(&self.mapping.school);
        }
        if row.village.is_empty() || row.village == "-" {
            if let Some(code) = &self.mapping.village {
                row.fields.insert(Field::Village, code.clone());
            }
            return;
        }
        let code = self.values.village(&row.village, &row.kecamatan);
        if code.is_none() {
            row.remarks.insert(ErrorCode::WorklistVillage);
        }
        let kept = code.map_or_else(|| std::mem::take(&mut row.village), str::to_owned);
        row.fields.insert(Field::Village, kept);
    }

    /// The first row of a resident stands; what a later one says of the same resident is for a person to settle.
    fn once(&mut self, line: u64, row: Listed) -> Result<Listed, RefusedRow> {
        if let Some(first) = self.seen.get(&row.expected.key) {
            return Err(RefusedRow {
                line,
                code: ErrorCode::WorklistDouble,
                first: Some(*first),
            });
        }
        self.seen.insert(row.expected.key.clone(), line);
        Ok(row)
    }
}

/// A word of the register, or a plain answer to "ever recorded?".
fn status(text: &str) -> Option<RegisterStatus> {
    let answer = plain(text);
    RegisterStatus::read(text).or(match answer.as_str() {
        "sudah" | "ya" | "y" | "yes" => Some(RegisterStatus::Recorded),
        "belum" => Some(RegisterStatus::NotRecorded),
        answer => NO.contains(&answer).then_some(RegisterStatus::NotRecorded),
    })
}

/// The name of a file beside the list; nothing for one that leads elsewhere.
fn beside(name: &str) -> Option<String> {
    let elsewhere = name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':']);
    (!elsewhere).then(|| name.to_owned())
}

/// Refused rows as a table for the office that made the list: line, reason in words, and the line that named a double first.
/// With a byte-order mark and semicolons, as spreadsheets of this country open it. Nothing about a resident stands in it.
#[must_use]
pub fn refused_as_csv(rows: &[RefusedRow], language: Language) -> String {
    let mut text = format!(
        "\u{feff}{}\r\n",
        language.pick([
            "Baris;Alasan;Kode;Baris pertama",
            "Line;Reason;Code;First line"
        ])
    );
    for row in rows {
        let first = row.first.map(|line| line.to_string()).unwrap_or_default();
        let reason = row.code.text(language).replace('"', "\"\"");
        text.push_str(&format!(
            "{};\"{reason}\";{};{first}\r\n",
            row.line, row.code
        ));
    }
    text
}
