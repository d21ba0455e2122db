//! `rekam courier`: packets onto a stick, receipts and news from it.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_station::clock::Clock;
use rekam_station::courier::StickReport;
use std::path::PathBuf;
use std::sync::Arc;

/// Sticks that a courier carries.
#[derive(Debug, Subcommand)]
pub(crate) enum Courier {
    /// Put everything that waits on a stick.
    Export(Stick),
    /// Take receipts and news from a stick.
    Import(Stick),
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
    let (Courier::Export(stick) | Courier::Import(stick)) = courier;
    let (_station, desk) = stick.login.unlock(voice, clock)?;
    let report = match courier {
        Courier::Export(_) => desk.export(&stick.stick)?,
        Courier::Import(_) => desk.import(&stick.stick)?,
    };
    desk.lock()?;
    voice.result(&report, |report| text(report, voice))
}

fn text(report: &StickReport, voice: Voice) -> String {
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
    if report.forgotten > 0 {
        let words = voice.pick(
            "dikirim ulang karena provinsi kehilangan",
            "go again as the province had lost them",
        );
        lines.push(format!("{} {words}", report.forgotten));
    }
    let refused = report.refused.iter();
    lines.extend(refused.map(|file| format!("{}: {}", file.file, file.code.text(voice.language))));
    lines.join("\n")
}
