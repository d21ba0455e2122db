//! `rekam worklist`: lists of expected residents.

use super::photo::read;
use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_domain::code::ErrorCode;
use rekam_station::clock::Clock;
use rekam_station::desk::{Beside, List, WorklistReport};
use rekam_worklist::table::Table;
use rekam_worklist::{Mapping, MaritalList, Said, WorklistError, look, refused_as_csv};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lists of expected residents.
#[derive(Debug, Subcommand)]
pub(crate) enum Worklist {
    /// Take in a list (CSV or XLSX). Rows that cannot be taken are named by line and reason; a repeat brings rows up to date.
    Import(Import),
}

/// One list.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    login: Login,
    /// The list: CSV or XLSX. A line near its top names the columns.
    list: PathBuf,
    /// What the list is called; a later list of the same name says who is no longer expected. The file's name if not given.
    #[arg(long)]
    name: Option<String>,
    /// Only say what would be done.
    #[arg(long)]
    dry_run: bool,
    /// Take out whom this list named before and does not name now. Whoever is recorded here stays.
    #[arg(long)]
    drop_gone: bool,
    /// What a column means: its number from 1, or its name, and a word, as in `3=full-name` or `Kelas=-`.
    #[arg(long = "column", value_name = "COLUMN=MEANING")]
    columns: Vec<String>,
    /// The list that numbers of marital statuses are of, where they are: `four` of older exports, or `six` of F-1.01.
    #[arg(long)]
    marital: Option<MaritalList>,
    /// The code of the village of rows that name none.
    #[arg(long)]
    village: Option<String>,
    /// The school of rows that name none.
    #[arg(long)]
    school: Option<String>,
    /// Also write the refused rows into this CSV file: line, reason, first line of a double.
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
}

/// The folder of a list.
struct Folder<'a>(&'a Path);

impl Beside for Folder<'_> {
    fn picture(&mut self, name: &str) -> Option<Vec<u8>> {
        read(&self.0.join(name)).ok()
    }
}

/// Takes in a list.
pub(crate) fn run(worklist: &Worklist, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let Worklist::Import(import) = worklist;
    let bytes = read(&import.list)?;
    let mapping = mapping(import, &bytes)?;
    let stem = import
        .list
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let list = List {
        name: import.name.as_deref().unwrap_or(&stem),
        bytes: &bytes,
        mapping: Some(&mapping),
        drop_gone: import.drop_gone,
    };
    let (_station, desk) = import.login.unlock(voice, clock)?;
    let mut folder = Folder(import.list.parent().unwrap_or(Path::new("")));
    let report = if import.dry_run {
        desk.try_list(&list, &mut folder)?
    } else {
        desk.take_in_list(&list, &mut folder)?
    };
    desk.lock()?;
    if let Some(path) = &import.refused {
        std::fs::write(path, refused_as_csv(&report.refused, voice.language))
            .map_err(|_| Failure::of(ErrorCode::FileUnreadable))?;
    }
    voice.result(&report, |report| in_words(report, voice))
}

/// How the list is to be read: as proposed, and as was said otherwise.
fn mapping(import: &Import, bytes: &[u8]) -> Result<Mapping, Failure> {
    let refused = |error: WorklistError| Failure::of(error.code());
    let table = Table::open(bytes).map_err(|error| refused(error.into()))?;
    let look = look(&table, None, None).map_err(refused)?;
    let mapping = look.mapping_as(&Said {
        columns: &import.columns,
        marital: import.marital,
        village: import.village.as_deref(),
        school: import.school.as_deref(),
    });
    mapping.ok_or_else(|| Failure::of(ErrorCode::RequestMalformed))
}

fn in_words(report: &WorklistReport, voice: Voice) -> String {
    let mut text = format!(
        "{}: {}, {}: {}, {}: {}, {}: {}",
        voice.pick("baru", "new"),
        report.new,
        voice.pick("berubah", "changed"),
        report.changed,
        voice.pick("tetap", "same"),
        report.same,
        voice.pick("ditolak", "refused"),
        report.refused.len()
    );
    // Writing to a String never fails.
    if report.gone > 0 {
        let _ = write!(
            text,
            ", {}: {} ({}: {})",
            voice.pick("tidak lagi terdaftar", "no longer listed"),
            report.gone,
            voice.pick("dikeluarkan", "taken out"),
            report.dropped
        );
    }
    if report.faces + report.faceless > 0 {
        let _ = write!(
            text,
            ", {}: {}, {}: {}",
            voice.pick("wajah", "faces"),
            report.faces,
            voice.pick("foto tanpa wajah", "pictures without a face"),
            report.faceless
        );
    }
    for row in &report.refused {
        let _ = write!(
            text,
            "\n{} {}: {}",
            voice.pick("baris", "line"),
            row.line,
            row.code.text(voice.language)
        );
        if let Some(first) = row.first {
            let _ = write!(text, " ({} {first})", voice.pick("baris", "line"));
        }
    }
    for (code, count) in &report.remarks {
        let _ = write!(
            text,
            "\n{count} {}: {}",
            voice.pick("baris", "rows"),
            code.text(voice.language)
        );
    }
    text
}
