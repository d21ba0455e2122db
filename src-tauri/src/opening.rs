//! Where this station lives and what it works with: from the environment, or what is usual.
//!
//! | variable | what it is |
//! | --- | --- |
//! | `REKAM_HOME` | the station's folder |
//! | `REKAM_CAMERA` | `devices` (usual), `replay:<folder>` or `pattern` |
//! | `REKAM_PROVINCE_URL` | where the province is, if not where its activation says |
//! | `REKAM_HUB_PORT` | the port at which colleagues are received, if not 7352 |
//! | `REKAM_STICKS` | a folder whose folders are taken for USB sticks, in demonstrations |
//! | `REKAM_DEMO` | `operator:password`, shown on the login screen of a demonstration |
//! | `REKAM_LOG` | which log lines are written, `warn` by default |

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use rekam_domain::code::{ErrorCode, Language};
use rekam_station::clock::SystemClock;
use rekam_station::door::{Cameras, DemoLogin, HUB_PORT, Opening, Sticks};

/// Why the window cannot open, in the desk's language first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} | {}", .0.text(Language::Indonesian), .0.text(Language::English))]
pub(crate) struct Trouble(ErrorCode);

/// Reads the environment.
pub(crate) fn from_environment() -> Result<Opening, Trouble> {
    if !has_display(|name| env::var_os(name).is_some_and(|value| !value.is_empty())) {
        return Err(Trouble(ErrorCode::DisplayMissing));
    }
    let root =
        home(|name| env::var_os(name).map(PathBuf::from)).ok_or(Trouble(ErrorCode::HomeUnknown))?;
    let cameras = match text("REKAM_CAMERA") {
        Some(named) => Cameras::named(&named).ok_or(Trouble(ErrorCode::CameraNotFound))?,
        None => Cameras::Devices,
    };
    Ok(Opening {
        root,
        clock: Arc::new(SystemClock::new()),
        cost: rekam_station::door::Cost::RECOMMENDED,
        cameras,
        province: text("REKAM_PROVINCE_URL"),
        sticks: text("REKAM_STICKS")
            .map_or(Sticks::Removable, |folder| Sticks::Folder(folder.into())),
        hub_port: hub_port(env::var_os("REKAM_HUB_PORT"))?,
        demo: text("REKAM_DEMO").and_then(|login| demo(&login)),
    })
}

/// Colleagues are told one port: listening at another than was meant would look like a hub that is off.
fn hub_port(named: Option<OsString>) -> Result<u16, Trouble> {
    match named.filter(|named| !named.is_empty()) {
        Some(named) => named.to_str().and_then(|port| port.parse().ok()),
        None => Some(HUB_PORT),
    }
    .ok_or(Trouble(ErrorCode::HubPort))
}

fn text(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// A window needs a display; WebKitGTK would end the program with a message that helps nobody.
#[cfg(target_os = "linux")]
fn has_display(is_set: impl Fn(&str) -> bool) -> bool {
    is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

#[cfg(not(target_os = "linux"))]
fn has_display(_: impl Fn(&str) -> bool) -> bool {
    true
}

/// The station's folder: named, or where this system keeps the data of programs.
fn home(folder: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let system = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local/share")))
    };
    folder("REKAM_HOME").or_else(|| Some(system?.join("rekam")))
}

fn demo(login: &str) -> Option<DemoLogin> {
    let (operator, password) = login.split_once(':')?;
    Some(DemoLogin {
        operator: operator.to_owned(),
        password: password.to_owned(),
    })
}

/// Log lines go to standard error. They name commands and codes, never anything about a resident.
pub(crate) fn log() {
    let level = text("REKAM_LOG")
        .and_then(|level| level.parse().ok())
        .unwrap_or(tracing::Level::WARN);
    // A second subscriber in one process is refused; the first one stays.
    let _ = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .try_init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_named_one_or_that_of_the_system() {
        let known = |name: &str| match name {
            "HOME" => Some(PathBuf::from("/home/desk")),
            _ => None,
        };
        let named = |name: &str| match name {
            "REKAM_HOME" => Some(PathBuf::from("/data/station")),
            _ => known(name),
        };
        assert_eq!(home(named), Some(PathBuf::from("/data/station")));
        assert_eq!(home(|_| None), None);
        if cfg!(unix) {
            assert_eq!(home(known), Some("/home/desk/.local/share/rekam".into()));
        }
    }

    #[test]
    fn a_hub_listens_at_the_port_that_was_named_or_not_at_all() {
        for (named, port) in [("7353", 7353), ("0", 0), ("", HUB_PORT)] {
            assert_eq!(hub_port(Some(named.into())), Ok(port));
        }
        assert_eq!(hub_port(None), Ok(HUB_PORT));
        for wrong in ["65536", "-1", "7352a", " 7352", "tujuh"] {
            let refused = hub_port(Some(wrong.into()));
            assert_eq!(refused, Err(Trouble(ErrorCode::HubPort)), "{wrong}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn either_kind_of_display_will_do() {
        assert!(!has_display(|_| false));
        assert!(has_display(|name| name == "WAYLAND_DISPLAY"));
        assert!(has_display(|name| name == "DISPLAY"));
    }

    #[test]
    fn a_demonstration_names_operator_and_password() {
        let login = demo("ani:rahasia:sekali").unwrap();
        assert_eq!(
            (login.operator.as_str(), login.password.as_str()),
            ("ani", "rahasia:sekali")
        );
        assert_eq!(demo("ani"), None);
    }

    #[test]
    fn trouble_is_told_in_both_languages() {
        let told = Trouble(ErrorCode::DisplayMissing).to_string();
        assert!(told.contains(" | "), "{told}");
    }
}
