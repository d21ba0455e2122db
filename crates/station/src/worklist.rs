//! Lists of expected residents, as offices give them: CSV from SIAK exports or by hand.
//!
//! Columns are known by their names: those of F-1.01, those of SIAK exports, or our own; others are left alone. Comma or
//! semicolon, with or without a byte-order mark. A row that cannot be taken is refused alone, by its number; nothing
//! about a resident is ever said.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use csv::ByteRecord;
use rekam_domain::calendar;
use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::field::{self, Field, FieldValue, Kind};
use rekam_domain::region::{self, Level};
use rekam_protocol::digest::Digest;

use crate::store::worklist::Expected;

/// Largest file that is taken in: a kabupaten.
pub const LARGEST_LIST: usize = 64 * 1024 * 1024;

/// Names of columns beside our own and those of the form. Folded: small letters and digits only.
/// From the SIAK BIP export (domain.md, section on code lists) and its usual short forms.
const ALSO: &[(&str, Field)] = &[
    ("nama", Field::FullName),
    ("namalgkp", Field::FullName),
    ("nokk", Field::KkNumber),
    ("tmptlhr", Field::BirthPlace),
    ("tempatlhr", Field::BirthPlace),
    ("tgllhr", Field::BirthDate),
    ("tgllahir", Field::BirthDate),
    ("jk", Field::Sex),
    ("jenisklmin", Field::Sex),
    ("goldrh", Field::BloodType),
    ("goldarah", Field::BloodType),
    ("statuskawin", Field::MaritalStatus),
    ("statkwn", Field::MaritalStatus),
    ("shdk", Field::FamilyRelation),
    ("stathbkel", Field::FamilyRelation),
    ("pendidikan", Field::Education),
    ("pekerjaan", Field::Occupation),
    ("noaktalahir", Field::BirthCertificateNumber),
    ("ibu", Field::MotherName),
    ("namaibukandung", Field::MotherName),
    ("ayah", Field::FatherName),
    ("desa", Field::Village),
    ("kelurahan", Field::Village),
    ("kodedesa", Field::Village),
    ("dusun", Field::Hamlet),
    ("warganegara", Field::Citizenship),
];

/// Why a whole list is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorklistError {
    /// No column that holds names.
    #[error("the list has no column with names")]
    Header,
    /// Larger than [`LARGEST_LIST`].
    #[error("the list is larger than 64 MB")]
    TooLarge,
}

impl WorklistError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Header => ErrorCode::WorklistHeader,
            Self::TooLarge => ErrorCode::WorklistTooLarge,
        }
    }
}

/// A row that was not taken, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct RefusedRow {
    /// Its line in the file; the header is line 1.
    pub line: u64,
    /// Why.
    pub code: ErrorCode,
}

/// A list as read: rows that can be taken, and those that cannot.
#[derive(Debug, PartialEq, Eq)]
pub struct Read {
    /// Rows in the order of the list.
    pub rows: Vec<Expected>,
    /// Rows that are refused.
    pub refused: Vec<RefusedRow>,
    /// The picture files that the column `foto` names, by the keys of their rows.
    pub pictures: Vec<Pictured>,
}

/// A row with a picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Pictured {
    /// The key of the row.
    pub key: String,
    /// The name of a file beside the list.
    pub file: String,
}

impl std::fmt::Debug for Pictured {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pictured")
    }
}

/// Reads a list. `on` is today: birth dates must lie before it.
///
/// # Errors
/// [`WorklistError`]; a bad row never refuses the list.
pub fn read(bytes: &[u8], on: NaiveDate) -> Result<Read, WorklistError> {
    if bytes.len() > LARGEST_LIST {
        return Err(WorklistError::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .from_reader(bytes);
    let header = reader.byte_headers().map_err(|_| WorklistError::Header)?;
    let columns: Vec<Option<Field>> = header.iter().map(column).collect();
    if !columns.contains(&Some(Field::FullName)) {
        return Err(WorklistError::Header);
    }
    let picture = header.iter().position(is_picture);
    let mut read = Read {
        rows: Vec::new(),
        refused: Vec::new(),
        pictures: Vec::new(),
    };
    let mut record = ByteRecord::new();
    // With `flexible` and bytes, the only error left is one of reading, and a slice has none.
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let line = record.position().map_or(0, csv::Position::line);
        match row(&columns, &record, on) {
            Ok(row) => {
                let file = picture.and_then(|column| record.get(column));
                if let Some(file) = file.and_then(beside) {
                    read.pictures.push(Pictured {
                        key: row.key.clone(),
                        file,
                    });
                }
                read.rows.push(row);
            }
            Err(code) => read.refused.push(RefusedRow { line, code }),
        }
    }
    Ok(read)
}

/// Spreadsheets of this country write semicolons, since the comma is in their numbers.
pub(crate) fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |wanted: u8| header.iter().filter(|byte| **byte == wanted).count();
    if count(b';') > count(b',') {
        b';'
    } else {
        b','
    }
}

/// Whether a column names pictures.
fn is_picture(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(|name| ["foto", "photo"].contains(&plain(name).as_str()))
}

/// The name of a file beside the list; nothing for one that leads elsewhere.
fn beside(cell: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(cell).ok()?.trim();
    let elsewhere = name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':']);
    (!elsewhere).then(|| name.to_owned())
}

/// The field of a column, by its name.
pub(crate) fn column(name: &[u8]) -> Option<Field> {
    let name = plain(std::str::from_utf8(name).ok()?);
    let ours = |field: &&Field| {
        let names = [
            field.as_str(),
            field.label(Language::Indonesian),
            field.label(Language::English),
        ];
        names.iter().any(|known| plain(known) == name)
    };
    let found = Field::ALL.iter().find(ours).copied();
    found.or_else(|| {
        ALSO.iter()
            .find(|(also, _)| *also == name)
            .map(|(_, field)| *field)
    })
}

/// Small letters and digits only.
pub(crate) fn plain(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn row(
    columns: &[Option<Field>],
    record: &ByteRecord,
    on: NaiveDate,
) -> Result<Expected, ErrorCode> {
    let mut fields = BTreeMap::new();
    for (column, cell) in columns.iter().zip(record) {
        let text = std::str::from_utf8(cell).map_err(|_| ErrorCode::WorklistNotText)?;
        let (Some(field), text) = (column, text.trim()) else {
            continue;
        };
        if !text.is_empty() {
            fields.insert(*field, as_typed(*field, text));
        }
    }
    if record.len() > columns.len() {
        return Err(ErrorCode::WorklistColumns);
    }
    expected(fields, on)
}

/// A cell as it would be typed at the desk: lists may write a word where the form wants a code.
fn as_typed(field: Field, text: &str) -> String {
    let code = match field.kind() {
        Kind::Coded { list } => list
            .item(text)
            .or_else(|| list.list().find(text))
            .map(|item| item.code.clone()),
        Kind::Village => match region::search(Level::Village, text, 2).as_slice() {
            // A name that only one village has.
            [only] => Some(only.code.clone()),
            _ => None,
        },
        Kind::PastDate | Kind::Expiry => calendar::parse_date(text).ok().map(calendar::format_date),
        Kind::Nik
        | Kind::Kk
        | Kind::Name { .. }
        | Kind::BirthPlace
        | Kind::Text { .. }
        | Kind::Digits { .. }
        | Kind::Phone
        | Kind::Email => None,
    };
    code.unwrap_or_else(|| text.to_owned())
}

/// A row that somebody can be found by: a name, and a NIK that can be one where there is one. What is wrong with the other
/// fields is shown at the desk, where the resident can be asked.
fn expected(fields: BTreeMap<Field, String>, on: NaiveDate) -> Result<Expected, ErrorCode> {
    let name = valid(&fields, Field::FullName, on)?.ok_or(ErrorCode::NameEmpty)?;
    let name = name.shown(Language::Indonesian);
    let nik = match valid(&fields, Field::Nik, on)? {
        Some(FieldValue::Nik(nik)) => Some(nik.as_str().to_owned()),
        Some(_) | None => None,
    };
    let key = nik.clone().unwrap_or_else(|| without_nik(&fields));
    Ok(Expected {
        key,
        nik,
        folded: folded(&name),
        name,
        fields,
    })
}

fn valid(
    fields: &BTreeMap<Field, String>,
    name: Field,
    on: NaiveDate,
) -> Result<Option<FieldValue>, ErrorCode> {
    let Some(raw) = fields.get(&name) else {
        return Ok(None);
    };
    let report = field::check(name, raw, on);
    match report.errors.first() {
        Some(code) => Err(*code),
        None => Ok(report.value),
    }
}

/// Names somebody without a NIK by name, birth date and mother: three things that a later list repeats.
fn without_nik(fields: &BTreeMap<Field, String>) -> String {
    let part = |field| {
        fields
            .get(&field)
            .map(|text| plain(text))
            .unwrap_or_default()
    };
    let parts = [Field::FullName, Field::BirthDate, Field::MotherName].map(part);
    let digest = Digest::of(parts.join("|").as_bytes());
    format!("x{}", &digest.to_string()[..24])
}

/// The words of a text as they are searched for, each with a blank before it: small letters and digits.
#[must_use]
pub fn folded(text: &str) -> String {
    words(text).iter().map(|word| format!(" {word}")).collect()
}

/// The words of a text as they are searched for.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .map(|word| word.chars().flat_map(char::to_lowercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        "2026-06-01".parse().unwrap()
    }

    fn refused(list: &[u8]) -> Vec<(u64, ErrorCode)> {
        let read = read(list, today()).unwrap();
        read.refused
            .iter()
            .map(|row| (row.line, row.code))
            .collect()
    }

    const NAMES: &[u8] = b"nik,nama,tgl lhr,agama,desa\n6171014505059901,SITI CONTOH KAPUAS,05/05/2005,ISLAM,6171011002\n";

    #[test]
    fn columns_are_known_by_the_names_that_offices_use() {
        let read = read(NAMES, today()).unwrap();
        let row = &read.rows[0];
        assert_eq!(row.nik.as_deref(), Some("6171014505059901"));
        assert_eq!(row.fields[&Field::BirthDate], "05-05-2005");
        assert_eq!(row.fields[&Field::Religion], "1");
        assert_eq!(row.fields[&Field::Village], "6171011002");
        assert_eq!(row.folded, " siti contoh kapuas");
    }

    #[test]
    fn a_column_may_name_pictures_that_lie_beside_the_list_and_nowhere_else() {
        let list = "nama,foto\nA CONTOH,a.jpg\nB CONTOH,\nC CONTOH,../c.jpg\nD CONTOH,/etc/d.jpg\nE CONTOH,x\\e.jpg\n";
        let read = read(list.as_bytes(), today()).unwrap();
        assert_eq!((read.rows.len(), read.refused.len()), (5, 0));
        let files: Vec<&str> = read.pictures.iter().map(|one| one.file.as_str()).collect();
        assert_eq!(files, ["a.jpg"]);
        assert_eq!(read.pictures[0].key, read.rows[0].key);
    }

    #[test]
    fn a_spreadsheet_of_this_country_is_read_as_well() {
        let list = "\u{feff}Nama lengkap;Tanggal lahir;Nama ibu\r\n\"CONTOH; BUDI\";10-04-2023;SITI CONTOH\r\n";
        let read = read(list.as_bytes(), today());
        // A semicolon in quotes belongs to the name, which a name in SIAK may have.
        let read = read.unwrap();
        assert_eq!(read.rows.len() + read.refused.len(), 1);
        let plain = "Nama lengkap;Tanggal lahir\r\nBUDI CONTOH;10-04-2023\r\n";
        let row = &super::read(plain.as_bytes(), today()).unwrap().rows[0];
        assert!(row.key.starts_with('x') && row.nik.is_none());
        assert_eq!(row.fields[&Field::BirthDate], "10-04-2023");
    }

    #[test]
    fn a_row_is_refused_alone_and_by_its_line() {
        let list = b"nik,nama\n6171014505059901,SITI CONTOH\n123,BUDI CONTOH\n,\n6171011004239902,ANI \xff\n,A,B,C\n,DAYANG CONTOH\n";
        assert_eq!(read(list, today()).unwrap().rows.len(), 2);
        assert_eq!(
            refused(list),
            [
                (3, ErrorCode::NikLength),
                (4, ErrorCode::NameEmpty),
                (5, ErrorCode::WorklistNotText),
                (6, ErrorCode::WorklistColumns),
            ]
        );
    }

    #[test]
    fn a_file_that_is_no_list_is_refused_whole() {
        for bytes in [
            &b""[..],
            b"\0\x01\x02\xff\xfe",
            b"nik,alamat\n1,2\n",
            &[b'a'; 1_000_000],
        ] {
            assert_eq!(read(bytes, today()), Err(WorklistError::Header));
        }
        let huge = vec![b'a'; LARGEST_LIST + 1];
        assert_eq!(read(&huge, today()), Err(WorklistError::TooLarge));
    }

    #[test]
    fn somebody_without_a_nik_has_the_same_key_in_the_next_list() {
        let list = |name: &str| {
            format!("nama,tgl lahir,ibu,alamat\n{name},01-02-2010,ANI CONTOH,JALAN {name}\n")
        };
        let key = |name: &str| {
            read(list(name).as_bytes(), today()).unwrap().rows[0]
                .key
                .clone()
        };
        assert_eq!(key("BUDI CONTOH"), key("Budi  Contoh"));
        assert_ne!(key("BUDI CONTOH"), key("BUDA CONTOH"));
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_reading_it_ends(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
            let mut list = b"nik,nama\n".to_vec();
            list.extend(bytes);
            let _ = read(&list, today());
        }

        #[test]
        fn a_name_is_found_by_the_beginnings_of_its_words(name in "[A-Za-z' .]{1,40}") {
            let folded = folded(&name);
            for word in words(&name) {
                let beginning: String = word.chars().take(2).collect();
                let found = folded.contains(&format!(" {beginning}"));
                prop_assert!(found, "{}", word);
            }
        }
    }
}
