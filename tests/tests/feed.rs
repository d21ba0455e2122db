//! The feed by its cursor: it goes on where it was cut, and a page that was re-ordered, replayed, cut short or meant for somebody
//! else is named and moves nothing.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on must fail")]

use chrono::TimeDelta;
use rekam_domain::{code::ErrorCode, status::RecordingStatus};
use rekam_protocol::{bundle::Shelf, documents::Feed, http, signed};
use rekam_province::{courier, intake::Intake};
use rekam_station::{clock::Clock as _, store::settings::Setting};
use rekam_tests::{
    liar,
    outpost::{Outpost, Serving, noon},
};
use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
};

/// So many entries have one page and a little more.
const ENTRIES: u32 = 205;

/// A station with so many canaries that the province has received and opened, and the door to that province.
fn with_news(entries: u32) -> (Outpost, Serving) {
    let outpost = Outpost::new().unwrap();
    for _ in 0..entries {
        outpost.desk.seal_canary().unwrap();
    }
    let serving = outpost.serve().unwrap();
    outpost.converse(&url(&serving), |_| {}).unwrap();
    outpost.open_at_the_province().unwrap();
    (outpost, serving)
}

fn url(serving: &Serving) -> String {
    format!("http://{}", serving.address)
}

fn cursor(outpost: &Outpost) -> u64 {
    let cursor = outpost.desk.store().number(Setting::FeedCursor).unwrap();
    cursor.unwrap_or_default()
}

/// Another page than the province's own, signed by it all the same: what only a province that lies or errs would send.
fn signed_anew(outpost: &Outpost, page: &[u8], change: impl Fn(&mut Feed)) -> Vec<u8> {
    let key = outpost.province.signing_key();
    let mut feed: Feed = signed::verify(page, &key.verifying_key()).unwrap();
    change(&mut feed);
    signed::sign(&feed, key).unwrap()
}

#[test]
fn a_feed_that_is_cut_goes_on_at_its_cursor() {
    let (outpost, serving) = with_news(ENTRIES);
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let heard = Arc::clone(&asked);
    let mut cut = false;
    let relayed = liar::before(serving.address, move |answer| {
        if answer.asked.contains(http::FEED) {
            heard.lock().unwrap().push(answer.asked.clone());
            if answer.asked.contains("after=200") && !cut {
                cut = true;
                answer.body.truncate(40);
            }
        }
    });
    let relayed = relayed.unwrap();
    let ended = outpost.converse(&relayed, |_| {}).unwrap_err();
    assert_eq!(ended.code(), ErrorCode::LineNotTheProvince);
    assert_eq!(cursor(&outpost), 200, "the page before the cut is kept");
    let report = outpost.converse(&relayed, |_| {}).unwrap();
    assert_eq!(
        (cursor(&outpost), report.canaries),
        (u64::from(ENTRIES), ENTRIES - 200),
        "only what was missing comes again"
    );
    let asked = asked.lock().unwrap();
    let from = |after: &str| {
        let end = format!("after={after} ");
        asked
            .iter()
            .filter(|line| format!("{line} ").contains(&end))
            .count()
    };
    assert_eq!((from("0"), from("200")), (1, 2), "{asked:?}");
}

#[test]
fn a_page_out_of_order_repeated_beyond_its_cursor_or_readdressed_is_named_and_kept_nowhere() {
    let changes: [fn(&mut Feed); 8] = [
        |feed| feed.entries.swap(0, 1),
        |feed| feed.entries[1] = feed.entries[0].clone(),
        |feed| feed.entries[0].sequence = 0,
        |feed| feed.next -= 1,
        |feed| feed.next += 1,
        |feed| feed.after = 1,
        |feed| feed.entries.clear(),
        |feed| feed.station = "6171-van-2".parse().unwrap(),
    ];
    let (outpost, serving) = with_news(3);
    for (number, change) in changes.into_iter().enumerate() {
        let province = Arc::clone(&outpost.province);
        let lying = liar::before(serving.address, move |answer| {
            if answer.asked.contains(http::FEED) {
                let key = province.signing_key();
                let mut feed: Feed = signed::verify(&answer.body, &key.verifying_key()).unwrap();
                change(&mut feed);
                let lie = signed::sign(&feed, key).unwrap();
                answer.set("content-length", &lie.len().to_string());
                answer.body = lie;
            }
        });
        let ended = outpost.converse(&lying.unwrap(), |_| {}).unwrap_err();
        assert_eq!(ended.code(), ErrorCode::LineNotTheProvince, "lie {number}");
        assert_eq!(cursor(&outpost), 0, "lie {number}");
        let answered = outpost.desk.standing().unwrap().canary_answered;
        assert_eq!(answered, Some(false), "lie {number}");
    }
    outpost.converse(&url(&serving), |_| {}).unwrap();
    assert_eq!(cursor(&outpost), 3, "the truth is taken after all lies");
}

#[test]
fn a_false_page_is_named_and_packets_and_reckoning_get_through() {
    let (mut outpost, serving) = with_news(1);
    for _ in 0..3 {
        outpost.seal(20_000).unwrap();
    }
    let relayed = liar::before(serving.address, |answer| {
        if answer.asked.contains(http::FEED) {
            let middle = answer.body.len() / 2;
            answer.body[middle] ^= 1;
        }
    });
    let ended = outpost.converse(&relayed.unwrap(), |_| {}).unwrap_err();
    assert_eq!(ended.code(), ErrorCode::LineNotTheProvince);
    assert_eq!(outpost.desk.store().outbox_counts().unwrap().waiting, 0);
    let day = &outpost.desk.reckoned().unwrap().days[0];
    assert_eq!((day.created, day.received, day.later), (4, 4, 0));
}

#[test]
fn a_station_that_meets_only_sticks_removes_packets_by_the_provinces_own_time() {
    let mut outpost = Outpost::new().unwrap();
    let packet = outpost.seal(2_000).unwrap();
    let stick = tempfile::tempdir().unwrap();
    let round = |after: i64| {
        outpost
            .province
            .clock()
            .set(noon() + TimeDelta::days(after));
        to_the_province(&outpost, stick.path());
        outpost.desk.import(stick.path()).unwrap();
        let row = outpost.desk.store().outbox_row(packet).unwrap();
        assert!(row.receipt.is_some());
        row.pruned_at.is_some()
    };
    assert!(!round(0));
    // Nobody confirmed this clock, and it was set forward by years: that alone removes nothing.
    outpost.clock.set_trusted(false);
    outpost.clock.set_wall(noon() + TimeDelta::days(4_000));
    assert!(!round(40), "no final status");
    let status = *RecordingStatus::ALL
        .iter()
        .find(|status| status.is_final())
        .unwrap();
    let (store, now) = (outpost.desk.store(), outpost.clock.stamp());
    let at = noon() + TimeDelta::days(40);
    store.record_status(packet, status, None, at, &now).unwrap();
    assert!(!round(69), "29 days after it");
    assert!(round(71), "31 days after it");
    outpost.desk.verify_chains().unwrap();
}

/// Takes a stick to the province and says what page the station will find on it.
fn to_the_province(outpost: &Outpost, stick: &Path) -> std::path::PathBuf {
    outpost.desk.export(stick).unwrap();
    let intake = Intake::open(&outpost.province).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let taken = runtime.block_on(courier::take_in(&outpost.province, &intake, stick));
    assert!(taken.unwrap().iter().all(|taken| taken.refused.is_empty()));
    Shelf::of(stick, &outpost.desk.activation().station).feed(cursor(outpost))
}

#[test]
fn a_page_on_a_stick_that_was_changed_cut_replayed_or_readdressed_is_refused_by_name() {
    let (outpost, _serving) = with_news(3);
    let stick = tempfile::tempdir().unwrap();
    let path = to_the_province(&outpost, stick.path());
    let page = fs::read(&path).unwrap();
    let mut changed = page.clone();
    changed[page.len() / 2] ^= 1;
    let readdressed = |feed: &mut Feed| feed.station = "6171-van-2".parse().unwrap();
    let anew = |change: fn(&mut Feed)| signed_anew(&outpost, &page, change);
    let not_genuine = ErrorCode::DocumentNotGenuine;
    let malformed = ErrorCode::DocumentMalformed;
    let lies = [
        (changed, not_genuine),
        (page[..page.len() / 2].to_vec(), malformed),
        (Vec::new(), malformed),
        (anew(|feed| feed.after = 1), not_genuine),
        (anew(|feed| feed.entries.swap(0, 2)), not_genuine),
        (anew(readdressed), not_genuine),
    ];
    for (number, (lie, code)) in lies.iter().enumerate() {
        fs::write(&path, lie).unwrap();
        let back = outpost.desk.import(stick.path()).unwrap();
        assert_eq!(
            back.refused
                .iter()
                .map(|file| file.code)
                .collect::<Vec<_>>(),
            [*code],
            "lie {number}"
        );
        assert_eq!((cursor(&outpost), back.statuses), (0, 0), "lie {number}");
    }
    fs::write(&path, &page).unwrap();
    outpost.desk.import(stick.path()).unwrap();
    assert_eq!(cursor(&outpost), 3);
    // The same stick once more: its page is behind the cursor and is not even asked for.
    let again = outpost.desk.import(stick.path()).unwrap();
    assert!(again.refused.is_empty() && cursor(&outpost) == 3);
}
