//! What the vault found, written in one transaction; and the feed that tells the stations of it.

use super::{RegistryError, packets, read, times};
use crate::{
    clock::day_at_the_counter,
    registry::{Enrollment, PacketState, Settled, Verdict},
};
use chrono::{DateTime, NaiveDate, Utc};
use rekam_domain::{code::ErrorCode, status::RecordingStatus};
use rekam_protocol::{
    cbor,
    documents::{FeedEntry, News},
    ids::{PacketId, StationId},
};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};
use serde_bytes::ByteArray;

pub(super) fn settle(
    tx: &Transaction<'_>,
    id: &PacketId,
    verdict: &Verdict,
    at: DateTime<Utc>,
) -> Result<Settled, RegistryError> {
    let packet = packets::one(tx, id)?.ok_or(RegistryError::Damaged("packet"))?;
    match packet.state {
        PacketState::Waiting => {}
        PacketState::Opened | PacketState::Refused => return Ok(Settled::Already),
    }
    let (settled, state, news) = match verdict {
        Verdict::Canary(nonce) => (
            Settled::Canary,
            PacketState::Opened,
            News::CanaryOpened {
                nonce: ByteArray::new(*nonce),
            },
        ),
        Verdict::Refused(code) => {
            let status = RecordingStatus::EnrollFailureAtRegional;
            let reason = Some(code.to_string());
            (
                Settled::Refused,
                PacketState::Refused,
                News::Status { status, reason },
            )
        }
        Verdict::Record(enrollment) => {
            let settled = register(tx, id, enrollment, at)?;
            let double = matches!(settled, Settled::Double(_));
            let reason = double.then(|| ErrorCode::RecordedTwice.to_string());
            (
                settled,
                PacketState::Opened,
                News::Status {
                    status: record_status(double),
                    reason,
                },
            )
        }
    };
    let reason = match &news {
        News::Status { status, reason } => reason.clone().unwrap_or_else(|| status.to_string()),
        News::CanaryOpened { .. } => "canary".to_owned(),
        News::RecordedTwice { .. } => ErrorCode::RecordedTwice.to_string(),
    };
    tx.prepare_cached("UPDATE packets SET state = ?2, reason = ?3, settled_at = ?4 WHERE id = ?1")?
        .execute(params![
            id.to_string(),
            state.as_str(),
            reason,
            at.timestamp_millis()
        ])?;
    tell(tx, &packet.station, id, &news, at)?;
    if let Settled::Double(first) = settled {
        tell_of_each_other(tx, (id, &first), at)?;
    }
    Ok(settled)
}

/// Tells the stations of two records of one resident where and when the other one was recorded: both did their work in good
/// faith, and neither would hear of it otherwise.
fn tell_of_each_other(
    tx: &Transaction<'_>,
    (later, first): (&PacketId, &PacketId),
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let (here, there) = (recorded(tx, later)?, recorded(tx, first)?);
    for (packet, own, other, stands) in
        [(later, &here, &there, false), (first, &there, &here, true)]
    {
        let news = News::RecordedTwice {
            station: other.station.clone(),
            station_name: other.station_name.clone(),
            recorded_on: other.day,
            stands,
        };
        tell(tx, &own.station, packet, &news, at)?;
    }
    Ok(())
}

/// Where and when a record was made.
struct Recorded {
    station: StationId,
    station_name: String,
    day: NaiveDate,
}

fn recorded(tx: &Transaction<'_>, packet: &PacketId) -> Result<Recorded, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT p.station, s.name, e.sealed_at, p.received_at FROM packets p JOIN stations s ON s.id = p.station
         JOIN enrollments e ON e.packet = p.id WHERE p.id = ?1",
    )?;
    let found = read::first(statement.query([packet.to_string()])?, |row| {
        // Records of before times were corrected know only when they came.
        let sealed = read::maybe_moment(row, "sealed_at")?;
        let at = sealed.map_or_else(|| read::moment(row, "received_at"), Ok)?;
        Ok(Recorded {
            station: read::text(row, "station")?,
            station_name: read::column(row, "name")?,
            day: day_at_the_counter(at),
        })
    })?;
    found.ok_or(RegistryError::Damaged("enrollment"))
}

const fn record_status(double: bool) -> RecordingStatus {
    if double {
        RecordingStatus::DuplicateRecord
    } else {
        RecordingStatus::Processing
    }
}

/// Writes resident and enrollment, and the double if it is one.
fn register(
    tx: &Transaction<'_>,
    id: &PacketId,
    enrollment: &Enrollment,
    at: DateTime<Utc>,
) -> Result<Settled, RegistryError> {
    let first = if enrollment.recording {
        earlier_recording(tx, enrollment)?
    } else {
        None
    };
    // A double changes nothing in the register: the first recording stands until Dukcapil decides.
    if first.is_none() {
        write_resident(tx, id, enrollment, at)?;
    }
    let (sealed_at, sealed_by) = times::sealed(tx, id, &enrollment.sealed)?;
    let sealed_told = serde_json::to_string(&enrollment.sealed)
        .map_err(|_| RegistryError::Damaged("sealed_told"))?;
    let assisted = enrollment.assisted.as_ref().map(serde_json::to_string);
    let assisted = assisted.transpose();
    let assisted = assisted.map_err(|_| RegistryError::Damaged("assistance"))?;
    tx.prepare_cached(
        "INSERT INTO enrollments (packet, nik, family, recording, service, operator, status, biodata, attachments, photo, opened_at,
                                  sealed_told, sealed_at, sealed_by, changes, assistance)
         VALUES (:packet, :nik, :family, :recording, :service, :operator, :status, :biodata, :attachments, :photo, :at,
                 :sealed_told, :sealed_at, :sealed_by, :changes, :assistance)",
    )?
    .execute(named_params! {
        ":packet": id.to_string(),
        ":nik": enrollment.nik,
        ":family": enrollment.family.as_str(),
        ":recording": enrollment.recording,
        ":service": enrollment.service,
        ":operator": enrollment.operator.as_str(),
        ":status": record_status(first.is_some()).as_str(),
        ":biodata": enrollment.biodata,
        ":attachments": enrollment.attachments,
        ":photo": enrollment.photo,
        ":at": at.timestamp_millis(),
        ":sealed_told": sealed_told,
        ":sealed_at": sealed_at,
        ":sealed_by": sealed_by.as_str(),
        ":changes": enrollment.changes,
        ":assistance": assisted,
    })?;
    let Some(first) = first else {
        return Ok(Settled::Processing);
    };
    tx.execute(
        "INSERT INTO doubles (packet, first, nik, family, found_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            id.to_string(),
            first.to_string(),
            enrollment.nik,
            enrollment.family.as_str(),
            at.timestamp_millis()
        ],
    )?;
    Ok(Settled::Double(first))
}

fn earlier_recording(
    tx: &Transaction<'_>,
    enrollment: &Enrollment,
) -> Result<Option<PacketId>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT packet FROM enrollments
         WHERE nik = ?1 AND family = ?2 AND recording = 1 AND status <> 'DUPLICATE_RECORD'",
    )?;
    read::first(
        statement.query([&enrollment.nik, enrollment.family.as_str()])?,
        |row| read::text(row, "packet"),
    )
}

fn write_resident(
    tx: &Transaction<'_>,
    id: &PacketId,
    enrollment: &Enrollment,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    tx.prepare_cached(
        "INSERT INTO residents (nik, full_name, sex, birth_date, village, packet, written_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (nik) DO UPDATE SET full_name = excluded.full_name, sex = excluded.sex,
             birth_date = excluded.birth_date, village = excluded.village, packet = excluded.packet,
             written_at = excluded.written_at",
    )?
    .execute(params![
        enrollment.nik,
        enrollment.full_name,
        enrollment.sex,
        enrollment.birth_date,
        enrollment.village,
        id.to_string(),
        at.timestamp_millis()
    ])?;
    Ok(())
}

/// Appends to a station's feed. Its numbers have no gap, as they are given inside the transaction that writes them.
fn tell(
    tx: &Transaction<'_>,
    station: &StationId,
    id: &PacketId,
    news: &News,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let (kind, status, reason, nonce) = match news {
        News::Status { status, reason } => {
            ("status", Some(status.as_str()), reason.as_deref(), None)
        }
        News::CanaryOpened { nonce } => ("canary", None, None, Some(nonce.as_slice())),
        News::RecordedTwice { .. } => ("told", None, None, None),
    };
    let told = match news {
        News::Status { .. } | News::CanaryOpened { .. } => None,
        News::RecordedTwice { .. } => {
            Some(cbor::to_vec(news).map_err(|_| RegistryError::Damaged("told"))?)
        }
    };
    let last: Option<i64> = tx
        .prepare_cached("SELECT MAX(seq) FROM feed WHERE station = ?1")?
        .query_row([station.as_str()], |row| row.get(0))
        .optional()?
        .flatten();
    tx.prepare_cached(
        "INSERT INTO feed (station, seq, packet, at, kind, status, reason, nonce, told)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        station.as_str(),
        last.unwrap_or(0) + 1,
        id.to_string(),
        at.timestamp_millis(),
        kind,
        status,
        reason,
        nonce,
        told
    ])?;
    Ok(())
}

pub(super) fn feed(
    tx: &Transaction<'_>,
    station: &StationId,
    after: u64,
    limit: u32,
) -> Result<Vec<FeedEntry>, RegistryError> {
    // A cursor beyond anything a feed can hold simply finds nothing.
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut statement = tx.prepare_cached(
        "SELECT * FROM feed WHERE station = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    )?;
    read::all(
        statement.query(params![station.as_str(), after, limit])?,
        entry,
    )
}

fn entry(row: &Row<'_>) -> Result<FeedEntry, RegistryError> {
    let news = match row.get::<_, String>("kind")?.as_str() {
        "canary" => News::CanaryOpened {
            nonce: ByteArray::new(read::bytes(row, "nonce")?),
        },
        "told" => cbor::from_slice(&row.get::<_, Vec<u8>>("told")?)
            .map_err(|_| RegistryError::Damaged("told"))?,
        _ => News::Status {
            status: read::text(row, "status")?,
            reason: read::column(row, "reason")?,
        },
    };
    Ok(FeedEntry {
        sequence: read::number(row, "seq")?,
        at: read::moment(row, "at")?,
        packet: read::text(row, "packet")?,
        news,
    })
}
