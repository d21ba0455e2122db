//! What the desk keeps for itself between days.

use chrono::NaiveDate;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::audit::{self, Event};
use super::{Store, StoreError, day_book};
use crate::sync::budget::Spent;

/// Names of the settings; the type of each is said at its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// 32 bytes: the seed of the station's signing key.
    StationSeed,
    /// The signed activation, as the province issued it.
    Activation,
    /// Decimal text: records sealed before the present lease began to count.
    LeaseBase,
    /// Decimal text: sequence of the last key announcement.
    AnnouncementSequence,
    /// JSON: which key announcement the province took last, and when.
    Announced,
    /// JSON: what the last welcome lets the station do.
    Admission,
    /// Decimal text: the province's feed has been read up to here.
    FeedCursor,
    /// A renewed activation, as the province issued it, that the desk has not taken in yet; empty where there is none.
    Renewal,
    /// The newest directory of stations, as the province signed it.
    Directory,
    /// What the station should take along, as the province signed it last.
    Provisions,
    /// The last reckoning, as the province signed it.
    Reckoning,
    /// Decimal text: days that packets are kept after receipt and final status.
    RetentionDays,
    /// JSON: how the people at this desk like it.
    Preferences,
    /// JSON: bytes of the line that were used on the last day with any.
    DataSpent,
    /// JSON: file, key and content of the extract of the register.
    Extract,
    /// JSON: what the last salvage came to; empty when a scrub has found everything whole since.
    Salvage,
    /// JSON: where the mirror is and how far it was brought; empty where there is none.
    Mirror,
    /// JSON: serial numbers that were left out when the station was restored from its mirror.
    LeftOut,
    /// JSON: key and certificates of the station as a face device for other programs; empty where it is none.
    FaceDevice,
    /// JSON: the day-book's head as it was known outside a database whose last lines were lost.
    DayBookFloor,
}

impl Setting {
    /// The stable word: what is stored and logged.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::StationSeed => "station-seed",
            Self::Activation => "activation",
            Self::LeaseBase => "lease-base",
            Self::AnnouncementSequence => "announcement-sequence",
            Self::Announced => "announced",
            Self::Admission => "admission",
            Self::FeedCursor => "feed-cursor",
            Self::Renewal => "renewal",
            Self::Directory => "directory",
            Self::Provisions => "provisions",
            Self::Reckoning => "reckoning",
            Self::RetentionDays => "retention-days",
            Self::Preferences => "preferences",
            Self::DataSpent => "data-spent",
            Self::Extract => "extract",
            Self::Salvage => "salvage",
            Self::Mirror => "mirror",
            Self::LeftOut => "left-out",
            Self::FaceDevice => "face-device",
            Self::DayBookFloor => "day-book-floor",
        }
    }
}

/// Days that packets are kept after receipt and final status, until the province says otherwise.
pub const DEFAULT_RETENTION_DAYS: u64 = 30;

impl Store {
    /// A setting's bytes, if it was ever set.
    ///
    /// # Errors
    /// What the store says.
    pub fn setting(&self, setting: Setting) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|connection| get(connection, setting))
    }

    /// Sets a setting durably.
    ///
    /// # Errors
    /// What the store says.
    pub fn set(&self, setting: Setting, value: &[u8]) -> Result<(), StoreError> {
        self.write(|tx| put(tx, setting, value))
    }

    /// A setting that is a decimal number.
    ///
    /// # Errors
    /// What the store says.
    pub fn number(&self, setting: Setting) -> Result<Option<u64>, StoreError> {
        self.read(|connection| number(connection, setting))
    }

    /// Sets a setting that is a decimal number.
    ///
    /// # Errors
    /// What the store says.
    pub fn set_number(&self, setting: Setting, value: u64) -> Result<(), StoreError> {
        self.set(setting, value.to_string().as_bytes())
    }
}

impl Store {
    /// What the line has used of today's data budget.
    ///
    /// # Errors
    /// What the store says.
    pub fn spent(&self) -> Result<Spent, StoreError> {
        self.read(spent)
    }

    /// Books bytes of the line to a day's data budget.
    ///
    /// # Errors
    /// What the store says.
    pub fn spend(&self, today: NaiveDate, bytes: u64) -> Result<(), StoreError> {
        if bytes == 0 {
            return Ok(());
        }
        self.write(|tx| {
            let now = spent(tx)?.and(today, bytes);
            let json = serde_json::to_vec(&now).map_err(|_| StoreError::Foreign("setting"))?;
            put(tx, Setting::DataSpent, &json)
        })
    }
}

fn spent(connection: &Connection) -> Result<Spent, StoreError> {
    match get(connection, Setting::DataSpent)? {
        Some(json) => serde_json::from_slice(&json).map_err(|_| StoreError::Foreign("setting")),
        None => Ok(Spent::default()),
    }
}

impl Store {
    /// Takes in a newer activation; a new lease begins to count now.
    pub(crate) fn take_in_activation(
        &self,
        file: &[u8],
        new_lease: bool,
        issued_by: String,
        by: Option<&OperatorId>,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| {
            put(tx, Setting::Activation, file)?;
            if new_lease {
                put(
                    tx,
                    Setting::LeaseBase,
                    day_book::records(tx)?.to_string().as_bytes(),
                )?;
            }
            audit::append(tx, Event::Renewed { issued_by }, by, at)
        })
    }

    /// Records that count under the present lease: sealed since it began, and drafts that are open.
    ///
    /// # Errors
    /// What the store says.
    pub fn records_under_lease(&self) -> Result<u32, StoreError> {
        self.read(|connection| {
            let base = u32::try_from(number(connection, Setting::LeaseBase)?.unwrap_or_default())
                .unwrap_or(u32::MAX);
            let open: u32 =
                connection.query_row("SELECT count(*) FROM draft", [], |row| row.get(0))?;
            Ok(day_book::records(connection)?
                .saturating_sub(base)
                .saturating_add(open))
        })
    }
}

/// A setting, inside a transaction.
pub(crate) fn get(
    connection: &Connection,
    setting: Setting,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut query = connection.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    Ok(query
        .query_row([setting.name()], |row| row.get(0))
        .optional()?)
}

/// Sets a setting, inside a transaction.
pub(crate) fn put(
    connection: &Connection,
    setting: Setting,
    value: &[u8],
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2")?
        .execute(params![setting.name(), value])?;
    Ok(())
}

/// Takes a setting back, inside a transaction.
pub(super) fn forget(connection: &Connection, setting: Setting) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM setting WHERE name = ?1")?
        .execute([setting.name()])?;
    Ok(())
}

/// A numeric setting, inside a transaction.
pub(crate) fn number(connection: &Connection, setting: Setting) -> Result<Option<u64>, StoreError> {
    let Some(bytes) = get(connection, setting)? else {
        return Ok(None);
    };
    let number = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| text.parse().ok());
    number.map(Some).ok_or(StoreError::Foreign("setting"))
}
