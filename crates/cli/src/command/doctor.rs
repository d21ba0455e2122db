//! `rekam doctor`: is this station fit for a trip?

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_domain::code::ErrorCode;
use rekam_photo::FaceModels;
use rekam_station::clock::Clock;
use rekam_station::desk::Desk;
use rekam_station::lease::Nearness;
use serde::Serialize;
use std::sync::Arc;

/// People that must still fit on the disk, or the doctor warns: one long day.
const DISK_FOR_A_DAY: u32 = 250;

/// Who looks.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    login: Login,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Health {
    Good,
    Warning,
    Bad,
}

#[derive(Serialize)]
struct Finding {
    what: &'static str,
    health: Health,
    detail: String,
}

/// Looks at everything; the exit code is 1 if something is bad.
pub(crate) fn run(doctor: &Doctor, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = doctor.login.unlock(voice, clock)?;
    let findings = examine(&desk, voice)?;
    desk.lock()?;
    voice.result(&findings, |findings| {
        findings
            .iter()
            .map(|finding| {
                format!(
                    "{} {}: {}",
                    mark(finding.health),
                    finding.what,
                    finding.detail
                )
            })
            .collect::<Vec<_>>()
            .join("\n")
    })?;
    let bad = findings.iter().any(|finding| finding.health == Health::Bad);
    if bad {
        Err(Failure::told(ErrorCode::DoctorUnfit))
    } else {
        Ok(())
    }
}

const fn mark(health: Health) -> &'static str {
    match health {
        Health::Good => "✓",
        Health::Warning => "!",
        Health::Bad => "✗",
    }
}

fn examine(desk: &Desk, voice: Voice) -> Result<Vec<Finding>, Failure> {
    let standing = desk.standing()?;
    let warn_if = |bad| if bad { Health::Warning } else { Health::Good };
    let (chains, detail) = match desk.verify_chains() {
        Ok((day_book, audit)) => (
            Health::Good,
            format!("{} + {}", day_book.serial, audit.lines),
        ),
        Err(error) => (Health::Bad, error.code().text(voice.language).to_owned()),
    };
    let salvage = desk.store().last_salvage()?;
    let models = if FaceModels::embedded().is_ok() {
        Health::Good
    } else {
        Health::Bad
    };
    let lease = &standing.lease;
    Ok(vec![
        Finding {
            what: voice.pick(
                "rantai buku harian dan audit",
                "chains of day-book and audit",
            ),
            health: chains,
            detail,
        },
        Finding {
            what: voice.pick("basis data", "database"),
            health: if salvage.is_some() {
                Health::Bad
            } else {
                Health::Good
            },
            detail: salvage.map_or_else(String::new, |_| {
                ErrorCode::StoreSalvaged.text(voice.language).to_owned()
            }),
        },
        Finding {
            what: voice.pick("model wajah", "face models"),
            health: models,
            detail: String::new(),
        },
        Finding {
            what: voice.pick("izin", "lease"),
            health: warn_if(lease.nearness >= Nearness::Near),
            detail: format!(
                "{} {}, {} {}",
                lease.days_left,
                voice.pick("hari", "days"),
                lease.records_left,
                voice.pick("orang", "people")
            ),
        },
        Finding {
            what: voice.pick("diska", "disk"),
            health: warn_if(standing.disk_for < DISK_FOR_A_DAY),
            detail: format!("{} {}", standing.disk_for, voice.pick("orang", "people")),
        },
        Finding {
            what: voice.pick("petunjuk orang ganda dari wajah", "double hint by faces"),
            health: Health::Good,
            detail: match standing.double_hint {
                true => format!(
                    "{}, {} {}",
                    voice.pick("nyala", "on"),
                    standing.templates,
                    voice.pick("templat", "templates")
                ),
                false => voice.pick("mati", "off").to_owned(),
            },
        },
        Finding {
            what: voice.pick("jam dibenarkan provinsi", "clock confirmed by the province"),
            health: warn_if(!standing.clock_trusted),
            detail: standing.today.format("%d-%m-%Y").to_string(),
        },
        Finding {
            what: voice.pick(
                "provinsi dapat membuka segel stasiun ini",
                "the province can open this station's seal",
            ),
            health: warn_if(standing.canary_answered != Some(true)),
            detail: canary(standing.canary_answered, voice).to_owned(),
        },
    ])
}

const fn canary(answered: Option<bool>, voice: Voice) -> &'static str {
    match answered {
        Some(true) => voice.pick("terbukti", "proven"),
        Some(false) => voice.pick("belum dijawab", "not answered yet"),
        None => voice.pick("belum pernah dicoba", "never tried"),
    }
}
