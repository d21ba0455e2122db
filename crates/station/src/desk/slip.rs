//! The slip: what a resident takes home, and how the record is found again by it.

use rekam_domain::role::Permission;
use rekam_protocol::documents::Slip;
use rekam_protocol::ids::{PacketId, Serial};
use rekam_protocol::slip::{self, SlipError};

use serde::Serialize;

use super::Desk;
use super::day::service;
use crate::error::Error;
use crate::store::StoreError;
use crate::sync::directory;
use crate::view::{PacketView, moment};

/// What a slip is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipFound {
    /// A record of this station.
    Here(PacketView),
    /// A record that another station of the province sealed.
    Elsewhere(SlipElsewhere),
}

/// A genuine slip of another station. What became of its record is known there, and at the province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SlipElsewhere {
    /// The station.
    pub station: String,
    /// Its name as people say it.
    pub name: String,
    /// The number of the record there.
    pub serial: u32,
    /// What the resident came for.
    pub service: String,
    /// When it was sealed, by that station's clock.
    pub sealed_at: String,
    /// When the province issued the directory that vouches for the station.
    pub vouched_at: String,
}

impl Desk {
    /// The slip of a sealed record, and the text of its QR code.
    ///
    /// # Errors
    /// `packet-not-here`, also for a canary; `role-not-allowed`, or what the store says.
    pub fn slip(&self, packet: PacketId) -> Result<(Slip, String), Error> {
        self.may(Permission::ReadQueue)?;
        let serial = self.store.outbox_row(packet)?.serial;
        let line = self.store.day_book_line(serial)?;
        let line = line.ok_or(StoreError::PacketUnknown)?;
        let slip = Slip {
            packet,
            digest: line.digest,
            station: self.activation().station.clone(),
            serial,
            service: service(&line)?.ok_or(StoreError::PacketUnknown)?,
            sealed_at: line.sealed_at.wall,
        };
        let text = slip::write(&slip, &self.station_key)?;
        Ok((slip, text))
    }

    /// The record that a slip is of: the text of its QR code, or the number that is printed on it. A slip of a colleague's
    /// station is checked with the province's directory, without a line.
    ///
    /// # Errors
    /// `slip-unreadable` for a text that is neither, `slip-other-station` for a station that the directory does not name,
    /// `slip-not-genuine`, `slip-pass-ended`; `packet-not-here` for a number that no record has; `role-not-allowed`, or what
    /// the store says.
    pub fn find_by_slip(&self, text: &str) -> Result<SlipFound, Error> {
        self.may(Permission::ReadQueue)?;
        let text = text.trim();
        if let Ok(number) = text.parse::<u32>() {
            let serial = Serial::try_from(number).map_err(|_| StoreError::PacketUnknown)?;
            let line = self.store.day_book_line(serial)?;
            let line = line.ok_or(StoreError::PacketUnknown)?;
            service(&line)?.ok_or(StoreError::PacketUnknown)?;
            return self.packet(line.packet).map(SlipFound::Here);
        }
        let station = &self.activation().station;
        let slip = match slip::read(text, station, &self.station_key.verifying_key()) {
            Err(SlipError::OtherStation) => return self.slip_of_a_colleague(text),
            read => read?,
        };
        // What the station signed it also wrote down: a slip that says otherwise was made with a stolen key, or its record
        // went with a lost disk.
        let line = self.store.day_book_line(slip.serial)?;
        let line = line.ok_or(StoreError::PacketUnknown)?;
        if (line.packet, line.digest) != (slip.packet, slip.digest) {
            return Err(SlipError::NotGenuine.into());
        }
        self.packet(slip.packet).map(SlipFound::Here)
    }

    fn slip_of_a_colleague(&self, text: &str) -> Result<SlipFound, Error> {
        let directory = directory::kept(&self.store, &self.activation().signing_key)?;
        let directory = directory.ok_or(SlipError::OtherStation)?;
        let (slip, pass) = slip::read_of_any(text, &directory)?;
        Ok(SlipFound::Elsewhere(SlipElsewhere {
            station: pass.station.to_string(),
            name: pass.name.clone(),
            serial: slip.serial.get(),
            service: slip.service.to_string(),
            sealed_at: moment(slip.sealed_at),
            vouched_at: moment(directory.issued_at),
        }))
    }
}
