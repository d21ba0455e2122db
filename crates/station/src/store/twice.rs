//! Residents who were recorded elsewhere too: what the province told of it.

use chrono::NaiveDate;
use rekam_protocol::ids::{PacketId, Serial, StationId};
use rusqlite::params;

use super::columns::parsed;
use super::{Store, StoreError, day_book};

/// Where and when the resident of one of our records was recorded too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRecording {
    /// The station; it may be this one.
    pub station: StationId,
    /// Its name as people say it.
    pub station_name: String,
    /// The day at the counter.
    pub recorded_on: NaiveDate,
    /// Whether our record stands, and not the other one.
    pub stands: bool,
}

impl Store {
    /// Keeps that a resident was recorded elsewhere too. Telling it again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::PacketUnknown`]; else what the store says.
    pub fn record_twice(&self, packet: PacketId, other: &OtherRecording) -> Result<(), StoreError> {
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO recorded_twice (serial, station, station_name, recorded_on, stands) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET station_name = excluded.station_name, stands = excluded.stands",
            )?
            .execute(params![
                day_book::serial_of(tx, packet)?.get(),
                other.station.as_str(),
                other.station_name,
                other.recorded_on.to_string(),
                other.stands,
            ])?;
            Ok(())
        })
    }

    /// Where the resident of a record was recorded too, the oldest day first; empty where the province told nothing.
    ///
    /// # Errors
    /// What the store says.
    pub fn other_recordings(&self, serial: Serial) -> Result<Vec<OtherRecording>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT * FROM recorded_twice WHERE serial = ?1 ORDER BY recorded_on, station",
            )?;
            let rows = query.query_and_then([serial.get()], |row| {
                Ok(OtherRecording {
                    station: parsed(row, "station", "station")?,
                    station_name: row.get("station_name")?,
                    recorded_on: parsed(row, "recorded_on", "recorded on")?,
                    stands: row.get("stands")?,
                })
            })?;
            rows.collect()
        })
    }
}
