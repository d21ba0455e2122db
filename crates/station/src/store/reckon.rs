//! What an account says, and packets that the province received once and no longer holds.

use chrono::{DateTime, Utc};
use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{PacketId, Serial};
use rekam_protocol::reckoning::{AuditHead, Run};
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::audit::{self, Event};
use super::columns::{digest, moment, parsed, word};
use super::outbox::Progress;
use super::settings::{self, Setting};
use super::{Store, StoreError, day_book};
use crate::lease::day_at_the_desk;

/// The books at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where the day-book stood before the first run.
    pub after: DayBookHead,
    /// The days since.
    pub runs: Vec<Run>,
    /// The audit log.
    pub audit: AuditHead,
}

impl Standing {
    /// Where the day-book stands.
    #[must_use]
    pub fn day_book(&self) -> DayBookHead {
        self.runs.last().map_or(self.after, |run| DayBookHead {
            serial: run.last.get(),
            head: run.head,
        })
    }
}

/// A packet whose receipt is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipted {
    /// Its number in the day-book.
    pub serial: Serial,
    /// The packet.
    pub packet: PacketId,
    /// The signed receipt.
    pub receipt: Vec<u8>,
    /// Whether its bytes are still here.
    pub kept: bool,
}

impl Store {
    /// The books after a serial number (or after the last line, where that is before it), all at one moment.
    ///
    /// # Errors
    /// What the store says.
    pub fn books_after(&self, serial: u32) -> Result<Standing, StoreError> {
        self.read(|connection| {
            let one_moment = connection.unchecked_transaction()?;
            let after = head_until(&one_moment, serial)?;
            let audit = audit::head(&one_moment)?;
            Ok(Standing {
                runs: runs_after(&one_moment, after.serial)?,
                after,
                audit: AuditHead {
                    lines: audit.lines,
                    head: audit.head,
                },
            })
        })
    }

    /// The packets behind a serial number whose receipts are here, by serial number.
    ///
    /// # Errors
    /// What the store says.
    pub fn receipted_after(&self, serial: u32) -> Result<Vec<Receipted>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare_cached(
                "SELECT o.serial, d.packet, o.receipt, o.pruned_at IS NULL AS kept
                 FROM outbox o JOIN day_book d ON d.serial = o.serial
                 WHERE o.receipt IS NOT NULL AND o.serial > ?1 ORDER BY o.serial",
            )?;
            let rows = query.query_and_then([serial], |row| {
                Ok(Receipted {
                    serial: day_book::serial(row)?,
                    packet: parsed(row, "packet", "packet id")?,
                    receipt: row.get("receipt")?,
                    kept: row.get("kept")?,
                })
            })?;
            rows.collect()
        })
    }

    /// Puts packets back into the queue that the province received and no longer holds: their receipts are laid aside, and
    /// its feed is read anew from the beginning, as it may have forgotten news too. What is not kept stays as it is.
    ///
    /// # Errors
    /// What the store says; then nothing was changed.
    pub fn queue_again(&self, forgotten: &[Receipted], at: &Stamp) -> Result<(), StoreError> {
        self.write(|tx| {
            for one in forgotten.iter().filter(|one| one.kept) {
                tx.prepare_cached(
                    "INSERT INTO forgotten (serial, receipt, at)
                     SELECT serial, receipt, ?2 FROM outbox WHERE serial = ?1 AND receipt IS NOT NULL
                     ON CONFLICT DO NOTHING",
                )?
                .execute(params![one.serial.get(), moment(at)?])?;
                let changed = tx
                    .prepare_cached(
                        "UPDATE outbox SET state = ?2, receipt = NULL, received_at = NULL, sent_bytes = 0, attempts = 0,
                                next_at = 0, last_code = NULL, final_at = NULL
                         WHERE serial = ?1 AND receipt IS NOT NULL",
                    )?
                    .execute(params![one.serial.get(), word(&Progress::Queued)?])?;
                if changed == 1 {
                    let (packet, serial) = (one.packet, one.serial);
                    audit::append(tx, Event::Forgotten { packet, serial }, None, at)?;
                }
            }
            settings::put(tx, Setting::FeedCursor, b"0")
        })
    }

    /// Receipts that the province gave and did not stand by, of one packet, oldest first.
    ///
    /// # Errors
    /// What the store says.
    pub fn receipts_laid_aside(&self, serial: Serial) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(|connection| {
            let mut query = connection
                .prepare_cached("SELECT receipt FROM forgotten WHERE serial = ?1 ORDER BY at")?;
            let rows = query.query_map([serial.get()], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// The head after a serial number, or after the last line before it.
fn head_until(connection: &Connection, serial: u32) -> Result<DayBookHead, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT serial, head FROM day_book WHERE serial <= ?1 ORDER BY serial DESC LIMIT 1",
    )?;
    let found = query
        .query_row([serial], |row| {
            Ok(DayBookHead {
                serial: row.get(0)?,
                head: Digest::from_bytes(row.get(1)?),
            })
        })
        .optional()?;
    Ok(found.unwrap_or(DayBookHead::EMPTY))
}

fn runs_after(connection: &Connection, serial: u32) -> Result<Vec<Run>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT serial, head, sealed_at ->> 'wall' AS wall FROM day_book WHERE serial > ?1 ORDER BY serial",
    )?;
    let mut rows = query.query([serial])?;
    let mut runs: Vec<Run> = Vec::new();
    while let Some(row) = rows.next()? {
        let wall: DateTime<Utc> = parsed(row, "wall", "moment")?;
        let (serial, head) = (day_book::serial(row)?, digest(row, "head")?);
        let day = day_at_the_desk(wall);
        match runs.last_mut() {
            Some(run) if run.day == day => (run.last, run.head) = (serial, head),
            Some(_) | None => runs.push(Run {
                day,
                first: serial,
                last: serial,
                head,
            }),
        }
    }
    Ok(runs)
}
