//! The audit log: who did what and when, chained so that a cut or a change shows.
//!
//! `head(n) = SHA-256("rekam audit v1" || head(n-1) || line(n))`, where a line is the deterministic CBOR of
//! [`AuditLine`] and head(0) is all zero. The head travels with every hello, so the province notices a log that was cut
//! at its end, which nobody could see from the log alone. Events name drafts, packets and operators, never a resident.

use chrono::NaiveDate;
use rekam_domain::aside::AsideReason;
use rekam_domain::background::Background;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::{DiscardReason, Earlier};
use rekam_domain::field::Field;
use rekam_domain::service::DocumentKind;
use rekam_protocol::cbor;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{OperatorId, PacketId, Serial};
use rekam_protocol::time::Stamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::columns::count;
use super::{Store, StoreError};

/// Lines of the log that are read at a time.
const PAGE: u32 = 5_000;
const DOMAIN: &[u8] = b"rekam audit v1";

/// The head before the first line.
pub const GENESIS: Digest = Digest::from_bytes([0; 32]);

/// What is noted of a paper that was not photographed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum Standing {
    /// The operator held the original.
    Seen,
    /// The resident does not have it today.
    Missing,
}

/// Among whom a face was found that resembles another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Among {
    /// Records of this trip.
    Records,
    /// Expected residents.
    List,
}

/// What can be left half-written by a power cut, or lie about when its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scraps {
    /// Of an import of the register.
    Extract,
    /// Of a station that was coming into being.
    Activation,
    /// Of a rescue.
    Rescue,
    /// On the shelf of a colleague: packets that have arrived, or that the colleague does not wait for any more.
    Shelf,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(
    missing_docs,
    reason = "the fields say what they are; the events are documented"
)]
pub enum Event {
    /// The station came into being.
    Activated { issued_by: String },
    /// A newer activation (lease, operators) of the same province took effect.
    Renewed { issued_by: String },
    /// Somebody logged in, after this many wrong passwords.
    LoggedIn { wrong_before: u32 },
    /// Somebody left the desk.
    LoggedOut {},
    /// A supervisor gave a password for one decision, after this many wrong ones.
    Countersigned {
        supervisor: OperatorId,
        wrong_before: u32,
    },
    /// An operator got a key slot, or a new password for it.
    SlotSet { operator: OperatorId },
    /// A supervisor opened a locked slot again.
    SlotReleased { operator: OperatorId },
    /// An enrollment began.
    DraftStarted { draft: PacketId, service: String },
    /// A draft was given up; its captures are gone.
    DraftDiscarded {
        draft: PacketId,
        reason: DiscardReason,
    },
    /// The resident was asked "ever recorded, anywhere?".
    Identified { draft: PacketId, earlier: Earlier },
    /// A capture took the place of another.
    CaptureReplaced {
        draft: PacketId,
        slot: String,
        replaced: Digest,
    },
    /// A capture was taken out.
    CaptureRemoved {
        draft: PacketId,
        slot: String,
        removed: Digest,
    },
    /// A photo was taken; what the photographer said of it.
    PhotoTaken {
        draft: PacketId,
        verdict: String,
        tries: u32,
    },
    /// The resident approved the portrait with this digest.
    PhotoApproved {
        draft: PacketId,
        portrait: Digest,
        tries: u32,
    },
    /// The resident wants another photo.
    PhotoRefused { draft: PacketId, tries: u32 },
    /// What is not as it should be in the photo was set aside, by the names of the faults.
    PhotoFaultsSetAside {
        draft: PacketId,
        faults: Vec<String>,
        reason: AsideReason,
    },
    /// The portrait was made again from the same photo, as birth date or citizenship ask for another background.
    PortraitRemade {
        draft: PacketId,
        background: Option<Background>,
        was_approved: bool,
    },
    /// A finger or eye was excepted.
    ExceptionApproved {
        draft: PacketId,
        site: String,
        approver: OperatorId,
    },
    /// An exception was taken back.
    ExceptionWithdrawn { draft: PacketId, site: String },
    /// It was noted that the resident needs assistance, and who let the record go without signature and thumb mark.
    AssistanceNoted {
        draft: PacketId,
        unmarked_by: Option<String>,
    },
    /// That the resident needs assistance was taken back.
    AssistanceWithdrawn { draft: PacketId },
    /// Another program on this machine was given a picture of a face, through the station as a face device.
    FaceGiven {},
    /// A paper was noted instead of photographed.
    PaperNoted {
        draft: PacketId,
        document: DocumentKind,
        standing: Standing,
    },
    /// A device was asked for fingers or eyes; which it gave.
    SitesTried {
        draft: PacketId,
        asked: Vec<String>,
        came: Vec<String>,
    },
    /// An element changes by F-1.06; what it said before is in no log.
    ChangeNoted { draft: PacketId, field: Field },
    /// It does not change after all.
    ChangeWithdrawn { draft: PacketId, field: Field },
    /// A supervisor decided to record somebody again.
    DoubleAllowed {
        draft: PacketId,
        approver: OperatorId,
    },
    /// The resident agreed to what was read back, named by its digest.
    ReadBackAgreed { draft: PacketId, shown: Digest },
    /// A packet was sealed.
    Sealed { packet: PacketId, serial: Serial },
    /// A packet left for the last time it had to.
    Received { packet: PacketId, serial: Serial },
    /// The province no longer held a packet that it had given a receipt for; the packet goes again.
    Forgotten { packet: PacketId, serial: Serial },
    /// The province proved that it can open what this station seals.
    CanaryAnswered { packet: PacketId },
    /// Packets were handed to a courier or exported.
    Exported { packets: u32 },
    /// Packets were handed over to another station on the local network.
    HandedOver { to: String, packets: u32 },
    /// Somebody let colleagues hand over to this station.
    Receiving {},
    /// A packet's bytes were removed after receipt, final status and the days the province sets.
    Pruned { packet: PacketId, serial: Serial },
    /// A list of expected residents was taken in.
    WorklistTakenIn { rows: u32 },
    /// The lists were forgotten with the lease under which they were given.
    WorklistForgotten { rows: u32 },
    /// An extract of the register was taken in.
    ExtractTakenIn {
        rows: u32,
        villages: u32,
        refused: u32,
    },
    /// The extract was forgotten: the lease is over, or no longer covers it.
    ExtractForgotten { rows: u32 },
    /// The operator was shown that the face of a draft resembles another; not whose, and not how much.
    LikenessHinted { draft: PacketId, among: Among },
    /// A trip was planned, or its plan was changed.
    TripPlanned { from: NaiveDate, until: NaiveDate },
    /// A supervisor saw what was done on a day, up to a record, and found it right; the head of the day-book says which.
    DayApproved {
        day: NaiveDate,
        approver: OperatorId,
        upto: Serial,
        head: Digest,
    },
    /// The trip was closed: the templates of its faces are gone.
    TripClosed { templates: u32 },
    /// Templates went because the lease is over or the province switched the double hint off.
    TemplatesForgotten { templates: u32 },
    /// The database was damaged; what could be read of it was taken into a new one.
    Salvaged { pages: u32, lost: u32 },
    /// Records that were damaged or gone were put back from the mirror.
    Healed { serials: Vec<u32> },
    /// Files that were half-written or had done their duty were removed.
    Swept { what: Scraps, files: u32 },
    /// The station was made of its mirror on another machine; these serial numbers are not given out.
    Restored { after: u32, upto: u32 },
    /// A setting was changed.
    SettingChanged { name: String },
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AuditLine {
    /// 1, 2, 3 ... without a gap.
    pub seq: u64,
    /// When.
    pub at: Stamp,
    /// Who, where somebody did it; nobody for what the station does by itself.
    pub by: Option<OperatorId>,
    /// What.
    pub event: Event,
}

/// Where the log was tampered with or damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit log is broken at line {line}")]
pub struct BrokenAudit {
    /// The first line that does not follow from the one before.
    pub line: u64,
}

impl BrokenAudit {
    /// The code that people and scripts see.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::ChainBroken
    }
}

/// How far the log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHead {
    /// Number of lines.
    pub lines: u64,
    /// The head after the last.
    pub head: Digest,
}

impl Store {
    /// Writes one line by itself; a verb that changes something writes its line in its own transaction instead.
    ///
    /// # Errors
    /// What the store says.
    pub fn note(
        &self,
        event: Event,
        by: Option<&OperatorId>,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        self.write(|tx| append(tx, event, by, at))
    }

    /// Writes that files were removed, if there were any.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn note_swept(
        &self,
        what: Scraps,
        files: u32,
        at: &Stamp,
    ) -> Result<(), StoreError> {
        if files == 0 {
            return Ok(());
        }
        self.note(Event::Swept { what, files }, None, at)
    }

    /// How far the log goes.
    ///
    /// # Errors
    /// What the store says.
    pub fn audit_head(&self) -> Result<AuditHead, StoreError> {
        self.read(head)
    }

    /// The lines after `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// What the store says; [`StoreError::Foreign`] for a line that is none.
    pub fn audit_lines(&self, after: u64, limit: u32) -> Result<Vec<AuditLine>, StoreError> {
        self.read(|connection| {
            let mut query = connection
                .prepare_cached("SELECT line FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2")?;
            let lines = query.query_map(params![super::columns::number(after)?, limit], |row| {
                row.get::<_, Vec<u8>>(0)
            })?;
            lines
                .map(|line| cbor::from_slice(&line?).map_err(|_| StoreError::Foreign("audit line")))
                .collect()
        })
    }

    /// Gives every line to `each`, oldest first, without holding more than some thousands of them.
    ///
    /// # Errors
    /// As [`Store::audit_lines`].
    pub fn each_audit_line(&self, mut each: impl FnMut(AuditLine)) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let lines = self.audit_lines(after, PAGE)?;
            let Some(last) = lines.last() else {
                return Ok(());
            };
            after = last.seq;
            lines.into_iter().for_each(&mut each);
        }
    }

    /// Follows the chain from its first line to its last.
    ///
    /// # Errors
    /// The outer error is the store's; the inner one names the first line that does not follow from the one before.
    pub fn verify_audit(&self) -> Result<Result<AuditHead, BrokenAudit>, StoreError> {
        self.read(|connection| {
            let mut query = connection.prepare("SELECT seq, line, head FROM audit ORDER BY seq")?;
            let mut rows = query.query([])?;
            let mut known = AuditHead {
                lines: 0,
                head: GENESIS,
            };
            while let Some(row) = rows.next()? {
                let (bytes, stored): (Vec<u8>, [u8; 32]) = (row.get("line")?, row.get("head")?);
                let next = AuditHead {
                    lines: known.lines + 1,
                    head: chain(&known.head, &bytes),
                };
                let line = cbor::from_slice::<AuditLine>(&bytes).ok();
                let follows = count(row, "seq")? == next.lines
                    && line.is_some_and(|line| line.seq == next.lines)
                    && stored == *next.head.as_bytes();
                if !follows {
                    return Ok(Err(BrokenAudit { line: next.lines }));
                }
                known = next;
            }
            Ok(Ok(known))
        })
    }
}

/// Writes one line inside a transaction.
pub(crate) fn append(
    tx: &Connection,
    event: Event,
    by: Option<&OperatorId>,
    at: &Stamp,
) -> Result<(), StoreError> {
    let last = head(tx)?;
    let seq = last.lines + 1;
    let line = AuditLine {
        seq,
        at: at.clone(),
        by: by.cloned(),
        event,
    };
    let bytes = cbor::to_vec(&line).map_err(|_| StoreError::Foreign("audit line"))?;
    let head = chain(&last.head, &bytes);
    tx.prepare_cached("INSERT INTO audit (seq, line, head) VALUES (?1, ?2, ?3)")?
        .execute(params![
            super::columns::number(seq)?,
            bytes,
            head.as_bytes()
        ])?;
    Ok(())
}

/// How far the log goes, inside a transaction.
pub(super) fn head(connection: &Connection) -> Result<AuditHead, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT seq, head FROM audit ORDER BY seq DESC LIMIT 1")?;
    let last = query
        .query_row([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?))
        })
        .optional()?;
    let Some((seq, head)) = last else {
        return Ok(AuditHead {
            lines: 0,
            head: GENESIS,
        });
    };
    let lines = u64::try_from(seq).map_err(|_| StoreError::Foreign("audit line"))?;
    Ok(AuditHead {
        lines,
        head: Digest::from_bytes(head),
    })
}

fn chain(previous: &Digest, line: &[u8]) -> Digest {
    Digest::of_parts(&[DOMAIN, previous.as_bytes(), line])
}
