//! `admin table`: code tables that were published after this program was.

use super::{Setting, failure::Failure};
use clap::Args;
use rekam_province::provisions;
use std::{fs, path::PathBuf};

#[derive(Args)]
#[command(
    after_help = "JSON: table, version. Tables: wilayah, desa_61, pendidikan, disabilitas, pekerjaan, alasan_pindah, tipe_sponsor, with the columns of the \
    files of these names in assets. Stations take it with their next line or stick, this province at once."
)]
pub(super) struct Options {
    /// Name of the table.
    name: String,
    /// The table as CSV, with all its codes.
    file: PathBuf,
    /// What is stored with every value that is chosen from it, such as 2026-101.
    #[arg(long)]
    version: String,
}

#[derive(serde::Serialize)]
struct Given<'a> {
    table: &'a str,
    version: &'a str,
}

/// Gives a table.
pub(super) fn give(options: &Options, setting: &Setting) -> Result<(), Failure> {
    let csv = fs::read(&options.file).map_err(Failure::Input)?;
    let province = setting.province()?;
    provisions::give_table(&province, &options.name, &options.version, &csv)?;
    let answer = Given {
        table: &options.name,
        version: &options.version,
    };
    setting
        .voice
        .answer(&answer, || format!("{}  {}", options.name, options.version))
}
