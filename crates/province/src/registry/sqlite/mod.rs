//! The registry in one SQLite file: write-ahead log, full synchronisation, foreign keys.

mod findings;
mod migrate;
mod packets;
mod provisions;
mod read;
mod reckon;
mod register;
mod renewals;
mod settle;
mod stations;
mod times;

use super::{
    Accounted, Announcement, Books, BoundStation, Contact, Double, EnrollmentRow, GivenList,
    GivenTable, Greeting, KeptPart, NewPacket, NewStation, PacketRow, PacketState, Reception,
    Registry, RegistryError, Renewal, Resident, Settled, SettledFinding, Settlement, Station,
    StationRow, Verdict,
};
use chrono::{DateTime, Utc};
use rekam_protocol::{
    digest::Digest,
    documents::FeedEntry,
    ids::{PacketId, Serial, StationId},
    keys::KeyId,
    provisions::Provisions,
    reckoning::{Fault, Reckoning},
};
use rusqlite::{Connection, ErrorCode as SqliteCode, Transaction, TransactionBehavior};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How long a call waits for another process that is writing.
const BUSY: Duration = Duration::from_secs(10);
/// Idle reading connections that are kept.
const KEPT_READERS: usize = 8;

impl From<rusqlite::Error> for RegistryError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(SqliteCode::DiskFull) => Self::Full,
            Some(_) | None => Self::Backend(Box::new(error)),
        }
    }
}

/// The registry of a province in one file. One connection writes, others read beside it.
pub struct SqliteRegistry {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl SqliteRegistry {
    /// Opens the file, makes it if it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`RegistryError::Newer`] if a newer program wrote it; [`RegistryError::Backend`] if it is no database of ours.
    pub fn open(path: &Path) -> Result<Self, RegistryError> {
        let mut writer = connect(path)?;
        migrate::migrate(&mut writer)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// Runs one writing transaction; it is durable when this returns `Ok`.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        // A panic inside `work` has rolled its transaction back, so the connection is sound.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let answer = work(&transaction)?;
        transaction.commit()?;
        Ok(answer)
    }

    /// Runs one reading transaction: it sees one state of the registry, whatever is written meanwhile.
    fn read<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, RegistryError>,
    ) -> Result<T, RegistryError> {
        let kept = self
            .readers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut reader = match kept {
            Some(reader) => reader,
            None => connect(&self.path)?,
        };
        let answer = reader
            .transaction()
            .map_err(RegistryError::from)
            .and_then(|transaction| work(&transaction));
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < KEPT_READERS {
            readers.push(reader);
        }
        answer
    }
}

fn connect(path: &Path) -> Result<Connection, RegistryError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

impl Registry for SqliteRegistry {
    fn add_station(&self, station: &NewStation) -> Result<(), RegistryError> {
        self.write(|tx| stations::add(tx, station))
    }

    fn station(&self, id: &StationId) -> Result<Option<Station>, RegistryError> {
        self.read(|tx| stations::one(tx, id))
    }

    fn station_by_key(&self, key: &KeyId) -> Result<Option<Station>, RegistryError> {
        self.read(|tx| stations::by_key(tx, key))
    }

    fn stations(&self) -> Result<Vec<StationRow>, RegistryError> {
        self.read(stations::all)
    }

    fn bound_stations(&self) -> Result<Vec<BoundStation>, RegistryError> {
        self.read(stations::bound)
    }

    fn activation(&self, id: &StationId) -> Result<Option<Vec<u8>>, RegistryError> {
        self.read(|tx| stations::activation(tx, id))
    }

    fn renew(&self, renewal: &Renewal) -> Result<(), RegistryError> {
        self.write(|tx| renewals::renew(tx, renewal))
    }

    fn renewal(
        &self,
        id: &StationId,
        after: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>, RegistryError> {
        self.read(|tx| renewals::newest(tx, id, after))
    }

    fn announce(&self, announcement: &Announcement) -> Result<(), RegistryError> {
        self.write(|tx| stations::announce(tx, announcement))
    }

    fn revoke(&self, id: &StationId, at: DateTime<Utc>) -> Result<(), RegistryError> {
        self.write(|tx| stations::revoke(tx, id, at))
    }

    fn greet(&self, contact: &Contact) -> Result<Greeting, RegistryError> {
        self.write(|tx| stations::greet(tx, contact))
    }

    fn take_account(&self, accounted: &Accounted) -> Result<Reckoning, RegistryError> {
        self.write(|tx| reckon::take(tx, accounted))
    }

    fn books(&self, station: &StationId, at: DateTime<Utc>) -> Result<Books, RegistryError> {
        self.write(|tx| reckon::books(tx, station, at))
    }

    fn find(
        &self,
        station: &StationId,
        serial: u32,
        fault: Fault,
        at: DateTime<Utc>,
    ) -> Result<(), RegistryError> {
        self.write(|tx| findings::find(tx, station, serial, fault, at))
    }

    fn settle_finding(&self, settlement: &Settlement) -> Result<SettledFinding, RegistryError> {
        self.write(|tx| findings::settle(tx, settlement))
    }

    fn receive(&self, packets: &[NewPacket]) -> Result<Vec<Reception>, RegistryError> {
        self.write(|tx| {
            packets
                .iter()
                .map(|packet| packets::receive(tx, packet))
                .collect()
        })
    }

    fn packet(&self, id: &PacketId) -> Result<Option<PacketRow>, RegistryError> {
        self.read(|tx| packets::one(tx, id))
    }

    fn packet_at(
        &self,
        station: &StationId,
        serial: Serial,
    ) -> Result<Option<PacketRow>, RegistryError> {
        self.read(|tx| packets::at(tx, station, serial))
    }

    fn receipt(&self, id: &PacketId) -> Result<Option<Vec<u8>>, RegistryError> {
        self.read(|tx| packets::receipt(tx, id))
    }

    fn packets(
        &self,
        state: Option<PacketState>,
        limit: u32,
    ) -> Result<Vec<PacketRow>, RegistryError> {
        self.read(|tx| packets::list(tx, state, limit))
    }

    fn settle(
        &self,
        packet: &PacketId,
        verdict: &Verdict,
        at: DateTime<Utc>,
    ) -> Result<Settled, RegistryError> {
        self.write(|tx| settle::settle(tx, packet, verdict, at))
    }

    fn feed(
        &self,
        station: &StationId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<FeedEntry>, RegistryError> {
        self.read(|tx| settle::feed(tx, station, after, limit))
    }

    fn list_parts(
        &self,
        station: &StationId,
        list: &str,
    ) -> Result<BTreeMap<Digest, KeptPart>, RegistryError> {
        self.read(|tx| provisions::parts(tx, station, list))
    }

    fn give_list(&self, list: &GivenList) -> Result<(), RegistryError> {
        self.write(|tx| provisions::give(tx, list))
    }

    fn withdraw_list(
        &self,
        station: &StationId,
        list: &str,
        at: DateTime<Utc>,
    ) -> Result<bool, RegistryError> {
        self.write(|tx| provisions::withdraw(tx, station, list, at))
    }

    fn give_table(&self, table: &GivenTable) -> Result<(), RegistryError> {
        self.write(|tx| provisions::give_table(tx, table))
    }

    fn tables(&self) -> Result<Vec<GivenTable>, RegistryError> {
        self.read(provisions::given_tables)
    }

    fn provisions(&self, station: &StationId) -> Result<Option<Provisions>, RegistryError> {
        self.read(|tx| provisions::of(tx, station))
    }

    fn provision(
        &self,
        station: &StationId,
        part: &Digest,
    ) -> Result<Option<Vec<u8>>, RegistryError> {
        self.read(|tx| provisions::part(tx, station, part))
    }

    fn residents(&self) -> Result<Vec<Resident>, RegistryError> {
        self.read(register::residents)
    }

    fn enrollments(&self) -> Result<Vec<EnrollmentRow>, RegistryError> {
        self.read(register::enrollments)
    }

    fn doubles(&self) -> Result<Vec<Double>, RegistryError> {
        self.read(register::doubles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_of_a_newer_program_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.sqlite");
        drop(SqliteRegistry::open(&path).unwrap());
        connect(&path)
            .unwrap()
            .pragma_update(None, "user_version", 9999)
            .unwrap();
        let refused = SqliteRegistry::open(&path).err().unwrap();
        assert!(
            matches!(refused, RegistryError::Newer { found: 9999, .. }),
            "{refused}"
        );
        assert_eq!(refused.code().as_str(), "registry-newer");
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("registry.sqlite");
        std::fs::write(&path, b"this is a letter, and no database at all").unwrap();
        assert_eq!(
            SqliteRegistry::open(&path).err().unwrap().code().as_str(),
            "registry-failed"
        );
        assert_eq!(
            std::fs::read(&path).unwrap(),
            b"this is a letter, and no database at all"
        );
    }

    #[test]
    fn no_statement_takes_back_a_finding_or_what_was_said_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let registry = SqliteRegistry::open(&folder.path().join("registry.sqlite")).unwrap();
        let writer = registry.writer.lock().unwrap();
        writer
            .execute_batch(
                "PRAGMA foreign_keys = OFF;
                 INSERT INTO findings (station, serial, fault, found_at) VALUES ('van', 4, 'station-copy', 1);
                 INSERT INTO settlements (station, serial, fault, found_at, settled_at, settled_by, reason)
                     VALUES ('van', 4, 'station-copy', 1, 2, 'Kepala', 'dilihat');",
            )
            .unwrap();
        for taken_back in [
            "DELETE FROM findings",
            "DELETE FROM settlements",
            "UPDATE settlements SET reason = 'lain'",
        ] {
            assert!(writer.execute(taken_back, []).is_err(), "{taken_back}");
        }
    }

    #[test]
    fn commits_wait_for_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let registry = SqliteRegistry::open(&folder.path().join("registry.sqlite")).unwrap();
        let writer = registry.writer.lock().unwrap();
        let pragma = |name: &str| {
            writer.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
        };
        assert_eq!(pragma("journal_mode").unwrap(), "wal".to_owned().into());
        assert_eq!(pragma("synchronous").unwrap(), 2.into(), "2 is FULL");
        assert_eq!(pragma("foreign_keys").unwrap(), 1.into());
    }
}
