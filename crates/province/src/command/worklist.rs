//! `admin worklist`: lists that stations take along.

use super::{Setting, failure::Failure, say::table, station::write};
use clap::{Args, Subcommand};
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::StationId;
use rekam_province::provisions::{self, Given, ProvisionError, Read};
use rekam_worklist::{
    Mapping, MaritalList, RefusedRow, Said, WorklistError, look, refused_as_csv, table::Table,
};
use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Give a list (CSV or XLSX) to stations. They take it with their next line or stick; the next list of the same name brings
    /// it up to date, and drops who is not named any more.
    Give(GiveOptions),
    /// Take a list back. The station drops who is named by it, but for those it has recorded.
    Withdraw(WithdrawOptions),
    /// List what stations were given.
    List(ListOptions),
}

#[derive(Args)]
#[command(
    after_help = "JSON: name, residents, refused (array of line, code, first), remarks (code: rows), stations (id: parts, \
    new_parts); stations is empty with --dry-run."
)]
pub(super) struct GiveOptions {
    /// The list. A line near its top names the columns.
    file: PathBuf,
    /// Who gets it; may be given several times.
    #[arg(long = "station", value_name = "ID", required = true)]
    stations: Vec<StationId>,
    /// What the list is called; the file's name if not given.
    #[arg(long)]
    name: Option<String>,
    /// Only say what would be refused.
    #[arg(long)]
    dry_run: bool,
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
    /// Also write the refused rows into this CSV file, for the office that made the list: line, reason, first line of a double.
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "JSON: station, name.")]
pub(super) struct WithdrawOptions {
    /// The station.
    station: StationId,
    /// What the list is called.
    name: String,
}

#[derive(Args)]
#[command(after_help = "JSON: array of station, name, residents, parts, bytes (as they travel).")]
pub(super) struct ListOptions {}

#[derive(serde::Serialize)]
struct Answer<'a> {
    name: &'a str,
    residents: u32,
    refused: &'a [RefusedRow],
    remarks: &'a BTreeMap<ErrorCode, u32>,
    stations: BTreeMap<&'a str, Given>,
}

/// Gives a list to stations.
pub(super) fn give(options: &GiveOptions, setting: &Setting) -> Result<(), Failure> {
    let bytes = fs::read(&options.file).map_err(Failure::Input)?;
    let mapping = mapping(options, &bytes)?;
    let province = setting.province()?;
    let list = provisions::read_list(&province, &bytes, &mapping)?;
    if let Some(path) = &options.refused {
        let text = refused_as_csv(&list.refused, setting.voice.language);
        write(path, text.as_bytes())?;
    }
    let stem = options.file.file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy();
    let name = options.name.as_deref().unwrap_or(&stem);
    let mut stations = BTreeMap::new();
    if !options.dry_run {
        for station in &options.stations {
            let given = provisions::give_list(&province, station, name, &list)?;
            stations.insert(station.as_str(), given);
        }
    }
    let answer = Answer {
        name,
        residents: list.residents(),
        refused: &list.refused,
        remarks: &list.remarks,
        stations,
    };
    setting
        .voice
        .answer(&answer, || in_words(&answer, &list, setting))
}

/// How the list is to be read: as proposed, and as was said otherwise.
fn mapping(options: &GiveOptions, bytes: &[u8]) -> Result<Mapping, Failure> {
    let refused = |error: WorklistError| ProvisionError::from(error);
    let table = Table::open(bytes).map_err(|error| refused(error.into()))?;
    let look = look(&table, None, None).map_err(refused)?;
    let mapping = look.mapping_as(&Said {
        columns: &options.columns,
        marital: options.marital,
        village: options.village.as_deref(),
        school: options.school.as_deref(),
    });
    mapping.ok_or(Failure::Column)
}

fn in_words(answer: &Answer<'_>, list: &Read, setting: &Setting) -> String {
    let voice = &setting.voice;
    let mut text = format!(
        "{}: {} {}, {}: {}",
        answer.name,
        answer.residents,
        voice.text("warga", "residents"),
        voice.text("ditolak", "refused"),
        answer.refused.len()
    );
    // Writing to a String never fails.
    for (station, given) in &answer.stations {
        let _ = write!(
            text,
            "\n{station}  {} {}, {} {}",
            given.parts,
            voice.text("bagian", "parts"),
            given.new_parts,
            voice.text("baru", "new")
        );
    }
    for row in &list.refused {
        let line = voice.text("baris", "line");
        let _ = write!(
            text,
            "\n{line} {}: {}",
            row.line,
            row.code.text(voice.language)
        );
        if let Some(first) = row.first {
            let _ = write!(text, " ({line} {first})");
        }
    }
    for (code, count) in &list.remarks {
        let rows = voice.text("baris", "rows");
        let _ = write!(text, "\n{count} {rows}: {}", code.text(voice.language));
    }
    text
}

/// Takes a list back.
pub(super) fn withdraw(options: &WithdrawOptions, setting: &Setting) -> Result<(), Failure> {
    #[derive(serde::Serialize)]
    struct Withdrawn<'a> {
        station: &'a StationId,
        name: &'a str,
    }
    let province = setting.province()?;
    if !provisions::withdraw_list(&province, &options.station, &options.name)? {
        return Err(Failure::NoList);
    }
    let answer = Withdrawn {
        station: &options.station,
        name: &options.name,
    };
    let words = setting.voice.text("ditarik", "withdrawn");
    setting.voice.answer(&answer, || {
        format!("{}  {}  {words}", options.station, options.name)
    })
}

#[derive(serde::Serialize)]
struct Line {
    station: StationId,
    name: String,
    residents: u32,
    parts: usize,
    bytes: u64,
}

/// Lists what stations were given.
pub(super) fn list(_: &ListOptions, setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let registry = province.registry();
    let mut lines = Vec::new();
    for station in registry.stations()? {
        let lists = registry.provisions(&station.id)?;
        for list in lists.into_iter().flat_map(|provisions| provisions.lists) {
            lines.push(Line {
                station: station.id.clone(),
                residents: list.residents,
                parts: list.parts.len(),
                bytes: list.parts.iter().map(|part| u64::from(part.length)).sum(),
                name: list.name,
            });
        }
    }
    setting.voice.answer(&lines, || {
        let cells = |line: &Line| {
            [
                line.station.to_string(),
                line.name.clone(),
                line.residents.to_string(),
                line.parts.to_string(),
                line.bytes.to_string(),
            ]
        };
        let rows: Vec<_> = lines.iter().map(cells).collect();
        table(["station", "name", "residents", "parts", "bytes"], &rows)
    })
}
