//! What the province gives this station to take along: lists, code tables. The newest index counts, by whatever way it came; a
//! part is taken in as it arrives, and asked for no more.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rekam_domain::published;
use rekam_protocol::digest::Digest;
use rekam_protocol::provisions::{self, PartError, ProvidedPart, Provisions};
use rekam_protocol::sealing::SealingError;
use rekam_protocol::signed;
use rekam_worklist::Expected;

use super::line::Line;
use super::{Party, SyncError, budget_left};
use crate::lease::day_at_the_desk;
use crate::store::audit::Event;
use crate::store::provisions::KeptTable;
use crate::store::settings::Setting;
use crate::store::worklist::Taken;

/// A part that is named and was not taken in.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// What names its bytes.
    pub(crate) part: ProvidedPart,
    of: Of,
}

/// What a part is of.
#[derive(Debug, Clone)]
enum Of {
    /// A list of this name.
    List(String),
    /// A table of this name and version.
    Table(String, String),
}

/// What came of fetching, in residents.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Provided {
    /// New here, or told otherwise than before.
    pub(super) listed: u32,
    /// Named by no list any more.
    pub(super) unlisted: u32,
}

/// Fetches what the station should take along and does not have, part by part: a line that is cut loses one of them. `pay` books
/// what each answer cost; a data budget that is spent leaves the rest to another day.
pub(super) async fn renew(
    party: &Party,
    line: &Line,
    pay: impl Fn() -> Result<(), SyncError>,
) -> Result<Provided, SyncError> {
    let newer = line.provisions(issued_at(party)?).await?;
    pay()?;
    if let Some(newer) = newer {
        take(party, &newer)?;
    }
    let mut provided = Provided::default();
    for wanted in wanted(party)? {
        if budget_left(&party.store, party.clock.stamp().wall)? == Some(0) {
            return Ok(provided);
        }
        let part = line.provision(&wanted.part.digest).await?;
        pay()?;
        // Something newer was given meanwhile: the next conversation brings it.
        let Some(part) = part else {
            return Ok(provided);
        };
        provided.listed += take_part(party, &wanted, &part)?;
    }
    provided.unlisted = settle(party)?;
    Ok(provided)
}

/// When the provisions that are here were issued; before everything else where there are none.
fn issued_at(party: &Party) -> Result<DateTime<Utc>, SyncError> {
    Ok(kept(party)?.map_or(DateTime::UNIX_EPOCH, |kept| kept.issued_at))
}

/// The newest provisions that came; none either where the province has taken another key since.
fn kept(party: &Party) -> Result<Option<Provisions>, SyncError> {
    let bytes = party.store.setting(Setting::Provisions)?;
    Ok(bytes.and_then(|bytes| signed::verify(&bytes, &party.activation.signing_key).ok()))
}

/// Keeps provisions that the province signed for this station, if they are newer than those that are here.
pub(crate) fn take(party: &Party, bytes: &[u8]) -> Result<(), SyncError> {
    let came: Provisions = signed::verify(bytes, &party.activation.signing_key)?;
    if came.station != party.activation.station {
        return Err(SyncError::OtherAnswer);
    }
    if came.issued_at > issued_at(party)? {
        party.store.set(Setting::Provisions, bytes)?;
    }
    Ok(())
}

/// Parts that are named and were not taken in, tables first: a list may name a village that is younger than the program.
/// Lists go with the lease.
pub(crate) fn wanted(party: &Party) -> Result<Vec<Wanted>, SyncError> {
    let Some(kept) = kept(party)? else {
        return Ok(Vec::new());
    };
    let tables = party.store.kept_tables()?;
    let is_here = |digest: &Digest| tables.iter().any(|table| table.digest == *digest);
    let tables = kept.tables.into_iter().filter_map(|table| {
        let of = Of::Table(table.name, table.version);
        let part = table.part;
        (!is_here(&part.digest)).then_some(Wanted { part, of })
    });
    let mut wanted: Vec<Wanted> = tables.collect();
    if is_lease_over(party) {
        return Ok(wanted);
    }
    let taken = party.store.provided_parts()?;
    for list in kept.lists {
        for part in list.parts {
            if !taken.contains(&(list.name.clone(), part.digest)) {
                let of = Of::List(list.name.clone());
                wanted.push(Wanted { part, of });
            }
        }
    }
    Ok(wanted)
}

fn is_lease_over(party: &Party) -> bool {
    day_at_the_desk(party.clock.stamp().wall) > party.activation.lease.until
}

/// Takes a part in; answers how many residents are new or told otherwise than before.
pub(crate) fn take_part(party: &Party, wanted: &Wanted, bytes: &[u8]) -> Result<u32, SyncError> {
    match &wanted.of {
        Of::List(name) => take_residents(party, name, &wanted.part, bytes),
        Of::Table(name, version) => {
            let csv = provisions::open_table(&wanted.part, bytes)?;
            let table = KeptTable {
                name: name.clone(),
                version: version.clone(),
                digest: wanted.part.digest,
                csv,
            };
            party.store.keep_table(&table)?;
            learn(&table);
            Ok(0)
        }
    }
}

/// Lets a code table stand in for the program's own. A program that is too old for one keeps it, uses its own, and does not ask
/// again.
pub(crate) fn learn(table: &KeptTable) {
    if let Err(error) = published::install(&table.name, &table.version, &table.csv) {
        tracing::warn!(table = table.name, %error, "a code table is left");
    }
}

fn take_residents(
    party: &Party,
    list: &str,
    part: &ProvidedPart,
    bytes: &[u8],
) -> Result<u32, SyncError> {
    let key = party.station_key.opening_key();
    let key = key.map_err(|_| PartError::Sealed(SealingError::Key))?;
    let residents = provisions::open(&key, &party.activation.station, part, bytes)?;
    let now = party.clock.stamp();
    let today = day_at_the_desk(now.wall);
    let offered = residents.len();
    // The province has read every row as it is read here; one that only a newer program can read is found by nobody.
    let rows: Vec<Expected> = residents
        .into_iter()
        .filter_map(|resident| Expected::of(resident, today).ok())
        .collect();
    if rows.len() < offered {
        tracing::warn!(
            left = offered - rows.len(),
            "residents of a list cannot be read"
        );
    }
    let taken = party.store.put_part(list, &part.digest, &rows)?;
    let news = taken.iter().filter(|taken| **taken != Taken::Same).count();
    let news = u32::try_from(news).unwrap_or(u32::MAX);
    if news > 0 {
        party
            .store
            .note(Event::WorklistTakenIn { rows: news }, None, &now)?;
    }
    Ok(news)
}

/// Drops whom no list names any more, of every list that is here whole; answers how many.
pub(crate) fn settle(party: &Party) -> Result<u32, SyncError> {
    let Some(kept) = kept(party)? else {
        return Ok(0);
    };
    let taken = party.store.provided_parts()?;
    let mut dropped = 0;
    for list in party.store.provided_lists()? {
        let named = kept.lists.iter().find(|named| named.name == list);
        let named = named.map_or(&[][..], |named| &named.parts);
        let named: BTreeSet<Digest> = named.iter().map(|part| part.digest).collect();
        let is_whole = named
            .iter()
            .all(|part| taken.contains(&(list.clone(), *part)));
        if is_whole {
            let now = party.clock.stamp();
            dropped += party.store.drop_unnamed(&list, &named, &now)?;
        }
    }
    Ok(dropped)
}
