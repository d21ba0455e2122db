//! Clocks that somebody sets, or that forget everything: order, chains and receipts do not depend on them, and the desk says
//! what is wrong once the province has told the time.

use chrono::TimeDelta;
use rekam_domain::code::ErrorCode;
use rekam_station::clock::Clock as _;
use rekam_tests::outpost::Outpost;

#[test]
fn records_made_under_clocks_that_jump_keep_their_order_and_all_arrive() {
    let mut outpost = Outpost::new().unwrap();
    let right = outpost.clock.stamp().wall;
    let mut made = Vec::new();
    for (days, boot) in [
        (0, "boot-0"),
        (25, "boot-0"),
        (1, "boot-1"),
        (12, "boot-2"),
        (3, "boot-2"),
    ] {
        outpost.clock.reboot(boot);
        outpost.clock.set_wall(right + TimeDelta::days(days));
        made.push(outpost.seal(5_000).unwrap());
    }
    let rows = outpost.desk.store().queue(0, 10).unwrap();
    let sealed: Vec<_> = rows.iter().map(|row| row.packet).collect();
    assert_eq!(sealed, made, "serial numbers are the order, not the clock");
    outpost.desk.verify_chains().unwrap();

    // Three days off, and the line comes back: everything is received, the wrong clock is named.
    let serving = outpost.serve().unwrap();
    let url = format!("http://{}", serving.address);
    let report = outpost.converse(&url, |_| {}).unwrap();
    assert_eq!((report.received, report.waiting), (5, 0));
    let days = |ahead: TimeDelta| ahead.num_days();
    assert_eq!(outpost.clock.ahead().map(days), Some(3));
    assert!(!outpost.clock.stamp().trusted);
    outpost.clock.set_wall(right);
    assert!(
        outpost.clock.stamp().trusted,
        "set right, it is believed again"
    );
    outpost.desk.verify_chains().unwrap();
}

#[test]
fn a_clock_set_back_for_years_begins_no_record_and_finishes_the_one_that_was_begun() {
    let mut outpost = Outpost::new().unwrap();
    let right = outpost.clock.stamp().wall;
    let begun = outpost.begin(5_000).unwrap();
    outpost.clock.set_wall(right - TimeDelta::days(2_000));
    let refused = outpost.begin(5_000).unwrap_err();
    let refused = refused.downcast::<rekam_station::Error>().unwrap();
    assert_eq!(refused.code(), ErrorCode::LeaseNotYet);
    let sealed = outpost.desk.seal(begun).unwrap();
    assert_eq!(sealed.serial.get(), 1);
    outpost.desk.verify_chains().unwrap();

    let serving = outpost.serve().unwrap();
    let url = format!("http://{}", serving.address);
    let report = outpost.converse(&url, |_| {}).unwrap();
    assert_eq!((report.received, report.waiting), (1, 0));
    assert!(outpost.clock.ahead().unwrap() < TimeDelta::days(-1_999));
}
