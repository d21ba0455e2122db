//! Rows of text: which character parts the cells, and how letters are written.

use std::borrow::Cow;

use csv::ByteRecord;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Cell, MOST_COLUMNS, Take};

/// How the letters of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16 with a byte-order mark, little end first: what a spreadsheet calls "Unicode text".
    Utf16Le,
    /// UTF-16 with a byte-order mark, big end first.
    Utf16Be,
    /// Windows-1252: what older spreadsheets of this country save as CSV.
    Windows1252,
}

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF16_LE_MARK: &[u8] = b"\xFF\xFE";
const UTF16_BE_MARK: &[u8] = b"\xFE\xFF";

impl Letters {
    /// Recognises them. A file whose bytes are no UTF-8, and in which no letter beyond ASCII is UTF-8 either, is taken for
    /// Windows-1252; one in which some are is UTF-8 with broken rows.
    pub(super) fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(UTF16_LE_MARK) {
            return Self::Utf16Le;
        }
        if bytes.starts_with(UTF16_BE_MARK) {
            return Self::Utf16Be;
        }
        if bytes.starts_with(UTF8_MARK) || std::str::from_utf8(bytes).is_ok() {
            return Self::Utf8;
        }
        if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
            Self::Utf8
        } else {
            Self::Windows1252
        }
    }

    /// What parts the cells of the first line that has any.
    pub(super) fn delimiter(self, bytes: &[u8]) -> u8 {
        match self {
            Self::Utf8 | Self::Windows1252 => delimiter(bytes),
            // A spreadsheet's Unicode text; its first kilobytes say it as well as all of it.
            Self::Utf16Le | Self::Utf16Be => {
                let head = bytes.get(..8192).unwrap_or(bytes);
                delimiter(self.as_utf8(head).as_bytes())
            }
        }
    }

    /// The whole text in UTF-8, for letters that the reader of rows does not understand.
    fn as_utf8(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Utf16Le => UTF_16LE.decode_with_bom_removal(bytes).0,
            Self::Utf16Be => UTF_16BE.decode_with_bom_removal(bytes).0,
            Self::Utf8 | Self::Windows1252 => Cow::Borrowed(""),
        }
    }

    fn cell<'a>(self, bytes: &'a [u8]) -> Cell<'a> {
        match self {
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be => std::str::from_utf8(bytes)
                .map_or(Cell::Unreadable, |text| Cell::of(Cow::Borrowed(text))),
            Self::Windows1252 => Cell::of(WINDOWS_1252.decode_without_bom_handling(bytes).0),
        }
    }
}

/// Spreadsheets of this country write semicolons, since the comma is in their numbers. Titles above the columns hold few of
/// either, so the first lines are counted together.
pub fn delimiter(bytes: &[u8]) -> u8 {
    /// Titles and the names of the columns stand in these lines.
    const LINES: usize = 20;
    let head = bytes.split(|byte| *byte == b'\n').take(LINES);
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0)];
    for line in head {
        for (wanted, count) in &mut counts {
            *count += line.iter().filter(|byte| *byte == wanted).count();
        }
    }
    let best = counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .filter(|(_, count)| *count > 0);
    best.map_or(b',', |(wanted, _)| *wanted)
}

/// Counts the lines of a text. `\n`, `\r\n` and `\r` alone, as old spreadsheets write, each end one; the reader of rows counts
/// the first two only.
struct Lines<'b> {
    bytes: &'b [u8],
    /// So far they are counted,
    at: usize,
    /// and so many ended.
    ended: u64,
}

impl Lines<'_> {
    /// The line in which a row begins; rows come in their order. The reader says where the row before ended, which is before the
    /// second half of a line end and before blank lines.
    fn of(&mut self, row: &csv::Position) -> u64 {
        let is_end = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let from = usize::try_from(row.byte()).unwrap_or(usize::MAX);
        let blank = self.bytes.get(from..).unwrap_or_default();
        let begins = from.saturating_add(blank.iter().take_while(is_end).count());
        let mut before = 0;
        for byte in self.bytes.get(self.at..begins).unwrap_or_default() {
            let second_half = before == b'\r' && *byte == b'\n';
            self.ended += u64::from(is_end(&byte) && !second_half);
            before = *byte;
        }
        self.at = begins;
        self.ended + 1
    }
}

/// Gives each row to `take`.
pub(super) fn each(bytes: &[u8], delimiter: u8, letters: Letters, take: &mut Take<'_>) {
    let text;
    let bytes = match letters {
        Letters::Utf8 | Letters::Windows1252 => bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes),
        Letters::Utf16Le | Letters::Utf16Be => {
            text = letters.as_utf8(bytes);
            text.as_bytes()
        }
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut lines = Lines {
        bytes,
        at: 0,
        ended: 0,
    };
    // With `flexible` and bytes, the only error left is one of reading, and a slice has none.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let line = record.position().map_or(0, |row| lines.of(row));
        let cells: Vec<Cell<'_>> = record
            .iter()
            // One more than is read, so that a row that is too wide is seen to be.
            .take(MOST_COLUMNS + 1)
            .map(|cell| letters.cell(cell))
            .collect();
        if take(line, &cells).is_break() {
            return;
        }
    }
}
