//! Our client and a device that is not there: real HTTP, real signatures, and every way in which a device can be wrong.
#![expect(
    clippy::unwrap_used,
    reason = "a device that cannot be asked must fail"
)]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rekam_domain::biometric::{Finger, Limits, Placement, Site};
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::{Service, Step};
use rekam_sbi::{Asked, Capture, Device, DeviceFault, SbiError, Trust, first_hash};
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::facts::Part;
use rekam_station::store::audit::Event;
use rekam_tests::outpost::Outpost;
use rekam_tests::sbi::{Fault, Plan, Simulator};

/// No transaction is asked for twice.
static ASKED: AtomicU32 = AtomicU32::new(1);

fn now() -> DateTime<Utc> {
    SystemClock::new().stamp().wall
}

fn asked(placement: Placement) -> Asked {
    Asked {
        placement,
        sites: placement.sites().iter().copied().collect(),
        transaction: format!("t-{:04}", ASKED.fetch_add(1, Ordering::Relaxed)),
        previous: first_hash(),
    }
}

fn waits<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// The device of a simulator for a placement, as a station finds it.
fn device(simulator: &Simulator, placement: Placement) -> Result<Device, SbiError> {
    let trust = Trust::from_pem(&simulator.pem()).unwrap();
    let limits = Limits::known();
    waits(async {
        let port = simulator.port();
        let found = rekam_sbi::Service::discover(port..=port, limits).await;
        let service = found.first().ok_or(SbiError::Absent)?;
        let devices = service.devices((&trust, now()), limits).await?;
        let mut wrong = SbiError::Absent;
        for device in devices {
            match device {
                Ok(device) if device.takes(placement) => return Ok(device),
                Ok(_) => {}
                Err(error) => wrong = error,
            }
        }
        Err(wrong)
    })
}

fn capture(simulator: &Simulator, asked: &Asked) -> Result<Capture, SbiError> {
    let trust = Trust::from_pem(&simulator.pem()).unwrap();
    let device = device(simulator, asked.placement)?;
    waits(device.capture(asked, (&trust, now()), Limits::known()))
}

#[test]
fn every_placement_is_captured_and_signed() {
    let simulator = Simulator::begin(Plan::whole(7));
    for placement in Placement::ALL {
        let capture = capture(&simulator, &asked(*placement)).unwrap();
        let sites: BTreeSet<Site> = capture.sites.iter().map(|one| one.site).collect();
        assert_eq!(sites, asked(*placement).sites, "{placement}");
        assert!(capture.sites.iter().all(|one| !one.record.is_empty()));
        assert_eq!(capture.device.provider, "Rekam");
    }
}

#[test]
fn a_finger_that_is_not_there_is_not_captured_and_a_worn_one_gets_better_with_each_try() {
    let simulator = Simulator::begin(Plan::farmer(7));
    let little = Site::Finger(Finger::LeftLittle);
    let left = capture(&simulator, &asked(Placement::LeftFour)).unwrap();
    assert!(left.sites.iter().all(|one| one.site != little));

    let index = Site::Finger(Finger::RightIndex);
    let mut previous = first_hash();
    let qualities: Vec<u8> = (0..3)
        .map(|_| {
            let again = Asked {
                previous: previous.clone(),
                ..asked(Placement::RightFour)
            };
            let right = capture(&simulator, &again).unwrap();
            previous.clone_from(&right.hash);
            let of_index = right.sites.iter().find(|one| one.site == index);
            of_index.unwrap().quality
        })
        .collect();
    assert_eq!(qualities, [25, 34, 43]);
}

#[test]
fn whatever_is_wrong_with_an_answer_nothing_of_it_is_kept() {
    let simulator = Simulator::begin(Plan::whole(7));
    let right = asked(Placement::RightFour);
    for fault in [
        Fault::WrongSignature,
        Fault::ForeignCertificate,
        Fault::OtherIdKey,
        Fault::Replayed,
        Fault::WrongSite,
        Fault::TwiceTheSame,
        Fault::SwappedRecord,
        Fault::BrokenChain,
        Fault::OtherDevice,
        Fault::Cut,
        Fault::Garbage,
        Fault::Busy,
        Fault::NotReady,
        Fault::NotRegistered,
        Fault::AuthOnly,
    ] {
        simulator.force(fault);
        let kept = capture(&simulator, &asked(Placement::RightFour));
        assert!(kept.is_err(), "{fault:?}: {kept:?}");
        simulator.force(Fault::None);
        capture(&simulator, &asked(Placement::RightFour)).unwrap();
    }
    for (number, fault) in [
        (101, DeviceFault::NothingSeen),
        (103, DeviceFault::Tampered),
        (202, DeviceFault::NotConnected),
        (541, DeviceFault::OfMaker(541)),
    ] {
        simulator.force(Fault::Reports(number));
        assert_eq!(
            capture(&simulator, &right).unwrap_err(),
            SbiError::Fault(fault)
        );
    }
    simulator.force(Fault::Slow(Duration::from_millis(300)));
    capture(&simulator, &right).unwrap();
}

#[test]
fn a_device_of_a_maker_whom_nobody_trusts_is_no_device() {
    let (simulator, other) = (
        Simulator::begin(Plan::whole(7)),
        Simulator::begin(Plan::whole(8)),
    );
    let trust = Trust::from_pem(&other.pem()).unwrap();
    let limits = Limits::known();
    let believed = waits(async {
        let port = simulator.port();
        let found = rekam_sbi::Service::discover(port..=port, limits).await;
        found[0].devices((&trust, now()), limits).await.unwrap()
    });
    assert!(!believed.is_empty());
    for device in believed {
        assert_eq!(device.unwrap_err(), SbiError::Untrusted);
    }
}

#[test]
fn where_nobody_listens_nobody_is_found() {
    let found = waits(rekam_sbi::Service::discover(1..=1, Limits::known()));
    assert!(found.is_empty());
}

/// A grown woman (NIK serial 99xx, issued to nobody) and a child of three.
const ADULT: [(Field, &str); 11] = [
    (Field::Nik, "6171014505059901"),
    (Field::FullName, "SITI CONTOH KAPUAS"),
    (Field::Sex, "2"),
    (Field::BirthPlace, "KOTA PONTIANAK"),
    (Field::BirthDate, "2005-05-05"),
    (Field::Citizenship, "1"),
    (Field::Religion, "1"),
    (Field::MaritalStatus, "1"),
    (Field::Occupation, "1"),
    (Field::Address, "JALAN CONTOH NOMOR 1"),
    (Field::Village, "6171011002"),
];

#[test]
fn the_best_try_of_each_finger_is_kept_and_what_is_excepted_is_not_asked_for() {
    let simulator = Simulator::begin_in_range(Plan::farmer(7));
    let outpost = Outpost::new().unwrap();
    let desk = &outpost.desk;
    desk.trust_devices(&simulator.pem()).unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    for (field, raw) in ADULT {
        desk.put_field(draft, field, raw).unwrap();
    }
    // Certificates are good by today's calendar, and an outpost lives in another month.
    outpost.clock.set_wall(now());
    let open = |step: Step| -> Vec<String> {
        let missing = desk.draft(draft).unwrap().missing;
        let of_step = missing.iter().filter(|missing| missing.step == step);
        of_step
            .filter_map(|missing| match missing.what {
                Some(Part::Site(site)) => Some(site.to_string()),
                Some(Part::Field(_) | Part::Document(_)) | None => None,
            })
            .collect()
    };
    assert_eq!(open(Step::Fingers).len(), 10);

    waits(desk.capture_placement(draft, Placement::RightFour)).unwrap();
    assert!(
        open(Step::Fingers).contains(&"right-index".to_owned()),
        "a worn finger is tried again"
    );
    for _ in 0..2 {
        waits(desk.capture_placement(draft, Placement::RightFour)).unwrap();
    }
    for placement in [Placement::LeftFour, Placement::Thumbs, Placement::Irises] {
        waits(desk.capture_placement(draft, placement)).unwrap();
    }
    assert_eq!(open(Step::Fingers), ["left-little"]);
    assert_eq!(open(Step::Irises), Vec::<String>::new());

    let listed = desk.captures(draft).unwrap();
    let slots: BTreeSet<String> = listed.iter().map(|one| one.slot.to_string()).collect();
    assert_eq!(slots.len(), 11);
    assert!(slots.contains("site/right-thumb") && slots.contains("site/left-eye"));
    let log = desk.audit(0, 1_000).unwrap();
    let tried = log
        .iter()
        .filter(|line| matches!(line.event, Event::SitesTried { .. }));
    assert_eq!(tried.count(), 6);
}

#[test]
fn no_device_is_even_asked_for_a_childs_fingers() {
    let simulator = Simulator::begin_in_range(Plan::whole(7));
    let outpost = Outpost::new().unwrap();
    let desk = &outpost.desk;
    desk.trust_devices(&simulator.pem()).unwrap();
    let draft = desk.start(Service::KiaNew).unwrap();
    let refused = waits(desk.capture_placement(draft, Placement::Thumbs)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BiometricNotAllowed);
    assert!(desk.captures(draft).unwrap().is_empty());
}

#[test]
fn without_a_device_that_is_trusted_the_desk_says_so_and_keeps_nothing() {
    let simulator = Simulator::begin_in_range(Plan::whole(7));
    let outpost = Outpost::new().unwrap();
    let desk = &outpost.desk;
    let draft = desk.start(Service::KtpNew).unwrap();
    let refused = waits(desk.capture_placement(draft, Placement::Thumbs)).unwrap_err();
    assert!(
        [ErrorCode::DeviceAbsent, ErrorCode::DeviceUntrusted].contains(&refused.code()),
        "{refused:?}"
    );
    assert!(desk.captures(draft).unwrap().is_empty());
    drop(simulator);
}
