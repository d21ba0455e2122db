//! `rekam extract`: the extract of the register, in which people are found.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_domain::region::{self, Region};
use rekam_station::clock::Clock;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// The extract of the register.
#[derive(Debug, Subcommand)]
pub(crate) enum Extract {
    /// Take in an export of the register (CSV with the columns of SIAK BIP), in the place of the one before.
    Import(Import),
}

/// One export.
#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(flatten)]
    login: Login,
    /// The village of everybody in the file, where it has no column with village codes: ten digits.
    #[arg(long, value_name = "VILLAGE", value_parser = village)]
    village: Option<&'static Region>,
    /// The export: CSV whose first line names the columns.
    file: PathBuf,
}

fn village(code: &str) -> Result<&'static Region, String> {
    region::village(code)
        .ok_or_else(|| "code of a village of Kalimantan Barat: ten digits".to_owned())
}

/// Takes in an export.
pub(crate) fn run(extract: &Extract, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let Extract::Import(import) = extract;
    let (_station, desk) = import.login.unlock(voice, clock)?;
    let report = desk.take_in_extract(&import.file, import.village)?;
    desk.lock()?;
    voice.result(&report, |report| {
        let mut text = format!(
            "{}: {}, {}: {}",
            voice.pick("warga", "people"),
            report.rows,
            voice.pick("desa/kelurahan", "villages"),
            report.villages
        );
        for (code, rows) in &report.refused {
            // Writing to a String never fails.
            let _ = write!(
                text,
                "\n{} ({rows}): {}",
                voice.pick("baris ditolak", "rows refused"),
                code.text(voice.language)
            );
        }
        for row in &report.first_refused {
            let line = voice.pick("baris", "line");
            let _ = write!(text, "\n{line} {}: {}", row.line, row.code.as_str());
        }
        text
    })
}
