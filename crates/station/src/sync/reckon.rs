//! Created = received, seen from the station: the account that it signs, the reckoning that it believes, and what to do when
//! the province has forgotten a packet that it gave a receipt for.

use chrono::{DateTime, Utc};
use rekam_protocol::day_book::DayBookHead;
use rekam_protocol::documents::Receipt;
use rekam_protocol::reckoning::{Account, Range, Reckoning, VERSION};
use rekam_protocol::signed;
use serde_bytes::ByteArray;

use super::{Party, SyncError, plan::Held};
use crate::store::reckon::Receipted;
use crate::store::settings::Setting;
use crate::store::{Store, StoreError};

/// The last reckoning that the province signed, if there was one.
///
/// # Errors
/// What the store says.
pub fn last(party: &Party) -> Result<Option<Reckoning>, StoreError> {
    let Some(kept) = party.store.setting(Setting::Reckoning)? else {
        return Ok(None);
    };
    // A province that took another key has to reckon anew.
    Ok(signed::verify(&kept, &party.activation.signing_key).ok())
}

/// The account of what was created after a serial number, signed.
pub(crate) fn account(party: &Party, nonce: [u8; 16], after: u32) -> Result<Vec<u8>, SyncError> {
    let at = party.clock.stamp();
    let books = party.store.books_after(after)?;
    let account = Account {
        version: VERSION,
        station: party.activation.station.clone(),
        nonce: ByteArray::new(nonce),
        at,
        day_book: books.day_book(),
        after: books.after,
        runs: books.runs,
        audit: books.audit,
    };
    Ok(signed::sign(&account, &party.station_key)?)
}

/// Believes a reckoning if the province signed it for this station, for this nonce if there is one, and about this very
/// day-book. One that is older than the one that is kept changes nothing. Packets that it misses go into the queue again, and a
/// feed that ends before `cursor`, where the station had it when it asked, is read anew.
pub(crate) fn take(
    party: &Party,
    nonce: Option<[u8; 16]>,
    cursor: Option<u64>,
    document: &[u8],
) -> Result<Taken, SyncError> {
    let said: Reckoning = signed::verify(document, &party.activation.signing_key)?;
    let ours = party.store.day_book_head_at(said.created.serial)?;
    let fits = said.version == VERSION
        && said.station == party.activation.station
        && nonce.is_none_or(|nonce| nonce == *said.nonce)
        && ours == Some(said.created);
    if !fits {
        return Err(SyncError::OtherAnswer);
    }
    let last = last(party)?;
    if last.as_ref().is_some_and(|last| last.at > said.at) {
        return Ok(Taken::default());
    }
    // The answer to an old account that came late says something new of the old records, and nothing of the newer ones.
    if last.is_none_or(|last| last.created.serial <= said.created.serial) {
        party.store.set(Setting::Reckoning, document)?;
    }
    if cursor.is_some_and(|cursor| cursor > said.feed_last) {
        party.store.set_number(Setting::FeedCursor, 0)?;
    }
    let missing = |one: &Receipted| lies_in(&said.missing, one);
    Ok(Taken {
        forgotten: queue_again(party, 0, missing, said.at)?,
        missing: rekam_protocol::reckoning::count(&said.missing),
        findings: u32::try_from(said.findings.len()).unwrap_or(u32::MAX),
        known: said.known,
    })
}

/// What a reckoning brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Packets that go again.
    pub(crate) forgotten: u32,
    /// Records that the province does not hold.
    pub(crate) missing: u32,
    /// What does not fit.
    pub(crate) findings: u32,
    /// The last serial number whose day the province knows.
    pub(crate) known: u32,
}

/// A province that was restored from a backup says in its welcome that it holds less than it gave receipts for.
pub(super) fn take_welcome(
    party: &Party,
    held: &Held,
    at: DateTime<Utc>,
) -> Result<u32, SyncError> {
    queue_again(party, held.through, |one| held.lacks(one.serial), at)
}

/// Queues the packets again that are missing at the province since `at`, though it gave a receipt before; tells how many.
fn queue_again(
    party: &Party,
    after: u32,
    is_missing: impl Fn(&Receipted) -> bool,
    at: DateTime<Utc>,
) -> Result<u32, SyncError> {
    let key = &party.activation.signing_key;
    let before = |one: &Receipted| {
        signed::verify::<Receipt>(&one.receipt, key).is_ok_and(|receipt| receipt.received_at <= at)
    };
    let forgotten: Vec<Receipted> = party
        .store
        .receipted_after(after)?
        .into_iter()
        .filter(|one| one.kept && is_missing(one) && before(one))
        .collect();
    if forgotten.is_empty() {
        return Ok(0);
    }
    party.store.queue_again(&forgotten, &party.clock.stamp())?;
    Ok(u32::try_from(forgotten.len()).unwrap_or(u32::MAX))
}

/// Whether a packet lies in one of some ranges.
pub(crate) fn lies_in(ranges: &[Range], one: &Receipted) -> bool {
    let mut ranges = ranges.iter();
    ranges.any(|(first, last)| (*first..=*last).contains(&one.serial))
}

/// The last serial number up to which both day-books are known to be one: the province's whole part, if its head is ours.
pub(crate) fn same_through(store: &Store, held: DayBookHead) -> Result<u32, StoreError> {
    let ours = store.day_book_head_at(held.serial)?;
    Ok(if ours == Some(held) { held.serial } else { 0 })
}
