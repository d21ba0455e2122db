//! Lists of expected residents: a file that was put is looked at, tried and taken in; then the lists are looked through.

use std::io::Read as _;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Datelike as _;
use rekam_domain::calendar;
use rekam_domain::code::{ErrorCode, Language};
use rekam_domain::field::Field;
use rekam_domain::region;
use rekam_worklist::Expected;
use rekam_worklist::table::{Format, LARGEST_FILE, Letters};
use rekam_worklist::{Mapping, Meaning, RefusedRow, refused_as_csv};
use zeroize::Zeroizing;

use super::{
    ApiError, CallList, Called, CalledVillage, CodeCount, CoverageView, Label, ListFile, ListLook,
    ListOverview, ListPage, ListReport, ListWish, ListedView, Loket, MeaningView, Saved, ShownRow,
    residents,
};
use crate::Desk;
use crate::desk::{Beside, List, Resident, WorklistReport};
use crate::error::Error;
use crate::home::write_atomically;
use crate::stick::Stick;
use crate::store::listed::{By, Coverage, ListFilter};

/// Refused rows that are shown; all of them are saved.
const SHOWN: usize = 100;
/// Residents on one page of the screen.
const PAGE: u32 = 50;
/// Residents on one printed call list: some forty sheets of paper.
const MOST_CALLED: u32 = 2000;

/// The list that was put last, and how far work on it is. Goes when the desk is left.
#[derive(Default)]
pub(super) struct ListAtHand {
    file: Mutex<Option<Arc<Zeroizing<Vec<u8>>>>>,
    refused: Mutex<Vec<RefusedRow>>,
    done: AtomicU32,
}

impl ListAtHand {
    /// Keeps a file to look at.
    pub(super) fn keep(&self, file: Vec<u8>) {
        *lock(&self.file) = Some(Arc::new(Zeroizing::new(file)));
        lock(&self.refused).clear();
        self.done.store(0, Ordering::Relaxed);
    }

    /// Forgets everything.
    pub(super) fn clear(&self) {
        *lock(&self.file) = None;
        lock(&self.refused).clear();
    }

    fn file(&self) -> Result<Arc<Zeroizing<Vec<u8>>>, ApiError> {
        let file = lock(&self.file).clone();
        file.ok_or_else(|| ApiError::of(ErrorCode::FileUnreadable))
    }
}

fn lock<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Every change is one assignment, so what a panicking thread leaves behind is whole.
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Beside for &ListAtHand {
    fn done(&mut self, rows: u32) {
        self.done.store(rows, Ordering::Relaxed);
    }
}

/// Lists that are offered of one stick.
const MOST_OFFERED: usize = 50;
/// How the names of lists end.
const ENDINGS: [&str; 4] = ["csv", "tsv", "txt", "xlsx"];

/// The lists that lie on the sticks that are plugged in, by name; folders in them are not looked into.
pub(super) fn files(loket: &Arc<Loket>) -> Result<Vec<ListFile>, ApiError> {
    loket.desk()?;
    Ok(loket.sticks.list().iter().flat_map(on_stick).collect())
}

fn on_stick(stick: &Stick) -> Vec<ListFile> {
    let is_list = |path: &Path| {
        let ending = path.extension().unwrap_or_default();
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    };
    let entries = std::fs::read_dir(&stick.path)
        .into_iter()
        .flatten()
        .flatten();
    let mut files: Vec<_> = entries
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .filter(|entry| is_list(&entry.path()))
        .filter_map(|entry| {
            Some(ListFile {
                path: entry.path().to_str()?.to_owned(),
                name: entry.file_name().to_str()?.to_owned(),
                stick: stick.label.clone(),
            })
        })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files.truncate(MOST_OFFERED);
    files
}

/// Opens a list that lies on a stick: one that is offered, and no other file of this machine.
pub(super) fn open(loket: &Arc<Loket>, path: String) -> Result<(), ApiError> {
    let gone = || ApiError::of(ErrorCode::StickGone);
    if !files(loket)?.iter().any(|file| file.path == path) {
        return Err(gone());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(&path).map_err(|_| gone())?;
    // One byte more than may be, so that a larger file is told from one that just fits.
    let most = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX);
    let mut file = file.take(most.saturating_add(1));
    file.read_to_end(&mut bytes).map_err(|_| gone())?;
    put(loket, bytes)
}

/// Keeps a file that was put or opened.
pub(super) fn put(loket: &Arc<Loket>, bytes: Vec<u8>) -> Result<(), ApiError> {
    if bytes.len() > LARGEST_FILE {
        return Err(ApiError::of(ErrorCode::WorklistTooLarge));
    }
    loket.desk()?;
    loket.list.keep(bytes);
    Ok(())
}

/// Looks at the file that was put.
pub(super) fn look(
    loket: &Arc<Loket>,
    sheet: Option<usize>,
    header: Option<u64>,
) -> Result<ListLook, ApiError> {
    let file = loket.list.file()?;
    let look = loket.desk()?.look_at_worklist(&file, sheet, header)?;
    Ok(ListLook {
        format: Label::of(|language| in_words(&look.format, language)),
        sheets: match look.format {
            Format::Delimited { .. } => Vec::new(),
            Format::Spreadsheet { sheets } => sheets,
        },
        names: look.names,
        mapping: look.mapping,
        shown: look
            .shown
            .into_iter()
            .map(|(line, cells)| ShownRow { line, cells })
            .collect(),
        meanings: Meaning::all()
            .map(|meaning| MeaningView {
                meaning,
                label: Label::of(|language| meaning.label(language).to_owned()),
            })
            .collect(),
    })
}

fn in_words(format: &Format, language: Language) -> String {
    match format {
        Format::Spreadsheet { .. } => "XLSX".to_owned(),
        Format::Delimited { delimiter, letters } => {
            let delimiter = language.pick(match delimiter {
                b';' => ["titik koma", "semicolons"],
                b'\t' => ["tab", "tabs"],
                _ => ["koma", "commas"],
            });
            let letters = match letters {
                Letters::Utf8 => "UTF-8",
                Letters::Utf16Le | Letters::Utf16Be => "UTF-16",
                Letters::Windows1252 => "Windows-1252",
            };
            format!("CSV, {delimiter}, {letters}")
        }
    }
}

/// Says what taking the list in would do.
pub(super) fn try_it(
    loket: &Arc<Loket>,
    name: String,
    mapping: Mapping,
) -> Result<ListReport, ApiError> {
    let file = loket.list.file()?;
    let list = List {
        name: &name,
        bytes: &file,
        mapping: Some(&mapping),
        drop_gone: false,
    };
    let report = loket.desk()?.try_list(&list, &mut &loket.list)?;
    Ok(told(loket, report))
}

/// Takes the list in; then the file is no longer needed.
pub(super) fn take_in(
    loket: &Arc<Loket>,
    name: String,
    mapping: Mapping,
    drop_gone: bool,
) -> Result<ListReport, ApiError> {
    let file = loket.list.file()?;
    let list = List {
        name: &name,
        bytes: &file,
        mapping: Some(&mapping),
        drop_gone,
    };
    let report = loket.desk()?.take_in_list(&list, &mut &loket.list)?;
    loket.list.clear();
    Ok(told(loket, report))
}

/// Rows that are done of the list that is being tried or taken in.
pub(super) fn progress(loket: &Arc<Loket>) -> Result<u32, ApiError> {
    loket.desk()?;
    Ok(loket.list.done.load(Ordering::Relaxed))
}

fn told(loket: &Loket, report: WorklistReport) -> ListReport {
    let counted = |(code, count)| CodeCount { code, count };
    let told = ListReport {
        rows: report.rows,
        new: report.new,
        changed: report.changed,
        same: report.same,
        gone: report.gone,
        dropped: report.dropped,
        refused: u32::try_from(report.refused.len()).unwrap_or(u32::MAX),
        reasons: report.reasons().into_iter().map(counted).collect(),
        remarks: report.remarks.iter().copied().map(counted).collect(),
        first_refused: report.refused.iter().take(SHOWN).copied().collect(),
    };
    *lock(&loket.list.refused) = report.refused;
    told
}

/// Writes the refused rows into a file for the office that made the list: on a stick, or into the station's folder. Lines and
/// reasons stand in it, and nothing about a resident.
pub(super) fn save_refused(
    loket: &Arc<Loket>,
    stick: Option<String>,
    language: Language,
) -> Result<Saved, ApiError> {
    loket.desk()?;
    let text = refused_as_csv(&lock(&loket.list.refused), language);
    let folder = super::sticks::folder(loket, stick)?;
    let path = folder.join("baris-ditolak.csv");
    write_atomically(&path, text.as_bytes()).map_err(Error::from)?;
    Ok(Saved {
        path: path.display().to_string(),
    })
}

/// By what the lists can be looked through.
pub(super) fn overview(loket: &Arc<Loket>) -> Result<ListOverview, ApiError> {
    let desk = loket.desk()?;
    let by = |by| -> Result<Vec<CoverageView>, ApiError> {
        let found = desk.coverage(by)?;
        Ok(found.into_iter().map(covered).collect())
    };
    Ok(ListOverview {
        lists: by(By::List)?,
        villages: by(By::Village)?,
        schools: by(By::School)?
            .into_iter()
            .filter(|school| !school.of.is_empty())
            .collect(),
    })
}

fn covered(found: Coverage) -> CoverageView {
    let of = found.of.unwrap_or_default();
    CoverageView {
        name: region::village(&of).map_or_else(|| of.clone(), |village| village.name.clone()),
        of,
        expected: found.expected,
        recorded_here: found.recorded_here,
        recorded_elsewhere: found.recorded_elsewhere,
    }
}

fn filter(desk: &Desk, wish: ListWish) -> Result<ListFilter, ApiError> {
    let filter = ListFilter {
        list: wish.list,
        village: wish.village,
        school: wish.school,
        unrecorded: wish.unrecorded,
        bed_visit: wish.bed_visit,
        ..ListFilter::default()
    };
    if wish.seventeen_by.trim().is_empty() {
        return Ok(filter);
    }
    let day =
        calendar::parse_date(&wish.seventeen_by).map_err(|error| ApiError::of(error.code()))?;
    Ok(desk.seventeen_by(day, wish.newly, filter))
}

/// One page of those who are meant.
pub(super) fn page(loket: &Arc<Loket>, wish: ListWish, after: u32) -> Result<ListPage, ApiError> {
    let desk = loket.desk()?;
    let filter = filter(&desk, wish)?;
    let rows = desk.listed(&filter, after, PAGE)?;
    Ok(ListPage {
        count: covered(desk.listed_count(&filter)?),
        rows: rows.into_iter().map(|row| listed(&desk, row)).collect(),
    })
}

fn listed(desk: &Desk, found: Resident) -> ListedView {
    ListedView {
        rt_rw: rt_rw(&found.listed),
        school: found.listed.school.clone(),
        bed_visit: found.listed.bed_visit,
        resident: residents::view(desk, found),
    }
}

fn rt_rw(listed: &Expected) -> String {
    let of = |field| listed.fields.get(&field).map_or("", String::as_str);
    match (of(Field::Rt), of(Field::Rw)) {
        ("", "") => String::new(),
        (rt, rw) => format!("{rt}/{rw}"),
    }
}

/// Who is called, village by village.
pub(super) fn call_list(loket: &Arc<Loket>, wish: ListWish) -> Result<CallList, ApiError> {
    let desk = loket.desk()?;
    let filter = filter(&desk, wish)?;
    let meant = desk.listed_count(&filter)?.expected;
    let mut villages: Vec<CalledVillage> = Vec::new();
    for found in desk.listed(&filter, 0, MOST_CALLED)? {
        let village = found.listed.village();
        let name = village.map_or_else(String::new, region::Region::path);
        if villages.last().is_none_or(|last| last.name != name) {
            villages.push(CalledVillage {
                name,
                people: Vec::new(),
            });
        }
        if let Some(last) = villages.last_mut() {
            last.people.push(called(&found.listed));
        }
    }
    Ok(CallList {
        station_name: desk.activation().station_name.clone(),
        day: desk.today(),
        villages,
        left_off: meant.saturating_sub(MOST_CALLED),
    })
}

fn called(listed: &Expected) -> Called {
    Called {
        name: listed.name.clone(),
        born: listed.born().map(|born| born.year()),
        hamlet: listed
            .fields
            .get(&Field::Hamlet)
            .cloned()
            .unwrap_or_default(),
        rt_rw: rt_rw(listed),
        school: listed.school.clone(),
        bed_visit: listed.bed_visit,
    }
}
