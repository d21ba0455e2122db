//! The mirror on its medium: a card or a second disk that stays in the machine. It is a desk folder like the one at home
//! (store, key slots, announcement, head of the day-book), so that [`restore`] makes a station of it on another machine.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::ids::{OperatorId, StationId};
use rekam_protocol::time::Stamp;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::home::{Folder, Home, HomeError, is_full, sync_names, write_atomically};
use crate::rescue;
use crate::store::audit::Scraps;
use crate::store::mirror::Mirror;
use crate::store::{Store, StoreError, StoreKey};
use crate::vault::Vault;

/// The folder of all mirrors on a medium. Where it is missing, another medium is plugged in, or none.
const MIRRORS: &str = "rekam-salinan";
/// Numbers that a restored station leaves out, unless it is told otherwise: the machine that is gone may have given them out
/// after the last copy, and a number that stands on two packets is refused at the province.
pub const LEFT_OUT: u32 = 100;

/// Why there is no second copy.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The medium is not plugged in.
    #[error("the medium of the mirror is not here")]
    Gone,
    /// No room on the medium.
    #[error("the medium of the mirror is full")]
    Full,
    /// The medium cannot be read or written.
    #[error("the medium of the mirror cannot be read or written")]
    Medium(#[source] io::Error),
    /// Nothing to restore: no mirror of a station, or several and none was named.
    #[error("the medium holds no mirror, or several")]
    Unclear,
    /// A station stands here already.
    #[error("a station stands here already")]
    Taken,
    /// The store at the desk.
    #[error(transparent)]
    Store(StoreError),
}

impl MirrorError {
    /// The code that people and scripts see.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Gone => ErrorCode::MirrorGone,
            Self::Full => ErrorCode::MirrorFull,
            Self::Medium(_) => ErrorCode::MirrorBroken,
            Self::Unclear => ErrorCode::MirrorUnclear,
            Self::Taken => ErrorCode::MirrorTaken,
            Self::Store(error) => error.code(),
        }
    }
}

impl From<io::Error> for MirrorError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            Self::Gone
        } else if is_full(&error) {
            Self::Full
        } else {
            Self::Medium(error)
        }
    }
}

impl From<HomeError> for MirrorError {
    fn from(error: HomeError) -> Self {
        match error {
            HomeError::DiskFull(_) => Self::Full,
            HomeError::Io(error) => error.into(),
            HomeError::InUse => Self::Medium(io::ErrorKind::ResourceBusy.into()),
        }
    }
}

/// What the mirror's database says; it lies on the medium.
fn on_the_medium(error: StoreError) -> MirrorError {
    if matches!(error, StoreError::DiskFull) {
        MirrorError::Full
    } else {
        MirrorError::Medium(io::Error::other(error))
    }
}

/// How far a mirror was brought, as the desk remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// Where the medium is.
    pub(crate) medium: PathBuf,
    /// The last serial number that is on it.
    pub(crate) through: u32,
    /// When it was last brought up to date.
    pub(crate) at: Option<DateTime<Utc>>,
}

/// Makes a medium one that mirrors are kept on.
///
/// # Errors
/// [`MirrorError`].
pub(crate) fn prepare(medium: &Path) -> Result<(), MirrorError> {
    if !medium.is_dir() {
        return Err(MirrorError::Gone);
    }
    let all = medium.join(MIRRORS);
    fs::create_dir_all(&all)?;
    Ok(sync_names(&all, medium)?)
}

/// The folder of a station's mirror, whose medium is plugged in.
pub(crate) fn folder(medium: &Path, station: &StationId) -> Result<Folder, MirrorError> {
    let all = medium.join(MIRRORS);
    if all.is_dir() {
        Ok(Folder::at(all.join(station.as_str())))
    } else {
        Err(MirrorError::Gone)
    }
}

/// Brings a mirror up to date with a desk, and says how far it goes then.
///
/// A mirror that does not open with this key, or that is of another life of the station, is put aside and a new one begun: it
/// may hold what nothing else holds.
///
/// # Errors
/// [`MirrorError`]; what went over until then is whole.
pub(crate) fn bring_up_to_date(
    folder: &Folder,
    desk: &Folder,
    store: &Store,
    key: &StoreKey,
) -> Result<u32, MirrorError> {
    fs::create_dir_all(folder.path())?;
    let mut mirror = match Mirror::open(&folder.store(), key) {
        Ok(mirror) if mirror.is_of(store).map_err(on_the_medium)? => mirror,
        Ok(other) => {
            drop(other);
            begin_anew(folder, key)?
        }
        Err(StoreError::Unreadable | StoreError::Newer { .. }) => begin_anew(folder, key)?,
        Err(error) => return Err(on_the_medium(error)),
    };
    mirror.take(store).map_err(on_the_medium)?;
    let through = mirror.through().map_err(on_the_medium)?;
    drop(mirror);
    for (from, to) in [
        (desk.vault(), folder.vault()),
        (desk.announcement(), folder.announcement()),
    ] {
        let bytes = fs::read(from)?;
        if fs::read(&to).is_ok_and(|kept| kept == bytes) {
            continue;
        }
        write_atomically(&to, &bytes)?;
    }
    Ok(through)
}

/// Puts a mirror aside under the next free name, and begins a new one.
fn begin_anew(folder: &Folder, key: &StoreKey) -> Result<Mirror, MirrorError> {
    let name = folder.path().file_name().unwrap_or_default().to_owned();
    let names = (1u32..).map(|number| {
        let mut aside = name.clone();
        aside.push(format!("-lama-{number}"));
        folder.path().with_file_name(aside)
    });
    let mut free = names.skip_while(|name| name.exists());
    fs::rename(folder.path(), free.next().unwrap_or_default())?;
    fs::create_dir_all(folder.path())?;
    Mirror::open(&folder.store(), key).map_err(on_the_medium)
}

/// What opens a mirror.
#[derive(Debug, Clone, Copy)]
pub enum Opener<'a> {
    /// An operator's password.
    Password(&'a OperatorId, &'a str),
    /// The store key that the province recovered.
    Recovered(&'a StoreKey),
}

/// A station that was made of its mirror.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The station.
    pub station: StationId,
    /// The last serial number of the mirror.
    pub through: u32,
    /// The first serial number that will be given out.
    pub next: u32,
}

/// Numbers that a restore left out, kept so that nobody looks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeftOut {
    /// The last serial number of the mirror.
    pub(crate) through: u32,
    /// The last that is left out.
    pub(crate) upto: u32,
}

/// Makes a station of a mirror, in `root`, where none may stand. `left_out` numbers after the mirror's last are not given out
/// again. Drafts, lists and the extract are not in a mirror.
///
/// # Errors
/// `mirror-taken`, `mirror-unclear`, `mirror-gone`; `wrong-password`; what the disk says. No station stands there then.
pub fn restore(
    root: &Path,
    medium: &Path,
    station: Option<&StationId>,
    opener: Opener<'_>,
    left_out: u32,
    now: &Stamp,
) -> Result<Restored, Error> {
    let from = find(medium, station)?;
    let home = Home::hold(root)?;
    if home.is_activated() {
        return Err(MirrorError::Taken.into());
    }
    let (site, swept) = home.fresh_building_site()?;
    for (from, to) in [
        (from.store(), site.store()),
        (from.vault(), site.vault()),
        (from.announcement(), site.announcement()),
        (journal(&from), journal(&site)),
    ] {
        match fs::copy(from, to) {
            // A journal is there only where the power went away in the middle of a copy.
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(MirrorError::from(error).into());
            }
            Ok(_) | Err(_) => {}
        }
    }
    let mut vault = Vault::load(&site.vault())?;
    let key = match opener {
        Opener::Password(operator, password) => {
            vault
                .open(&site.vault(), operator, password, now)?
                .keys
                .store
        }
        Opener::Recovered(key) => key.clone(),
    };
    let store = Store::open(&site.store(), &key)?;
    let last = store.day_book_head()?;
    let floor = DayBookHead {
        serial: last.serial.saturating_add(left_out),
        head: last.head,
    };
    store.restored(
        LeftOut {
            through: last.serial,
            upto: floor.serial,
        },
        floor,
        now,
    )?;
    store.note_swept(Scraps::Activation, swept, now)?;
    store.close()?;
    rescue::keep_spare_pages(&site, &key)?;
    rescue::keep_head(&site, floor)?;
    let restored = Restored {
        station: vault.station().clone(),
        through: last.serial,
        next: floor.serial.saturating_add(1),
    };
    home.move_in(&site)?;
    Ok(restored)
}

fn journal(folder: &Folder) -> PathBuf {
    let mut name = folder.store().into_os_string();
    name.push("-journal");
    name.into()
}

/// The mirror that is meant: the one that was named, or the only one.
fn find(medium: &Path, station: Option<&StationId>) -> Result<Folder, MirrorError> {
    let all = medium.join(MIRRORS);
    let entries = fs::read_dir(all)?.collect::<Result<Vec<_>, _>>()?;
    let mut mirrors = entries
        .into_iter()
        .map(|entry| Folder::at(entry.path()))
        .filter(|folder| folder.store().is_file() && folder.vault().is_file())
        .filter(|folder| {
            station
                .is_none_or(|station| folder.path().file_name() == Some(station.as_str().as_ref()))
        });
    match (mirrors.next(), mirrors.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) | (None, _) => Err(MirrorError::Unclear),
    }
}
