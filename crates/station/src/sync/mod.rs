//! Getting records there: status, plan, steps. `plan` is pure; `run` only performs its steps, each of them idempotent.

pub mod admission;
pub(crate) mod answers;
pub mod budget;
mod capacity;
pub mod carry;
pub mod directory;
pub mod line;
pub mod pace;
pub mod plan;
pub(crate) mod provisions;
mod pulse;
pub mod reckon;
pub mod report;
pub mod route;
pub mod run;
mod sockets;

pub use admission::Admission;
pub use budget::budget_left;
pub use carry::{Carried, carry};
pub use line::{Line, LineError};
pub use report::{News, Report, SyncError};
pub use run::run;

use crate::clock::Clock;
use crate::store::{Store, outbox::OutboxRow};
use chrono::{DateTime, Utc};
use line::Announced;
use rekam_protocol::documents::Activation;
use rekam_protocol::keys::SigningKey;
use std::fmt;
use std::sync::Arc;

/// The station's side of a conversation. Another thread may hold it: sync never blocks the desk. It ends when the desk is locked.
#[derive(Clone)]
pub struct Party {
    /// The store, for the outbox and the feed.
    pub store: Arc<Store>,
    /// Signs hellos.
    pub station_key: Arc<SigningKey>,
    /// Names province, station and keys.
    pub activation: Arc<Activation>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Party {
    /// What is said about a packet before its bytes.
    fn announces(&self, row: &OutboxRow) -> Announced {
        Announced {
            packet: row.packet,
            station: self.activation.station.clone(),
            serial: row.serial,
            length: row.length,
            digest: row.digest,
        }
    }

    /// When a packet that failed so often is tried again.
    fn next_try(&self, attempts: u32) -> Result<DateTime<Utc>, SyncError> {
        let chance = getrandom::u64().map_err(|_| SyncError::NoRandomness)?;
        Ok(self.clock.stamp().wall + plan::pause(attempts, chance))
    }
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Party({})", self.activation.station)
    }
}
