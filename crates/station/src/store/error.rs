//! Why the store could not do what it was asked.

use rekam_domain::code::ErrorCode;
use rusqlite::ErrorCode as Sqlite;

use crate::home::is_full;

/// Why the store could not do what it was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The key is wrong or the file is damaged: SQLCipher cannot tell the two apart.
    #[error("the store cannot be opened with this key, or is damaged")]
    Unreadable,
    /// The store was written by a newer Rekam.
    #[error("the store has version {found}, this program knows up to {known}")]
    Newer {
        /// Version of the file.
        found: u32,
        /// Newest version this program knows.
        known: u32,
    },
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The station was locked while the verb was on its way.
    #[error("the store is locked")]
    Locked,
    /// Another connection holds the store for longer than five seconds.
    #[error("the store is busy")]
    Busy,
    /// No list names this resident (any more).
    #[error("no list names this resident")]
    ResidentUnknown,
    /// No open draft has this id.
    #[error("no open draft has this id")]
    DraftUnknown,
    /// No packet of this station has this id.
    #[error("no packet of this station has this id")]
    PacketUnknown,
    /// The packet's bytes were removed after receipt, final status and the days the province sets.
    #[error("the packet's bytes are no longer kept")]
    PacketGone,
    /// Stored bytes no longer match their digest.
    #[error("stored bytes no longer match their digest")]
    Rotten,
    /// A row holds something this program never wrote.
    #[error("the store holds a {0} that this program never wrote")]
    Foreign(&'static str),
    /// The outbox is asked for a step that its state forbids.
    #[error("the packet's state forbids this step")]
    OutOfOrder,
    /// SQLite says no.
    #[error("the store failed")]
    Sql(#[source] rusqlite::Error),
}

impl StoreError {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Unreadable => ErrorCode::StoreUnreadable,
            Self::Newer { .. } => ErrorCode::StoreNewer,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::Locked => ErrorCode::StoreLocked,
            Self::Busy => ErrorCode::StoreBusy,
            Self::ResidentUnknown => ErrorCode::ResidentUnknown,
            Self::DraftUnknown => ErrorCode::DraftUnknown,
            Self::PacketUnknown => ErrorCode::PacketNotHere,
            Self::PacketGone => ErrorCode::PacketGone,
            Self::Rotten | Self::Foreign(_) => ErrorCode::StoreDamaged,
            Self::OutOfOrder => ErrorCode::Internal,
            Self::Sql(_) => ErrorCode::StoreFailed,
        }
    }
}

impl StoreError {
    /// What the disk says while files of the store are handled by hand.
    pub(super) fn from_disk(error: &std::io::Error) -> Self {
        if is_full(error) {
            Self::DiskFull
        } else {
            Self::Unreadable
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(Sqlite::DiskFull) => Self::DiskFull,
            Some(Sqlite::NotADatabase | Sqlite::DatabaseCorrupt) => Self::Unreadable,
            Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Self::Busy,
            Some(_) | None => Self::Sql(error),
        }
    }
}
