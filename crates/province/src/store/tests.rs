use super::*;
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use rekam_protocol::{digest::Digest, ids::Serial};

fn noon() -> DateTime<Utc> {
    "2026-03-02T05:00:00Z".parse().unwrap()
}

fn upload(n: u8, length: u64) -> Upload {
    Upload {
        packet: PacketId::from_random([n; 16]),
        station: "6108-van-1".parse().unwrap(),
        serial: Serial::FIRST,
        digest: Digest::of(&[n]),
        length,
        metadata: "packet eA==".to_owned(),
        expires: noon() + TimeDelta::days(14),
    }
}

fn store(most: Option<u64>) -> (PacketStore, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (PacketStore::open(folder.path(), most).unwrap(), folder)
}

fn moved(upload: &Upload) -> Move {
    Move {
        packet: upload.packet,
        station: upload.station.clone(),
    }
}

#[test]
fn an_upload_grows_and_goes_to_its_place_whole() {
    let (store, folder) = store(None);
    let upload = upload(0xab, 6);
    let mut part = store.begin(&upload).unwrap();
    part.write(&[Bytes::from_static(b"abc")]).unwrap();
    drop(part);
    assert_eq!(store.durable_offset(upload.packet).unwrap(), 3);
    let mut part = store.part(upload.packet).unwrap();
    part.write(&[Bytes::from_static(b"d"), Bytes::from_static(b"ef")])
        .unwrap();
    store.keep(&[moved(&upload)]).unwrap();
    store
        .keep(&[moved(&upload)])
        .expect("a move that happened already is no error");
    store.finish(upload.packet).unwrap();
    assert_eq!(
        store.read(&upload.station, upload.packet).unwrap(),
        b"abcdef"
    );
    assert!(
        store
            .place(&upload.station, upload.packet)
            .starts_with(folder.path().join("packets/6108-van-1/ab"))
    );
    assert_eq!(
        std::fs::read_dir(folder.path().join("incoming"))
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn a_damaged_chunk_is_cut_back() {
    let (store, _folder) = store(None);
    let mut part = store.begin(&upload(1, 6)).unwrap();
    part.write(&[Bytes::from_static(b"abXX")]).unwrap();
    part.cut_back(2).unwrap();
    part.write(&[Bytes::from_static(b"cd")]).unwrap();
    assert_eq!(store.read_part(upload(1, 6).packet).unwrap(), b"abcd");
}

#[test]
fn a_full_store_says_so_before_any_byte_and_takes_more_once_there_is_room() {
    let (store, folder) = store(Some(10));
    store.begin(&upload(1, 6)).unwrap();
    let refused = store.begin(&upload(2, 5)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ProvinceDiskFull);
    assert_eq!(store.upload(upload(2, 5).packet).unwrap(), None);
    store.forget(&upload(1, 6)).unwrap();
    store
        .forget(&upload(1, 6))
        .expect("forgetting twice does nothing");
    assert_eq!(store.used(), 0);
    let mut part = store.begin(&upload(2, 5)).unwrap();
    part.write(&[Bytes::from_static(b"12345")]).unwrap();
    store.keep(&[moved(&upload(2, 5))]).unwrap();
    store.finish(upload(2, 5).packet).unwrap();
    let reopened = PacketStore::open(folder.path(), Some(10)).unwrap();
    assert_eq!((store.used(), reopened.used()), (5, 5));
}

#[test]
fn a_disk_without_room_for_the_registry_takes_no_upload() {
    let (store, _folder) = store(None);
    assert!(matches!(
        store.begin(&upload(1, u64::MAX / 2)),
        Err(StoreError::Full)
    ));
}

#[test]
fn a_start_tells_complete_uploads_from_begun_ones_and_forgets_the_rest() {
    let (store, folder) = store(Some(1000));
    let (complete, begun, expired, placed) =
        (upload(1, 3), upload(2, 3), upload(3, 3), upload(4, 3));
    let expired = Upload {
        expires: noon() - TimeDelta::seconds(1),
        ..expired
    };
    for (upload, bytes) in [
        (&complete, "abc"),
        (&begun, "ab"),
        (&expired, "ab"),
        (&placed, "abc"),
    ] {
        store
            .begin(upload)
            .unwrap()
            .write(&[Bytes::from(bytes)])
            .unwrap();
    }
    store.keep(&[moved(&placed)]).unwrap();
    let incoming = folder.path().join("incoming");
    std::fs::write(incoming.join("orphan.part"), b"x").unwrap();
    std::fs::write(incoming.join("torn.upload"), b"").unwrap();
    let mut found = store.look_through(noon()).unwrap();
    found.sort_by_key(|found| match found {
        Found::Complete(upload) | Found::Begun(upload) => upload.packet,
    });
    assert_eq!(
        found,
        [
            Found::Complete(complete),
            Found::Begun(begun),
            Found::Complete(placed)
        ]
    );
    assert_eq!(
        std::fs::read_dir(&incoming).unwrap().count(),
        5,
        "two uploads of two files, and one note"
    );
}

#[test]
fn bytes_that_a_power_cut_left_too_long_are_forgotten() {
    let (store, _folder) = store(None);
    store
        .begin(&upload(1, 2))
        .unwrap()
        .write(&[Bytes::from_static(b"abc")])
        .unwrap();
    assert!(store.look_through(noon()).unwrap().is_empty());
    assert_eq!(store.upload(upload(1, 2).packet).unwrap(), None);
}
