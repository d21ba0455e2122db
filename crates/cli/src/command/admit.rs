//! `rekam admit`: a colleague whom the province named gets a password of their own at this station.

use crate::entry::{Login, password};
use crate::say::{Failure, Voice};
use clap::Args;
use rekam_protocol::ids::OperatorId;
use rekam_station::clock::Clock;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;

/// Who comes, and who lets them in.
#[derive(Debug, Args)]
pub(crate) struct Admit {
    /// The supervisor or technician who lets the colleague in.
    #[command(flatten)]
    login: Login,
    /// Whom the activation names.
    colleague: OperatorId,
    /// A file whose first line is the colleague's password; else REKAM_COLLEAGUE_PASSWORD, else it is asked.
    #[arg(long)]
    colleague_password_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Admitted {
    operator: String,
}

/// Admits the colleague.
pub(crate) fn run(admit: &Admit, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = admit.login.unlock(voice, clock)?;
    let file = admit.colleague_password_file.as_deref();
    let colleague = &admit.colleague;
    let password = password(file, "REKAM_COLLEAGUE_PASSWORD", colleague.as_str(), voice)?;
    desk.admit(colleague, &password)?;
    desk.lock()?;
    let admitted = Admitted {
        operator: colleague.to_string(),
    };
    voice.result(&admitted, |admitted| {
        format!(
            "{} {}",
            admitted.operator,
            voice.pick("sekarang dapat masuk", "can log in now")
        )
    })
}
