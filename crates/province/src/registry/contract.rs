//! What every registry must do. A further implementation adds one `registry_contract!` line at the end of this file.
//!
//! Long on purpose: one suite, read from top to bottom by whoever writes another registry.

mod provisions;
mod reckoning;
mod times;

use super::*;
use chrono::{DateTime, TimeDelta, Utc};
use provisions::*;
use reckoning::*;
use rekam_domain::assistance::{Assistance, Helper, Kinship, Need};
use rekam_domain::role::Role;
use rekam_protocol::{
    day_book::{self, DayBookHead},
    digest::Digest,
    documents::{ActivatedOperator, Lease, News},
    ids::{PacketId, Serial, StationId},
    keys::SigningKey,
    packet::PacketKind,
    time::Stamp,
};
use times::a_record_gets_its_true_time_once_the_clocks_are_compared_in_its_run;
use zeroize::Zeroizing;

/// A registry under test, with whatever must live as long as it.
struct Fresh {
    registry: Box<dyn Registry>,
    _keep: tempfile::TempDir,
}

fn sqlite_in_a_file() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let registry =
        Box::new(sqlite::SqliteRegistry::open(&folder.path().join("registry.sqlite")).unwrap());
    Fresh {
        registry,
        _keep: folder,
    }
}

fn noon() -> DateTime<Utc> {
    "2026-03-02T05:00:00Z".parse().unwrap()
}

fn later(minutes: i64) -> DateTime<Utc> {
    noon() + TimeDelta::minutes(minutes)
}

fn van() -> StationId {
    "6108-van-1".parse().unwrap()
}

fn packet_id(n: u8) -> PacketId {
    PacketId::from_random([n; 16])
}

fn new_station(id: &StationId) -> NewStation {
    let operator = |id: &str| ActivatedOperator {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        role: Role::Operator,
    };
    NewStation {
        id: id.clone(),
        name: "Van 1".to_owned(),
        place: "610801".to_owned(),
        lease: Lease {
            from: noon().date_naive(),
            until: later(60 * 24 * 30).date_naive(),
            records: 500,
        },
        operators: vec![operator("op-1"), operator("op-2")],
        token: Zeroizing::new([9; 32]),
        activation: b"activation".to_vec(),
        issued_at: noon(),
    }
}

fn announcement(key: u8, sequence: u32) -> Announcement {
    Announcement {
        station: van(),
        key: SigningKey::from_seed(&[key; 32]).verifying_key(),
        sealing_key: None,
        operators: vec![(
            "op-1".parse().unwrap(),
            SigningKey::from_seed(&[100 + key; 32]).verifying_key(),
        )],
        sequence,
        at: later(1),
    }
}

fn said_at(monotonic_ms: u64) -> Stamp {
    Stamp {
        wall: noon(),
        monotonic_ms,
        boot: "boot".to_owned(),
        trusted: true,
    }
}

fn contact(nonce: u8) -> Contact {
    Contact {
        station: van(),
        nonce: [nonce; 16],
        told_at: said_at(u64::from(nonce)),
        day_book: DayBookHead {
            serial: 9,
            head: Digest::of(b"head"),
        },
        audit_head: Digest::of(b"audit"),
        waiting: 3,
        at: later(2),
    }
}

fn packet(n: u8, serial: u32) -> NewPacket {
    NewPacket {
        id: packet_id(n),
        station: van(),
        serial: Serial::new(serial).unwrap(),
        kind: PacketKind::Record,
        digest: Digest::of(&[n]),
        previous: Digest::of(&[n, 0]),
        length: 300_000,
        received_at: later(i64::from(n)),
        receipt: vec![n; 90],
    }
}

fn assisted() -> Assisted {
    let helper = Helper::parse("Anak Contoh", Kinship::Child).unwrap();
    let cannot = [Need::Sit, Need::Sign].into_iter().collect();
    Assisted {
        assistance: Some(Assistance::new(cannot, true, Some(helper)).unwrap()),
        fingers: 3,
        eyes: 1,
    }
}

fn enrollment(nik: &str, family: Family, service: &str) -> Verdict {
    Verdict::Record(Box::new(Enrollment {
        nik: nik.to_owned(),
        full_name: "WARGA CONTOH".to_owned(),
        sex: "male".to_owned(),
        birth_date: "2005-05-01".to_owned(),
        village: None,
        family,
        recording: matches!(service, "KTP-A" | "KIA-A"),
        service: service.to_owned(),
        operator: "op-1".parse().unwrap(),
        sealed: said_at(0),
        biodata: "{}".to_owned(),
        attachments: "[]".to_owned(),
        photo: Some("{}".to_owned()),
        assisted: Some(assisted()),
        changes: None,
    }))
}

/// A registry with one active station and packets 1 to `packets` under serials 1 to `packets`.
fn with_packets(registry: &dyn Registry, packets: u8) {
    registry.add_station(&new_station(&van())).unwrap();
    registry.announce(&announcement(1, 1)).unwrap();
    let all: Vec<_> = (1..=packets).map(|n| packet(n, u32::from(n))).collect();
    assert!(
        registry
            .receive(&all)
            .unwrap()
            .iter()
            .all(|reception| *reception == Reception::New)
    );
}

const NIK: &str = "6171010105059901";

fn a_station_is_added_once_and_read_back_as_it_was(registry: &dyn Registry) {
    registry.add_station(&new_station(&van())).unwrap();
    assert!(matches!(
        registry.add_station(&new_station(&van())),
        Err(RegistryError::StationExists)
    ));
    let station = registry.station(&van()).unwrap().unwrap();
    assert_eq!(station.status, StationStatus::Issued);
    assert_eq!(station.token.unwrap(), new_station(&van()).token);
    assert_eq!(station.operators.len(), 2);
    assert_eq!(registry.activation(&van()).unwrap().unwrap(), b"activation");
    let row = &registry.stations().unwrap()[0];
    assert_eq!(
        (row.name.as_str(), row.lease, row.packets),
        ("Van 1", new_station(&van()).lease, 0)
    );
    assert!(
        registry
            .station(&"nobody".parse().unwrap())
            .unwrap()
            .is_none()
    );
}

fn an_announcement_binds_the_station_and_uses_up_its_token(registry: &dyn Registry) {
    registry.add_station(&new_station(&van())).unwrap();
    registry.announce(&announcement(1, 4)).unwrap();
    let station = registry.station(&van()).unwrap().unwrap();
    assert_eq!(
        (station.status, station.key),
        (StationStatus::Active, Some(announcement(1, 4).key))
    );
    let found = registry
        .station_by_key(&announcement(1, 4).key.id())
        .unwrap()
        .unwrap();
    assert_eq!(found.id, van());
    assert!(
        registry
            .station_by_key(&announcement(2, 4).key.id())
            .unwrap()
            .is_none()
    );
    assert!(station.token.is_none() && registry.activation(&van()).unwrap().is_none());
    registry
        .announce(&announcement(1, 4))
        .expect("an answer may get lost");
    assert!(matches!(
        registry.announce(&announcement(2, 5)),
        Err(RegistryError::OtherKey)
    ));
    assert!(matches!(
        registry.announce(&announcement(1, 3)),
        Err(RegistryError::StaleAnnouncement)
    ));
    let stranger = vec![("op-9".parse().unwrap(), announcement(1, 5).key)];
    let stranger = Announcement {
        operators: stranger,
        ..announcement(1, 5)
    };
    assert!(matches!(
        registry.announce(&stranger),
        Err(RegistryError::UnknownOperator)
    ));
}

fn a_new_operator_key_stands_beside_the_old_one(registry: &dyn Registry) {
    registry.add_station(&new_station(&van())).unwrap();
    registry.announce(&announcement(1, 1)).unwrap();
    let new_key = SigningKey::from_seed(&[77; 32]).verifying_key();
    let next = Announcement {
        operators: vec![("op-1".parse().unwrap(), new_key)],
        ..announcement(1, 2)
    };
    registry.announce(&next).unwrap();
    let station = registry.station(&van()).unwrap().unwrap();
    assert_eq!(
        station.operators[0].keys,
        [announcement(1, 1).operators[0].1, new_key]
    );
    assert!(station.operators[1].keys.is_empty());
}

fn a_revoked_station_stays_revoked_whatever_it_announces(registry: &dyn Registry) {
    with_packets(registry, 1);
    registry.revoke(&van(), later(3)).unwrap();
    registry.announce(&announcement(1, 2)).unwrap();
    assert_eq!(
        registry.station(&van()).unwrap().unwrap().status,
        StationStatus::Revoked
    );
    assert!(
        registry.packet(&packet_id(1)).unwrap().is_some(),
        "what it delivered stays"
    );
    let bound = registry.bound_stations().unwrap();
    assert_eq!((bound.len(), bound[0].revoked_at), (1, Some(later(3))));
    assert!(matches!(
        registry.revoke(&"nobody".parse().unwrap(), noon()),
        Err(RegistryError::NoStation)
    ));
}

fn a_station_is_bound_as_soon_as_it_has_shown_a_key(registry: &dyn Registry) {
    let new = new_station(&van());
    registry.add_station(&new).unwrap();
    assert_eq!(registry.bound_stations().unwrap(), []);
    let shown = announcement(1, 1);
    registry.announce(&shown).unwrap();
    let bound = BoundStation {
        id: van(),
        name: new.name,
        key: shown.key,
        issued_at: new.issued_at,
        revoked_at: None,
    };
    assert_eq!(registry.bound_stations().unwrap(), [bound]);
}

fn a_renewal_changes_lease_and_operators_and_is_given_to_who_has_an_older_one(
    registry: &dyn Registry,
) {
    with_packets(registry, 0);
    let third = ActivatedOperator {
        id: "op-3".parse().unwrap(),
        name: "op-3".to_owned(),
        role: Role::Supervisor,
    };
    let renewal = Renewal {
        id: van(),
        lease: Lease {
            records: 900,
            ..new_station(&van()).lease
        },
        operators: vec![new_station(&van()).operators[0].clone(), third],
        activation: b"renewed".to_vec(),
        issued_at: later(60),
    };
    assert_eq!(registry.renewal(&van(), noon()).unwrap(), None);
    registry.renew(&renewal).unwrap();
    let given = |after| registry.renewal(&van(), after).unwrap();
    assert_eq!(given(later(59)).unwrap(), b"renewed");
    assert_eq!(given(later(60)), None);
    assert_eq!(registry.stations().unwrap()[0].lease.records, 900);
    let station = registry.station(&van()).unwrap().unwrap();
    let named: Vec<_> = station
        .operators
        .iter()
        .map(|operator| (operator.activated.id.as_str(), operator.keys.len()))
        .collect();
    assert_eq!(named, [("op-1", 1), ("op-2", 0), ("op-3", 0)]);
    let stranger = Renewal {
        id: "nobody".parse().unwrap(),
        ..renewal
    };
    assert!(matches!(
        registry.renew(&stranger),
        Err(RegistryError::NoStation)
    ));
}

fn a_hello_is_answered_once(registry: &dyn Registry) {
    with_packets(registry, 0);
    assert_eq!(
        registry.greet(&contact(1)).unwrap().day_book,
        DayBookHead::EMPTY
    );
    assert!(matches!(
        registry.greet(&contact(1)),
        Err(RegistryError::HelloRepeated)
    ));
    registry.greet(&contact(2)).unwrap();
    let row = &registry.stations().unwrap()[0];
    assert_eq!((row.seen_at, row.waiting), (Some(later(2)), Some(3)));
    let stranger = Contact {
        station: "nobody".parse().unwrap(),
        ..contact(3)
    };
    assert!(matches!(
        registry.greet(&stranger),
        Err(RegistryError::NoStation)
    ));
}

fn gaps_in_the_day_book_are_named(registry: &dyn Registry) {
    with_packets(registry, 3);
    let beyond = [packet(10, 6), packet(11, 7), packet(12, 9)];
    registry.receive(&beyond).unwrap();
    let greeting = registry.greet(&contact(1)).unwrap();
    let third = packet(3, 3);
    let head = day_book::next_head(&third.previous, third.serial, third.id, &third.digest);
    assert_eq!(greeting.day_book, DayBookHead { serial: 3, head });
    let held: Vec<_> = greeting
        .held_beyond
        .iter()
        .map(|(first, last)| (first.get(), last.get()))
        .collect();
    assert_eq!(held, [(6, 7), (9, 9)]);
}

fn without_the_first_serial_nothing_is_whole(registry: &dyn Registry) {
    with_packets(registry, 0);
    registry.receive(&[packet(2, 2)]).unwrap();
    let greeting = registry.greet(&contact(1)).unwrap();
    assert_eq!(greeting.day_book, DayBookHead::EMPTY);
    assert_eq!(greeting.held_beyond.len(), 1);
}

fn the_same_packet_again_gets_the_first_receipt(registry: &dyn Registry) {
    with_packets(registry, 1);
    let again = NewPacket {
        receipt: b"another receipt".to_vec(),
        received_at: later(99),
        ..packet(1, 1)
    };
    assert_eq!(
        registry.receive(&[again]).unwrap(),
        [Reception::Held(packet(1, 1).receipt)]
    );
    assert_eq!(
        registry.receipt(&packet_id(1)).unwrap().unwrap(),
        packet(1, 1).receipt
    );
    assert_eq!(registry.receipt(&packet_id(2)).unwrap(), None);
    assert_eq!(
        registry.packet(&packet_id(1)).unwrap().unwrap().received_at,
        packet(1, 1).received_at
    );
}

fn another_packet_under_a_taken_id_or_serial_is_refused_and_its_neighbours_are_not(
    registry: &dyn Registry,
) {
    with_packets(registry, 1);
    let other_bytes = NewPacket {
        digest: Digest::of(b"other"),
        ..packet(1, 1)
    };
    let answers = registry
        .receive(&[other_bytes, packet(2, 1), packet(3, 2)])
        .unwrap();
    assert_eq!(
        answers,
        [Reception::IdTaken, Reception::SerialTaken, Reception::New]
    );
    assert_eq!(registry.packets(None, 10).unwrap().len(), 2);
    let second = Serial::FIRST.next();
    assert_eq!(
        registry.packet_at(&van(), second).unwrap().unwrap().id,
        packet_id(3)
    );
    assert_eq!(registry.packet_at(&van(), second.next()).unwrap(), None);
}

fn packets_are_listed_by_arrival_and_by_state(registry: &dyn Registry) {
    with_packets(registry, 3);
    registry
        .settle(
            &packet_id(2),
            &Verdict::Refused(ErrorCode::PacketNotOpening),
            later(9),
        )
        .unwrap();
    let ids = |state, limit| {
        let rows = registry.packets(state, limit).unwrap();
        rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(None, 10), [packet_id(1), packet_id(2), packet_id(3)]);
    assert_eq!(
        ids(Some(PacketState::Waiting), 10),
        [packet_id(1), packet_id(3)]
    );
    assert_eq!(ids(Some(PacketState::Refused), 10), [packet_id(2)]);
    assert!(ids(Some(PacketState::Opened), 10).is_empty());
    assert_eq!(ids(None, 1), [packet_id(1)]);
}

fn packets_that_came_together_stand_in_the_order_of_their_day_book(registry: &dyn Registry) {
    with_packets(registry, 0);
    let together = |n: u8, serial| NewPacket {
        received_at: later(1),
        ..packet(n, serial)
    };
    registry
        .receive(&[together(1, 3), together(2, 1), together(3, 2)])
        .unwrap();
    let serials: Vec<_> = registry
        .packets(None, 10)
        .unwrap()
        .iter()
        .map(|row| row.serial.get())
        .collect();
    assert_eq!(serials, [1, 2, 3]);
}

fn a_good_record_enters_the_register_and_the_feed(registry: &dyn Registry) {
    with_packets(registry, 1);
    let settled = registry
        .settle(
            &packet_id(1),
            &enrollment(NIK, Family::Ktp, "KTP-A"),
            later(9),
        )
        .unwrap();
    assert_eq!(settled, Settled::Processing);
    assert_eq!(registry.residents().unwrap()[0].nik, NIK);
    let row = &registry.enrollments().unwrap()[0];
    assert_eq!(
        (row.packet, row.serial, row.status.as_str()),
        (packet_id(1), Serial::FIRST, "PROCESSING")
    );
    assert_eq!(row.assisted, Some(assisted()));
    let entry = &registry.feed(&van(), 0, 10).unwrap()[0];
    assert_eq!(
        (entry.sequence, entry.packet, entry.at),
        (1, packet_id(1), later(9))
    );
    let status = rekam_domain::status::RecordingStatus::Processing;
    assert_eq!(
        entry.news,
        News::Status {
            status,
            reason: None
        }
    );
}

fn settling_twice_changes_nothing(registry: &dyn Registry) {
    with_packets(registry, 1);
    registry
        .settle(
            &packet_id(1),
            &enrollment(NIK, Family::Ktp, "KTP-A"),
            later(9),
        )
        .unwrap();
    let again = registry
        .settle(
            &packet_id(1),
            &Verdict::Refused(ErrorCode::PacketContent),
            later(10),
        )
        .unwrap();
    assert_eq!(again, Settled::Already);
    assert_eq!(registry.feed(&van(), 0, 10).unwrap().len(), 1);
    assert_eq!(registry.enrollments().unwrap().len(), 1);
    assert!(registry.doubles().unwrap().is_empty());
}

fn the_same_person_recorded_twice_is_a_double_of_the_first(registry: &dyn Registry) {
    with_packets(registry, 3);
    for n in 1..=3 {
        let settled = registry
            .settle(
                &packet_id(n),
                &enrollment(NIK, Family::Ktp, "KTP-A"),
                later(9),
            )
            .unwrap();
        let expected = if n == 1 {
            Settled::Processing
        } else {
            Settled::Double(packet_id(1))
        };
        assert_eq!(settled, expected, "packet {n}");
    }
    assert_eq!(registry.doubles().unwrap().len(), 2);
    assert_eq!(
        registry.residents().unwrap()[0].packet,
        packet_id(1),
        "the first recording stands"
    );
    let entry = &registry.feed(&van(), 1, 1).unwrap()[0];
    let status = rekam_domain::status::RecordingStatus::DuplicateRecord;
    assert_eq!(
        entry.news,
        News::Status {
            status,
            reason: Some("recorded-twice".to_owned())
        }
    );
}

fn both_records_of_one_resident_are_told_of_each_other(registry: &dyn Registry) {
    let boat: StationId = "6171-boat-2".parse().unwrap();
    with_packets(registry, 1);
    registry
        .add_station(&NewStation {
            name: "Perahu 2".to_owned(),
            ..new_station(&boat)
        })
        .unwrap();
    let elsewhere = NewPacket {
        station: boat.clone(),
        received_at: later(2),
        ..packet(2, 1)
    };
    registry.receive(&[elsewhere]).unwrap();
    for n in 1..=2 {
        let record = enrollment(NIK, Family::Ktp, "KTP-A");
        registry.settle(&packet_id(n), &record, later(9)).unwrap();
    }
    let told = |station: &StationId, name: &str, stands| News::RecordedTwice {
        station: station.clone(),
        station_name: name.to_owned(),
        recorded_on: "2026-03-02".parse().unwrap(),
        stands,
    };
    let last = |station: &StationId| registry.feed(station, 1, 10).unwrap().remove(0);
    let (first, second) = (last(&van()), last(&boat));
    assert_eq!(
        (first.packet, first.news),
        (packet_id(1), told(&boat, "Perahu 2", true))
    );
    assert_eq!(
        (second.packet, second.news),
        (packet_id(2), told(&van(), "Van 1", false))
    );
}

fn a_child_card_first_and_an_identity_card_later_is_no_double(registry: &dyn Registry) {
    with_packets(registry, 2);
    registry
        .settle(
            &packet_id(1),
            &enrollment(NIK, Family::Kia, "KIA-A"),
            later(9),
        )
        .unwrap();
    let settled = registry
        .settle(
            &packet_id(2),
            &enrollment(NIK, Family::Ktp, "KTP-A"),
            later(9),
        )
        .unwrap();
    assert_eq!(settled, Settled::Processing);
    assert_eq!(
        registry.residents().unwrap()[0].packet,
        packet_id(2),
        "the newer data stand"
    );
}

fn a_card_printed_anew_is_no_double(registry: &dyn Registry) {
    with_packets(registry, 3);
    registry
        .settle(
            &packet_id(1),
            &enrollment(NIK, Family::Ktp, "KTP-A"),
            later(9),
        )
        .unwrap();
    for n in 2..=3 {
        let settled = registry
            .settle(
                &packet_id(n),
                &enrollment(NIK, Family::Ktp, "KTP-C1"),
                later(9),
            )
            .unwrap();
        assert_eq!(settled, Settled::Processing);
    }
}

fn a_canary_is_answered_with_its_nonce(registry: &dyn Registry) {
    with_packets(registry, 1);
    assert_eq!(
        registry
            .settle(&packet_id(1), &Verdict::Canary([5; 16]), later(9))
            .unwrap(),
        Settled::Canary
    );
    let entry = &registry.feed(&van(), 0, 10).unwrap()[0];
    assert_eq!(
        entry.news,
        News::CanaryOpened {
            nonce: [5; 16].into()
        }
    );
    assert!(registry.enrollments().unwrap().is_empty());
}

fn the_feed_goes_on_after_its_cursor_and_no_further_than_asked(registry: &dyn Registry) {
    with_packets(registry, 5);
    for n in 1..=5 {
        registry
            .settle(
                &packet_id(n),
                &Verdict::Refused(ErrorCode::PacketContent),
                later(9),
            )
            .unwrap();
    }
    let sequences = |after, limit| {
        registry
            .feed(&van(), after, limit)
            .unwrap()
            .iter()
            .map(|entry| entry.sequence)
            .collect::<Vec<_>>()
    };
    assert_eq!(sequences(0, 2), [1, 2]);
    assert_eq!(sequences(2, 10), [3, 4, 5]);
    assert!(sequences(u64::MAX, 10).is_empty());
    assert!(
        registry
            .feed(&"nobody".parse().unwrap(), 0, 10)
            .unwrap()
            .is_empty()
    );
}

/// Runs every case over one implementation.
macro_rules! registry_contract {
    ($implementation:ident: $($case:ident)+) => {
        mod $implementation {
            $(#[test]
            fn $case() {
                super::$case(&*super::$implementation().registry);
            })+
        }
    };
    ($implementation:ident) => {
        registry_contract! { $implementation:
            a_station_is_added_once_and_read_back_as_it_was
            an_announcement_binds_the_station_and_uses_up_its_token
            a_new_operator_key_stands_beside_the_old_one
            a_revoked_station_stays_revoked_whatever_it_announces
            a_station_is_bound_as_soon_as_it_has_shown_a_key
            a_renewal_changes_lease_and_operators_and_is_given_to_who_has_an_older_one
            a_list_is_given_anew_under_its_name_and_its_parts_are_its_stations_alone
            provisions_are_newer_with_every_change_whatever_the_clock_says
            a_hello_is_answered_once
            gaps_in_the_day_book_are_named
            without_the_first_serial_nothing_is_whole
            the_same_packet_again_gets_the_first_receipt
            another_packet_under_a_taken_id_or_serial_is_refused_and_its_neighbours_are_not
            packets_are_listed_by_arrival_and_by_state
            packets_that_came_together_stand_in_the_order_of_their_day_book
            a_good_record_enters_the_register_and_the_feed
            settling_twice_changes_nothing
            the_same_person_recorded_twice_is_a_double_of_the_first
            both_records_of_one_resident_are_told_of_each_other
            a_child_card_first_and_an_identity_card_later_is_no_double
            a_card_printed_anew_is_no_double
            a_canary_is_answered_with_its_nonce
            the_feed_goes_on_after_its_cursor_and_no_further_than_asked
            created_is_received_day_by_day_and_the_signed_account_is_kept
            what_is_missing_and_what_was_refused_is_named_by_serial
            days_told_once_are_known_and_an_account_may_begin_after_them
            another_packet_under_a_serial_number_is_a_copy_of_the_station
            a_packet_that_does_not_follow_from_its_neighbour_is_taken_in_and_named
            a_gap_that_the_chain_jumps_over_was_skipped_and_one_that_it_does_not_is_missing
            a_head_that_is_not_the_one_that_is_held_or_was_signed_is_a_fork
            a_day_book_that_goes_back_is_named_and_an_older_account_on_a_stick_is_not
            a_hello_that_comes_late_says_nothing_of_now
            an_audit_log_that_was_cut_changed_or_stood_still_is_named
            an_account_by_line_belongs_to_the_conversation_that_began_last
            a_finding_is_noted_once_and_stays
            a_finding_is_settled_with_a_reason_and_opens_again_when_the_station_shows_it_again
            what_was_settled_is_not_opened_by_looking_at_the_same_packets_once_more
            a_record_gets_its_true_time_once_the_clocks_are_compared_in_its_run
        }
    };
}

registry_contract!(sqlite_in_a_file);
