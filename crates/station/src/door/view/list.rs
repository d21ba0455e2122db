//! Lists of expected residents: what a file looks like, what taking it in does, and who stands in it.

use chrono::NaiveDate;
use rekam_domain::code::ErrorCode;
use rekam_worklist::{Mapping, Meaning, RefusedRow};
use serde::{Deserialize, Serialize};

use super::{Label, ResidentView};

/// A list as a file that was put, and how it is probably to be read.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListLook {
    /// What the file is, in words.
    pub format: Label,
    /// The sheets of a workbook; empty for a text.
    pub sheets: Vec<String>,
    /// The names of the columns as they stand there.
    pub names: Vec<String>,
    /// How it is probably to be read.
    pub mapping: Mapping,
    /// The first rows below the names.
    pub shown: Vec<ShownRow>,
    /// What a column may mean.
    pub meanings: Vec<MeaningView>,
}

impl std::fmt::Debug for ListLook {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ListLook({} columns)", self.names.len())
    }
}

/// A row of a file as it stands there.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ShownRow {
    /// Its line.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

/// What a column may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct MeaningView {
    /// Its word.
    pub meaning: Meaning,
    /// What people call it.
    pub label: Label,
}

/// A reason and how many rows have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CodeCount {
    /// The reason.
    pub code: ErrorCode,
    /// How many.
    pub count: u32,
}

/// What taking a list in would do, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListReport {
    /// Rows of the list.
    pub rows: u32,
    /// Residents whom no list named before.
    pub new: u32,
    /// Residents of whom the list says something else than before.
    pub changed: u32,
    /// Residents who were known just so.
    pub same: u32,
    /// Residents whom the list named before and does not name now, without those who are recorded here.
    pub gone: u32,
    /// Those of them who were taken out.
    pub dropped: u32,
    /// Rows that are not taken.
    pub refused: u32,
    /// Those by reason, the most frequent first.
    pub reasons: Vec<CodeCount>,
    /// What the desk should look at in rows that are taken.
    pub remarks: Vec<CodeCount>,
    /// The first refused rows.
    pub first_refused: Vec<RefusedRow>,
}

/// A list on a stick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListFile {
    /// Where it lies.
    pub path: String,
    /// Its name.
    pub name: String,
    /// What a person calls the stick.
    pub stick: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Saved {
    /// Where it lies.
    pub path: String,
}

/// Who is meant of the lists.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ListWish {
    /// A list that names them.
    pub list: Option<String>,
    /// The code of their village; empty for those whose village is not known.
    pub village: Option<String>,
    /// Their school.
    pub school: Option<String>,
    /// They have turned 17 by this day, as it was typed; empty where it does not matter.
    pub seventeen_by: String,
    /// Of these, only those who have not yet today.
    pub newly: bool,
    /// Recorded neither here nor, as far as is known, elsewhere.
    pub unrecorded: bool,
    /// The team goes to their bed.
    pub bed_visit: bool,
}

/// How many are expected, and how many of them are recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CoverageView {
    /// The code of a village, the name of a school or a list; empty for those who have none.
    pub of: String,
    /// In words.
    pub name: String,
    /// How many are expected.
    pub expected: u32,
    /// How many of them are recorded here.
    pub recorded_here: u32,
    /// How many of the others were recorded elsewhere, as the list says.
    pub recorded_elsewhere: u32,
}

/// By what the lists can be looked through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListOverview {
    /// By the name of the list.
    pub lists: Vec<CoverageView>,
    /// By village.
    pub villages: Vec<CoverageView>,
    /// By school.
    pub schools: Vec<CoverageView>,
}

/// Some of those who are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListPage {
    /// All of them, counted.
    pub count: CoverageView,
    /// The first after those that were asked past.
    pub rows: Vec<ListedView>,
}

/// Somebody of a list.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ListedView {
    /// Who it is.
    pub resident: ResidentView,
    /// RT and RW as `001/002`; empty where neither is known.
    pub rt_rw: String,
    /// The school.
    pub school: Option<String>,
    /// Whether the team goes to their bed.
    pub bed_visit: bool,
}

impl std::fmt::Debug for ListedView {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListedView")
    }
}

/// A list to call people by, in the order in which villages are walked through. No NIK stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CallList {
    /// The station's name as people say it.
    pub station_name: String,
    /// The day of printing.
    pub day: NaiveDate,
    /// Village by village.
    pub villages: Vec<CalledVillage>,
    /// Residents who are meant and did not fit on the paper.
    pub left_off: u32,
}

/// The people of one village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct CalledVillage {
    /// The village with its kecamatan; empty where it is not known.
    pub name: String,
    /// Who is called.
    pub people: Vec<Called>,
}

/// One line of a call list: no more than whoever calls must know.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Called {
    /// The full name.
    pub name: String,
    /// The year of birth.
    pub born: Option<i32>,
    /// Dusun or kampung.
    pub hamlet: String,
    /// RT and RW.
    pub rt_rw: String,
    /// The school.
    pub school: Option<String>,
    /// Whether the team goes to their bed.
    pub bed_visit: bool,
}

impl std::fmt::Debug for Called {
    /// Shows nothing about the resident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Called")
    }
}
