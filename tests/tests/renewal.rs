//! A renewed activation on its way from the province to the desk, by line and by stick.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use chrono::TimeDelta;
use rekam_domain::{code::ErrorCode, role::Role};
use rekam_protocol::{
    documents::{ActivatedOperator, Activation},
    http,
    ids::StationId,
    keys::SigningKey,
    signed,
};
use rekam_province::{
    admin::{self, RenewalOrder, Terms},
    courier,
    intake::Intake,
};
use rekam_station::{clock::Clock as _, sync::Report};
use rekam_tests::{liar, outpost::Outpost};

fn order(station: &StationId, records: u32) -> RenewalOrder {
    RenewalOrder {
        id: station.clone(),
        operators: vec![ActivatedOperator {
            id: "op-2".parse().unwrap(),
            name: "Petugas Contoh".to_owned(),
            role: Role::Operator,
        }],
        without: Vec::new(),
        terms: Terms {
            days: 60,
            records,
            ..Terms::default()
        },
    }
}

/// The province renews a station two hours after it was activated.
fn renew(outpost: &Outpost, records: u32) {
    let clock = outpost.province.clock();
    clock.set(outpost.clock.stamp().wall + TimeDelta::hours(2));
    let station = &outpost.desk.activation().station;
    admin::renew_station(&outpost.province, &order(station, records)).unwrap();
}

fn converse(outpost: &Outpost) -> Report {
    let serving = outpost.serve().unwrap();
    let url = format!("http://{}", serving.address);
    outpost.converse(&url, |_| {}).unwrap()
}

#[test]
fn a_lease_is_renewed_by_line_once_and_a_colleague_comes_with_it() {
    let mut outpost = Outpost::new().unwrap();
    assert!(!converse(&outpost).renewed, "there is nothing to renew");
    renew(&outpost, 77);
    outpost.seal(2_000).unwrap();
    let before = outpost.desk.lease().unwrap();
    assert!(converse(&outpost).renewed);
    assert!(outpost.desk.take_renewal().unwrap());
    let after = outpost.desk.lease().unwrap();
    assert_eq!(after.records_left, 77, "a new lease counts anew");
    assert!(after.until > before.until);
    let names: Vec<_> = outpost
        .desk
        .activation()
        .operators
        .iter()
        .map(|operator| operator.id.to_string())
        .collect();
    assert_eq!(names, ["sp-1", "op-2"]);
    let colleague = "op-2".parse().unwrap();
    outpost
        .desk
        .admit(&colleague, "sungai kapuas panjang")
        .unwrap();

    assert!(!converse(&outpost).renewed);
    assert!(!outpost.desk.take_renewal().unwrap());
    // The new colleague's key is announced and believed.
    let station = outpost.desk.activation().station.clone();
    let known = outpost.province.registry().station(&station).unwrap();
    let known = known.unwrap();
    let keys = known
        .operators
        .iter()
        .find(|operator| operator.activated.id == colleague)
        .map(|operator| operator.keys.len());
    assert_eq!(keys, Some(1));
    let (head, _) = outpost.desk.verify_chains().unwrap();
    assert_eq!(head.serial, 1);
}

#[test]
fn a_lease_is_renewed_on_a_stick() {
    let outpost = Outpost::new().unwrap();
    let stick = tempfile::tempdir().unwrap();
    renew(&outpost, 77);
    outpost.desk.export(stick.path()).unwrap();
    let intake = Intake::open(&outpost.province).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime
        .block_on(courier::take_in(&outpost.province, &intake, stick.path()))
        .unwrap();
    for renewed in [true, false] {
        let back = outpost.desk.import(stick.path()).unwrap();
        assert_eq!((back.renewed, back.refused.len()), (renewed, 0));
        assert_eq!(outpost.desk.lease().unwrap().records_left, 77);
    }
}

#[test]
fn a_renewal_that_is_forged_or_another_stations_changes_nothing() {
    type Change = fn(&mut Activation);
    type Signer = fn(&Outpost) -> SigningKey;
    let province =
        |outpost: &Outpost| SigningKey::from_seed(&outpost.province.signing_key().seed());
    let thief = |_: &Outpost| SigningKey::from_seed(&[99; 32]);
    let changes: [(Change, Signer); 3] = [
        (|_| {}, thief),
        (
            |activation| activation.station = "6171-van-2".parse().unwrap(),
            province,
        ),
        (
            |activation| {
                activation.signing_key = SigningKey::from_seed(&[99; 32]).verifying_key();
            },
            province,
        ),
    ];
    for (change, signer) in changes {
        let outpost = Outpost::new().unwrap();
        renew(&outpost, 77);
        let serving = outpost.serve().unwrap();
        let (key, genuine) = (signer(&outpost), province(&outpost).verifying_key());
        let url = liar::before(serving.address, move |answer| {
            if answer.asked.contains(http::ACTIVATION) {
                let mut renewed = signed::verify(&answer.body, &genuine).unwrap();
                change(&mut renewed);
                answer.body = signed::sign(&renewed, &key).unwrap();
            }
        })
        .unwrap();
        let ended = outpost.converse(&url, |_| {});
        assert_eq!(ended.unwrap_err().code(), ErrorCode::LineNotTheProvince);
        assert!(!outpost.desk.take_renewal().unwrap());
        assert_eq!(outpost.desk.lease().unwrap().records_left, 2000);
    }
}
