//! One conversation with the province: hello, news, receipts, packets, news.
//!
//! Store calls in here are single small transactions (milliseconds), so they run on the task's own thread; the desk shares
//! the store and never waits for the network.

use super::{
    Party,
    line::{Announced, Line, LineError, Offset},
    plan::{FIRST_CHUNK, Held, Step, next_chunk, pause, plan},
};
use crate::{
    clock::Clock,
    store::{StoreError, outbox::OutboxRow, settings::Setting},
};
use chrono::{DateTime, TimeDelta, Utc};
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    documents::{Feed, Hello, News as FeedNews, Receipt, Welcome},
    ids::{PacketId, Serial},
    signed::{self, SignedError},
};
use serde::Serialize;
use serde_bytes::ByteArray;
use std::time::Instant;

/// Packets of one plan: a conversation makes plans until nothing is due.
const PLAN_SIZE: u32 = 64;
/// When a packet that is being tried counts as failed if nothing more is heard of it.
const TRY_LASTS: TimeDelta = TimeDelta::minutes(2);

/// What happens on the line, as it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "news")]
pub enum News {
    /// The province answered; so many packets wait.
    Connected {
        /// Packets without a receipt.
        waiting: u32,
    },
    /// Bytes of a packet arrived.
    Sent {
        /// The packet.
        packet: PacketId,
        /// Its serial number.
        serial: Serial,
        /// Bytes that the province holds.
        offset: u64,
        /// Bytes of the packet.
        length: u64,
    },
    /// The receipt of a packet is here and genuine.
    Received {
        /// The packet.
        packet: PacketId,
        /// Its serial number.
        serial: Serial,
    },
    /// A try failed; the packet stays in the queue.
    Failed {
        /// The packet.
        packet: PacketId,
        /// Why.
        code: ErrorCode,
    },
}

/// What a conversation brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Packets whose receipt came in.
    pub received: u32,
    /// Bytes sent.
    pub sent_bytes: u64,
    /// Packets whose try failed.
    pub failed: u32,
    /// Statuses that came in.
    pub statuses: u32,
    /// Canaries that the province opened.
    pub canaries: u32,
    /// Packets that still wait.
    pub waiting: u32,
}

/// Why a conversation ended early. What was reached until then is kept.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document of the province is not genuine.
    #[error("the province's answer: {0}")]
    Document(#[from] SignedError),
    /// A genuine document speaks of something else than was asked.
    #[error("the province's answer belongs to another question")]
    OtherAnswer,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

impl SyncError {
    /// The code that a person sees.
    pub fn code(&self) -> ErrorCode {
        match self {
            SyncError::Line(error) => error.code(),
            SyncError::Store(error) => error.code(),
            SyncError::Document(_) | SyncError::OtherAnswer => ErrorCode::LineNotTheProvince,
            SyncError::NoRandomness => ErrorCode::Internal,
        }
    }
}

/// Talks to the province until nothing is due or the line is gone. `announcement` is the station's signed key announcement;
/// `tell` hears what happens.
pub async fn run(
    party: &Party,
    announcement: &[u8],
    line: Line,
    mut tell: impl FnMut(&News),
) -> Result<Report, SyncError> {
    let mut report = Report::default();
    line.announce(announcement.to_vec()).await?;
    let (line, mut held) = greet(party, line).await?;
    tell(&News::Connected {
        waiting: party.store.outbox_counts()?.waiting,
    });
    loop {
        let due = party.store.due(&party.clock.stamp(), PLAN_SIZE)?;
        let last = due.is_empty();
        for step in plan(&due, &held) {
            take(party, &line, &step, &mut report, &mut tell).await?;
        }
        if last {
            break;
        }
        held = Held::default();
    }
    report.waiting = party.store.outbox_counts()?.waiting;
    Ok(report)
}

/// Says hello, and believes the answer only if the province signed it for this very hello.
async fn greet(party: &Party, line: Line) -> Result<(Line, Held), SyncError> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|_| SyncError::NoRandomness)?;
    let hello = Hello {
        station: party.activation.station.clone(),
        nonce: ByteArray::new(nonce),
        at: party.clock.stamp(),
        day_book: party.store.day_book_head()?,
        audit_head: party.store.audit_head()?.head,
        waiting: party.store.outbox_counts()?.waiting,
    };
    let answer = line
        .hello(signed::sign(&hello, &party.station_key)?)
        .await?;
    let welcome: Welcome = signed::verify(&answer, &party.activation.signing_key)?;
    if welcome.nonce != hello.nonce || welcome.station != hello.station {
        return Err(SyncError::OtherAnswer);
    }
    party.clock.confirm(welcome.at);
    let held = Held::in_welcome(&welcome);
    Ok((line.with_token(welcome.token), held))
}

async fn take(
    party: &Party,
    line: &Line,
    step: &Step,
    report: &mut Report,
    tell: &mut impl FnMut(&News),
) -> Result<(), SyncError> {
    match step {
        Step::PullFeed => pull_feed(party, line, report).await,
        Step::FetchReceipt(packet) => {
            let row = party.store.outbox_row(*packet)?;
            let receipt = line.receipt(*packet).await?;
            keep_receipt(party, &row, &receipt, report, tell)
        }
        Step::Upload(packet) => {
            let row = party
                .store
                .mark_trying(*packet, party.clock.stamp().wall + TRY_LASTS)?;
            match upload(party, line, &row, report, tell).await {
                Ok(()) => Ok(()),
                Err(error) => fail(party, &row, error, report, tell),
            }
        }
    }
}

/// Notes a failed try. The conversation goes on with the next packet unless the line or the store is gone.
fn fail(
    party: &Party,
    row: &OutboxRow,
    error: SyncError,
    report: &mut Report,
    tell: &mut impl FnMut(&News),
) -> Result<(), SyncError> {
    let code = error.code();
    party.store.record_failure(
        row.packet,
        code,
        next_try(party.clock.as_ref(), row.attempts)?,
    )?;
    report.failed += 1;
    tell(&News::Failed {
        packet: row.packet,
        code,
    });
    match error {
        SyncError::Line(line) if !line.line_is_gone() => Ok(()),
        SyncError::Line(_)
        | SyncError::Store(_)
        | SyncError::Document(_)
        | SyncError::OtherAnswer
        | SyncError::NoRandomness => Err(error),
    }
}

fn next_try(clock: &dyn Clock, attempts: u32) -> Result<DateTime<Utc>, SyncError> {
    let chance = getrandom::u64().map_err(|_| SyncError::NoRandomness)?;
    Ok(clock.stamp().wall + pause(attempts, chance))
}

/// Sends one packet, from where the province has it.
async fn upload(
    party: &Party,
    line: &Line,
    row: &OutboxRow,
    report: &mut Report,
    tell: &mut impl FnMut(&News),
) -> Result<(), SyncError> {
    let mut size = FIRST_CHUNK;
    // A first try asks nothing: creation says at once when the province knows the packet already.
    let mut at = if row.attempts > 1 {
        line.offset(row.packet).await?
    } else {
        None
    };
    loop {
        if let Some(receipt) = at.as_ref().and_then(|offset| offset.receipt.as_deref()) {
            return keep_receipt(party, row, receipt, report, tell);
        }
        let from = at.as_ref().map_or(0, |offset| offset.bytes);
        let piece = party
            .store
            .packet_bytes(row.packet, from..from.saturating_add(size))?;
        let length = piece.len() as u64;
        let began = Instant::now();
        let reached = match at {
            None => line.begin(&announced(party, row), piece).await?,
            Some(_) => line.append(row.packet, from, piece).await?,
        };
        size = next_chunk(size, began.elapsed());
        report.sent_bytes += length;
        note_offset(party, row, &reached, from, tell)?;
        at = Some(reached);
    }
}

fn announced(party: &Party, row: &OutboxRow) -> Announced {
    Announced {
        packet: row.packet,
        station: party.activation.station.clone(),
        serial: row.serial,
        length: row.length,
        digest: row.digest,
    }
}

/// Keeps how far the province has the packet. An answer that makes no progress is not the province's: without this rule a
/// wrong answer could keep the line busy for ever.
fn note_offset(
    party: &Party,
    row: &OutboxRow,
    reached: &Offset,
    from: u64,
    tell: &mut impl FnMut(&News),
) -> Result<(), SyncError> {
    if reached.receipt.is_none() && reached.bytes <= from {
        return Err(LineError::NotTheProvince.into());
    }
    party.store.record_offset(row.packet, reached.bytes)?;
    tell(&News::Sent {
        packet: row.packet,
        serial: row.serial,
        offset: reached.bytes,
        length: row.length,
    });
    Ok(())
}

/// Keeps a receipt if it is the province's and says exactly what was sent.
fn keep_receipt(
    party: &Party,
    row: &OutboxRow,
    bytes: &[u8],
    report: &mut Report,
    tell: &mut impl FnMut(&News),
) -> Result<(), SyncError> {
    take_receipt(party, row, bytes)?;
    report.received += 1;
    tell(&News::Received {
        packet: row.packet,
        serial: row.serial,
    });
    Ok(())
}

/// Keeps a receipt, by whatever way it came.
pub(crate) fn take_receipt(party: &Party, row: &OutboxRow, bytes: &[u8]) -> Result<(), SyncError> {
    let receipt: Receipt = signed::verify(bytes, &party.activation.signing_key)?;
    let fits = receipt.packet == row.packet
        && receipt.digest == row.digest
        && receipt.serial == row.serial
        && receipt.length == row.length
        && receipt.station == party.activation.station;
    if !fits {
        return Err(SyncError::OtherAnswer);
    }
    Ok(party
        .store
        .record_receipt(row.packet, bytes, &party.clock.stamp())?)
}

async fn pull_feed(party: &Party, line: &Line, report: &mut Report) -> Result<(), SyncError> {
    loop {
        let after = party.store.number(Setting::FeedCursor)?.unwrap_or_default();
        let page = line.feed(after).await?;
        if !take_feed(party, after, &page, report)? {
            return Ok(());
        }
    }
}

/// Keeps a page of the feed, by whatever way it came; answers whether another one follows.
pub(crate) fn take_feed(
    party: &Party,
    after: u64,
    page: &[u8],
    report: &mut Report,
) -> Result<bool, SyncError> {
    let feed: Feed = signed::verify(page, &party.activation.signing_key)?;
    if feed.station != party.activation.station || feed.after != after || feed.next < after {
        return Err(SyncError::OtherAnswer);
    }
    for entry in &feed.entries {
        let now = party.clock.stamp();
        match &entry.news {
            FeedNews::Status { status, reason } => {
                let reason = reason.as_deref();
                party
                    .store
                    .record_status(entry.packet, *status, reason, entry.at, &now)?;
                report.statuses += 1;
            }
            FeedNews::CanaryOpened { nonce } => {
                party.store.record_canary_answer(nonce, &now)?;
                report.canaries += 1;
            }
        }
    }
    // After the entries: a cut in between brings them once more, and they may come twice.
    party.store.set_number(Setting::FeedCursor, feed.next)?;
    Ok(feed.more && feed.next != after)
}
