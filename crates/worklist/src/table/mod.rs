//! Tables as offices send them: CSV in several dresses, and XLSX. One row after the other, as cells; what a row means is none
//! of this module's business.
//!
//! ```text
//! bytes --Table::open--> Table --each--> (line, [Cell])
//!           |                     delimited.rs    comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252
//!           +-- by the bytes:     spreadsheet.rs  XLSX, merged cells filled downwards
//! ```
//!
//! Everything has a limit that is looked at before memory is taken for it: file, rows, columns, cells, and what a packed file
//! unpacks to.

mod date;
mod delimited;
mod spreadsheet;

use std::borrow::Cow;
use std::ops::ControlFlow;

use chrono::NaiveDate;

pub use date::{of_serial, read_date};
pub use delimited::Letters;
pub use delimited::delimiter;

/// Largest file that is taken in: a kabupaten. Bytes.
pub const LARGEST_FILE: usize = 64 * 1024 * 1024;
/// Most rows that are read: as many as a spreadsheet has.
pub const MOST_ROWS: u64 = 1_048_576;
/// Most columns that are read; SIAK exports have fewer than 50.
pub const MOST_COLUMNS: usize = 128;
/// Longest cell, in characters: the longest address is a tenth of it.
pub const LONGEST_CELL: usize = 1000;

/// Why a file cannot be read as a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Larger than [`LARGEST_FILE`], with more rows than [`MOST_ROWS`], or unpacking to more than a table can hold.
    #[error("the table is too large")]
    TooLarge,
    /// Packed as a spreadsheet is, and none that can be read.
    #[error("the spreadsheet cannot be read")]
    Unreadable,
}

/// One cell.
#[derive(Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text, without blanks around it.
    Text(Cow<'a, str>),
    /// A number of a spreadsheet. It keeps 15 digits of what was typed.
    Number(f64),
    /// A day of a spreadsheet.
    Day(NaiveDate),
    /// Bytes that are no text, or a formula that failed.
    Unreadable,
    /// Longer than [`LONGEST_CELL`].
    TooLong,
}

impl std::fmt::Debug for Cell<'_> {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text",
            Self::Number(_) => "Number",
            Self::Day(_) => "Day",
            Self::Unreadable => "Unreadable",
            Self::TooLong => "TooLong",
        })
    }
}

impl<'a> Cell<'a> {
    /// A text as a cell: blanks around it go, also those that do not break; the apostrophe with which a spreadsheet marks
    /// a number as text goes too.
    pub(crate) fn of(text: Cow<'a, str>) -> Self {
        let tidy = text.trim();
        let tidy = tidy
            .strip_prefix('\'')
            .filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
            .unwrap_or(tidy);
        if tidy.is_empty() {
            Self::Empty
        } else if tidy.len() > LONGEST_CELL && tidy.chars().count() > LONGEST_CELL {
            Self::TooLong
        } else if tidy.contains(is_no_letter) {
            Self::Unreadable
        } else if tidy.len() == text.len() {
            Self::Text(text)
        } else {
            Self::Text(Cow::Owned(tidy.to_owned()))
        }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// The cell as a person would type it; nothing where it is empty or cannot be read. A number is written without
    /// fraction where it has none.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Day(day) => Some(Cow::Owned(rekam_domain::calendar::format_date(*day))),
            Self::Empty | Self::Unreadable | Self::TooLong => None,
        }
    }

    /// The same cell on its own.
    pub(crate) fn owned(&self) -> Cell<'static> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(Cow::Owned(text.clone().into_owned())),
            Self::Number(number) => Cell::Number(*number),
            Self::Day(day) => Cell::Day(*day),
            Self::Unreadable => Cell::Unreadable,
            Self::TooLong => Cell::TooLong,
        }
    }
}

/// A control character other than the line ends and tabs that a cell may hold, or the sign for bytes that were none.
fn is_no_letter(letter: char) -> bool {
    (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
        || letter == char::REPLACEMENT_CHARACTER
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Rows of text.
    Delimited {
        /// Between two cells.
        delimiter: u8,
        /// How letters are written.
        letters: Letters,
    },
    /// A spreadsheet, and the names of its sheets that are not hidden.
    Spreadsheet {
        /// At least one.
        sheets: Vec<String>,
    },
}

/// A table that can be read as often as one likes.
pub struct Table<'a> {
    bytes: &'a [u8],
    format: Format,
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Table({:?}, {} bytes)", self.format, self.bytes.len())
    }
}

/// What is done with a row: its line (the first is 1) and its cells, of which trailing ones may be left out.
pub type Take<'t> = dyn FnMut(u64, &[Cell<'_>]) -> ControlFlow<()> + 't;

impl<'a> Table<'a> {
    /// Looks at the bytes and says what they are; their names play no part.
    ///
    /// # Errors
    /// [`TableError`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, TableError> {
        if bytes.len() > LARGEST_FILE {
            return Err(TableError::TooLarge);
        }
        let format = if spreadsheet::is_packed(bytes) {
            Format::Spreadsheet {
                sheets: spreadsheet::sheets(bytes)?,
            }
        } else {
            let letters = Letters::of(bytes);
            Format::Delimited {
                delimiter: letters.delimiter(bytes),
                letters,
            }
        };
        Ok(Self { bytes, format })
    }

    /// What the file is.
    #[must_use]
    pub const fn format(&self) -> &Format {
        &self.format
    }

    /// Gives every row that is not blank to `take`, until that breaks off. `sheet` counts the sheets of a spreadsheet from 0;
    /// one that is not there has no rows.
    ///
    /// # Errors
    /// [`TableError`]; rows may have been given before.
    pub fn each(&self, sheet: usize, take: &mut Take<'_>) -> Result<(), TableError> {
        let mut rows = 0u64;
        let mut counted = |line: u64, cells: &[Cell<'_>]| {
            if cells.iter().all(Cell::is_empty) {
                return ControlFlow::Continue(());
            }
            rows += 1;
            if rows > MOST_ROWS {
                return ControlFlow::Break(());
            }
            take(line, cells)
        };
        match &self.format {
            Format::Delimited { delimiter, letters } => {
                delimited::each(self.bytes, *delimiter, *letters, &mut counted);
            }
            Format::Spreadsheet { sheets } => {
                if let Some(name) = sheets.get(sheet) {
                    spreadsheet::each(self.bytes, name, &mut counted)?;
                }
            }
        }
        if rows > MOST_ROWS {
            return Err(TableError::TooLarge);
        }
        Ok(())
    }
}
