//! `admin settle`: what did not fit with a station's books was looked into, and is open no longer.

use super::{Setting, failure::Failure};
use clap::Args;
use rekam_protocol::{ids::StationId, reckoning::Fault};
use rekam_province::registry::{SettledFinding, Settlement};

/// Characters that a reason or a name may have at most: a sentence or two, in one line.
const MOST: usize = 500;

#[derive(Args)]
#[command(
    after_help = "JSON: serial, fault, at (when it was noticed), settled_at, by, reason. The finding and what is said of it are kept for ever; \
    `reckon` shows both. If the station shows the same again, it is open again."
)]
pub(super) struct Settle {
    /// Id of the station.
    station: StationId,
    /// The serial number that `reckon` names.
    #[arg(long, value_name = "N")]
    number: u32,
    /// What was found: the code that `reckon` names, such as day-book-back.
    #[arg(long, value_name = "CODE")]
    finding: Fault,
    /// Who settles it: name and office.
    #[arg(long, value_name = "WHO", value_parser = line)]
    by: String,
    /// What was found out, and why nothing is open any more. No resident's name or number.
    #[arg(long, value_name = "WHY", value_parser = line)]
    reason: String,
}

/// One line that says something.
fn line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MOST || text.chars().any(char::is_control) {
        return Err(format!("one line of 1 to {MOST} characters"));
    }
    Ok(text.to_owned())
}

/// Settles a finding.
pub(super) fn settle(options: Settle, setting: &Setting) -> Result<(), Failure> {
    let province = setting.province()?;
    let settled = province.registry().settle_finding(&Settlement {
        station: options.station,
        serial: options.number,
        fault: options.finding,
        by: options.by,
        reason: options.reason,
        at: province.clock().now(),
    })?;
    setting
        .voice
        .answer(&settled, || text(&settled, setting).trim().to_owned())
}

/// A settled finding as a line of the books.
pub(super) fn text(settled: &SettledFinding, setting: &Setting) -> String {
    let code = settled.finding.fault.code();
    let (voice, language) = (&setting.voice, setting.voice.language);
    format!(
        "  ✓ {} {}: {} [{code}]\n    {} {} {} {}: {}",
        voice.text("nomor", "number"),
        settled.finding.serial,
        code.text(language),
        voice.text("selesai", "settled"),
        settled
            .settled_at
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        voice.text("oleh", "by"),
        settled.by,
        settled.reason,
    )
}
