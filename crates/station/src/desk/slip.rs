//! The slip: what a resident takes home, and how the record is found again by it.

use rekam_domain::role::Permission;
use rekam_protocol::documents::Slip;
use rekam_protocol::ids::{PacketId, Serial};
use rekam_protocol::slip::{self, SlipError};

use super::Desk;
use super::day::service;
use crate::error::Error;
use crate::store::StoreError;
use crate::view::PacketView;

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

    /// The record that a slip is of: the text of its QR code, or the number that is printed on it.
    ///
    /// # Errors
    /// `slip-unreadable` for a text that is neither, `slip-other-station`, `slip-not-genuine`; `packet-not-here` for a number
    /// that no record has; `role-not-allowed`, or what the store says.
    pub fn find_by_slip(&self, text: &str) -> Result<PacketView, Error> {
        self.may(Permission::ReadQueue)?;
        let text = text.trim();
        if let Ok(number) = text.parse::<u32>() {
            let serial = Serial::try_from(number).map_err(|_| StoreError::PacketUnknown)?;
            let line = self.store.day_book_line(serial)?;
            let line = line.ok_or(StoreError::PacketUnknown)?;
            service(&line)?.ok_or(StoreError::PacketUnknown)?;
            return self.packet(line.packet);
        }
        let station = &self.activation().station;
        let slip = slip::read(text, station, &self.station_key.verifying_key())?;
        // What the station signed it also wrote down: a slip that says otherwise was made with a stolen key, or its record
        // went with a lost disk.
        let line = self.store.day_book_line(slip.serial)?;
        let line = line.ok_or(StoreError::PacketUnknown)?;
        if (line.packet, line.digest) != (slip.packet, slip.digest) {
            return Err(SlipError::NotGenuine.into());
        }
        self.packet(slip.packet)
    }
}
