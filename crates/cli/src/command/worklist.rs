//! `rekam worklist`: lists of expected residents.

use super::photo::read;
use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_station::clock::Clock;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lists of expected residents.
#[derive(Debug, Subcommand)]
pub(crate) enum Worklist {
    /// Take in a list (CSV). Rows that cannot be taken are named by line and reason; a repeat brings rows up to date.
    Import(Import),
}

/// One list.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    login: Login,
    /// The list: CSV whose first line names the columns.
    list: PathBuf,
}

/// Takes in a list.
pub(crate) fn run(worklist: &Worklist, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let Worklist::Import(import) = worklist;
    let list = read(&import.list)?;
    let (_station, desk) = import.login.unlock(voice, clock)?;
    let folder = import.list.parent().unwrap_or(Path::new(""));
    let report = desk.take_in_worklist_with(&list, &mut |name| read(&folder.join(name)).ok())?;
    desk.lock()?;
    voice.result(&report, |report| {
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
        if report.faces + report.faceless > 0 {
            // Writing to a String never fails.
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
            // Writing to a String never fails.
            let _ = write!(
                text,
                "\n{} {}: {}",
                voice.pick("baris", "line"),
                row.line,
                row.code.text(voice.language)
            );
        }
        text
    })
}
