//! `rekam mirror`: the second copy of what is sealed, on another medium. `rekam restore`: a station out of it.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_protocol::ids::StationId;
use rekam_station::clock::Clock;
use rekam_station::desk::MirrorStanding;
use rekam_station::mirror::{self, LEFT_OUT, Opener};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// What to do with the mirror.
#[derive(Debug, Subcommand)]
pub(crate) enum Mirror {
    /// Keep a mirror on this medium from now on, and bring it up to date.
    Choose {
        #[command(flatten)]
        login: Login,
        /// Where the medium is mounted.
        medium: PathBuf,
    },
    /// Bring the mirror up to date and say how it stands.
    Update {
        #[command(flatten)]
        login: Login,
    },
    /// Keep no mirror any more; what is on the medium stays there.
    Stop {
        #[command(flatten)]
        login: Login,
    },
}

#[derive(Serialize)]
struct Standing {
    medium: Option<PathBuf>,
    behind: u32,
}

impl From<Option<MirrorStanding>> for Standing {
    fn from(standing: Option<MirrorStanding>) -> Self {
        Self {
            behind: standing.as_ref().map_or(0, |standing| standing.behind),
            medium: standing.map(|standing| standing.medium),
        }
    }
}

/// Does it.
pub(crate) fn run(mirror: &Mirror, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (Mirror::Choose { login, .. } | Mirror::Update { login } | Mirror::Stop { login }) = mirror;
    let (_station, desk) = login.unlock(voice, clock)?;
    match mirror {
        Mirror::Choose { medium, .. } => desk.choose_mirror(Some(medium))?,
        Mirror::Update { .. } => {}
        Mirror::Stop { .. } => desk.choose_mirror(None)?,
    }
    desk.bring_mirror_up_to_date()?;
    let standing = Standing::from(desk.mirror()?);
    desk.lock()?;
    voice.result(&standing, |standing| match &standing.medium {
        Some(medium) => format!(
            "{}: {} ({})",
            voice.pick("Salinan", "Second copy"),
            medium.display(),
            voice.pick("lengkap", "complete")
        ),
        None => voice
            .pick("Tidak ada salinan", "No second copy is kept")
            .to_owned(),
    })
}

/// A station out of its mirror, on a machine that has none.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    login: Login,
    /// Where the medium is mounted.
    #[arg(long)]
    from: PathBuf,
    /// The station that is meant, where the medium holds several.
    #[arg(long)]
    station: Option<StationId>,
    /// Serial numbers that are left out, because the machine that is gone may have given them out after the last copy.
    #[arg(long, default_value_t = LEFT_OUT)]
    left_out: u32,
}

/// Restores it.
pub(crate) fn restore(restore: &Restore, voice: Voice, clock: &dyn Clock) -> Result<(), Failure> {
    let password = restore.login.password(voice)?;
    let restored = mirror::restore(
        &restore.login.at.home,
        &restore.from,
        restore.station.as_ref(),
        Opener::Password(&restore.login.operator, &password),
        restore.left_out,
        &clock.stamp(),
    )?;
    voice.result(&restored, |restored| {
        format!(
            "{} {}: {} {}, {} {}",
            voice.pick("Stasiun", "Station"),
            restored.station,
            voice.pick("dipulihkan sampai nomor", "restored up to serial"),
            restored.through,
            voice.pick("nomor berikutnya", "the next is"),
            restored.next
        )
    })
}
