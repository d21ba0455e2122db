//! The second copy on another medium: kept up, restored on a fresh machine, healed from.

use std::fs;
use std::path::PathBuf;

use rekam_domain::code::ErrorCode;
use rekam_domain::service::Service;
use rekam_protocol::ids::PacketId;
use rekam_station::clock::Clock as _;
use rekam_station::mirror::{LEFT_OUT, Opener, Restored, restore};
use rekam_station::store::audit::Event;
use rekam_station::{Desk, Error};

use crate::office::{Office, PASSWORD, id, seal_woman};

const PAGE: usize = 4096;

/// An office whose desk keeps a mirror on a medium.
struct Mirrored {
    office: Office,
    medium: tempfile::TempDir,
}

impl Mirrored {
    fn new() -> Self {
        let (office, medium) = (Office::open(), tempfile::tempdir().unwrap());
        let desk = office.unlock("sp-1").unwrap();
        desk.choose_mirror(Some(medium.path())).unwrap();
        desk.lock().unwrap();
        Self { office, medium }
    }

    fn desk(&self) -> Desk {
        self.office.unlock("op-1").unwrap()
    }

    /// On a machine that has nothing.
    fn restored_in(&self, root: &std::path::Path, opener: Opener<'_>) -> Result<Restored, Error> {
        restore(
            root,
            self.medium.path(),
            None,
            opener,
            LEFT_OUT,
            &self.office.clock.stamp(),
        )
    }

    fn mirrors(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.medium.path().join("rekam-salinan")).unwrap();
        let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    }
}

fn canaries(desk: &Desk, how_many: u32) -> Vec<PacketId> {
    (0..how_many)
        .map(|_| desk.seal_canary().unwrap().1.packet)
        .collect()
}

fn behind(desk: &Desk) -> u32 {
    desk.mirror().unwrap().unwrap().behind
}

#[test]
fn a_mirror_holds_what_is_sealed_and_says_how_far_it_is_behind() {
    let station = Mirrored::new();
    let desk = station.desk();
    seal_woman(&desk);
    canaries(&desk, 20);
    assert_eq!(behind(&desk), 21);
    desk.bring_mirror_up_to_date().unwrap();
    assert_eq!(behind(&desk), 0);
    canaries(&desk, 1);
    assert_eq!(behind(&desk), 1);

    // The card is pulled out: records go on being sealed, and the desk says what is missing.
    let card = station.medium.path().join("rekam-salinan");
    let pocket = station.medium.path().join("pocket");
    fs::rename(&card, &pocket).unwrap();
    canaries(&desk, 1);
    assert_eq!(
        desk.bring_mirror_up_to_date().unwrap_err().code(),
        ErrorCode::MirrorGone
    );
    assert!(!card.exists(), "nothing is written where the card was");
    assert_eq!(behind(&desk), 2);
    fs::rename(&pocket, &card).unwrap();
    desk.bring_mirror_up_to_date().unwrap();
    assert_eq!(behind(&desk), 0);
}

#[test]
fn a_station_is_restored_on_a_fresh_machine_and_gives_no_number_out_twice() {
    let station = Mirrored::new();
    let desk = station.desk();
    let sealed = seal_woman(&desk);
    let packets = canaries(&desk, 3);
    desk.start(Service::KiaNew).unwrap();
    desk.store()
        .record_receipt(packets[0], b"receipt", &station.office.clock.stamp())
        .unwrap();
    desk.bring_mirror_up_to_date().unwrap();
    // The machine falls into the river with one more record on it.
    canaries(&desk, 1);
    desk.lock().unwrap();

    let machine = tempfile::tempdir().unwrap();
    let root = machine.path().join("station");
    let op = id("op-1");
    let refused = station.restored_in(&root, Opener::Password(&op, "bukan kata sandinya"));
    assert_eq!(refused.unwrap_err().code(), ErrorCode::WrongPassword);
    let restored = station
        .restored_in(&root, Opener::Password(&op, PASSWORD))
        .unwrap();
    assert_eq!((restored.through, restored.next), (4, 4 + LEFT_OUT + 1));
    let again = station.restored_in(&root, Opener::Password(&op, PASSWORD));
    assert_eq!(again.unwrap_err().code(), ErrorCode::MirrorTaken);

    let fresh = station.office.station_at(&root).unwrap();
    let desk = fresh.unlock(&op, PASSWORD).unwrap();
    assert_eq!(
        desk.store().packet(sealed.packet).unwrap().len() as u64,
        sealed.length
    );
    let row = desk.store().outbox_row(packets[0]).unwrap();
    assert_eq!(row.receipt.as_deref(), Some(&b"receipt"[..]));
    assert!(
        desk.store().drafts().unwrap().is_empty(),
        "who sat at the desk is in no mirror"
    );
    let after = desk.seal_canary().unwrap().1;
    assert_eq!(after.serial.get(), restored.next);
    desk.verify_chains().unwrap();
    let found = desk.scrub().unwrap();
    assert!(found.is_whole(), "{found:?}");
    // The mirror goes on with the new machine.
    desk.bring_mirror_up_to_date().unwrap();
    assert_eq!(behind(&desk), 0);
    assert_eq!(station.mirrors().len(), 1);
    let lines = desk.store().audit_lines(0, 1_000).unwrap();
    let noted = Event::Restored {
        after: 4,
        upto: 4 + LEFT_OUT,
    };
    assert!(lines.iter().any(|line| line.event == noted));
}

#[test]
fn the_province_opens_a_mirror_when_nobody_knows_a_password() {
    let station = Mirrored::new();
    let desk = station.desk();
    canaries(&desk, 1);
    desk.bring_mirror_up_to_date().unwrap();
    desk.lock().unwrap();
    let at = station.office.station();
    let key = at
        .recovery()
        .open(&at.id(), &station.office.opening)
        .unwrap();
    let machine = tempfile::tempdir().unwrap();
    let root = machine.path().join("station");
    station.restored_in(&root, Opener::Recovered(&key)).unwrap();
    let fresh = station.office.station_at(&root).unwrap();
    fresh
        .recover(key, &id("sp-1"), "kata sandi pemulihan")
        .unwrap();
    let desk = fresh.unlock(&id("sp-1"), "kata sandi pemulihan").unwrap();
    assert_eq!(desk.store().queue(0, 10).unwrap().len(), 1);
}

#[test]
fn a_damaged_store_is_healed_from_the_mirror() {
    let station = Mirrored::new();
    let desk = station.desk();
    let packets = canaries(&desk, 120);
    desk.bring_mirror_up_to_date().unwrap();
    desk.lock().unwrap();

    // Every fourth page behind the spare ones.
    let store = station.office.root().join("desk/store.sqlite");
    let mut bytes = fs::read(&store).unwrap();
    for page in (64..bytes.len() / PAGE).step_by(4) {
        bytes[page * PAGE + 100] ^= 1;
    }
    fs::write(&store, bytes).unwrap();

    let desk = station.desk();
    let desk = if desk.store().last_salvage().unwrap().is_none() {
        assert!(!desk.scrub().unwrap().pages_whole);
        desk.rescue().unwrap();
        station.desk()
    } else {
        desk
    };
    let lost = desk.store().last_salvage().unwrap().unwrap().lost;
    assert!(!lost.is_empty(), "the damage must cost something");
    let found = desk.scrub().unwrap();
    assert_eq!(found.healed, lost);
    assert!(found.is_whole(), "{found:?}");
    for packet in packets {
        desk.store().packet(packet).unwrap();
    }
    desk.verify_chains().unwrap();
}

#[test]
fn a_mirror_of_another_life_is_put_aside_and_never_written_over() {
    let station = Mirrored::new();
    let desk = station.desk();
    canaries(&desk, 2);
    desk.bring_mirror_up_to_date().unwrap();
    let kept = fs::read(station.mirrors()[0].join("store.sqlite")).unwrap();

    // The same station, activated anew on another machine.
    let other = Office::open();
    let desk = other.unlock("sp-1").unwrap();
    desk.choose_mirror(Some(station.medium.path())).unwrap();
    canaries(&desk, 1);
    desk.bring_mirror_up_to_date().unwrap();
    let mirrors = station.mirrors();
    assert_eq!(mirrors.len(), 2, "{mirrors:?}");
    let aside = fs::read(mirrors[1].join("store.sqlite")).unwrap();
    assert!(aside == kept, "the older mirror is as it was");
}
