//! Scrubbing: every page and every packet is read, before somebody needs it.

use rekam_protocol::ids::Serial;
use serde::Serialize;

use super::settings::Setting;
use super::{Store, StoreError, salvage};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Scrubbed {
    /// Packets whose bytes match the day-book.
    pub whole: u32,
    /// Serial numbers of packets that are damaged or gone, and that the province has.
    pub received: Vec<u32>,
    /// Serial numbers of packets that are damaged or gone, and of which no receipt is here: their residents must be recorded
    /// again, unless the province names them as received.
    pub lost: Vec<u32>,
    /// Serial numbers of packets that were damaged or gone and were put back from the mirror.
    pub healed: Vec<u32>,
    /// Whether every page of the database reads.
    pub pages_whole: bool,
}

impl Scrubbed {
    /// Whether nothing at all is damaged.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.pages_whole && self.received.is_empty() && self.lost.is_empty()
    }
}

impl Store {
    /// Reads every page, and then every packet against its digest in the day-book. Where all is whole, the last salvage is
    /// forgotten.
    ///
    /// # Errors
    /// What the store says; damage is no error.
    pub fn scrub(&self) -> Result<Scrubbed, StoreError> {
        let mut found = Scrubbed {
            pages_whole: match self.verify_pages() {
                Ok(()) => true,
                Err(StoreError::Unreadable) => false,
                Err(other) => return Err(other),
            },
            ..Scrubbed::default()
        };
        if !found.pages_whole {
            // A connection that has met such a page is not trusted again: a rescue comes first.
            return Ok(found);
        }
        found.lost = self.read(salvage::lost)?;
        let mut after = 0;
        loop {
            let rows = self.queue(after, 500)?;
            let Some(last) = rows.last() else {
                break;
            };
            after = last.serial.get();
            for row in rows.iter().filter(|row| row.pruned_at.is_none()) {
                let serial: Serial = row.serial;
                match (self.packet(row.packet), &row.receipt) {
                    (Ok(_), _) => found.whole += 1,
                    (Err(StoreError::Locked), _) => return Err(StoreError::Locked),
                    (Err(_), Some(_)) => found.received.push(serial.get()),
                    (Err(_), None) => found.lost.push(serial.get()),
                }
            }
        }
        found.lost.sort_unstable();
        found.lost.dedup();
        if found.is_whole() && self.last_salvage()?.is_some() {
            self.set(Setting::Salvage, b"")?;
        }
        Ok(found)
    }
}
