//! What the vault makes of packets.

use crate::world::{
    World, noon,
    station::{Sealed, Station, nik, record},
};
use chrono::TimeDelta;
use rekam_domain::{field::Field, service::Service, status::RecordingStatus};
use rekam_protocol::{
    documents::News,
    ids::{PacketId, Serial},
    keys::{OpeningKey, SigningKey},
    packet::Content,
};
use rekam_province::{
    registry::{Announcement, PacketState},
    vault::Summary,
};

struct Scene {
    world: World,
    station: Station,
}

fn scene() -> Scene {
    let world = World::new();
    let station = Station::active(&world, "6108-van-1", 10);
    Scene { world, station }
}

impl Scene {
    fn deliver(&self, sealed: &Sealed) {
        let running = self.world.serve();
        assert_eq!(
            sealed
                .post(&mut running.line(), &self.station.token(&self.world))
                .status,
            201
        );
    }

    fn record(&mut self, nik: &str, service: Service) -> PacketId {
        let sealed = self.station.record(&self.world, nik, service);
        self.deliver(&sealed);
        sealed.packet
    }

    /// A packet whose content was made by hand, signed by somebody.
    fn made(&mut self, content: Content, name: &str, signer: &SigningKey) -> PacketId {
        let key = self.world.province.settings().sealing_key.clone();
        let serial = Serial::new(self.station.day_book.serial + 1).unwrap();
        let sealed = self.station.seal_as(&key, content, serial, name, signer);
        self.deliver(&sealed);
        sealed.packet
    }

    fn open(&self) -> Summary {
        self.world
            .province
            .open_waiting(&self.world.opening_key())
            .unwrap()
    }

    /// The status and reason that the feed tells of a packet, exactly once.
    fn told(&self, packet: PacketId) -> (RecordingStatus, Option<String>) {
        let feed = self
            .world
            .province
            .registry()
            .feed(&self.station.id, 0, 100)
            .unwrap();
        let about = feed.into_iter().filter(|entry| entry.packet == packet);
        let mut statuses = about.filter_map(|entry| match entry.news {
            News::Status { status, reason } => Some((status, reason)),
            News::CanaryOpened { .. } | News::RecordedTwice { .. } => None,
        });
        let told = statuses.next().unwrap();
        assert!(statuses.next().is_none(), "a status is told once");
        told
    }
}

fn a_record(serial: u16) -> Content {
    Content::Record(Box::new(record(&nik(serial), Service::KtpNew)))
}

#[test]
fn a_good_record_enters_the_register() {
    let mut scene = scene();
    let packet = scene.record(&nik(1), Service::KtpNew);
    assert_eq!(
        scene.open(),
        Summary {
            processing: 1,
            ..Summary::default()
        }
    );
    assert_eq!(scene.told(packet), (RecordingStatus::Processing, None));
    let residents = scene.world.province.registry().residents().unwrap();
    assert_eq!(
        (residents[0].nik.as_str(), residents[0].full_name.as_str()),
        (nik(1).as_str(), "DAYANG CONTOH SARI")
    );
    assert_eq!(
        (residents[0].birth_date.as_str(), residents[0].packet),
        ("2005-05-01", packet)
    );
}

#[test]
fn opening_twice_changes_nothing() {
    let mut scene = scene();
    let packet = scene.record(&nik(1), Service::KtpNew);
    assert_eq!(scene.open().settled(), 1);
    assert_eq!(scene.open(), Summary::default());
    scene.told(packet);
    assert_eq!(
        scene.world.province.registry().enrollments().unwrap().len(),
        1
    );
    assert!(
        scene
            .world
            .province
            .registry()
            .doubles()
            .unwrap()
            .is_empty(),
        "a packet is no double of itself"
    );
}

#[test]
fn two_vaults_at_once_settle_each_packet_once() {
    let mut scene = scene();
    let packets: Vec<_> = (1..=8)
        .map(|n| scene.record(&nik(n), Service::KtpNew))
        .collect();
    let key = scene.world.opening_key();
    let open = || scene.world.province.open_waiting(&key).unwrap().settled();
    let settled = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..2).map(|_| scope.spawn(open)).collect();
        hands
            .into_iter()
            .map(|hand| hand.join().unwrap())
            .sum::<u32>()
    });
    assert_eq!(settled, 8);
    packets
        .into_iter()
        .for_each(|packet| assert_eq!(scene.told(packet).0, RecordingStatus::Processing));
}

#[test]
fn the_same_nik_recorded_twice_is_a_double_and_told_so() {
    let mut scene = scene();
    let first = scene.record(&nik(1), Service::KtpNew);
    let second = scene.record(&nik(1), Service::KtpNew);
    let third = scene.record(&nik(2), Service::KtpNew);
    assert_eq!(
        scene.open(),
        Summary {
            processing: 2,
            doubles: 1,
            ..Summary::default()
        }
    );
    assert_eq!(scene.told(first).0, RecordingStatus::Processing);
    assert_eq!(
        scene.told(second),
        (
            RecordingStatus::DuplicateRecord,
            Some("recorded-twice".to_owned())
        )
    );
    assert_eq!(scene.told(third).0, RecordingStatus::Processing);
    let double = scene.world.province.registry().doubles().unwrap()[0];
    assert_eq!((double.packet, double.first), (second, first));
}

#[test]
fn a_child_card_before_and_a_lost_card_after_make_no_double() {
    let mut scene = scene();
    for service in [
        Service::KiaNew,
        Service::KtpNew,
        Service::KtpLost,
        Service::KtpDamaged,
        Service::KiaLost,
    ] {
        scene.record(&nik(1), service);
    }
    assert_eq!(
        scene.open(),
        Summary {
            processing: 5,
            ..Summary::default()
        }
    );
}

#[test]
fn a_second_child_card_is_a_double() {
    let mut scene = scene();
    scene.record(&nik(1), Service::KiaNew);
    scene.record(&nik(1), Service::KiaNew);
    assert_eq!(
        scene.open(),
        Summary {
            processing: 1,
            doubles: 1,
            ..Summary::default()
        }
    );
}

#[test]
fn a_bad_packet_between_good_ones_is_refused_with_a_reason_and_stops_nobody() {
    let mut scene = scene();
    let first = scene.record(&nik(1), Service::KtpNew);
    let mut without_nik = record(&nik(2), Service::KtpNew);
    without_nik.fields.remove(&Field::Nik);
    let operator = SigningKey::from_seed(&[11; 32]);
    let bad = scene.made(Content::Record(Box::new(without_nik)), "op-1", &operator);
    let last = scene.record(&nik(3), Service::KtpNew);
    assert_eq!(
        scene.open(),
        Summary {
            processing: 2,
            refused: 1,
            ..Summary::default()
        }
    );
    assert_eq!(
        scene.told(bad),
        (
            RecordingStatus::EnrollFailureAtRegional,
            Some("record-incomplete".to_owned())
        )
    );
    for good in [first, last] {
        assert_eq!(scene.told(good).0, RecordingStatus::Processing);
    }
}

#[test]
fn a_manifest_in_the_name_of_another_operator_is_refused() {
    let mut scene = scene();
    let technician = SigningKey::from_seed(&[12; 32]);
    let packet = scene.made(a_record(1), "op-1", &technician);
    assert_eq!(scene.open().refused, 1);
    let (status, reason) = scene.told(packet);
    assert_eq!(
        (status, reason.as_deref()),
        (
            RecordingStatus::EnrollFailureAtRegional,
            Some("packet-operator-unknown")
        )
    );
}

#[test]
fn a_record_by_somebody_whose_role_does_not_record_is_refused() {
    let mut scene = scene();
    let technician = SigningKey::from_seed(&[12; 32]);
    let packet = scene.made(a_record(1), "tek-1", &technician);
    assert_eq!(scene.open().refused, 1);
    assert_eq!(scene.told(packet).1.as_deref(), Some("role-not-allowed"));
}

#[test]
fn a_record_waits_for_the_announcement_of_its_operators_key_but_not_for_ever() {
    let mut scene = scene();
    let new_key = SigningKey::from_seed(&[50; 32]);
    let announced_later = scene.made(a_record(1), "op-1", &new_key);
    let never_announced = scene.made(a_record(2), "op-1", &SigningKey::from_seed(&[51; 32]));
    assert_eq!(
        scene.open(),
        Summary {
            left: 2,
            ..Summary::default()
        }
    );
    let announcement = Announcement {
        station: scene.station.id.clone(),
        key: scene.station.key.verifying_key(),
        sealing_key: None,
        operators: vec![("op-1".parse().unwrap(), new_key.verifying_key())],
        sequence: 2,
        at: noon(),
    };
    scene
        .world
        .province
        .registry()
        .announce(&announcement)
        .unwrap();
    assert_eq!(
        scene.open(),
        Summary {
            processing: 1,
            left: 1,
            ..Summary::default()
        }
    );
    assert_eq!(scene.told(announced_later).0, RecordingStatus::Processing);
    scene.world.clock.set(noon() + TimeDelta::days(7));
    assert_eq!(
        scene.open(),
        Summary {
            refused: 1,
            ..Summary::default()
        }
    );
    assert_eq!(
        scene.told(never_announced).1.as_deref(),
        Some("operator-key-unknown")
    );
}

#[test]
fn a_packet_that_our_disk_lost_or_changed_waits_and_is_not_blamed_on_the_station() {
    let mut scene = scene();
    let lost = scene.record(&nik(1), Service::KtpNew);
    let changed = scene.record(&nik(2), Service::KtpNew);
    let store = scene.world.province.store();
    std::fs::remove_file(store.place(&scene.station.id, lost)).unwrap();
    std::fs::write(store.place(&scene.station.id, changed), b"rot").unwrap();
    assert_eq!(
        scene.open(),
        Summary {
            left: 2,
            ..Summary::default()
        }
    );
    let waiting = scene
        .world
        .province
        .registry()
        .packets(Some(PacketState::Waiting), 10)
        .unwrap();
    assert_eq!(waiting.len(), 2);
}

#[test]
fn a_vault_with_another_key_touches_nothing() {
    let mut scene = scene();
    scene.record(&nik(1), Service::KtpNew);
    let refused = scene
        .world
        .province
        .open_waiting(&OpeningKey::generate().unwrap())
        .unwrap_err();
    assert_eq!(refused.code().as_str(), "province-folder-damaged");
    assert_eq!(scene.open().processing, 1);
}
