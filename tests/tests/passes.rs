//! The directory of stations: how it reaches a station, and that with it a slip of a colleague is checked without a line.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on must fail")]

use chrono::TimeDelta;
use rekam_domain::code::ErrorCode;
use rekam_protocol::{bundle::Shelf, documents::Slip, keys::SigningKey, slip};
use rekam_station::desk::SlipFound;
use rekam_station::store::settings::Setting;
use rekam_tests::outpost::{Outpost, noon};

/// Two stations of one province that have both shown their keys, the first one a moment before the second.
fn colleagues() -> (Outpost, Outpost) {
    let far = Outpost::new().unwrap();
    let van = far.colleague("6171-van-2").unwrap();
    let serving = far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    far.converse(&url, |_| ()).unwrap();
    van.converse(&url, |_| ()).unwrap();
    (far, van)
}

fn refused(desk: &rekam_station::Desk, text: &str) -> ErrorCode {
    desk.find_by_slip(text).unwrap_err().code()
}

#[test]
fn a_slip_of_a_colleague_is_checked_without_a_line_and_what_it_says_is_shown() {
    let (mut far, van) = colleagues();
    let packet = far.seal(1_000).unwrap();
    let (slip, text) = far.desk.slip(packet).unwrap();
    let SlipFound::Elsewhere(found) = van.desk.find_by_slip(&text).unwrap() else {
        panic!("the record is at the other station");
    };
    assert_eq!(
        (found.station.as_str(), found.serial),
        ("6171-van-1", slip.serial.get())
    );
    assert_eq!(found.service, slip.service.to_string());

    let forged = slip::write(&slip, &SigningKey::generate().unwrap()).unwrap();
    assert_eq!(refused(&van.desk, &forged), ErrorCode::SlipNotGenuine);
}

#[test]
fn a_directory_is_asked_for_once_a_day_and_a_revoked_station_leaves_it() {
    let (far, mut van) = colleagues();
    let packet = van.seal(1_000).unwrap();
    let (slip, text) = van.desk.slip(packet).unwrap();
    // The first one asked before the second had shown its key, and does not ask again on the same day.
    let serving = far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    far.converse(&url, |_| ()).unwrap();
    assert_eq!(refused(&far.desk, &text), ErrorCode::SlipOtherStation);
    let pass = |far: &Outpost, days: i64| {
        let to = noon() + TimeDelta::days(days);
        far.province.clock().set(to);
        far.clock.set_wall(to);
        far.converse(&url, |_| ()).unwrap();
    };
    pass(&far, 1);
    assert!(far.desk.find_by_slip(&text).is_ok());

    let revoked = noon() + TimeDelta::days(1);
    far.province
        .registry()
        .revoke(&slip.station, revoked)
        .unwrap();
    pass(&far, 3);
    assert!(far.desk.find_by_slip(&text).is_ok(), "it was sealed before");
    let after = Slip {
        sealed_at: revoked + TimeDelta::hours(1),
        ..slip
    };
    let after = slip::write(&after, &van.desk.party().station_key).unwrap();
    assert_eq!(refused(&far.desk, &after), ErrorCode::SlipPassEnded);
}

#[test]
fn a_stick_brings_the_directory_from_the_province_and_from_a_carrier() {
    let mut far = Outpost::new().unwrap();
    let van = far.colleague("6171-van-2").unwrap();
    let packet = far.seal(1_000).unwrap();
    let (_, text) = far.desk.slip(packet).unwrap();
    let stick = tempfile::tempdir().unwrap();
    for outpost in [&far, &van] {
        outpost.desk.export(stick.path()).unwrap();
    }
    let serving = far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    van.carry(&url, stick.path()).unwrap();
    assert!(van.desk.find_by_slip(&text).is_ok(), "the carrier asked");
    far.desk.import(stick.path()).unwrap();
    let kept = |outpost: &Outpost| outpost.desk.store().setting(Setting::Directory).unwrap();
    assert_eq!(kept(&far), kept(&van));

    // Whoever changes it on the way is not believed, and what is here stays.
    let shelf = Shelf::of(stick.path(), &far.desk.activation().station);
    let mut forged = std::fs::read(shelf.directory()).unwrap();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    std::fs::write(shelf.directory(), forged).unwrap();
    let report = far.desk.import(stick.path()).unwrap();
    assert_eq!(report.refused[0].code, ErrorCode::DocumentNotGenuine);
    assert_eq!(kept(&far), kept(&van));
}
