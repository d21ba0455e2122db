//! `rekam report`: what was done in a day, a month or a trip, in counts.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, ValueEnum};
use rekam_domain::code::ErrorCode;
use rekam_station::clock::Clock;
use rekam_station::desk::Span;
use rekam_station::door::{Label, ReportView};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// What a report covers.
#[derive(Debug, Args)]
pub(crate) struct Report {
    #[command(flatten)]
    login: Login,
    /// A day, a calendar month, or a trip.
    span: Covered,
    /// How many days, months or trips before the one of today.
    #[arg(long, default_value_t = 0)]
    back: u32,
    /// Also write it as a workbook.
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Covered {
    Day,
    Month,
    Trip,
}

/// Shows a report. What each person did is shown to who may read the audit log.
pub(crate) fn run(report: &Report, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = report.login.unlock(voice, clock)?;
    let span = match report.span {
        Covered::Day => Span::Day,
        Covered::Month => Span::Month,
        Covered::Trip => Span::Trip,
    };
    let view = ReportView::of(&desk, span, report.back)?;
    desk.lock()?;
    if let Some(path) = &report.xlsx {
        let book = view.workbook(voice.language);
        let book = book.ok_or_else(|| Failure::of(ErrorCode::Internal))?;
        std::fs::write(path, book).map_err(|_| Failure {
            detail: Some(path.display().to_string()),
            ..Failure::of(ErrorCode::DiskFailed)
        })?;
    }
    voice.result(&view, |view| in_words(view, voice))
}

fn in_words(view: &ReportView, voice: Voice) -> String {
    let label = |label: &Label| voice.pick(&label.id, &label.en).to_owned();
    let mut text = format!(
        "{} ({}) · {} – {}\n{}: {}, {}: {}",
        view.station_name,
        view.station,
        view.from,
        view.until,
        voice.pick("disegel", "sealed"),
        view.sealed,
        voice.pick("belum ada tanda terima", "without a receipt"),
        view.waiting.len(),
    );
    let mut lines = Vec::new();
    lines.extend(
        view.by_service
            .iter()
            .map(|one| (label(&one.label), one.count)),
    );
    lines.extend(
        view.excepted
            .iter()
            .map(|one| (label(&one.label), one.count)),
    );
    lines.extend(
        view.set_aside
            .iter()
            .map(|one| (label(&one.label), one.count)),
    );
    // Writing to a String never fails.
    if let Some(missing) = view.missing {
        let words = voice.pick("belum direkam dari daftar", "of the list, not yet recorded");
        let _ = write!(text, ", {words}: {missing}");
    }
    for (words, count) in lines {
        let _ = write!(text, "\n{count:>6} {words}");
    }
    for village in &view.by_village {
        let name = if village.name.is_empty() {
            &village.code
        } else {
            &village.name
        };
        let _ = write!(
            text,
            "\n{:>6} / {} {name}",
            village.recorded, village.expected
        );
    }
    for did in view.deeds.iter().flatten() {
        let _ = write!(
            text,
            "\n{} {}: {} {}, {} {}",
            did.operator,
            did.name,
            did.sealed,
            voice.pick("disegel", "sealed"),
            did.exceptions + did.doubles,
            voice.pick("disetujui", "approved"),
        );
    }
    text
}
