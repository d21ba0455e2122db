//! XLSX: a packed folder of XML. Unpacked once only to see how much it is, then read cell by cell.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, Dimensions, Reader as _, SheetVisible, Xlsx};
use chrono::NaiveDate;
use zip::ZipArchive;

use super::{Cell, MOST_COLUMNS, MOST_ROWS, TableError, Take, date};

/// Most bytes that a file may unpack to: some thirty times the sheet of a kabupaten with 100 000 people.
const MOST_UNPACKED: u64 = 512 * 1024 * 1024;
/// Most files in one: a workbook of offices has fewer than 50.
const MOST_FILES: usize = 1000;
/// Most areas of merged cells.
const MOST_MERGED: usize = 200_000;

/// Whether the bytes are packed as a spreadsheet is.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The names of the sheets that are not hidden.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<String>, TableError> {
    within_limits(bytes)?;
    let workbook = open(bytes)?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.is_empty() {
        return Err(TableError::Unreadable);
    }
    Ok(names)
}

fn open(bytes: &[u8]) -> Result<Xlsx<Cursor<&[u8]>>, TableError> {
    Xlsx::new(Cursor::new(bytes)).map_err(|_| TableError::Unreadable)
}

/// Unpacks everything into nothing and counts. The sizes that the file itself names are not asked: it may lie.
fn within_limits(bytes: &[u8]) -> Result<(), TableError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| TableError::Unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(TableError::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|_| TableError::Unreadable)?;
        let read = io::copy(&mut file.take(left + 1), &mut io::sink())
            .map_err(|_| TableError::Unreadable)?;
        left = left.checked_sub(read).ok_or(TableError::TooLarge)?;
    }
    Ok(())
}

/// Gives each row of a sheet to `take`. A cell that is merged with those below it stands in each of their rows.
pub(super) fn each(bytes: &[u8], sheet: &str, take: &mut Take<'_>) -> Result<(), TableError> {
    let mut workbook = open(bytes)?;
    let merged = workbook
        .merge_cells_by_sheet_name(sheet)
        .map_err(|_| TableError::Unreadable)?;
    let mut merged = Merged::of(&merged)?;
    let mut cells = workbook
        .worksheet_cells_reader(sheet)
        .map_err(|_| TableError::Unreadable)?;
    let mut row: Vec<Cell<'_>> = Vec::new();
    let mut at = None;
    loop {
        let next = cells.next_cell().map_err(|_| TableError::Unreadable)?;
        let place = next.as_ref().map(calamine::Cell::get_position);
        if let Some(line) = at
            && place.is_none_or(|(next, _)| next != line)
        {
            if row.iter().any(|cell| !cell.is_empty()) {
                merged.fill(line, &mut row);
            }
            if take(u64::from(line) + 1, &row).is_break() {
                return Ok(());
            }
            row.clear();
        }
        let (Some(cell), Some((line, column))) = (next, place) else {
            return Ok(());
        };
        // Rows in another order than their numbers, or beyond the last, are no spreadsheet's.
        if at.is_some_and(|before| line < before) || u64::from(line) >= MOST_ROWS {
            return Err(TableError::Unreadable);
        }
        at = Some(line);
        let value = read(cell.get_value());
        let column = usize::try_from(column)
            .unwrap_or(usize::MAX)
            .min(MOST_COLUMNS);
        if !value.is_empty() {
            if row.len() <= column {
                row.resize(column + 1, Cell::Empty);
            }
            row[column] = value;
        }
    }
}

fn read(value: &DataRef<'_>) -> Cell<'static> {
    match value {
        DataRef::Int(number) => Cell::of(Cow::Owned(number.to_string())),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::of(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => Cell::of(Cow::Owned((*text).to_owned())),
        DataRef::Bool(yes) => Cell::of(Cow::Borrowed(if *yes { "YA" } else { "TIDAK" })),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
                .map_or(Cell::Unreadable, Cell::Day)
        }
        DataRef::DateTimeIso(text) => {
            date::read_date(text).map_or_else(|| Cell::of(Cow::Owned(text.clone())), Cell::Day)
        }
        DataRef::DurationIso(text) => Cell::of(Cow::Owned(text.clone())),
        DataRef::Error(_) => Cell::Unreadable,
        DataRef::Empty => Cell::Empty,
    }
}

/// Areas that reach over several rows, by the row in which they begin, and those that are being filled.
struct Merged {
    beginning: HashMap<u32, Vec<(u32, u32)>>,
    held: Vec<(usize, u32, Cell<'static>)>,
}

impl Merged {
    fn of(areas: &[Dimensions]) -> Result<Self, TableError> {
        if areas.len() > MOST_MERGED {
            return Err(TableError::TooLarge);
        }
        let mut beginning: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        for area in areas.iter().filter(|area| area.end.0 > area.start.0) {
            let (row, column) = area.start;
            beginning.entry(row).or_default().push((column, area.end.0));
        }
        Ok(Self {
            beginning,
            held: Vec::new(),
        })
    }

    /// Fills a row with what is merged into it from above, and holds what it gives to those below.
    fn fill(&mut self, line: u32, row: &mut Vec<Cell<'_>>) {
        self.held.retain(|(_, end, _)| *end >= line);
        for (column, _, cell) in &self.held {
            if row.len() <= *column {
                row.resize(column + 1, Cell::Empty);
            }
            if row[*column].is_empty() {
                row[*column] = cell.clone();
            }
        }
        for (column, end) in self.beginning.remove(&line).unwrap_or_default() {
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            // Areas of one sheet do not overlap, so no more can be open than there are columns.
            if let Some(cell) = row.get(column)
                && self.held.len() <= MOST_COLUMNS
            {
                self.held.push((column, end, cell.owned()));
            }
        }
    }
}
