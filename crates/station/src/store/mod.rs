//! The encrypted store: one SQLCipher database, one connection, and the only SQL of the station.
//!
//! What it promises: whatever a verb has returned `Ok` for is on the disk (`synchronous=FULL`) and survives a power cut;
//! whatever it has returned `Err` for has left no trace. Verbs take `&self`; the connection stands behind a mutex, so
//! sync and desk share one store without waiting longer than one small transaction.

pub mod audit;
pub mod canary;
pub mod captures;
pub(crate) mod changes;
mod columns;
pub mod day_book;
pub mod decisions;
pub mod drafts;
mod error;
pub mod extract;
pub mod faults;
pub mod listed;
pub mod marks;
mod migrate;
pub(crate) mod mirror;
mod open;
pub mod outbox;
pub mod provisions;
pub mod reckon;
mod reserve;
pub mod retention;
pub mod salvage;
pub mod scrub;
pub mod settings;
pub mod sites;
pub(crate) mod spare;
pub mod tally;
pub mod templates;
#[cfg(test)]
mod tests;
pub mod trip;
pub mod twice;
pub mod worklist;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

pub use error::StoreError;
pub use open::StoreKey;
use reserve::Reserve;

/// The open store.
pub struct Store {
    connection: Mutex<Option<Connection>>,
    reserve: Reserve,
    person_key: Zeroizing<[u8; 32]>,
}

impl Store {
    /// Runs `verb` on a consistent view of the store.
    pub(crate) fn read<T>(
        &self,
        verb: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let held = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        verb(held.as_ref().ok_or(StoreError::Locked)?)
    }

    /// Runs `verb` in one transaction: all of it is on the disk when this returns `Ok`, none of it when `Err`.
    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        verb: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut held = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let connection = held.as_mut().ok_or(StoreError::Locked)?;
        self.reserve.ease();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let outcome = verb(&transaction)?;
        transaction.commit().map_err(StoreError::from)?;
        Ok(outcome)
    }

    /// Bytes of the disk that are free and no longer for new residents: the reserve was given up for those at the desk.
    #[must_use]
    pub fn spoken_for(&self) -> u64 {
        self.reserve.missing()
    }

    /// Closes the store for every holder; SQLCipher wipes its copy of the key. Later verbs say [`StoreError::Locked`].
    ///
    /// # Errors
    /// What the disk says while the last pages are written; the store is closed even then.
    pub fn close(&self) -> Result<(), StoreError> {
        let connection = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        connection.map_or(Ok(()), |connection| {
            connection.close().map_err(|(_, error)| error.into())
        })
    }

    /// Empties the write-ahead log, in which deleted drafts would otherwise stay readable to whoever holds the key.
    ///
    /// Deleted rows are overwritten in the database itself (`secure_delete`); what a solid-state disk keeps behind its
    /// own translation layer is out of reach, and stays encrypted.
    ///
    /// # Errors
    /// What the disk says; nothing is lost then, only not yet wiped.
    pub fn wipe_traces(&self) -> Result<(), StoreError> {
        self.read(|connection| {
            let busy: i64 =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            if busy == 0 {
                Ok(())
            } else {
                Err(StoreError::Busy)
            }
        })
    }

    /// Reads every page of the database: checksums, trees, indexes.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where one is not as it was written; else what SQLite says.
    pub fn verify_pages(&self) -> Result<(), StoreError> {
        self.read(|connection| {
            let answer: String =
                connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
            if answer == "ok" {
                Ok(())
            } else {
                Err(StoreError::Unreadable)
            }
        })
    }

    /// The keyed hash under which the day-book knows a person: HMAC-SHA-256 under a key derived from the store key.
    pub(crate) fn person_mark(&self, nik: &str) -> [u8; 32] {
        open::keyed_hash(&self.person_key, nik.as_bytes())
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}
