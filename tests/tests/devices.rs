//! Our client against our simulator of MOSIP SBI devices: real HTTP, real signatures, and every fault.
#![expect(
    clippy::unwrap_used,
    reason = "a device that cannot be asked must fail"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "certificates are judged by today's date"
)]

use chrono::{DateTime, TimeDelta, Utc};
use rekam_domain::biometric::{Finger, Limits, Placement, Site};
use rekam_domain::code::ErrorCode;
use rekam_sbi::message::Modality;
use rekam_sbi::{
    Asked, Capture, Device, DeviceFault, IsoRecord, PORTS, SbiError, Service, Trust, first_hash,
};
use rekam_tests::sbi::{Fault, Plan, Simulator, shape};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// No two requests have one transaction.
static NEXT: AtomicU32 = AtomicU32::new(1);

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

fn trust(simulator: &Simulator) -> Trust {
    Trust::from_pem(&simulator.pem()).unwrap()
}

async fn devices(
    simulator: &Simulator,
    trust: &Trust,
    at: DateTime<Utc>,
) -> Vec<Result<Device, SbiError>> {
    let port = simulator.port();
    let limits = Limits::known();
    let found = Service::discover(port..=port, limits).await;
    assert_eq!(found.len(), 1, "nobody answered on {port}");
    found[0].devices((trust, at), limits).await.unwrap()
}

async fn device(simulator: &Simulator, placement: Placement) -> Device {
    let all = devices(simulator, &trust(simulator), Utc::now()).await;
    let mut all = all.into_iter().map(Result::unwrap);
    all.find(|device| device.takes(placement)).unwrap()
}

fn asked(placement: Placement) -> Asked {
    Asked {
        placement,
        sites: placement.sites().iter().copied().collect(),
        transaction: format!("c0ffee-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
        previous: first_hash(),
    }
}

async fn captured(simulator: &Simulator, placement: Placement) -> Result<Capture, SbiError> {
    let device = device(simulator, placement).await;
    let trust = trust(simulator);
    device
        .capture(&asked(placement), (&trust, Utc::now()), Limits::known())
        .await
}

#[test]
fn ten_fingers_and_two_eyes_are_captured_each_with_its_quality_and_one_chain_over_all() {
    let simulator = Simulator::begin(Plan::whole(7));
    run(async {
        let trust = trust(&simulator);
        let (mut hash, mut sites) = (first_hash(), BTreeSet::new());
        for placement in Placement::ALL {
            let device = device(&simulator, *placement).await;
            let asked = Asked {
                previous: hash.clone(),
                ..asked(*placement)
            };
            let capture = device
                .capture(&asked, (&trust, Utc::now()), Limits::known())
                .await
                .unwrap();
            assert_ne!(capture.hash, hash);
            hash = capture.hash;
            assert_eq!(capture.device, device.name());
            for one in capture.sites {
                assert!(one.quality >= Limits::known().threshold(*placement));
                let record = IsoRecord::read(&one.record).unwrap();
                assert_eq!(record.site, Some(one.site));
                assert!(sites.insert(one.site), "{} came twice", one.site);
            }
        }
        assert_eq!(sites, Site::all().collect());
    });
}

#[test]
fn a_device_is_known_by_the_name_it_signed() {
    let simulator = Simulator::begin(Plan::whole(7));
    run(async {
        let finger = device(&simulator, Placement::RightFour).await;
        assert_eq!(finger.modality(), Modality::Finger);
        assert_eq!(finger.port(), simulator.port());
        let name = finger.name();
        assert_eq!(
            (name.make.as_str(), name.model.as_str()),
            ("Rekam Simulator", "Slap 1")
        );
        let eyes = device(&simulator, Placement::Irises).await;
        assert_ne!(eyes.name(), name);
    });
}

#[test]
fn a_worn_finger_gets_better_with_each_try_and_a_missing_one_never_comes() {
    let simulator = Simulator::begin(Plan::farmer(7));
    let index = Site::Finger(Finger::RightIndex);
    run(async {
        let mut hash = first_hash();
        let mut qualities = Vec::new();
        for _ in 0..3 {
            let device = device(&simulator, Placement::RightFour).await;
            let asked = Asked {
                previous: hash,
                ..asked(Placement::RightFour)
            };
            let trust = trust(&simulator);
            let capture = device
                .capture(&asked, (&trust, Utc::now()), Limits::known())
                .await
                .unwrap();
            hash = capture.hash;
            let of_index = capture.sites.iter().find(|one| one.site == index);
            qualities.push(of_index.unwrap().quality);
        }
        assert_eq!(qualities, [25, 34, 43]);
        let left = captured(&simulator, Placement::LeftFour).await.unwrap();
        let missing = Site::Finger(Finger::LeftLittle);
        assert_eq!(left.sites.len(), 3);
        assert!(left.sites.iter().all(|one| one.site != missing));
    });
}

#[test]
fn every_forged_answer_is_refused_as_a_whole_and_by_its_own_name() {
    let simulator = Simulator::begin(Plan::whole(7));
    let refusals = [
        (Fault::WrongSignature, SbiError::Signature),
        (Fault::ForeignCertificate, SbiError::Untrusted),
        (Fault::OtherIdKey, SbiError::OtherDevice),
        (Fault::Replayed, SbiError::OtherTransaction),
        (Fault::WrongSite, SbiError::OtherSite),
        (Fault::TwiceTheSame, SbiError::OtherSite),
        (Fault::SwappedRecord, SbiError::OtherSite),
        (Fault::BrokenChain, SbiError::Chain),
        (Fault::OtherDevice, SbiError::OtherDevice),
        (Fault::Cut, SbiError::Cut),
        (Fault::Garbage, SbiError::Malformed),
        (Fault::AuthOnly, SbiError::Malformed),
    ];
    run(async {
        for placement in [Placement::RightFour, Placement::Irises] {
            for (fault, refusal) in refusals {
                // Found while it was still honest: what it said of itself then is believed.
                let device = device(&simulator, placement).await;
                simulator.force(fault);
                let trust = trust(&simulator);
                let refused = device
                    .capture(&asked(placement), (&trust, Utc::now()), Limits::known())
                    .await;
                assert_eq!(refused.unwrap_err(), refusal, "{fault:?}");
                simulator.force(Fault::None);
            }
            assert!(captured(&simulator, placement).await.is_ok());
        }
    });
}

#[test]
fn a_device_that_lies_about_itself_is_not_believed_from_the_beginning() {
    let simulator = Simulator::begin(Plan::whole(7));
    run(async {
        for (fault, refusal) in [
            (Fault::ForeignCertificate, SbiError::Untrusted),
            (Fault::OtherIdKey, SbiError::OtherDevice),
        ] {
            simulator.force(fault);
            let found = devices(&simulator, &trust(&simulator), Utc::now()).await;
            assert_eq!(found, [Err(refusal), Err(refusal)], "{fault:?}");
        }
    });
}

#[test]
fn nothing_is_believed_without_its_root_or_outside_the_days_of_its_certificates() {
    let simulator = Simulator::begin(Plan::whole(7));
    let stranger = Simulator::begin(Plan::whole(8));
    run(async {
        let now = Utc::now();
        let untrusted = [Err(SbiError::Untrusted), Err(SbiError::Untrusted)];
        assert_eq!(devices(&simulator, &Trust::default(), now).await, untrusted);
        let other = trust(&stranger);
        assert_eq!(devices(&simulator, &other, now).await, untrusted);
        let own = trust(&simulator);
        for days in [-2, 31] {
            let at = now + TimeDelta::days(days);
            assert_eq!(devices(&simulator, &own, at).await, untrusted, "{days}");
        }
    });
}

#[test]
fn what_a_device_says_of_itself_and_reports_has_a_text_for_who_must_act() {
    let simulator = Simulator::begin(Plan::whole(7));
    run(async {
        for (fault, refusal, code) in [
            (Fault::Busy, SbiError::Busy, ErrorCode::DeviceBusy),
            (
                Fault::NotReady,
                SbiError::NotReady,
                ErrorCode::DeviceNotReady,
            ),
            (
                Fault::NotRegistered,
                SbiError::NotRegistered,
                ErrorCode::DeviceNotRegistered,
            ),
            (
                Fault::AuthOnly,
                SbiError::NotRegistered,
                ErrorCode::DeviceNotRegistered,
            ),
            (
                Fault::Reports(101),
                SbiError::Fault(DeviceFault::NothingSeen),
                ErrorCode::DeviceSawNothing,
            ),
            (
                Fault::Reports(103),
                SbiError::Fault(DeviceFault::Tampered),
                ErrorCode::DeviceTampered,
            ),
            (
                Fault::Reports(202),
                SbiError::Fault(DeviceFault::NotConnected),
                ErrorCode::DeviceAbsent,
            ),
            (
                Fault::Reports(512),
                SbiError::Fault(DeviceFault::OfMaker(512)),
                ErrorCode::DeviceFault,
            ),
        ] {
            simulator.force(fault);
            let refused = captured(&simulator, Placement::Thumbs).await.unwrap_err();
            assert_eq!((refused, refused.code()), (refusal, code), "{fault:?}");
        }
    });
}

/// The real limit is 40 seconds; the clock of the runtime is turned instead of waiting.
#[test]
fn a_device_that_does_not_answer_in_its_time_is_given_up() {
    let simulator = Simulator::begin(Plan::whole(7));
    let limits = Limits::known();
    run(async {
        let device = device(&simulator, Placement::Thumbs).await;
        simulator.force(Fault::Slow(Duration::from_secs(3)));
        let (asked, trust) = (asked(Placement::Thumbs), trust(&simulator));
        let capture = device.capture(&asked, (&trust, Utc::now()), limits);
        let impatient = async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            tokio::time::pause();
            tokio::time::advance(limits.capture()).await;
            tokio::time::resume();
        };
        let began = Instant::now();
        let (ended, ()) = tokio::join!(capture, impatient);
        assert_eq!(ended.unwrap_err(), SbiError::Silent);
        assert!(began.elapsed() < Duration::from_secs(2));
    });
}

#[test]
fn where_nobody_listens_all_hundred_ports_are_asked_in_a_moment() {
    let began = Instant::now();
    let found = run(Service::discover(PORTS, Limits::known()));
    let took = began.elapsed();
    // A simulator of another test may stand in the range: it is quick as well.
    assert!(found.iter().all(|service| PORTS.contains(&service.port)));
    assert!(took < Duration::from_secs(2), "{took:?}");
}

#[test]
fn who_listens_and_is_no_device_is_passed_over() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answers = [
        "220 mail.example ready\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    ];
    let serving = std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    for answer in answers {
        let found = run(Service::discover(port..=port, Limits::known()));
        assert_eq!(found, [], "{answer}");
    }
    serving.join().unwrap();
    let nobody = run(Service::discover(port..=port, Limits::known()));
    assert_eq!(nobody, []);
}

#[test]
fn the_moving_picture_of_a_device_comes_frame_by_frame() {
    let simulator = Simulator::begin(Plan::whole(7));
    run(async {
        let device = device(&simulator, Placement::RightFour).await;
        let began = Instant::now();
        let mut frames = device
            .stream(Placement::RightFour, Limits::known())
            .await
            .unwrap();
        let mut seen = Vec::new();
        for _ in 0..4 {
            let frame = frames.next().await.unwrap().unwrap();
            assert!(frame.starts_with(&[0xff, 0xd8]) && frame.ends_with(&[0xff, 0xd9]));
            assert!(!seen.contains(&frame), "the picture does not move");
            seen.push(frame);
        }
        // SBI asks for three frames a second.
        assert!(began.elapsed() < Duration::from_millis(1_400));
    });
}

#[test]
fn the_simulators_messages_have_the_shapes_that_are_published() {
    let simulator = Simulator::begin(Plan::farmer(7));
    let answer = |verb: &str, body: Value| -> Value {
        let bytes = simulator.answer(verb, body.to_string().as_bytes());
        serde_json::from_slice(&bytes.unwrap_or_else(|| panic!("{verb} got no answer"))).unwrap()
    };
    let any = json!({ "type": "Biometric Device" });
    let nothing: Vec<String> = Vec::new();
    assert_eq!(
        shape::discovered(&answer("MOSIPDISC", any.clone())),
        nothing
    );
    assert_eq!(shape::infos(&answer("MOSIPDINFO", any)), nothing);
    for placement in Placement::ALL {
        let request = request(&simulator, *placement);
        assert_eq!(shape::capture_request(&request), nothing, "{placement}");
        assert_eq!(
            shape::captured(&answer("RCAPTURE", request)),
            nothing,
            "{placement}"
        );
    }
    let thumbs = request(&simulator, Placement::Thumbs);
    simulator.force(Fault::Reports(101));
    let failed = answer("RCAPTURE", thumbs);
    assert_eq!(shape::failed(&failed), nothing);
    // The shapes can refuse: what is one message is not another.
    assert_ne!(shape::captured(&failed), nothing);
    assert_ne!(shape::capture_request(&failed), nothing);
    let mut lower = answer("MOSIPDISC", json!({ "type": "Finger" }));
    lower[0]["deviceStatus"] = json!("ready");
    assert_eq!(shape::discovered(&lower), ["deviceStatus"]);
}

/// The request that our client sends, taken off the line.
fn request(simulator: &Simulator, placement: Placement) -> Value {
    run(async {
        let _ = captured(simulator, placement).await.unwrap();
    });
    simulator.last_request().unwrap()
}
