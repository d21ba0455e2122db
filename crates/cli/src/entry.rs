//! How a command comes into the station: its folder, who works, and the password.

use crate::say::{Failure, Voice};
use clap::Args;
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::lockbox::Cost;
use rekam_station::clock::Clock;
use rekam_station::desk::{Desk, Supervision};
use rekam_station::station::Station;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Which station.
#[derive(Debug, Args)]
pub(crate) struct Where {
    /// The station's folder.
    #[arg(long, env = "REKAM_HOME", default_value_os_t = default_home())]
    pub(crate) home: PathBuf,
}

/// Who logs in.
#[derive(Debug, Args)]
pub(crate) struct Login {
    #[command(flatten)]
    pub(crate) at: Where,
    /// Who works.
    #[arg(long, env = "REKAM_OPERATOR")]
    pub(crate) operator: OperatorId,
    /// A file whose first line is the password; else REKAM_PASSWORD, else it is asked.
    #[arg(long)]
    password_file: Option<PathBuf>,
}

fn default_home() -> PathBuf {
    let base = std::env::var_os("HOME").map_or_else(PathBuf::new, PathBuf::from);
    base.join(".local/share/rekam/station")
}

impl Login {
    /// The password, from where the caller keeps it.
    pub(crate) fn password(&self, voice: Voice) -> Result<Zeroizing<String>, Failure> {
        password(
            self.password_file.as_deref(),
            "REKAM_PASSWORD",
            self.operator.as_str(),
            voice,
        )
    }

    /// Opens the station and logs in.
    pub(crate) fn unlock(
        &self,
        voice: Voice,
        clock: Arc<dyn Clock>,
    ) -> Result<(Station, Desk), Failure> {
        let station = Station::open(&self.at.home, clock, Cost::RECOMMENDED)?;
        let desk = self.unlock_at(&station, voice)?;
        Ok((station, desk))
    }

    /// Logs in at a station that is open.
    pub(crate) fn unlock_at(&self, station: &Station, voice: Voice) -> Result<Desk, Failure> {
        Ok(station.unlock(&self.operator, &self.password(voice)?)?)
    }
}

/// Whose word is given for exceptions and second records.
#[derive(Debug, Args)]
pub(crate) struct Approver {
    /// The supervisor who approves: another person than the one who records.
    #[arg(long, env = "REKAM_APPROVER")]
    approver: Option<OperatorId>,
    /// A file whose first line is the supervisor's password; else REKAM_APPROVER_PASSWORD, else it is asked.
    #[arg(long)]
    approver_password_file: Option<PathBuf>,
}

impl Approver {
    /// The supervisor's word.
    pub(crate) fn word(&self, desk: &Desk, voice: Voice) -> Result<Supervision, Failure> {
        let Some(approver) = &self.approver else {
            return Err(Failure {
                detail: Some("--approver".to_owned()),
                ..Failure::of(ErrorCode::ExceptionNeedsSupervisor)
            });
        };
        let file = self.approver_password_file.as_deref();
        let password = password(file, "REKAM_APPROVER_PASSWORD", approver.as_str(), voice)?;
        Ok(desk.countersign(approver, &password)?)
    }
}

pub(crate) fn password(
    file: Option<&Path>,
    variable: &str,
    whose: &str,
    voice: Voice,
) -> Result<Zeroizing<String>, Failure> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file)
            .map(Zeroizing::new)
            .map_err(|_| Failure {
                detail: Some(file.display().to_string()),
                ..Failure::of(ErrorCode::FileUnreadable)
            })?;
        return Ok(Zeroizing::new(
            text.lines().next().unwrap_or_default().to_owned(),
        ));
    }
    if let Ok(text) = std::env::var(variable) {
        return Ok(Zeroizing::new(text));
    }
    let question = format!("{} {whose}: ", voice.pick("Kata sandi", "Password of"));
    rpassword::prompt_password(question)
        .map(Zeroizing::new)
        .map_err(|_| Failure::of(ErrorCode::PasswordNotGiven))
}
