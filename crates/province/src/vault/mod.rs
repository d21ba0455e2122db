//! The vault: the only part of the province that holds the opening key. It opens what waits, checks it, and writes what it
//! found into the registry.
//!
//! One packet is one transaction of the registry, so the vault may be killed at any moment: what was settled is settled,
//! what was not still waits, and two vaults side by side do no harm. Logs name packets and reasons, never a resident.

mod examine;
mod marks;
mod record;
#[cfg(test)]
mod tests;

use crate::{
    clock::Clock,
    registry::{PacketRow, PacketState, Registry, RegistryError, Settled, Verdict},
};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{ids::PacketId, keys::OpeningKey};
use std::collections::BTreeSet;

/// Packets asked for at once.
const BATCH: u32 = 256;

/// What one run of the vault did, in packets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Good records, now in process.
    pub processing: u32,
    /// Records of somebody who was recorded before for the same card.
    pub doubles: u32,
    /// Canaries answered.
    pub canaries: u32,
    /// Packets refused for good; the feed tells their stations why.
    pub refused: u32,
    /// Packets that still wait: not to be read just now, or for an operator's key that has not come yet.
    pub left: u32,
}

impl Summary {
    /// Packets settled by this run.
    pub const fn settled(&self) -> u32 {
        self.processing + self.doubles + self.canaries + self.refused
    }

    /// Adds what a later run did.
    pub const fn add(&mut self, later: &Summary) {
        self.processing += later.processing;
        self.doubles += later.doubles;
        self.canaries += later.canaries;
        self.refused += later.refused;
        self.left = later.left;
    }

    const fn count(&mut self, settled: Settled) {
        match settled {
            Settled::Processing => self.processing += 1,
            Settled::Double(_) => self.doubles += 1,
            Settled::Canary => self.canaries += 1,
            Settled::Refused => self.refused += 1,
            // Another vault was faster and counted it.
            Settled::Already => {}
        }
    }
}

/// Opens every packet that waits, one by one, oldest first.
///
/// `bytes_of` reads a packet from the packet store. A packet that cannot be read as it was received is left waiting, as the
/// disk may come back; one that is not what it claims to be is refused for good, with a reason. Neither stops the others.
/// `key` must be the one that the stations seal to: with another one, every packet is refused.
///
/// # Errors
/// If the registry itself fails; what was settled before stays settled.
pub fn open_waiting(
    registry: &dyn Registry,
    bytes_of: impl Fn(&PacketRow) -> Result<Vec<u8>, ErrorCode>,
    key: &OpeningKey,
    clock: &Clock,
) -> Result<Summary, RegistryError> {
    let mut summary = Summary::default();
    let mut left = BTreeSet::new();
    loop {
        // Those left waiting come again with every question, so the question must be larger than they are many.
        let limit = BATCH.saturating_add(summary.left);
        let waiting = registry.packets(Some(PacketState::Waiting), limit)?;
        let mut fresh = waiting
            .iter()
            .filter(|packet| !left.contains(&packet.id))
            .peekable();
        if fresh.peek().is_none() {
            return Ok(summary);
        }
        let mut newly_left: Vec<PacketId> = Vec::new();
        for packet in fresh {
            match open_one(registry, packet, &bytes_of, key, clock)? {
                Some(settled) => summary.count(settled),
                None => newly_left.push(packet.id),
            }
        }
        left.extend(newly_left);
        summary.left = u32::try_from(left.len()).unwrap_or(u32::MAX);
    }
}

/// Settles one packet; `None` if it cannot be read now.
fn open_one(
    registry: &dyn Registry,
    packet: &PacketRow,
    bytes_of: impl Fn(&PacketRow) -> Result<Vec<u8>, ErrorCode>,
    key: &OpeningKey,
    clock: &Clock,
) -> Result<Option<Settled>, RegistryError> {
    let bytes = match bytes_of(packet) {
        Ok(bytes) => bytes,
        Err(code) => return Ok(leave(packet, code)),
    };
    let outcome = registry
        .station(&packet.station)
        .map(|station| examine::examine(packet, &bytes, station.as_ref(), key));
    let now = clock.now();
    let settled = outcome.and_then(|found| match found {
        Ok(verdict) => registry.settle(&packet.id, &verdict, now).map(Some),
        Err(refusal) if refusal.may_pass(now - packet.received_at) => {
            Ok(leave(packet, refusal.code()))
        }
        Err(refusal) => {
            tracing::warn!(packet = %packet.id, station = %packet.station, reason = %refusal.code(), "{refusal}");
            let refused = Verdict::Refused(refusal.code());
            registry.settle(&packet.id, &refused, now).map(Some)
        }
    });
    match settled {
        // One damaged row must not keep all other residents waiting.
        Err(error @ RegistryError::Damaged(_)) => Ok(leave(packet, error.code())),
        other => other,
    }
}

fn leave(packet: &PacketRow, code: ErrorCode) -> Option<Settled> {
    tracing::error!(packet = %packet.id, station = %packet.station, reason = %code, "left waiting");
    None
}
