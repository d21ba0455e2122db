//! `rekam courier`: packets onto a stick, receipts and news from it.

use super::sync::{blocking, lists_told};
use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_station::clock::Clock;
use rekam_station::courier::{RefusedFile, StickReport};
use rekam_station::sync::{self, Carried, Line};
use std::path::PathBuf;
use std::sync::Arc;

/// Sticks that a courier carries.
#[derive(Debug, Subcommand)]
pub(crate) enum Courier {
    /// Put everything that waits on a stick.
    Export(Stick),
    /// Take receipts and news from a stick.
    Import(Stick),
    /// Carry what other stations put on a stick, or handed over, to the province over this station's line, and put the answers
    /// beside it.
    Carry(Carry),
}

/// What is carried.
#[derive(Debug, Args)]
pub(crate) struct Carry {
    #[command(flatten)]
    login: Login,
    /// Where the stick is mounted.
    #[arg(required_unless_present = "received")]
    stick: Option<PathBuf>,
    /// What colleagues handed over to this station (`rekam hub`).
    #[arg(long, conflicts_with = "stick")]
    received: bool,
    /// Another address of the province than the activation names.
    #[arg(long)]
    province: Option<String>,
}

/// One stick.
#[derive(Debug, Args)]
pub(crate) struct Stick {
    #[command(flatten)]
    login: Login,
    /// Where it is mounted.
    stick: PathBuf,
}

/// Does it.
pub(crate) fn run(courier: &Courier, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (stick, desk) = match courier {
        Courier::Carry(carry) => return self::carry(carry, voice, clock),
        Courier::Export(stick) | Courier::Import(stick) => {
            (&stick.stick, stick.login.unlock(voice, clock)?.1)
        }
    };
    let report = if matches!(courier, Courier::Export(_)) {
        desk.export(stick)?
    } else {
        desk.import(stick)?
    };
    desk.lock()?;
    voice.result(&report, |report| text(report, voice))
}

fn carry(carry: &Carry, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (station, desk) = carry.login.unlock(voice, clock)?;
    let party = desk.party();
    let address = carry.province.as_ref().unwrap_or(&party.activation.url);
    let line = Line::to(address)?;
    let announcement = station.announcement()?;
    let stick = carry.stick.clone().unwrap_or_else(|| desk.shelves());
    let carried = blocking(sync::carry(&party, &announcement, line, &stick))??;
    desk.lock()?;
    voice.result(&carried, |carried| carried_text(carried, voice))
}

fn carried_text(carried: &[Carried], voice: Voice) -> String {
    let lines = carried.iter().flat_map(|one| {
        let told = format!(
            "{}: {} {}, {} {}",
            one.station,
            one.receipts,
            voice.pick("tanda terima di sampingnya", "receipts beside them"),
            one.left,
            voice.pick("belum terkirim", "not sent yet")
        );
        std::iter::once(told).chain(refused_text(&one.refused, voice))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn refused_text(refused: &[RefusedFile], voice: Voice) -> impl Iterator<Item = String> {
    refused
        .iter()
        .map(move |file| format!("{}: {}", file.file, file.code.text(voice.language)))
}

pub(super) fn text(report: &StickReport, voice: Voice) -> String {
    let mut lines = vec![format!(
        "{}: {} ({} byte), {}: {}, {}: {}",
        voice.pick("rekaman", "records"),
        report.records,
        report.bytes,
        voice.pick("tanda terima", "receipts"),
        report.receipts,
        voice.pick("status", "statuses"),
        report.statuses
    )];
    let no_room = voice.pick("tidak muat di sana", "found no room there");
    let again = voice.pick(
        "dikirim ulang karena provinsi kehilangan",
        "go again as the province had lost them",
    );
    let lists = lists_told(report.listed, report.unlisted, voice);
    let told = [(report.left, no_room), (report.forgotten, again)]
        .into_iter()
        .chain(lists);
    let told = told.filter(|(count, _)| *count > 0);
    lines.extend(told.map(|(count, words)| format!("{count} {words}")));
    lines.extend(refused_text(&report.refused, voice));
    lines.join("\n")
}
