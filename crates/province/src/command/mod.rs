//! The command line: verbs, options, and what is answered. Exit codes: 0 done, 1 refused or failed, 2 wrong usage.

mod courier;
mod failure;
mod findings;
mod init;
mod lists;
mod passphrase;
mod reckon;
mod say;
mod serve;
mod station;
mod table;
mod vault;
mod worklist;

use clap::{Args, Parser, Subcommand, ValueEnum};
use failure::Failure;
use rekam_domain::code::Language;
use rekam_province::Province;
use say::Voice;
use std::{path::PathBuf, process::ExitCode};
use tracing_subscriber::EnvFilter;

/// The province's server: takes packets in, opens them, and keeps the register.
#[derive(Parser)]
#[command(name = "rekam-province", version)]
struct CommandLine {
    /// The province's folder.
    #[arg(long, global = true, value_name = "DIR", default_value = "province")]
    folder: PathBuf,
    /// Answer in JSON on standard output, and with a problem (type, title, detail, code) on standard error.
    #[arg(long, global = true)]
    json: bool,
    /// Language of the texts.
    #[arg(long, global = true, value_enum, default_value_t = Tongue::Id)]
    lang: Tongue,
    #[command(subcommand)]
    verb: Verb,
}

/// A language on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum Tongue {
    /// Bahasa Indonesia
    Id,
    /// English
    En,
}

impl From<Tongue> for Language {
    fn from(tongue: Tongue) -> Self {
        match tongue {
            Tongue::Id => Language::Indonesian,
            Tongue::En => Language::English,
        }
    }
}

#[derive(Subcommand)]
enum Verb {
    /// Take packets from stations.
    Serve(serve::Options),
    /// Open what waits; needs the vault's passphrase.
    Vault(vault::Options),
    /// Take in what a courier brings on a stick, and give receipts and news back.
    Import(courier::Options),
    /// Show, per station and day, what was created, what was received, and what is missing.
    Reckon(reckon::Options),
    /// Make the province, add stations, look at what came in.
    #[command(subcommand)]
    Admin(Admin),
}

#[derive(Subcommand)]
enum Admin {
    /// Make the province's folder with fresh keys.
    Init(init::Options),
    /// Show the names of the province's keys, which a technician compares when a station is activated.
    Fingerprint(init::Fingerprint),
    /// Stations.
    #[command(subcommand)]
    Station(station::Verb),
    /// Settle a finding that `reckon` shows: say who looked into it, and what came of it.
    Settle(findings::Settle),
    /// Worklists that stations take along.
    #[command(subcommand)]
    Worklist(worklist::Verb),
    /// Give every station a code table that is newer than the one in the program.
    Table(table::Options),
    /// List all packets, with what the vault found in them.
    List(lists::Packets),
    /// List the resident register.
    Residents(lists::Residents),
    /// Write all enrollments into a CSV file, without pictures.
    Export(lists::Export),
}

/// Where the vault's passphrase comes from.
#[derive(Args)]
struct PassphraseSource {
    /// File with the vault's passphrase in its first line; without it the variable REKAM_PROVINCE_PASSPHRASE counts, or the
    /// terminal is asked.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// What every verb works with.
struct Setting {
    folder: PathBuf,
    voice: Voice,
}

impl Setting {
    fn province(&self) -> Result<Province, Failure> {
        Ok(Province::open(&self.folder)?)
    }
}

/// Reads the command line, does it, and says what came of it.
pub(crate) fn run() -> ExitCode {
    let line = CommandLine::parse();
    // Logs name packets and codes only; standard output belongs to the answers.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(
            EnvFilter::try_from_env("REKAM_LOG").unwrap_or_else(|_| EnvFilter::new("warn")),
        )
        .init();
    let setting = Setting {
        folder: line.folder,
        voice: Voice {
            json: line.json,
            language: line.lang.into(),
        },
    };
    match act(line.verb, &setting) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            setting.voice.refuse(&failure);
            ExitCode::FAILURE
        }
    }
}

fn act(verb: Verb, setting: &Setting) -> Result<(), Failure> {
    match verb {
        Verb::Serve(options) => serve::serve(&options, setting),
        Verb::Vault(options) => vault::vault(&options, setting),
        Verb::Import(options) => courier::import(&options, setting),
        Verb::Reckon(options) => reckon::reckon(&options, setting),
        Verb::Admin(admin) => match admin {
            Admin::Init(options) => init::init(&options, setting),
            Admin::Fingerprint(_) => init::fingerprint(setting),
            Admin::Station(station::Verb::Add(options)) => station::add(options, setting),
            Admin::Station(station::Verb::Renew(options)) => station::renew(options, setting),
            Admin::Station(station::Verb::Revoke(options)) => station::revoke(&options, setting),
            Admin::Station(station::Verb::List(_)) => station::list(setting),
            Admin::Settle(options) => findings::settle(options, setting),
            Admin::Worklist(worklist::Verb::Give(options)) => worklist::give(&options, setting),
            Admin::Worklist(worklist::Verb::Withdraw(options)) => {
                worklist::withdraw(&options, setting)
            }
            Admin::Worklist(worklist::Verb::List(options)) => worklist::list(&options, setting),
            Admin::Table(options) => table::give(&options, setting),
            Admin::List(_) => lists::packets(setting),
            Admin::Residents(_) => lists::residents(setting),
            Admin::Export(options) => lists::export(&options, setting),
        },
    }
}
