//! Canaries: packets that carry nothing but a random number, which the province can only repeat by opening them.

use rekam_protocol::ids::{PacketId, Serial};
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, params};

use super::audit::{self, Event};
use super::columns::{moment, moment_in, parsed};
use super::{Store, StoreError, day_book};

/// A canary and whether the province has answered it.
#[derive(Debug, Clone, PartialEq)]
pub struct Canary {
    /// Its packet.
    pub packet: PacketId,
    /// Its number in the day-book.
    pub serial: Serial,
    /// When the answer came in.
    pub answered_at: Option<Stamp>,
}

impl Store {
    /// Keeps the province's answer. Returns whether this station ever sent such a number: a wrong one changes nothing.
    ///
    /// # Errors
    /// What the store says.
    pub fn record_canary_answer(&self, nonce: &[u8; 16], at: &Stamp) -> Result<bool, StoreError> {
        self.write(|tx| {
            let Some(canary) = get(tx, nonce)? else {
                return Ok(false);
            };
            if canary.answered_at.is_none() {
                tx.prepare_cached("UPDATE canary SET answered_at = ?2 WHERE nonce = ?1")?
                    .execute(params![nonce, moment(at)?])?;
                audit::append(
                    tx,
                    Event::CanaryAnswered {
                        packet: canary.packet,
                    },
                    None,
                    at,
                )?;
            }
            Ok(true)
        })
    }

    /// The canary with this number, if this station sent one.
    ///
    /// # Errors
    /// What the store says.
    pub fn canary(&self, nonce: &[u8; 16]) -> Result<Option<Canary>, StoreError> {
        self.read(|connection| get(connection, nonce))
    }

    /// The newest canary, if there is one.
    ///
    /// # Errors
    /// What the store says.
    pub fn last_canary(&self) -> Result<Option<Canary>, StoreError> {
        self.read(|connection| {
            let mut query =
                connection.prepare_cached(&format!("{CANARIES} ORDER BY c.serial DESC LIMIT 1"))?;
            query.query_and_then([], canary_in)?.next().transpose()
        })
    }
}

const CANARIES: &str =
    "SELECT d.packet, c.serial, c.answered_at FROM canary c JOIN day_book d ON d.serial = c.serial";

/// Keeps a canary's number, inside the transaction that seals it.
pub(crate) fn put(tx: &Connection, nonce: &[u8; 16], serial: Serial) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO canary (nonce, serial) VALUES (?1, ?2)")?
        .execute(params![nonce, serial.get()])?;
    Ok(())
}

fn get(connection: &Connection, nonce: &[u8; 16]) -> Result<Option<Canary>, StoreError> {
    let mut query = connection.prepare_cached(&format!("{CANARIES} WHERE c.nonce = ?1"))?;
    query.query_and_then([nonce], canary_in)?.next().transpose()
}

fn canary_in(row: &rusqlite::Row<'_>) -> Result<Canary, StoreError> {
    Ok(Canary {
        packet: parsed(row, "packet", "packet id")?,
        serial: day_book::serial(row)?,
        answered_at: moment_in(row, "answered_at")?,
    })
}
