//! A stick on its way: from the real station to the real province and back, with everything that happens to sticks.
#![expect(clippy::expect_used, reason = "a journey that cannot go on must fail")]

use bytes::Bytes;
use rekam_domain::code::ErrorCode;
use rekam_protocol::bundle::Shelf;
use rekam_protocol::digest::Digest;
use rekam_protocol::ids::PacketId;
use rekam_protocol::lockbox::Cost;
use rekam_province::store::{PacketStore, Upload};
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::{Desk, Station};
use rekam_tests::window::{OPERATOR, PASSWORD, Place, TestStation};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// A station with a province, somebody at its desk, and packets that wait. Canaries take the road of every record.
struct Road {
    station: TestStation,
    desk: Desk,
    packets: Vec<PacketId>,
}

impl Road {
    fn with(packets: usize) -> Self {
        let station = TestStation::make(Place::Ready).expect("a station");
        let opened = Station::open(
            &station.home(),
            Arc::new(SystemClock::new()),
            Cost::RECOMMENDED,
        );
        let operator = OPERATOR.parse().expect("an id");
        let desk = opened
            .and_then(|opened| opened.unlock(&operator, PASSWORD))
            .expect("a desk");
        let sealed = (0..packets).map(|_| desk.seal_canary().expect("a packet").1.packet);
        Self {
            packets: sealed.collect(),
            station,
            desk,
        }
    }

    fn shelf(&self, stick: &Path) -> Shelf {
        Shelf::of(stick, &self.desk.activation().station)
    }

    /// What the province says of a stick.
    fn at_the_province(&self, stick: &Path) -> Value {
        let path = stick.display().to_string();
        let said = self
            .station
            .province(&["import", &path])
            .expect("an answer");
        serde_json::from_slice(&said).expect("JSON")
    }

    fn waiting(&self) -> u32 {
        self.desk.store().outbox_counts().expect("counts").waiting
    }
}

#[test]
fn packets_travel_on_a_stick_and_receipts_and_news_come_back_once() {
    let road = Road::with(3);
    let stick = tempfile::tempdir().expect("a stick");
    let out = road.desk.export(stick.path()).expect("written");
    assert_eq!((out.records, out.refused.len()), (3, 0));
    assert_eq!(
        road.waiting(),
        3,
        "a packet on a stick is no packet at the province"
    );

    let taken = road.at_the_province(stick.path());
    assert_eq!(
        (&taken[0]["received"], &taken[0]["refused"]),
        (&3.into(), &Value::Array(vec![]))
    );
    let back = road.desk.import(stick.path()).expect("read");
    assert_eq!((back.receipts, back.refused.len()), (3, 0));
    assert_eq!(road.waiting(), 0);

    // The vault opens the canaries; the next round brings the news, and the round after it nothing.
    road.station.open_packets().expect("opened");
    for (packets, answered) in [(0, true), (0, true)] {
        assert_eq!(
            road.desk.export(stick.path()).expect("written").records,
            packets
        );
        road.at_the_province(stick.path());
        assert_eq!(road.desk.import(stick.path()).expect("read").receipts, 0);
        assert_eq!(
            road.desk.standing().expect("a standing").canary_answered,
            Some(answered)
        );
    }
}

#[test]
fn a_packet_that_was_changed_on_the_way_is_refused_alone_and_mended_by_the_next_export() {
    let road = Road::with(3);
    let stick = tempfile::tempdir().expect("a stick");
    road.desk.export(stick.path()).expect("written");
    let changed = road.shelf(stick.path()).packet(road.packets[1]);
    let mut bytes = fs::read(&changed).expect("a packet");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&changed, bytes).expect("changed");

    let taken = road.at_the_province(stick.path());
    assert_eq!(taken[0]["received"], 2);
    assert_eq!(taken[0]["refused"][0][0], road.packets[1].to_string());
    assert_eq!(road.desk.import(stick.path()).expect("read").receipts, 2);

    road.desk.export(stick.path()).expect("written");
    assert_eq!(road.at_the_province(stick.path())[0]["received"], 1);
    assert_eq!(road.desk.import(stick.path()).expect("read").receipts, 1);
    assert_eq!(road.waiting(), 0);
}

#[test]
fn a_stick_that_was_pulled_out_half_way_is_harmless() {
    let road = Road::with(2);
    let stick = tempfile::tempdir().expect("a stick");
    road.desk.export(stick.path()).expect("written");
    let shelf = road.shelf(stick.path());
    // One packet cut, one gone, the manifest not yet there.
    let cut = shelf.packet(road.packets[0]);
    fs::write(&cut, &fs::read(&cut).expect("a packet")[..100]).expect("cut");
    fs::remove_file(shelf.packet(road.packets[1])).expect("gone");
    let manifest = fs::read(shelf.manifest()).expect("a manifest");
    fs::remove_file(shelf.manifest()).expect("gone");
    let taken = road.at_the_province(stick.path());
    assert_eq!(
        (&taken[0]["received"], &taken[0]["refused"][0][1]),
        (&0.into(), &"stick-gone".into())
    );
    fs::write(shelf.manifest(), manifest).expect("back");
    let taken = road.at_the_province(stick.path());
    assert_eq!(
        taken[0]["refused"].as_array().map(Vec::len),
        Some(2),
        "{taken}"
    );

    road.desk.export(stick.path()).expect("written");
    assert_eq!(road.at_the_province(stick.path())[0]["received"], 2);
}

#[test]
fn two_sticks_with_the_same_packets_are_one() {
    let road = Road::with(2);
    let (one, two) = (
        tempfile::tempdir().expect("a stick"),
        tempfile::tempdir().expect("a stick"),
    );
    for stick in [&one, &two] {
        road.desk.export(stick.path()).expect("written");
        assert_eq!(road.at_the_province(stick.path())[0]["received"], 2);
    }
    assert_eq!(road.desk.import(two.path()).expect("read").receipts, 2);
    assert_eq!(road.desk.import(one.path()).expect("read").receipts, 0);
}

#[test]
fn a_changed_packet_on_a_stick_leaves_what_the_line_has_brought() {
    let road = Road::with(1);
    let stick = tempfile::tempdir().expect("a stick");
    road.desk.export(stick.path()).expect("written");
    let path = road.shelf(stick.path()).packet(road.packets[0]);
    let mut bytes = fs::read(&path).expect("a packet");
    let upload = Upload {
        packet: road.packets[0],
        station: road.desk.activation().station.clone(),
        serial: 1.try_into().expect("a serial"),
        digest: Digest::of(&bytes),
        length: bytes.len() as u64,
        metadata: String::new(),
        expires: SystemClock::new().stamp().wall + chrono::TimeDelta::hours(1),
    };
    let store = PacketStore::open(&road.station.province_folder(), None).expect("a store");
    let half = Bytes::copy_from_slice(&bytes[..bytes.len() / 2]);
    let brought = half.len() as u64;
    let mut part = store.begin(&upload).expect("a part");
    part.write(&[half]).expect("by line");
    drop(part);

    bytes[20] ^= 1;
    fs::write(&path, &bytes).expect("changed");
    let taken = road.at_the_province(stick.path());
    assert_eq!(taken[0]["refused"][0][1], "packet-digest", "{taken}");
    assert_eq!(
        store.durable_offset(road.packets[0]).expect("a part"),
        brought
    );

    bytes[20] ^= 1;
    fs::write(&path, &bytes).expect("mended");
    assert_eq!(road.at_the_province(stick.path())[0]["received"], 1);
}

#[test]
fn a_receipt_that_finds_no_room_on_the_stick_holds_up_no_other_packet() {
    let road = Road::with(3);
    let stick = tempfile::tempdir().expect("a stick");
    road.desk.export(stick.path()).expect("written");
    // As good as full: the first receipt cannot be written.
    let first = road.shelf(stick.path()).receipt(road.packets[0]);
    fs::create_dir_all(first.with_extension("new")).expect("in the way");
    let taken = road.at_the_province(stick.path());
    assert_eq!(taken[0]["received"], 3, "{taken}");
    assert_eq!(taken[0]["refused"][0][0], road.packets[0].to_string());
    assert_eq!(road.desk.import(stick.path()).expect("read").receipts, 2);

    fs::remove_dir(first.with_extension("new")).expect("room again");
    road.at_the_province(stick.path());
    assert_eq!(road.desk.import(stick.path()).expect("read").receipts, 1);
}

#[test]
fn a_stick_of_another_station_and_a_forged_receipt_change_nothing() {
    let (road, other) = (Road::with(1), Road::with(1));
    let stick = tempfile::tempdir().expect("a stick");
    other.desk.export(stick.path()).expect("written");
    // Both stations have one name here, but not one key: the province knows another.
    road.desk
        .export(tempfile::tempdir().expect("a stick").path())
        .expect("written");
    let first = tempfile::tempdir().expect("a stick");
    road.desk.export(first.path()).expect("written");
    road.at_the_province(first.path());
    let taken = road.at_the_province(stick.path());
    assert_eq!(taken[0]["received"], 0, "{taken}");

    // The other station's province signs a receipt; this station's province did not.
    other.at_the_province(stick.path());
    let forged = fs::read(other.shelf(stick.path()).receipt(other.packets[0])).expect("a receipt");
    fs::write(road.shelf(first.path()).receipt(road.packets[0]), forged).expect("put");
    let back = road.desk.import(first.path()).expect("read");
    assert_eq!(back.receipts, 0);
    assert_eq!(back.refused[0].code, ErrorCode::DocumentNotGenuine);
    assert_eq!(road.waiting(), 1);
}

#[test]
fn a_stick_that_is_gone_or_cannot_be_written_is_named() {
    let road = Road::with(1);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("no-stick");
    fs::write(&file, "").expect("a file");
    let refused = road.desk.export(&file).expect_err("a file is no stick");
    assert_eq!(refused.code(), ErrorCode::StickGone);
    let empty = road
        .desk
        .import(folder.path())
        .expect("an empty stick is no error");
    assert_eq!((empty.receipts, empty.refused.len()), (0, 0));
}
