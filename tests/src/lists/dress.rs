//! How a messy list is written down.

use std::fmt::Write as _;

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{COLUMNS, Messy, Written};

/// Lines above the names of the columns.
const TITLES: [&str; 2] = ["DAFTAR WARGA (CONTOH)", "KOTA PONTIANAK"];

/// Dresses of CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dress {
    /// Commas, UTF-8 with a byte-order mark.
    Commas,
    /// Semicolons, Windows-1252, line ends of Windows.
    Semicolons1252,
    /// Tabs, UTF-8 without a mark.
    Tabs,
}

/// The list as CSV.
#[must_use]
pub fn csv(messy: &Messy, dress: Dress) -> Vec<u8> {
    let (delimiter, end) = match dress {
        Dress::Commas => (',', "\n"),
        Dress::Semicolons1252 => (';', "\r\n"),
        Dress::Tabs => ('\t', "\n"),
    };
    let mut text = String::new();
    for title in TITLES {
        text.push_str(title);
        text.extend(std::iter::repeat_n(delimiter, COLUMNS.len() - 1));
        text.push_str(end);
    }
    // A blank line, then the names, then the numbers of the columns as forms have them.
    text.push_str(end);
    line(
        &mut text,
        COLUMNS.iter().map(|name| (*name).to_owned()),
        delimiter,
        end,
    );
    line(
        &mut text,
        (1..=COLUMNS.len()).map(|number| number.to_string()),
        delimiter,
        end,
    );
    for (at, row) in messy.rows.iter().enumerate() {
        line(&mut text, row.iter().map(as_text), delimiter, end);
        if at % 1000 == 999 {
            line(
                &mut text,
                COLUMNS.iter().map(|_| String::new()),
                delimiter,
                end,
            );
        }
    }
    match dress {
        Dress::Commas => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        Dress::Tabs => text.into_bytes(),
        Dress::Semicolons1252 => text.chars().map(in_1252).collect(),
    }
}

fn line(text: &mut String, cells: impl Iterator<Item = String>, delimiter: char, end: &str) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(delimiter);
        }
        // Writing to a String never fails.
        if cell.contains([',', ';', '\t', '"']) {
            let _ = write!(text, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            text.push_str(&cell);
        }
    }
    text.push_str(end);
}

fn as_text(cell: &Written) -> String {
    match cell {
        Written::Text(text) => text.clone(),
        Written::Number(number) if *number > 1e15 && number % 10.0 == 0.0 => {
            // As a spreadsheet saves a number of sixteen digits that it rounded.
            format!("{:.5}E+15", number / 1e15)
        }
        Written::Number(number) => format!("{number:.0}"),
        Written::Day(day) => day.format("%d/%m/%Y 0:00").to_string(),
    }
}

/// The letters that the list uses beyond ASCII.
fn in_1252(letter: char) -> u8 {
    match letter {
        '\u{c9}' => 0xC9,
        '\u{201c}' => 0x93,
        '\u{201d}' => 0x94,
        letter => u8::try_from(letter).unwrap_or(b'?'),
    }
}

/// The list as a workbook: a cover first, then the list, with villages merged here and there.
///
/// # Errors
/// What the writer says.
pub fn xlsx(messy: &Messy) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (plain, day) = (Format::new(), Format::new().set_num_format("dd/mm/yyyy"));
    book.add_worksheet()
        .set_name("Sampul")?
        .write(0, 0, TITLES[0])?;
    let sheet = book.add_worksheet().set_name("Data")?;
    let last = u16::try_from(COLUMNS.len() - 1).unwrap_or(0);
    for (row, title) in (0u32..).zip(TITLES) {
        sheet.merge_range(row, 0, row, last, title, &plain)?;
    }
    for (column, name) in (0u16..).zip(COLUMNS) {
        sheet.write(3, column, name)?;
        sheet.write(4, column, column + 1)?;
    }
    const FIRST: u32 = 5;
    for (row, cells) in (FIRST..).zip(&messy.rows) {
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Written::Text(text) if text.is_empty() => {}
                Written::Text(text) => {
                    sheet.write(row, column, text)?;
                }
                Written::Number(number) => {
                    sheet.write(row, column, *number)?;
                }
                Written::Day(date) => {
                    let before = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
                    let serial = (*date - before).num_days();
                    sheet.write_with_format(row, column, serial as f64, &day)?;
                }
            }
        }
    }
    const VILLAGE: u16 = 12;
    for (at, rows) in &messy.merged {
        let first = FIRST + u32::try_from(*at).unwrap_or(0);
        let last = first + u32::try_from(rows - 1).unwrap_or(0);
        let code = messy.rows[*at].get(usize::from(VILLAGE)).map(as_text);
        sheet.merge_range(
            first,
            VILLAGE,
            last,
            VILLAGE,
            &code.unwrap_or_default(),
            &plain,
        )?;
    }
    book.save_to_buffer()
}
