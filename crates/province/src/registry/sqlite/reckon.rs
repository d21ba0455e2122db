//! Accounts of stations against what is held: signed heads are kept, compared, and what does not fit is noted once.

use super::{
    RegistryError, findings,
    findings::{find, find_again},
    packets, read,
};
use crate::registry::{Accounted, Books};
use chrono::{DateTime, Utc};
use rekam_protocol::{
    day_book::{self, DayBookHead},
    ids::{PacketId, Serial, StationId},
    reckoning::{Account, AuditHead, Fault, Range, Reckoning, Run, VERSION},
};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde_bytes::ByteArray;

/// Takes an account in and answers it.
pub(super) fn take(
    tx: &Transaction<'_>,
    accounted: &Accounted,
) -> Result<Reckoning, RegistryError> {
    let (account, at) = (&accounted.account, accounted.at);
    let station = &account.station;
    if accounted.in_conversation && !is_the_last_hello(tx, account)? {
        return Err(RegistryError::AccountStale);
    }
    compare(tx, station, account.after, at)?;
    for run in &account.runs {
        compare(tx, station, end(run), at)?;
    }
    compare(tx, station, account.day_book, at)?;
    compare_audit(tx, accounted)?;
    keep(tx, accounted)?;
    keep_runs(tx, account)?;
    let roots = account.runs.iter().map(|run| run.last);
    reckon(tx, station, account.day_book, account.nonce, roots, at)
}

/// All that is known of a station's day-book; its chain is followed once more from the first packet to the last.
pub(super) fn books(
    tx: &Transaction<'_>,
    station: &StationId,
    at: DateTime<Utc>,
) -> Result<Books, RegistryError> {
    let runs = runs(tx, station)?;
    let account = tx
        .prepare_cached(
            "SELECT document, serial, head FROM accounts WHERE station = ?1
             ORDER BY serial DESC, taken_at DESC LIMIT 1",
        )?
        .query([station.as_str()])
        .map_err(RegistryError::from)
        .and_then(|rows| {
            read::first(rows, |row| {
                let document: Vec<u8> = read::column(row, "document")?;
                Ok((document, head_in(row)?))
            })
        })?;
    let created = account
        .as_ref()
        .map_or(DayBookHead::EMPTY, |(_, created)| *created);
    let ends: Vec<Serial> = runs.iter().map(|run| run.last).collect();
    follow(tx, station, at)?;
    let nonce = ByteArray::new([0; 16]);
    Ok(Books {
        reckoning: reckon(tx, station, created, nonce, ends.into_iter(), at)?,
        runs,
        account: account.map(|(document, _)| document),
        settled: findings::settled(tx, station)?,
    })
}

fn reckon(
    tx: &Transaction<'_>,
    station: &StationId,
    created: DayBookHead,
    nonce: ByteArray<16>,
    ends: impl Iterator<Item = Serial>,
    at: DateTime<Utc>,
) -> Result<Reckoning, RegistryError> {
    let held = packets::held(tx, station, rekam_protocol::reckoning::MOST_RANGES)?;
    let mut ranges: Vec<Range> = Serial::new(held.day_book.serial)
        .map(|last| (Serial::FIRST, last))
        .into_iter()
        .collect();
    ranges.extend(held.held_beyond);
    let mut roots = Vec::new();
    for end in ends {
        roots.extend(head_after(tx, station, end.get())?);
    }
    Ok(Reckoning {
        version: VERSION,
        station: station.clone(),
        nonce,
        at,
        created,
        known: known(tx, station)?,
        held: held.day_book,
        missing: rekam_protocol::reckoning::gaps(&ranges, created.serial),
        refused: refused(tx, station)?,
        roots,
        findings: findings::open(tx, station)?,
        feed_last: feed_last(tx, station)?,
    })
}

/// Whether an account belongs to the conversation that its station began last: an older one shows an older state.
fn is_the_last_hello(tx: &Transaction<'_>, account: &Account) -> Result<bool, RegistryError> {
    let last: Option<Vec<u8>> = tx
        .prepare_cached("SELECT seen_nonce FROM stations WHERE id = ?1")?
        .query_row([account.station.as_str()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(last.is_some_and(|last| last == account.nonce.as_slice()))
}

/// Notes where a signed head is another one than the packets that are held lead to, or than was signed before.
pub(super) fn compare(
    tx: &Transaction<'_>,
    station: &StationId,
    told: DayBookHead,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let next = told.serial.checked_add(1);
    let next = next.and_then(|next| Serial::new(next).ok());
    let ours = match head_after(tx, station, told.serial)? {
        Some(ours) => Some(ours.head),
        None => match next {
            Some(next) => packets::previous_of(tx, station, next)?,
            None => None,
        },
    };
    let differs = ours.is_some_and(|ours| ours != told.head);
    if differs || was_signed_otherwise(tx, station, told)? {
        find(tx, station, told.serial, Fault::DayBookForked, at)?;
    }
    Ok(())
}

fn was_signed_otherwise(
    tx: &Transaction<'_>,
    station: &StationId,
    told: DayBookHead,
) -> Result<bool, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM accounts WHERE station = ?1 AND serial = ?2 AND head <> ?3)
             OR EXISTS (SELECT 1 FROM day_runs WHERE station = ?1 AND last = ?2 AND head <> ?3)",
    )?;
    let told = params![station.as_str(), told.serial, told.head.as_bytes()];
    Ok(statement.query_row(told, |row| row.get(0))?)
}

/// Notes where the audit log is not the one that it was. Between two accounts of one station the log only grows, and it grows
/// with every record.
fn compare_audit(tx: &Transaction<'_>, accounted: &Accounted) -> Result<(), RegistryError> {
    let account = &accounted.account;
    // The neighbours are enough: they were compared with theirs.
    let mut statement = tx.prepare_cached(
        "SELECT * FROM (SELECT * FROM accounts WHERE station = ?1 AND serial < ?2 ORDER BY serial DESC LIMIT 1)
         UNION ALL SELECT * FROM accounts WHERE station = ?1 AND serial = ?2
         UNION ALL SELECT * FROM (SELECT * FROM accounts WHERE station = ?1 AND serial > ?2 ORDER BY serial LIMIT 1)",
    )?;
    let around = params![account.station.as_str(), account.day_book.serial];
    let before = read::all(statement.query(around)?, |row| {
        let serial: u32 = read::number(row, "serial")?;
        let audit = AuditHead {
            lines: read::number(row, "audit_lines")?,
            head: read::digest(row, "audit_head")?,
        };
        let in_this_conversation = read::bytes(row, "nonce")? == *account.nonce;
        Ok((serial, audit, in_this_conversation))
    })?;
    let now = account.audit;
    let mut faults: Vec<Fault> = before
        .into_iter()
        .filter_map(|(serial, audit, in_this_conversation)| {
            let another = audit.lines == now.lines && audit.head != now.head;
            let stood_still = serial < account.day_book.serial && audit.lines >= now.lines
                || serial > account.day_book.serial && audit.lines <= now.lines;
            let shorter = serial == account.day_book.serial && audit.lines > now.lines;
            if another || stood_still {
                Some(Fault::AuditChanged)
            } else if shorter && accounted.in_conversation && !in_this_conversation {
                Some(Fault::AuditBack)
            } else {
                None
            }
        })
        .collect();
    faults.sort();
    faults.dedup();
    for fault in faults {
        let serial = account.day_book.serial;
        find(tx, &account.station, serial, fault, accounted.at)?;
    }
    Ok(())
}

/// Keeps the document: of each head the one with the longest audit log.
fn keep(tx: &Transaction<'_>, accounted: &Accounted) -> Result<(), RegistryError> {
    let account = &accounted.account;
    let lines =
        i64::try_from(account.audit.lines).map_err(|_| RegistryError::Damaged("audit_lines"))?;
    tx.prepare_cached(
        "INSERT INTO accounts (station, serial, head, audit_lines, audit_head, nonce, taken_at, document)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (station, serial, head) DO UPDATE SET audit_lines = excluded.audit_lines,
             audit_head = excluded.audit_head, nonce = excluded.nonce, taken_at = excluded.taken_at, document = excluded.document
         WHERE excluded.audit_lines > accounts.audit_lines",
    )?
    .execute(params![
        account.station.as_str(),
        account.day_book.serial,
        account.day_book.head.as_bytes(),
        lines,
        account.audit.head.as_bytes(),
        account.nonce.as_slice(),
        accounted.at.timestamp_millis(),
        accounted.document,
    ])?;
    Ok(())
}

/// Keeps the days that were not known. What was told first stands; an account that begins behind a gap waits for the one
/// that closes it.
fn keep_runs(tx: &Transaction<'_>, account: &Account) -> Result<(), RegistryError> {
    let station = account.station.as_str();
    let mut known = known(tx, &account.station)?;
    for run in &account.runs {
        if run.last.get() <= known || run.first.get() > known.saturating_add(1) {
            continue;
        }
        let (last, day, head) = (run.last.get(), run.day.to_string(), run.head.as_bytes());
        let grown = tx
            .prepare_cached(
                "UPDATE day_runs SET last = ?3, head = ?5 WHERE station = ?1 AND last = ?2 AND day = ?4",
            )?
            .execute(params![station, known, last, day, head])?;
        if grown == 0 {
            tx.prepare_cached(
                "INSERT INTO day_runs (station, first, last, day, head) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![station, known.saturating_add(1), last, day, head])?;
        }
        known = last;
    }
    Ok(())
}

fn known(tx: &Transaction<'_>, station: &StationId) -> Result<u32, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT coalesce(MAX(last), 0) FROM day_runs WHERE station = ?1")?;
    Ok(statement.query_row([station.as_str()], |row| row.get(0))?)
}

fn runs(tx: &Transaction<'_>, station: &StationId) -> Result<Vec<Run>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT * FROM day_runs WHERE station = ?1 ORDER BY first")?;
    read::all(statement.query([station.as_str()])?, |row| {
        Ok(Run {
            day: read::text(row, "day")?,
            first: packets::serial(row, "first")?,
            last: packets::serial(row, "last")?,
            head: read::digest(row, "head")?,
        })
    })
}

fn refused(tx: &Transaction<'_>, station: &StationId) -> Result<Vec<Range>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT serial FROM packets WHERE station = ?1 AND state = 'refused' ORDER BY serial LIMIT ?2",
    )?;
    let most = rekam_protocol::reckoning::MOST_RANGES;
    let serials = read::all(statement.query(params![station.as_str(), most])?, |row| {
        packets::serial(row, "serial")
    })?;
    let mut ranges: Vec<Range> = Vec::new();
    for serial in serials {
        match ranges.last_mut() {
            Some((_, last)) if last.next() == serial => *last = serial,
            Some(_) | None => ranges.push((serial, serial)),
        }
    }
    Ok(ranges)
}

/// Notes where a packet that was just taken in does not follow from its neighbours.
pub(super) fn compare_neighbours(
    tx: &Transaction<'_>,
    station: &StationId,
    serial: Serial,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let around = [
        "SELECT id, serial, digest, previous FROM packets WHERE station = ?1 AND serial < ?2 ORDER BY serial DESC LIMIT 1",
        "SELECT id, serial, digest, previous FROM packets WHERE station = ?1 AND serial >= ?2 ORDER BY serial LIMIT 2",
    ];
    let mut links = vec![Link::BEGINNING];
    for sql in around {
        let mut statement = tx.prepare_cached(sql)?;
        links.extend(read::all(
            statement.query(params![station.as_str(), serial.get()])?,
            Link::read,
        )?);
    }
    if links.get(1).is_some_and(|link| link.serial < serial.get()) {
        links.remove(0);
    }
    for pair in links.windows(2) {
        if let [before, behind] = pair
            && let Some((serial, fault)) = behind.fault_after(before)
        {
            find(tx, station, serial, fault, at)?;
        }
    }
    Ok(())
}

/// Follows the chain through all packets that are held, and notes what the intake could not have seen.
fn follow(
    tx: &Transaction<'_>,
    station: &StationId,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, serial, digest, previous FROM packets WHERE station = ?1 ORDER BY serial",
    )?;
    let mut before = Link::BEGINNING;
    for link in read::all(statement.query([station.as_str()])?, Link::read)? {
        if let Some((serial, fault)) = link.fault_after(&before) {
            find_again(tx, station, serial, fault, at)?;
        }
        before = link;
    }
    Ok(())
}

/// One line of the chain as a packet holds it.
struct Link {
    serial: u32,
    previous: rekam_protocol::digest::Digest,
    head: rekam_protocol::digest::Digest,
}

impl Link {
    /// What stands before the first line.
    const BEGINNING: Link = Link {
        serial: 0,
        previous: day_book::GENESIS,
        head: day_book::GENESIS,
    };

    fn read(row: &Row<'_>) -> Result<Self, RegistryError> {
        let (serial, id): (Serial, PacketId) =
            (packets::serial(row, "serial")?, read::text(row, "id")?);
        let (previous, digest) = (read::digest(row, "previous")?, read::digest(row, "digest")?);
        Ok(Self {
            serial: serial.get(),
            previous,
            head: day_book::next_head(&previous, serial, id, &digest),
        })
    }

    /// What is wrong between a line and the next one that is held.
    fn fault_after(&self, before: &Link) -> Option<(u32, Fault)> {
        let follows = self.previous == before.head;
        match self.serial - before.serial {
            1 if follows => None,
            1 => Some((self.serial, Fault::DayBookForked)),
            _ if follows => Some((before.serial + 1, Fault::SerialSkipped)),
            _ => None,
        }
    }
}

/// The head after a line that is held; the beginning of every book is.
fn head_after(
    tx: &Transaction<'_>,
    station: &StationId,
    serial: u32,
) -> Result<Option<DayBookHead>, RegistryError> {
    match Serial::new(serial) {
        Err(_) => Ok(Some(DayBookHead::EMPTY)),
        Ok(serial) => packets::head_after(tx, station, serial),
    }
}

fn end(run: &Run) -> DayBookHead {
    DayBookHead {
        serial: run.last.get(),
        head: run.head,
    }
}

fn head_in(row: &Row<'_>) -> Result<DayBookHead, RegistryError> {
    Ok(DayBookHead {
        serial: read::number(row, "serial")?,
        head: read::digest(row, "head")?,
    })
}

fn feed_last(tx: &Transaction<'_>, station: &StationId) -> Result<u64, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT coalesce(MAX(seq), 0) AS last FROM feed WHERE station = ?1")?;
    let last = read::first(statement.query([station.as_str()])?, |row| {
        read::number(row, "last")
    })?;
    Ok(last.unwrap_or_default())
}
