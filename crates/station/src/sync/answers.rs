//! The province's signed answers: believed only if they are genuine and belong to what was asked.

use super::{
    Admission, Party,
    line::{Line, LineError},
    plan::Held,
    reckon,
    report::{Report, SyncError},
};
use crate::store::{outbox::OutboxRow, settings::Setting, twice::OtherRecording};
use chrono::{DateTime, TimeDelta, Utc};
use rekam_protocol::{
    digest::Digest,
    documents::{Activation, Feed, Hello, News as FeedNews, Receipt, Welcome},
    signed,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteArray;

/// What a welcome brought.
pub(super) struct Greeted {
    /// What the province holds.
    pub(super) held: Held,
    /// What names the conversation.
    pub(super) nonce: [u8; 16],
    /// Packets that the province had forgotten and that go again.
    pub(super) forgotten: u32,
}

/// Keys that were shown less long ago are not shown again: they are a second of a slow line.
const SHOWN: TimeDelta = TimeDelta::days(1);

/// What was shown last: how it is stored.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Announced {
    /// SHA-256 of the announcement, hexadecimal.
    digest: String,
    /// When the province took it.
    at: DateTime<Utc>,
}

/// Says hello, which lets the line in, and shows the station's keys before it, unless the province took the same ones within a day. A province that was
/// restored from a backup, and so does not know the station or has forgotten packets of it, is shown them at once.
pub(super) async fn introduce(
    party: &Party,
    line: &Line,
    announcement: &[u8],
) -> Result<Greeted, SyncError> {
    let digest = Digest::of(announcement).to_string();
    let last = party.store.setting(Setting::Announced)?;
    let last = last.and_then(|last| serde_json::from_slice::<Announced>(&last).ok());
    let now = party.clock.stamp().wall;
    let show = async || {
        line.announce(announcement.to_vec()).await?;
        let shown = serde_json::to_vec(&Announced {
            digest: digest.clone(),
            at: now,
        });
        party
            .store
            .set(Setting::Announced, &shown.unwrap_or_default())?;
        Ok::<_, SyncError>(())
    };
    if last.is_some_and(|last| last.digest == digest && (now - last.at).abs() < SHOWN) {
        match greet(party, line).await {
            Err(SyncError::Line(LineError::Refused { .. })) => {}
            Ok(greeted) if greeted.forgotten > 0 => {
                show().await?;
                return Ok(greeted);
            }
            greeted => return greeted,
        }
    }
    show().await?;
    greet(party, line).await
}

/// Says hello, and believes the answer only if the province signed it for this very hello.
async fn greet(party: &Party, line: &Line) -> Result<Greeted, SyncError> {
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
    let (answer, brief) = line
        .hello(signed::sign(&hello, &party.station_key)?)
        .await?;
    let welcome: Welcome = signed::verify(&answer, &party.activation.signing_key)?;
    if welcome.nonce != hello.nonce || welcome.station != hello.station {
        return Err(SyncError::OtherAnswer);
    }
    party.clock.confirm(welcome.at);
    let held = Held::in_welcome(&welcome);
    let admission = Admission {
        token: welcome.token,
        until: welcome.token_expires,
        brief,
    };
    admission.keep(party)?;
    line.let_in(admission);
    Ok(Greeted {
        forgotten: reckon::take_welcome(party, &held, welcome.at)?,
        held,
        nonce,
    })
}

/// Keeps a renewed activation for the desk to take in, by whatever way it came; answers whether it is newer than what is here.
pub(crate) fn take_renewal(party: &Party, bytes: &[u8]) -> Result<bool, SyncError> {
    let present = &party.activation;
    let newer: Activation = signed::verify(bytes, &present.signing_key)?;
    if newer.station != present.station || newer.signing_key != present.signing_key {
        return Err(SyncError::OtherAnswer);
    }
    if newer.issued_at <= present.issued_at {
        return Ok(false);
    }
    party.store.set(Setting::Renewal, bytes)?;
    Ok(true)
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

/// Whether the entries of a page follow each other from its cursor to its next one: none twice, none out of order, none left out.
fn follows(feed: &Feed) -> bool {
    let mut last = feed.after;
    for entry in &feed.entries {
        if last.checked_add(1) != Some(entry.sequence) {
            return false;
        }
        last = entry.sequence;
    }
    // An empty page says that there is nothing more.
    feed.next == last && !(feed.more && feed.entries.is_empty())
}

/// Keeps a page of the feed, by whatever way it came; answers whether another one follows.
pub(crate) fn take_feed(
    party: &Party,
    after: u64,
    page: &[u8],
    report: &mut Report,
) -> Result<bool, SyncError> {
    let feed: Feed = signed::verify(page, &party.activation.signing_key)?;
    if feed.station != party.activation.station || feed.after != after || !follows(&feed) {
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
            FeedNews::RecordedTwice {
                station,
                station_name,
                recorded_on,
                stands,
            } => {
                let other = OtherRecording {
                    station: station.clone(),
                    station_name: station_name.clone(),
                    recorded_on: *recorded_on,
                    stands: *stands,
                };
                party.store.record_twice(entry.packet, &other)?;
                report.recorded_twice += 1;
            }
        }
    }
    // Nothing new: the cursor is left to a reckoning that may have set it back meanwhile.
    if feed.next == after {
        return Ok(false);
    }
    // After the entries: a cut in between brings them once more, and they may come twice.
    party.store.set_number(Setting::FeedCursor, feed.next)?;
    Ok(feed.more)
}
