//! True times: what a station's counter tells of when a record was sealed, whatever its wall clock showed.

use super::*;
use chrono::TimeDelta;

/// A clock that somebody set to the year 2019, in the run `boot`, `seconds` after its start.
fn set_back(boot: &str, seconds: u64, trusted: bool) -> Stamp {
    Stamp {
        wall: "2019-01-01T00:00:00Z".parse().unwrap(),
        monotonic_ms: seconds * 1_000,
        boot: boot.to_owned(),
        trusted,
    }
}

fn settle(registry: &dyn Registry, n: u8, sealed: Stamp) {
    let nik = format!("61710101050599{n:02}");
    let Verdict::Record(mut record) = enrollment(&nik, Family::Ktp, "KTP-A") else {
        unreachable!("a record was asked for")
    };
    record.sealed = sealed;
    registry
        .settle(&packet_id(n), &Verdict::Record(record), later(9))
        .unwrap();
}

fn hello(registry: &dyn Registry, nonce: u8, told_at: Stamp, at: DateTime<Utc>) {
    let contact = Contact {
        told_at,
        at,
        ..contact(nonce)
    };
    registry.greet(&contact).unwrap();
}

fn sealed(registry: &dyn Registry, n: u8) -> (DateTime<Utc>, SealedBy) {
    let rows = registry.enrollments().unwrap();
    let row = rows.iter().find(|row| row.packet == packet_id(n));
    row.unwrap().sealed.unwrap()
}

pub(super) fn a_record_gets_its_true_time_once_the_clocks_are_compared_in_its_run(
    registry: &dyn Registry,
) {
    with_packets(registry, 4);
    let told = set_back("first", 100, false);
    settle(registry, 1, told.clone());
    settle(registry, 2, set_back("second", 5, true));
    assert_eq!(sealed(registry, 1), (told.wall, SealedBy::Told));
    assert_eq!(sealed(registry, 2), (told.wall, SealedBy::Confirmed));

    // A minute and a half later in the first run the station says hello: it is two minutes past noon here.
    hello(registry, 1, set_back("first", 190, false), later(2));
    let half_past = noon() + TimeDelta::seconds(30);
    assert_eq!(sealed(registry, 1), (half_past, SealedBy::Counted));
    assert_eq!(sealed(registry, 2).1, SealedBy::Confirmed, "another run");

    // What is opened afterwards is counted at once, backwards as well as forwards, and never past its arrival.
    settle(registry, 3, set_back("first", 280, false));
    assert_eq!(
        sealed(registry, 3),
        (later(3), SealedBy::Counted),
        "it arrived three minutes past noon"
    );
    hello(registry, 2, set_back("second", 35, false), later(5));
    assert_eq!(
        sealed(registry, 2),
        (later(2), SealedBy::Counted),
        "not later than it arrived"
    );
    // A second comparison in a run whose records are counted changes nothing.
    hello(registry, 3, set_back("first", 400, false), later(6));
    assert_eq!(sealed(registry, 1), (half_past, SealedBy::Counted));
}
