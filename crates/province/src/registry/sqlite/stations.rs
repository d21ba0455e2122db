//! Stations, their operators and keys, and what they say of themselves.

use super::{RegistryError, findings, packets, read, reckon, times};
use crate::registry::{
    Announcement, BoundStation, Contact, Greeting, NewStation, Operator, Station, StationRow,
    StationStatus,
};
use chrono::{DateTime, Utc};
use rekam_protocol::{
    documents::{ActivatedOperator, Lease},
    ids::{OperatorId, StationId},
    keys::{KeyId, SealingKey, VerifyingKey},
    reckoning::Fault,
};
use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};
use zeroize::Zeroizing;

pub(super) fn add(tx: &Transaction<'_>, station: &NewStation) -> Result<(), RegistryError> {
    let added = tx.execute(
        "INSERT INTO stations (id, name, place, lease_from, lease_until, lease_records, status, issued_at, token, activation)
         VALUES (:id, :name, :place, :from, :until, :records, 'issued', :at, :token, :activation)
         ON CONFLICT (id) DO NOTHING",
        named_params! {
            ":id": station.id.as_str(),
            ":name": station.name,
            ":place": station.place,
            ":from": station.lease.from.to_string(),
            ":until": station.lease.until.to_string(),
            ":records": station.lease.records,
            ":at": station.issued_at.timestamp_millis(),
            ":token": station.token.as_slice(),
            ":activation": station.activation,
        },
    )?;
    if added == 0 {
        return Err(RegistryError::StationExists);
    }
    for operator in &station.operators {
        tx.execute(
            "INSERT INTO operators (station, id, name, role) VALUES (?1, ?2, ?3, ?4)",
            params![
                station.id.as_str(),
                operator.id.as_str(),
                operator.name,
                operator.role.as_str()
            ],
        )?;
    }
    note(tx, station.issued_at, "station-added", &station.id, None)
}

pub(super) fn one(tx: &Transaction<'_>, id: &StationId) -> Result<Option<Station>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, status, station_key, sealing_key, token FROM stations WHERE id = ?1",
    )?;
    let found = read::first(statement.query([id.as_str()])?, |row| {
        let key: Option<Vec<u8>> = read::column(row, "station_key")?;
        let sealing_key: Option<Vec<u8>> = read::column(row, "sealing_key")?;
        let token: Option<Vec<u8>> = read::column(row, "token")?;
        Ok(Station {
            id: read::text(row, "id")?,
            status: read::word(row, "status", StationStatus::from_word)?,
            key: key.map(|_| read::key(row, "station_key")).transpose()?,
            sealing_key: sealing_key
                .map(|bytes| SealingKey::from_slice(&bytes))
                .transpose()
                .map_err(|_| RegistryError::Damaged("sealing_key"))?,
            token: token
                .map(|_| read::bytes(row, "token").map(Zeroizing::new))
                .transpose()?,
            operators: Vec::new(),
        })
    })?;
    match found {
        Some(station) => Ok(Some(Station {
            operators: operators(tx, id)?,
            ..station
        })),
        None => Ok(None),
    }
}

pub(super) fn by_key(tx: &Transaction<'_>, key: &KeyId) -> Result<Option<Station>, RegistryError> {
    let mut statement = tx.prepare_cached("SELECT id FROM stations WHERE key_id = ?1")?;
    let id = read::first(statement.query([key.to_string()])?, |row| {
        read::text(row, "id")
    })?;
    id.map_or(Ok(None), |id| one(tx, &id))
}

fn operators(tx: &Transaction<'_>, station: &StationId) -> Result<Vec<Operator>, RegistryError> {
    let mut statement =
        tx.prepare_cached("SELECT id, name, role FROM operators WHERE station = ?1 ORDER BY id")?;
    let activated = read::all(statement.query([station.as_str()])?, |row| {
        Ok(ActivatedOperator {
            id: read::text(row, "id")?,
            name: read::column(row, "name")?,
            role: read::text(row, "role")?,
        })
    })?;
    activated
        .into_iter()
        .map(|activated| {
            Ok(Operator {
                keys: operator_keys(tx, station, &activated.id)?,
                activated,
            })
        })
        .collect()
}

fn operator_keys(
    tx: &Transaction<'_>,
    station: &StationId,
    operator: &OperatorId,
) -> Result<Vec<VerifyingKey>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT key FROM operator_keys WHERE station = ?1 AND operator = ?2 ORDER BY sequence, key",
    )?;
    read::all(
        statement.query([station.as_str(), operator.as_str()])?,
        |row| read::key(row, "key"),
    )
}

pub(super) fn all(tx: &Transaction<'_>) -> Result<Vec<StationRow>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, name, place, status, lease_from, lease_until, lease_records, seen_at, seen_waiting,
                (SELECT COUNT(*) FROM packets WHERE station = stations.id) AS packets
         FROM stations ORDER BY id",
    )?;
    read::all(statement.query([])?, |row| {
        Ok(StationRow {
            id: read::text(row, "id")?,
            name: read::column(row, "name")?,
            place: read::column(row, "place")?,
            status: read::word(row, "status", StationStatus::from_word)?,
            lease: lease(row)?,
            packets: read::number(row, "packets")?,
            seen_at: read::maybe_moment(row, "seen_at")?,
            waiting: read::column(row, "seen_waiting")?,
        })
    })
}

pub(super) fn bound(tx: &Transaction<'_>) -> Result<Vec<BoundStation>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT id, name, station_key, issued_at,
                CASE status WHEN 'revoked' THEN
                    (SELECT MIN(at) FROM audit WHERE event = 'station-revoked' AND station = stations.id)
                END AS revoked_at
         FROM stations WHERE station_key IS NOT NULL ORDER BY id",
    )?;
    read::all(statement.query([])?, |row| {
        Ok(BoundStation {
            id: read::text(row, "id")?,
            name: read::column(row, "name")?,
            key: read::key(row, "station_key")?,
            issued_at: read::moment(row, "issued_at")?,
            revoked_at: read::maybe_moment(row, "revoked_at")?,
        })
    })
}

fn lease(row: &Row<'_>) -> Result<Lease, RegistryError> {
    Ok(Lease {
        from: read::text(row, "lease_from")?,
        until: read::text(row, "lease_until")?,
        records: read::number(row, "lease_records")?,
    })
}

pub(super) fn activation(
    tx: &Transaction<'_>,
    id: &StationId,
) -> Result<Option<Vec<u8>>, RegistryError> {
    let kept = tx.query_row(
        "SELECT activation FROM stations WHERE id = ?1",
        [id.as_str()],
        |row| row.get(0),
    );
    Ok(kept.optional()?.flatten())
}

pub(super) fn announce(
    tx: &Transaction<'_>,
    announcement: &Announcement,
) -> Result<(), RegistryError> {
    let station = one(tx, &announcement.station)?.ok_or(RegistryError::NoStation)?;
    if station.key.is_some_and(|key| key != announcement.key) {
        return Err(RegistryError::OtherKey);
    }
    let listed = |id: &OperatorId| {
        station
            .operators
            .iter()
            .any(|operator| operator.activated.id == *id)
    };
    if !announcement.operators.iter().all(|(id, _)| listed(id)) {
        return Err(RegistryError::UnknownOperator);
    }
    let taken: Option<u32> = tx.query_row(
        "SELECT sequence FROM stations WHERE id = ?1",
        [announcement.station.as_str()],
        |row| row.get(0),
    )?;
    if taken.is_some_and(|taken| announcement.sequence < taken) {
        return Err(RegistryError::StaleAnnouncement);
    }
    tx.execute(
        "UPDATE stations SET station_key = ?2, key_id = ?4, sequence = ?3, sealing_key = coalesce(?5, sealing_key), token = NULL, activation = NULL,
                status = CASE status WHEN 'issued' THEN 'active' ELSE status END
         WHERE id = ?1",
        params![
            announcement.station.as_str(),
            announcement.key.to_bytes(),
            announcement.sequence,
            announcement.key.id().to_string(),
            announcement.sealing_key.as_ref().map(SealingKey::to_bytes)
        ],
    )?;
    for (operator, key) in &announcement.operators {
        tx.execute(
            "INSERT INTO operator_keys (station, operator, key, sequence, announced_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
            params![
                announcement.station.as_str(),
                operator.as_str(),
                key.to_bytes(),
                announcement.sequence,
                announcement.at.timestamp_millis()
            ],
        )?;
    }
    // The same announcement again is an answer that got lost, and no event.
    if taken == Some(announcement.sequence) {
        return Ok(());
    }
    note(
        tx,
        announcement.at,
        "station-announced",
        &announcement.station,
        None,
    )
}

pub(super) fn revoke(
    tx: &Transaction<'_>,
    id: &StationId,
    at: DateTime<Utc>,
) -> Result<(), RegistryError> {
    let changed = tx.execute(
        "UPDATE stations SET status = 'revoked', token = NULL, activation = NULL WHERE id = ?1",
        [id.as_str()],
    )?;
    if changed == 0 {
        return Err(RegistryError::NoStation);
    }
    note(tx, at, "station-revoked", id, None)
}

pub(super) fn greet(tx: &Transaction<'_>, contact: &Contact) -> Result<Greeting, RegistryError> {
    let station = contact.station.as_str();
    let at = contact.at.timestamp_millis();
    let before = last_hello(tx, &contact.station)?.ok_or(RegistryError::NoStation)?;
    let fresh = tx.execute(
        "INSERT INTO hellos (station, nonce, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![station, contact.nonce, at],
    )?;
    if fresh == 0 {
        return Err(RegistryError::HelloRepeated);
    }
    let now = &contact.told_at;
    let counter =
        i64::try_from(now.monotonic_ms).map_err(|_| RegistryError::Damaged("seen_monotonic"))?;
    let came_late = before.boot.as_ref() == Some(&now.boot) && Some(counter) < before.monotonic;
    if !came_late {
        tx.execute(
            "UPDATE stations SET seen_at = ?2, seen_serial = ?3, seen_audit = ?4, seen_waiting = ?5, seen_nonce = ?6,
                    seen_boot = ?7, seen_monotonic = ?8
             WHERE id = ?1",
            params![
                station,
                at,
                contact.day_book.serial,
                contact.audit_head.as_bytes(),
                contact.waiting,
                contact.nonce,
                now.boot,
                counter
            ],
        )?;
    }
    let told = contact.day_book;
    if !came_late && before.serial.is_some_and(|before| told.serial < before) {
        findings::find(
            tx,
            &contact.station,
            told.serial,
            Fault::DayBookBack,
            contact.at,
        )?;
    }
    reckon::compare(tx, &contact.station, told, contact.at)?;
    times::compare(tx, contact)?;
    packets::held(tx, &contact.station, packets::MOST_RANGES)
}

/// What a station said of itself last.
struct LastHello {
    serial: Option<u32>,
    boot: Option<String>,
    monotonic: Option<i64>,
}

fn last_hello(
    tx: &Transaction<'_>,
    station: &StationId,
) -> Result<Option<LastHello>, RegistryError> {
    let mut statement = tx.prepare_cached(
        "SELECT seen_serial, seen_boot, seen_monotonic FROM stations WHERE id = ?1",
    )?;
    read::first(statement.query([station.as_str()])?, |row| {
        Ok(LastHello {
            serial: read::column(row, "seen_serial")?,
            boot: read::column(row, "seen_boot")?,
            monotonic: read::column(row, "seen_monotonic")?,
        })
    })
}

/// Writes a line of the audit trail.
pub(super) fn note(
    tx: &Transaction<'_>,
    at: DateTime<Utc>,
    event: &str,
    station: &StationId,
    detail: Option<&str>,
) -> Result<(), RegistryError> {
    tx.execute(
        "INSERT INTO audit (at, event, station, detail) VALUES (?1, ?2, ?3, ?4)",
        params![at.timestamp_millis(), event, station.as_str(), detail],
    )?;
    Ok(())
}
