use super::*;
use crate::clock::{Clock as _, TestClock};
use crate::station::Station;
use crate::store::audit::AuditLine;
use chrono::{DateTime, Utc};
use rekam_protocol::documents::{ActivatedOperator, Lease};
use rekam_protocol::keys::OpeningKey;
use serde_bytes::ByteArray;
use std::sync::Arc;

const PASSWORD: &str = "sungai kapuas panjang";
const POINTS: [Done; 6] = [
    Done::Site,
    Done::Store,
    Done::Settings,
    Done::Vault,
    Done::Announcement,
    Done::MovedIn,
];

fn file() -> Vec<u8> {
    let province = SigningKey::from_seed(&[1; 32]);
    let operator = ActivatedOperator {
        id: "sp-1".parse().unwrap(),
        name: "Contoh".to_owned(),
        role: Role::Supervisor,
    };
    let activation = Activation {
        province: "Kalimantan Barat".to_owned(),
        url: "https://rekam.example".to_owned(),
        sealing_key: OpeningKey::from_seed(&[2; 32]).unwrap().sealing_key(),
        signing_key: province.verifying_key(),
        station: "6171-van-1".parse().unwrap(),
        station_name: "Mobil 1".to_owned(),
        place: "617101".to_owned(),
        lease: Lease {
            from: "2026-01-01".parse().unwrap(),
            until: "2026-12-31".parse().unwrap(),
            records: 10,
        },
        operators: vec![operator],
        token: ByteArray::new([7; 32]),
        issued_at: DateTime::<Utc>::from_timestamp(1_770_000_000, 0).unwrap(),
        double_hint: false,
        extract: Vec::new(),
    };
    signed::sign(&activation, &province).unwrap()
}

/// Activates until the point `cut`, at which the power goes.
fn activate_until(root: &Path, cut: Option<Done>) -> Result<Activated, Error> {
    let (file, first) = (file(), "sp-1".parse().unwrap());
    let request = Request {
        activation: &file,
        expected: None,
        first: &first,
        password: PASSWORD,
        cost: Cost::LEAST,
    };
    let now = clock().stamp();
    activate_step_by_step(root, &request, &now, &mut |done| {
        if Some(done) == cut {
            Err(HomeError::Io(std::io::Error::other("the power went")))
        } else {
            Ok(())
        }
    })
}

fn clock() -> TestClock {
    TestClock::at(DateTime::<Utc>::from_timestamp(1_780_000_000, 0).unwrap())
}

fn unlocks(root: &Path) -> bool {
    let Ok(station) = Station::open(root, Arc::new(clock()), Cost::LEAST) else {
        return false;
    };
    let desk = station.unlock(&"sp-1".parse().unwrap(), PASSWORD).unwrap();
    desk.verify_chains().unwrap();
    true
}

#[test]
fn a_power_cut_at_any_point_of_activation_leaves_nothing_or_a_whole_station() {
    for cut in POINTS {
        let dir = tempfile::tempdir().unwrap();
        assert!(activate_until(dir.path(), Some(cut)).is_err());
        assert_eq!(
            unlocks(dir.path()),
            cut == Done::MovedIn,
            "cut after {cut:?}"
        );
        let again = activate_until(dir.path(), None).unwrap();
        assert_eq!(again.new, cut != Done::MovedIn);
        assert!(unlocks(dir.path()), "cut after {cut:?}, then again");
        let station = Station::open(dir.path(), Arc::new(clock()), Cost::LEAST).unwrap();
        let desk = station.unlock(&"sp-1".parse().unwrap(), PASSWORD).unwrap();
        let swept = |line: &AuditLine| {
            let what = Scraps::Activation;
            matches!(line.event, Event::Swept { what: found, .. } if found == what)
        };
        let half_lay_there = !matches!(cut, Done::Site | Done::MovedIn);
        let lines = desk.audit(0, 10).unwrap();
        assert_eq!(lines.iter().any(swept), half_lay_there, "cut after {cut:?}");
    }
}

#[test]
fn several_power_cuts_in_a_row_are_survived() {
    let dir = tempfile::tempdir().unwrap();
    for cut in POINTS.into_iter().rev().skip(1).cycle().take(10) {
        assert!(activate_until(dir.path(), Some(cut)).is_err());
    }
    assert!(activate_until(dir.path(), None).unwrap().new);
    assert!(unlocks(dir.path()));
}
