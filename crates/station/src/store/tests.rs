use super::*;
use crate::capture::Slot;
use crate::clock::{Clock as _, TestClock};
use crate::store::captures::NewCapture;
use crate::store::day_book::DayBookLine;
use crate::store::drafts::DraftId;
use crate::store::settings::Setting;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::DiscardReason;
use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::{OperatorId, PacketId, Serial};
use rekam_protocol::packet::PacketKind;
use rekam_protocol::time::Stamp;
use std::path::PathBuf;

struct Shelf {
    _dir: tempfile::TempDir,
    path: PathBuf,
    key: StoreKey,
}

fn shelf() -> (Shelf, Store) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store.sqlite");
    let key = StoreKey::generate().unwrap();
    let store = Store::create(&path, &key).unwrap();
    (
        Shelf {
            _dir: dir,
            path,
            key,
        },
        store,
    )
}

impl Shelf {
    fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.path, &self.key)
    }
}

fn now() -> Stamp {
    TestClock::at(DateTime::<Utc>::from_timestamp(1_780_000_000, 0).unwrap()).stamp()
}

fn operator() -> OperatorId {
    "op-1".parse().unwrap()
}

fn begin(store: &Store, id: u8) -> DraftId {
    let draft = PacketId::from_random([id; 16]);
    store
        .start_draft(draft, Service::KtpNew, &operator(), &now())
        .unwrap();
    draft
}

/// Writes a line and its packet as sealing does.
fn seal(store: &Store, bytes: &[u8]) -> Result<PacketId, StoreError> {
    store.write(|tx| {
        let (serial, previous) = day_book::next(tx)?;
        let mut id = [0; 16];
        id[..4].copy_from_slice(&serial.get().to_be_bytes());
        let line = DayBookLine {
            serial,
            packet: PacketId::from_random(id),
            kind: PacketKind::Record,
            service: Some("KTP-A".to_owned()),
            person: None,
            operator: operator(),
            sealed_at: now(),
            digest: Digest::of(bytes),
            previous,
        };
        day_book::append(tx, &line)?;
        outbox::put(tx, serial, bytes)?;
        Ok(line.packet)
    })
}

/// What somebody with the key and bad intentions can do: the triggers go first.
fn tamper(store: &Store, sql: &str) {
    store
        .read(|connection| {
            connection.execute_batch(&format!(
                "DROP TRIGGER IF EXISTS day_book_lines_never_change; DROP TRIGGER IF EXISTS day_book_lines_never_leave;
                 DROP TRIGGER IF EXISTS audit_lines_never_change; DROP TRIGGER IF EXISTS audit_lines_never_leave;
                 PRAGMA foreign_keys = OFF; {sql}"
            ))?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_pragmas_that_the_promise_rests_on_are_in_force() {
    let (_shelf, store) = shelf();
    let pragma = |name: &str| {
        store
            .read(|connection| {
                Ok(connection.query_row(&format!("PRAGMA {name}"), [], |row| {
                    row.get_ref(0).map(|value| format!("{value:?}"))
                })?)
            })
            .unwrap()
    };
    assert!(pragma("journal_mode").contains("119, 97, 108"), "wal");
    assert_eq!(pragma("synchronous"), "Integer(2)", "FULL");
    assert_eq!(pragma("foreign_keys"), "Integer(1)");
    assert_eq!(pragma("secure_delete"), "Integer(1)");
    assert!(!pragma("cipher_version").is_empty());
}

#[test]
fn a_wrong_key_and_a_damaged_file_have_one_code_of_their_own() {
    let (shelf, store) = shelf();
    store.close().unwrap();
    let other = StoreKey::generate().unwrap();
    assert_eq!(
        Store::open(&shelf.path, &other).unwrap_err().code(),
        ErrorCode::StoreUnreadable
    );
    shelf.open().unwrap().close().unwrap();
    let mut bytes = std::fs::read(&shelf.path).unwrap();
    bytes[100..200].fill(0);
    std::fs::write(&shelf.path, bytes).unwrap();
    assert_eq!(shelf.open().unwrap_err().code(), ErrorCode::StoreUnreadable);
}

#[test]
fn a_missing_store_is_not_made_anew() {
    let (shelf, store) = shelf();
    drop(store);
    std::fs::remove_file(&shelf.path).unwrap();
    assert_eq!(shelf.open().unwrap_err().code(), ErrorCode::StoreFailed);
    assert!(!shelf.path.exists());
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_untouched() {
    let (shelf, store) = shelf();
    store
        .read(|connection| Ok(connection.pragma_update(None, "user_version", 99)?))
        .unwrap();
    store.wipe_traces().unwrap();
    store.close().unwrap();
    let before = std::fs::read(&shelf.path).unwrap();
    let refused = shelf.open().unwrap_err();
    assert_eq!(refused.code(), ErrorCode::StoreNewer);
    assert!(matches!(
        refused,
        StoreError::Newer { found: 99, known } if known == super::migrate::known()
    ));
    assert_eq!(std::fs::read(&shelf.path).unwrap(), before);
}

#[test]
fn opening_an_up_to_date_store_again_changes_nothing_in_it() {
    let (shelf, store) = shelf();
    let draft = begin(&store, 1);
    store.close().unwrap();
    for _ in 0..2 {
        assert_eq!(shelf.open().unwrap().draft(draft).unwrap().id, draft);
    }
}

#[test]
fn a_full_disk_refuses_the_write_and_loses_nothing() {
    let (_shelf, store) = shelf();
    let draft = begin(&store, 1);
    store
        .put_field(draft, Field::FullName, "SITI CONTOH", &operator(), &now())
        .unwrap();
    let pages: i64 = store
        .read(|connection| Ok(connection.query_row("PRAGMA page_count", [], |row| row.get(0))?))
        .unwrap();
    store
        .read(|connection| {
            Ok(connection.execute_batch(&format!("PRAGMA max_page_count = {}", pages + 4))?)
        })
        .unwrap();
    let picture = vec![7; 200_000];
    let new = [NewCapture {
        slot: Slot::Signature,
        media_type: "image/png",
        bytes: &picture,
    }];
    assert_eq!(
        store
            .put_captures(draft, &new, &operator(), &now())
            .unwrap_err()
            .code(),
        ErrorCode::DiskFull
    );
    assert_eq!(
        seal(&store, &picture).unwrap_err().code(),
        ErrorCode::DiskFull
    );
    assert_eq!(
        store.fields(draft).unwrap()[&Field::FullName].raw,
        "SITI CONTOH"
    );
    assert!(store.capture(draft, Slot::Signature).unwrap().is_none());
    assert_eq!(store.day_book_head().unwrap().serial, 0);
    store.verify_audit().unwrap().unwrap();

    store
        .read(|connection| Ok(connection.execute_batch("PRAGMA max_page_count = 1000000")?))
        .unwrap();
    store
        .put_captures(draft, &new, &operator(), &now())
        .unwrap();
    seal(&store, &picture).unwrap();
}

#[test]
fn a_transaction_that_is_cut_in_the_middle_leaves_no_trace() {
    let (shelf, store) = shelf();
    let draft = begin(&store, 1);
    let cut: Result<(), StoreError> = store.write(|tx| {
        let (serial, _) = day_book::next(tx)?;
        outbox::put(tx, Serial::FIRST, b"never").map_err(|_| StoreError::OutOfOrder)?;
        drafts::remove(tx, draft)?;
        assert_eq!(serial, Serial::FIRST);
        Err(StoreError::Locked)
    });
    assert!(cut.is_err());
    drop(store);
    let store = shelf.open().unwrap();
    assert_eq!(store.draft(draft).unwrap().id, draft);
    assert_eq!(store.outbox_counts().unwrap().waiting, 0);
}

#[test]
fn a_panic_inside_a_verb_rolls_back_and_the_store_goes_on() {
    let (_shelf, store) = shelf();
    let draft = begin(&store, 1);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _: Result<(), StoreError> = store.write(|tx| {
            drafts::remove(tx, draft)?;
            panic!("a fault of the program")
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(store.draft(draft).unwrap().id, draft);
}

#[test]
fn a_flipped_bit_in_a_capture_is_noticed_when_it_is_read() {
    let (_shelf, store) = shelf();
    let draft = begin(&store, 1);
    let new = [NewCapture {
        slot: Slot::Portrait,
        media_type: "image/jpeg",
        bytes: b"portrait",
    }];
    store
        .put_captures(draft, &new, &operator(), &now())
        .unwrap();
    tamper(&store, "UPDATE capture SET bytes = x'00'");
    assert_eq!(
        store.capture(draft, Slot::Portrait).unwrap_err().code(),
        ErrorCode::StoreDamaged
    );
}

#[test]
fn a_flipped_bit_in_a_packet_is_noticed_before_it_is_handed_over() {
    let (_shelf, store) = shelf();
    let packet = seal(&store, b"sealed").unwrap();
    assert_eq!(store.packet(packet).unwrap(), b"sealed");
    tamper(&store, "UPDATE packet SET bytes = CAST('sealeD' AS BLOB)");
    assert_eq!(
        store.packet(packet).unwrap_err().code(),
        ErrorCode::StoreDamaged
    );
}

#[test]
fn lines_of_day_book_and_audit_log_cannot_be_changed_by_the_program_itself() {
    let (_shelf, store) = shelf();
    begin(&store, 1);
    seal(&store, b"sealed").unwrap();
    for sql in [
        "UPDATE day_book SET service = 'X'",
        "DELETE FROM day_book",
        "UPDATE audit SET line = x'00'",
        "DELETE FROM audit",
    ] {
        assert!(
            store
                .read(|connection| Ok(connection.execute_batch(sql)?))
                .is_err(),
            "{sql}"
        );
    }
}

/// The files of a store that was opened like any other but without a key, so that a test can read its free pages.
fn plain_files_after_discarding(marker: &[u8], more: &str) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("plain.sqlite");
    let mut connection = Connection::open(&path).unwrap();
    open::set_up(&connection).unwrap();
    connection.execute_batch(more).unwrap();
    migrate::run(&mut connection).unwrap();
    let store = Store {
        connection: Mutex::new(Some(connection)),
        reserve: Reserve::beside(&path),
        person_key: Zeroizing::new([0; 32]),
    };
    let draft = begin(&store, 1);
    let bytes = marker.repeat(500);
    let new = [NewCapture {
        slot: Slot::Portrait,
        media_type: "image/jpeg",
        bytes: &bytes,
    }];
    store
        .put_captures(draft, &new, &operator(), &now())
        .unwrap();
    store
        .discard_draft(draft, DiscardReason::Mistake, &operator(), &now())
        .unwrap();
    store.wipe_traces().unwrap();
    let log = std::fs::read(path.with_extension("sqlite-wal")).unwrap();
    [std::fs::read(path).unwrap(), log].concat()
}

#[test]
fn a_discarded_draft_leaves_nothing_in_the_files_for_who_holds_the_key() {
    let marker = b"FACE OF A SYNTHETIC RESIDENT";
    let found = |files: &[u8]| files.windows(marker.len()).any(|window| window == marker);
    assert!(!found(&plain_files_after_discarding(marker, "")));
    let careless = plain_files_after_discarding(marker, "PRAGMA secure_delete = OFF");
    assert!(
        found(&careless),
        "without secure_delete it would be there: this test can fail"
    );
}

#[test]
fn a_setting_keeps_its_last_value() {
    let (shelf, store) = shelf();
    store.set_number(Setting::FeedCursor, 1).unwrap();
    store.set_number(Setting::FeedCursor, 2).unwrap();
    drop(store);
    assert_eq!(
        shelf.open().unwrap().number(Setting::FeedCursor).unwrap(),
        Some(2)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_change_to_a_day_book_is_found_at_its_line(lines in 2u32..12, at in 0u32..12, what in 0usize..5) {
        let (_shelf, store) = shelf();
        for line in 0..lines {
            seal(&store, &line.to_be_bytes()).unwrap();
        }
        prop_assert_eq!(store.verify_day_book().unwrap().unwrap().serial, lines);
        let at = at % lines + 1;
        let (sql, broken) = match what {
            0 => (format!("UPDATE day_book SET digest = zeroblob(32) WHERE serial = {at}"), at),
            1 => (format!("UPDATE day_book SET packet = '{}' WHERE serial = {at}", "f".repeat(32)), at),
            2 => (format!("UPDATE day_book SET head = zeroblob(32) WHERE serial = {at}"), at),
            3 => (format!("UPDATE day_book SET previous = randomblob(32) WHERE serial = {at}"), at),
            _ => (format!("DELETE FROM day_book WHERE serial = {at}"), at),
        };
        tamper(&store, &sql);
        let found = store.verify_day_book().unwrap();
        if what == 4 && at == lines {
            // A cut at the end shows only against the head that the province was shown.
            prop_assert_eq!(found.unwrap().serial, lines - 1);
        } else {
            let found = found.unwrap_err();
            prop_assert_eq!((found.serial, found.code()), (broken, ErrorCode::ChainBroken));
        }
    }

    #[test]
    fn any_change_to_the_audit_log_is_found_at_its_line(lines in 2u8..12, at in 0u8..12, what in 0usize..4) {
        let (_shelf, store) = shelf();
        for line in 0..lines {
            begin(&store, line);
        }
        let at = u64::from(at % lines) + 1;
        let sql = match what {
            0 => format!("UPDATE audit SET line = (SELECT line FROM audit WHERE seq <> {at} LIMIT 1) WHERE seq = {at}"),
            1 => format!("UPDATE audit SET head = zeroblob(32) WHERE seq = {at}"),
            2 => format!("UPDATE audit SET line = x'a0' WHERE seq = {at}"),
            _ => format!("UPDATE audit SET seq = 1000 WHERE seq = {at}"),
        };
        prop_assert_eq!(store.verify_audit().unwrap().unwrap().lines, u64::from(lines));
        tamper(&store, &sql);
        let found = store.verify_audit().unwrap().unwrap_err();
        prop_assert_eq!(found.line, at);
    }
}
