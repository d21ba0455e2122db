//! Activation, login, colleagues, renewal.

use rekam_domain::code::ErrorCode;
use rekam_domain::service::Service;
use rekam_protocol::documents::{KeyAnnouncement, token_proof};
use rekam_protocol::keys::SigningKey;
use rekam_protocol::lockbox::Cost;
use rekam_protocol::signed;
use rekam_station::activation::{Request, activate, fingerprint};
use rekam_station::clock::Clock as _;
use rekam_station::store::audit::Event;
use rekam_station::store::settings::Setting;
use zeroize::Zeroizing;

use crate::office::{Office, PASSWORD, day, id, prepare_woman, read_back, seal_woman};

#[test]
fn activation_makes_a_station_once_and_repeating_it_is_harmless() {
    let office = Office::issue();
    let first = office.activate().unwrap();
    assert!(first.new);
    let again = office.activate().unwrap();
    assert!(!again.new);
    assert_eq!(again.announcement, first.announcement);
    let desk = office.unlock("sp-1").unwrap();
    let key = desk.party().station_key.verifying_key();
    let announced: KeyAnnouncement = signed::verify(&first.announcement, &key).unwrap();
    assert_eq!(
        announced.token_proof,
        token_proof(&Zeroizing::new([7; 32]), &key)
    );
    assert_eq!((announced.operators.len(), announced.sequence), (1, 1));
}

#[test]
fn a_file_that_is_not_for_us_is_refused_and_leaves_nothing() {
    let office = Office::issue();
    let (file, sp, op, unknown) = (office.file(), id("sp-1"), id("op-1"), id("op-9"));
    let mut altered = file.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let good = Request {
        activation: &file,
        expected: None,
        first: &sp,
        password: PASSWORD,
        cost: Cost::LEAST,
    };
    let other = fingerprint(&SigningKey::from_seed(&[5; 32]).verifying_key());
    for (request, code) in [
        (
            Request {
                expected: Some(other),
                ..good
            },
            ErrorCode::ActivationFingerprint,
        ),
        (Request { first: &op, ..good }, ErrorCode::RoleNotAllowed),
        (
            Request {
                first: &unknown,
                ..good
            },
            ErrorCode::OperatorNotHere,
        ),
        (
            Request {
                password: "pendek",
                ..good
            },
            ErrorCode::PasswordTooShort,
        ),
        (
            Request {
                activation: b"no file",
                ..good
            },
            ErrorCode::DocumentMalformed,
        ),
    ] {
        let refused = activate(&office.root(), &request, &office.clock.stamp()).unwrap_err();
        assert_eq!(refused.code(), code);
        assert_eq!(
            office.station_at(&office.root()).unwrap_err().code(),
            ErrorCode::StationNotActivated
        );
    }
    assert!(
        activate(
            &office.root(),
            &Request {
                activation: &altered,
                ..good
            },
            &office.clock.stamp()
        )
        .is_err()
    );
    let right = fingerprint(&office.province.verifying_key());
    assert!(
        activate(
            &office.root(),
            &Request {
                expected: Some(right),
                ..good
            },
            &office.clock.stamp()
        )
        .unwrap()
        .new
    );
}

#[test]
fn a_folder_stays_the_station_it_is() {
    let mut office = Office::open();
    office.activation.station = "6171-van-2".parse().unwrap();
    assert_eq!(
        office.activate().unwrap_err().code(),
        ErrorCode::ActivationOtherStation
    );
    office.unlock("sp-1").unwrap();
}

#[test]
fn two_programs_never_open_the_same_desk() {
    let office = Office::open();
    let station = office.station();
    let root = office.root();
    assert_eq!(
        office.station_at(&root).unwrap_err().code(),
        ErrorCode::StationInUse
    );
    assert_eq!(
        office.activate().unwrap_err().code(),
        ErrorCode::StationInUse
    );
    drop(station);
    office.station_at(&root).unwrap();
}

#[test]
fn a_wrong_password_opens_nothing_and_is_named_in_the_log() {
    let office = Office::open();
    let station = office.station();
    assert_eq!(
        station
            .unlock(&id("op-1"), "sungai melawi")
            .unwrap_err()
            .code(),
        ErrorCode::WrongPassword
    );
    assert_eq!(
        station.unlock(&id("op-7"), PASSWORD).unwrap_err().code(),
        ErrorCode::OperatorNotHere
    );
    station.unlock(&id("op-1"), PASSWORD).unwrap();
    let desk = station.unlock(&id("sp-1"), PASSWORD).unwrap();
    let log = desk.audit(0, 1_000).unwrap();
    let logins: Vec<String> = log
        .iter()
        .map(|line| format!("{:?}", line.event))
        .filter(|text| text.contains("wrong_before: 1"))
        .collect();
    assert_eq!(logins.len(), 1);
}

#[test]
fn a_locked_operator_is_released_by_a_supervisor_only() {
    let office = Office::open();
    let station = office.station();
    for _ in 0..10 {
        let _ = station.unlock(&id("op-1"), "sungai melawi");
        office.clock.advance(std::time::Duration::from_secs(3600));
    }
    assert_eq!(
        station.unlock(&id("op-1"), PASSWORD).unwrap_err().code(),
        ErrorCode::LoginLocked
    );
    let supervisor = station.unlock(&id("sp-1"), PASSWORD).unwrap();
    supervisor.release(&id("op-1")).unwrap();
    let operator = station.unlock(&id("op-1"), PASSWORD).unwrap();
    assert_eq!(
        operator.release(&id("sp-1")).unwrap_err().code(),
        ErrorCode::RoleNotAllowed
    );
}

#[test]
fn a_changed_password_opens_and_the_old_one_does_not() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    assert_eq!(
        desk.change_password("salah sekali", "kata sandi baru")
            .unwrap_err()
            .code(),
        ErrorCode::WrongPassword
    );
    desk.change_password(PASSWORD, "kata sandi baru").unwrap();
    desk.lock().unwrap();
    let station = office.station();
    assert_eq!(
        station.unlock(&id("op-1"), PASSWORD).unwrap_err().code(),
        ErrorCode::WrongPassword
    );
    station.unlock(&id("op-1"), "kata sandi baru").unwrap();
}

#[test]
fn a_renewed_activation_extends_the_lease_and_takes_slots_from_who_is_no_longer_named() {
    let mut office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    seal_woman(&desk);
    let old = office.file();
    office.activation.lease.until = day("2027-12-31");
    office
        .activation
        .operators
        .retain(|operator| operator.id != id("op-1"));
    office.activation.issued_at += chrono::TimeDelta::days(1);
    let renewed = office.file();
    desk.renew(&renewed).unwrap();
    desk.renew(&renewed).unwrap();
    assert_eq!(
        desk.renew(&old).unwrap_err().code(),
        ErrorCode::ActivationOlder
    );
    let standing = desk.lease().unwrap();
    assert_eq!(
        (standing.until, standing.records_left),
        (day("2027-12-31"), 100)
    );
    desk.lock().unwrap();
    assert_eq!(
        office.unlock("op-1").unwrap_err().code(),
        ErrorCode::OperatorNotHere
    );
    let desk = office.unlock("sp-1").unwrap();
    assert_eq!(desk.lease().unwrap().until, day("2027-12-31"));
}

#[test]
fn a_renewal_by_another_province_is_refused() {
    let mut office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    office.activation.issued_at += chrono::TimeDelta::days(1);
    let forged = signed::sign(&office.activation, &SigningKey::from_seed(&[5; 32])).unwrap();
    assert_eq!(
        desk.renew(&forged).unwrap_err().code(),
        ErrorCode::DocumentNotGenuine
    );
}

#[test]
fn a_locked_desk_closes_the_store_for_everybody_who_held_it() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let party = desk.party();
    desk.lock().unwrap();
    assert_eq!(
        party.store.outbox_counts().unwrap_err().code(),
        ErrorCode::StoreLocked
    );
}

#[test]
fn the_province_recovers_a_station_whose_people_are_gone() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let draft = prepare_woman(&desk);
    desk.lock().unwrap();
    let station = office.station();
    let key = station
        .recovery()
        .open(&station.id(), &office.opening)
        .unwrap();
    station
        .recover(key, &id("sp-1"), "kata sandi pemulihan")
        .unwrap();
    let desk = station.unlock(&id("sp-1"), "kata sandi pemulihan").unwrap();
    read_back(&desk, draft);
    desk.seal(draft).unwrap();
    let key = desk.party().station_key.verifying_key();
    let announced: KeyAnnouncement =
        signed::verify(&station.announcement().unwrap(), &key).unwrap();
    assert_eq!(
        announced.sequence, 4,
        "the fresh signing key was announced at login"
    );
}

#[test]
fn nobody_gets_a_second_slot_in_the_place_of_the_first() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let refused = desk.admit(&id("op-1"), "kata sandi lain").unwrap_err();
    assert_eq!(refused.code(), ErrorCode::OperatorAlreadyHere);
    desk.lock().unwrap();
    office.unlock("op-1").unwrap();
}

#[test]
fn how_long_packets_are_kept_is_set_by_who_may_and_logged() {
    let office = Office::open();
    let operator = office.unlock("op-1").unwrap();
    assert_eq!(
        operator.keep_packets_for(1).unwrap_err().code(),
        ErrorCode::RoleNotAllowed
    );
    operator.lock().unwrap();
    let desk = office.unlock("sp-1").unwrap();
    desk.keep_packets_for(90).unwrap();
    assert_eq!(
        desk.store().number(Setting::RetentionDays).unwrap(),
        Some(90)
    );
    let last = desk.audit(0, 1_000).unwrap().pop().unwrap().event;
    assert_eq!(
        last,
        Event::SettingChanged {
            name: "retention-days".to_owned()
        }
    );
}

#[test]
fn the_crew_sees_where_the_lease_stands() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    desk.start(Service::KtpNew).unwrap();
    seal_woman(&desk);
    let standing = desk.standing().unwrap();
    assert_eq!(
        (
            standing.lease.records_left,
            standing.drafts,
            standing.waiting,
            standing.day_book
        ),
        (98, 1, 1, 1)
    );
    assert!(standing.disk_for > 0);
}
