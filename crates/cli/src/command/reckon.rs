//! `rekam reckon`: created = received, day by day, as the province signed it last.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_domain::code::ErrorCode;
use rekam_protocol::reckoning::written;
use rekam_station::clock::Clock;
use rekam_station::desk::Reckoned;
use std::sync::Arc;

/// Whose books.
#[derive(Debug, Args)]
#[command(
    after_help = "JSON: at (when the province reckoned last, null before), days (array of day, created, received, missing, refused, \
    later, root: same, open, different), findings (array of serial, fault, at), again (ranges that go again), lost (ranges that the \
    province must look for)."
)]
pub(crate) struct Reckon {
    #[command(flatten)]
    login: Login,
    /// Make due at once what the province does not hold.
    #[arg(long)]
    send_again: bool,
}

/// Shows the books.
pub(crate) fn run(reckon: &Reckon, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = reckon.login.unlock(voice, clock)?;
    if reckon.send_again {
        desk.send_again()?;
    }
    let reckoned = desk.reckoned()?;
    desk.lock()?;
    voice.result(&reckoned, |reckoned| text(reckoned, voice))
}

fn text(reckoned: &Reckoned, voice: Voice) -> String {
    let mut lines = vec![match reckoned.at {
        Some(at) => format!(
            "{} {}",
            voice.pick("Dicocokkan provinsi", "Reckoned by the province"),
            at.to_rfc3339()
        ),
        None => voice
            .pick(
                "Belum pernah dicocokkan: kirim lewat jaringan atau stik dulu.",
                "Never reckoned yet: send by line or stick first.",
            )
            .to_owned(),
    }];
    lines.extend(reckoned.days.iter().map(|day| day.text(voice.language)));
    if !reckoned.again.is_empty() {
        lines.push(format!(
            "{} {}",
            voice.pick(
                "Masih tersimpan di sini; dikirim pada sambungan berikutnya (rekam sync --now) atau lewat stik: nomor",
                "Still kept here; goes with the next line (rekam sync --now) or on a stick: number"
            ),
            written(&reckoned.again)
        ));
    }
    if !reckoned.lost.is_empty() {
        lines.push(format!(
            "{} {}: {}",
            voice.pick("Nomor", "Number"),
            written(&reckoned.lost),
            ErrorCode::RecordForgotten.text(voice.language)
        ));
    }
    lines.extend(reckoned.findings.iter().map(|finding| {
        let code = finding.fault.code();
        format!(
            "! {} {}: {} [{code}]",
            voice.pick("nomor", "number"),
            finding.serial,
            code.text(voice.language)
        )
    }));
    lines.join("\n")
}
