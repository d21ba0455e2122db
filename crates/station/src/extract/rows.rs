//! Rows of an export of the register (SIAK BIP, or our own names of columns), one after the other: a province does not fit
//! into memory.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read};

use chrono::{Datelike as _, NaiveDate};
use csv::ByteRecord;
use rekam_domain::calendar;
use rekam_domain::code::ErrorCode;
use rekam_domain::field::Field;
use rekam_domain::name::{LONGEST_NAME, NameError, NameStanding, PersonName};
use rekam_domain::nik::Nik;
use rekam_domain::region::{self, Region};
use rekam_domain::register::RegisterStatus;
use rekam_worklist::table::delimiter;

use super::{ExtractError, covers};

/// Names of the column *Stat Rkm* and its usual forms: small letters and digits only.
const STATUS: &[&str] = &[
    "statrkm",
    "statusrekam",
    "statusrekaman",
    "statusperekaman",
    "statrekam",
];
/// Words of that column that are remembered: a file with more is not one.
const MOST_STATUSES: usize = 100;
/// What exports write where somebody has no NIK (domain.md section 1).
const NO_NIK: &str = "0";

/// One person as the export says it.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The NIK as a number; sixteen digits fit.
    pub nik: Option<i64>,
    /// The name, tidied.
    pub name: String,
    /// The birth date, in days since the year 1.
    pub born: Option<i32>,
    /// The mother's name, tidied; empty where there is none.
    pub mother: String,
    /// The village.
    pub village: &'static Region,
    /// [`RegisterStatus::number`]; 0 where the export says nothing that is known.
    pub status: u8,
}

impl std::fmt::Debug for Row {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Row")
    }
}

/// Where the columns are that are read.
struct Columns {
    name: usize,
    nik: Option<usize>,
    born: Option<usize>,
    mother: Option<usize>,
    village: Option<usize>,
    status: Option<usize>,
    width: usize,
}

/// An export that is being read.
pub struct Rows<'a> {
    reader: csv::Reader<Box<dyn Read + Send + 'a>>,
    columns: Columns,
    record: ByteRecord,
    allowed: &'a [String],
    /// The village of all rows of a file that names none.
    village: Option<&'static Region>,
    /// The village of the row before: exports go by villages.
    last: (Vec<u8>, Option<&'static Region>),
    today: NaiveDate,
    /// What cells of the column *Stat Rkm* mean: there are few.
    statuses: HashMap<String, u8>,
}

impl<'a> Rows<'a> {
    /// Begins to read. Rows of villages outside `allowed` are refused; `village` is where everybody lives where the file
    /// has no such column.
    ///
    /// # Errors
    /// [`ExtractError::Header`], [`ExtractError::Unreadable`].
    pub fn of(
        source: impl Read + Send + 'a,
        allowed: &'a [String],
        village: Option<&'static Region>,
        today: NaiveDate,
    ) -> Result<Self, ExtractError> {
        let mut source = BufReader::with_capacity(1 << 18, source);
        let head = source.fill_buf().map_err(|_| ExtractError::Unreadable)?;
        let mark = if head.starts_with(b"\xEF\xBB\xBF") {
            3
        } else {
            0
        };
        let delimiter = delimiter(head);
        source.consume(mark);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(Box::new(source) as Box<dyn Read + Send + 'a>);
        let header = reader.byte_headers().map_err(|_| ExtractError::Header)?;
        let fields: Vec<Option<Field>> = header.iter().map(rekam_worklist::column).collect();
        let at = |wanted| fields.iter().position(|field| *field == Some(wanted));
        let is_status = |name: &[u8]| {
            std::str::from_utf8(name)
                .is_ok_and(|name| STATUS.contains(&rekam_worklist::plain(name).as_str()))
        };
        let columns = Columns {
            name: at(Field::FullName).ok_or(ExtractError::Header)?,
            nik: at(Field::Nik),
            born: at(Field::BirthDate),
            mother: at(Field::MotherName),
            village: at(Field::Village),
            status: header.iter().position(is_status),
            width: header.len(),
        };
        Ok(Self {
            reader,
            columns,
            record: ByteRecord::new(),
            allowed,
            village,
            last: (Vec::new(), None),
            today,
            statuses: HashMap::new(),
        })
    }

    /// Goes to the next row and says its line; nothing at the end.
    ///
    /// # Errors
    /// [`ExtractError::Unreadable`]: half an extract is none.
    pub fn advance(&mut self) -> Result<Option<u64>, ExtractError> {
        let more = self.reader.read_byte_record(&mut self.record);
        let more = more.map_err(|_| ExtractError::Unreadable)?;
        Ok(more.then(|| self.record.position().map_or(0, csv::Position::line)))
    }

    /// The village of the present row.
    ///
    /// # Errors
    /// `extract-village`, `extract-outside`.
    pub fn village(&mut self) -> Result<&'static Region, ErrorCode> {
        let cell = self
            .columns
            .village
            .and_then(|column| self.record.get(column))
            .unwrap_or_default();
        if self.last.0 != cell || self.last.1.is_none() {
            let known = std::str::from_utf8(cell).ok().and_then(region::village);
            self.last = (
                cell.to_vec(),
                known.or(self.village.filter(|_| cell.is_empty())),
            );
        }
        let village = self.last.1.ok_or(ErrorCode::ExtractVillage)?;
        if covers(self.allowed, &village.code) {
            Ok(village)
        } else {
            Err(ErrorCode::ExtractOutside)
        }
    }

    /// The present row.
    ///
    /// # Errors
    /// Why it cannot be taken: nobody could be found by it, or it lies outside.
    pub fn row(&mut self) -> Result<Row, ErrorCode> {
        let village = self.village()?;
        if self.record.len() > self.columns.width {
            return Err(ErrorCode::WorklistColumns);
        }
        let columns = &self.columns;
        let cell = |column: Option<usize>| -> Result<&str, ErrorCode> {
            let cell = column
                .and_then(|column| self.record.get(column))
                .unwrap_or_default();
            Ok(std::str::from_utf8(cell)
                .map_err(|_| ErrorCode::WorklistNotText)?
                .trim())
        };
        let name = tidied(cell(Some(columns.name))?).map_err(|error| error.code())?;
        let nik = match cell(columns.nik)? {
            "" | NO_NIK => None,
            typed => {
                let nik = Nik::parse(typed).map_err(|error| error.code())?;
                nik.as_str().parse().ok()
            }
        };
        let status = cell(columns.status)?;
        let status = match self.statuses.get(status) {
            Some(known) => *known,
            None => {
                let number = RegisterStatus::read(status).map_or(0, RegisterStatus::number);
                if self.statuses.len() < MOST_STATUSES {
                    self.statuses.insert(status.to_owned(), number);
                }
                number
            }
        };
        let born = calendar::parse_past_date(cell(columns.born)?, self.today);
        Ok(Row {
            nik,
            name,
            // What is wrong with the rest is shown at the desk, where the resident can be asked.
            born: born.ok().map(|born| born.num_days_from_ce()),
            mother: tidied(cell(columns.mother)?).unwrap_or_default(),
            village,
            status,
        })
    }
}

/// The name as it would be kept. Most exports are tidy already, which is quickly seen.
fn tidied(text: &str) -> Result<String, NameError> {
    if is_tidy(text) {
        return Ok(text.to_owned());
    }
    PersonName::parse(text, NameStanding::InSiak).map(String::from)
}

/// Capitals from A to Z in words of single blanks.
fn is_tidy(text: &str) -> bool {
    text.len() <= LONGEST_NAME
        && text
            .split(' ')
            .all(|word| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(list: &str, allowed: &[&str], village: Option<&str>) -> Vec<Result<Row, ErrorCode>> {
        let allowed: Vec<String> = allowed.iter().map(|code| (*code).to_owned()).collect();
        let village = village.and_then(region::village);
        let today = "2026-06-01".parse().unwrap();
        let mut rows = Rows::of(list.as_bytes(), &allowed, village, today).unwrap();
        let mut all = Vec::new();
        while rows.advance().unwrap().is_some() {
            all.push(rows.row());
        }
        all
    }

    const BIP: &str = "\
NAMA;NIK;TMPT LHR;TGL LHR;JK;IBU;Stat Rkm;DESA
SITI CONTOH;6171014505059901;PONTIANAK;05-05-2005;P;ANI;PRINT READY RECORD;6171011002
BUDI CONTOH;0;PONTIANAK;31-02-2005;L;;BELUM REKAM;61.71.01.1002
";

    #[test]
    fn the_columns_of_an_export_are_read() {
        let rows = all(BIP, &["61"], None);
        let siti = rows[0].clone().unwrap();
        assert_eq!(
            (siti.nik, siti.name.as_str(), siti.mother.as_str()),
            (Some(6_171_014_505_059_901), "SITI CONTOH", "ANI")
        );
        assert_eq!(siti.village.code, "6171011002");
        assert!(
            RegisterStatus::of_number(siti.status)
                .unwrap()
                .is_recorded()
        );
        let budi = rows[1].clone().unwrap();
        assert_eq!(
            (budi.nik, budi.born, budi.mother.as_str()),
            (None, None, "")
        );
    }

    #[test]
    fn a_village_outside_the_lease_or_unknown_is_refused_alone() {
        assert_eq!(
            all(BIP, &["610801"], None),
            [
                Err(ErrorCode::ExtractOutside),
                Err(ErrorCode::ExtractOutside)
            ]
        );
        let list = "nama,desa\nA CONTOH,6171011002\nB CONTOH,9999999999\nC CONTOH,\n";
        let refused = |village| {
            all(list, &["6171"], village)
                .into_iter()
                .map(Result::err)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            refused(None),
            [
                None,
                Some(ErrorCode::ExtractVillage),
                Some(ErrorCode::ExtractVillage)
            ]
        );
        assert_eq!(
            refused(Some("6171021001")),
            [None, Some(ErrorCode::ExtractVillage), None]
        );
    }

    proptest! {
        #[test]
        fn what_is_tidy_is_kept_as_it_is(text in "[A-Z]{1,10}( [A-Z]{1,10}){0,4}") {
            prop_assert!(is_tidy(&text));
            prop_assert_eq!(PersonName::parse(&text, NameStanding::InSiak).map(String::from), Ok(text));
        }
    }

    #[test]
    fn a_file_without_names_is_no_extract() {
        for list in ["", "nik,desa\n1,2\n", "\0\u{1}"] {
            let found = Rows::of(list.as_bytes(), &[], None, "2026-06-01".parse().unwrap());
            assert_eq!(found.err(), Some(ExtractError::Header));
        }
    }
}
