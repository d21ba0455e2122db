//! Durable saves at the desk, beside SQLite's own commit of the same bytes on the same disk.

use crate::figures::{Figures, median, millis};
use crate::memory::resident_mib;
use crate::sealing::RECORD;
use rekam_domain::field::Field;
use rekam_domain::role::Role;
use rekam_domain::service::Service;
use rekam_protocol::documents::{ActivatedOperator, Activation, Lease};
use rekam_protocol::keys::{OpeningKey, SigningKey};
use rekam_protocol::lockbox::Cost;
use rekam_protocol::signed;
use rekam_station::activation::{Request, activate};
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::{Desk, Station};
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

const PASSWORD: &str = "bench bench bench";

pub(crate) fn measure(figures: &mut Figures, scratch: &Path) -> anyhow::Result<()> {
    let clock = Arc::new(SystemClock::new());
    let home = scratch.join("station");
    let first = "bench".parse()?;
    let activation = activation(&clock)?;
    let request = Request {
        activation: &activation,
        expected: None,
        first: &first,
        password: PASSWORD,
        cost: Cost::RECOMMENDED,
    };
    activate(&home, &request, &clock.stamp())?;
    let station = Station::open(&home, clock, Cost::RECOMMENDED)?;
    let unlock = median(5, || Ok(station.unlock(&first, PASSWORD)?.lock()?))?;
    figures.add("unlock", millis(unlock), "ms");
    let desk = station.unlock(&first, PASSWORD)?;
    figures.add(
        "station_core_memory_at_rest",
        resident_mib(std::process::id())?,
        "MiB",
    );
    save(figures, scratch, &desk)
}

fn activation(clock: &SystemClock) -> anyhow::Result<Vec<u8>> {
    let (province, now) = (SigningKey::generate()?, clock.stamp().wall);
    let today = rekam_station::lease::day_at_the_desk(now);
    let document = Activation {
        province: "Bench".into(),
        url: "http://127.0.0.1:1".into(),
        sealing_key: OpeningKey::generate()?.sealing_key(),
        signing_key: province.verifying_key(),
        station: "bench".parse()?,
        station_name: "Bench".into(),
        place: "617101".into(),
        lease: Lease {
            from: today,
            until: today + chrono::TimeDelta::days(30),
            records: 100_000,
        },
        operators: vec![ActivatedOperator {
            id: "bench".parse()?,
            name: "Bench".into(),
            role: Role::Supervisor,
        }],
        token: serde_bytes::ByteArray::new([1; 32]),
        issued_at: now,
        double_hint: false,
        extract: Vec::new(),
    };
    Ok(signed::sign(&document, &province)?)
}

/// One field, and one sealed record (a canary carries no pictures, so a record's bytes are stored as a capture of that size).
fn save(figures: &mut Figures, scratch: &Path, desk: &Desk) -> anyhow::Result<()> {
    let draft = desk.start(Service::KtpNew)?;
    let field = median(301, || {
        Ok(desk
            .put_field(draft, Field::FullName, "WARGA CONTOH")
            .map(|_| ())?)
    })?;
    let sealed = median(101, || Ok(desk.seal_canary().map(|_| ())?))?;
    let plain = Connection::open(scratch.join("plain.sqlite"))?;
    plain.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (bytes BLOB);",
    )?;
    let mut insert = plain.prepare("INSERT INTO t (bytes) VALUES (?1)")?;
    let mut commit = |bytes: usize, runs| {
        median(runs, || {
            Ok(insert.execute([vec![0_u8; bytes]]).map(|_| ())?)
        })
    };
    let (small, small_packet, large) =
        (commit(60, 301)?, commit(3_000, 101)?, commit(RECORD, 101)?);
    figures.add("save_field", millis(field), "ms");
    figures.add("peer_sqlite_commit_60b", millis(small), "ms");
    figures.add(
        "save_field_of_bare_commit",
        field.as_secs_f64() / small.as_secs_f64(),
        "ratio",
    );
    figures.add("save_sealed_canary", millis(sealed), "ms");
    figures.add("peer_sqlite_commit_3kb", millis(small_packet), "ms");
    let stored = stored_record(desk)?;
    figures.add("save_packet_300kb", millis(stored), "ms");
    figures.add("peer_sqlite_commit_300kb", millis(large), "ms");
    figures.add(
        "save_packet_of_bare_commit",
        stored.as_secs_f64() / large.as_secs_f64(),
        "ratio",
    );
    Ok(())
}

fn stored_record(desk: &Desk) -> anyhow::Result<std::time::Duration> {
    let bytes = vec![0; RECORD];
    median(101, || {
        let draft = desk.start(Service::KtpNew)?;
        let began = desk.capture(
            draft,
            rekam_station::capture::Slot::Signature,
            "image/png",
            &bytes,
        );
        Ok(began?)
    })
}
