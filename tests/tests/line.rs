//! Sync over a line that is counted and cut: the real station and the real province.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use rekam_domain::code::ErrorCode;
use rekam_protocol::http;
use rekam_station::{
    clock::Clock as _,
    door::{self, Caller, Cameras, Cost, Loket, Opening, Sticks},
    store::{outbox::Progress, settings::Setting},
    sync::{News, pace::MOST_UNANSWERED},
};
use rekam_tests::{
    liar::{self, Answer},
    outpost::{Outpost, PASSWORD, Serving, back_up, province_in, serve_on},
    relay::Relay,
};
use serde_json::{Value, json};
use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

fn url(address: std::net::SocketAddr) -> String {
    format!("http://{address}")
}

#[test]
fn hello_news_and_a_small_backlog_travel_in_three_connections_at_most() {
    let mut outpost = Outpost::new().unwrap();
    for _ in 0..3 {
        outpost.seal(20_000).unwrap();
    }
    let serving = outpost.serve().unwrap();
    let relay = Relay::to(serving.address, u64::MAX).unwrap();
    let report = outpost.converse(&relay.url, |_| {}).unwrap();
    assert_eq!((report.received, report.waiting), (3, 0));
    // One carries, one may wait for its answer, and one has the news.
    assert!(relay.accepted() <= 3, "{}", relay.accepted());
}

#[test]
fn a_large_backlog_never_opens_more_connections_than_packets_may_be_unanswered_and_one_for_news() {
    let mut outpost = Outpost::new().unwrap();
    for _ in 0..40 {
        outpost.seal(2_000).unwrap();
    }
    let serving = outpost.serve().unwrap();
    let relay = Relay::to(serving.address, u64::MAX).unwrap();
    let report = outpost.converse(&relay.url, |_| {}).unwrap();
    assert_eq!((report.received, report.waiting), (40, 0));
    assert!(
        relay.accepted() <= MOST_UNANSWERED + 1,
        "{}",
        relay.accepted()
    );
}

#[test]
fn with_the_welcome_of_an_hour_ago_a_packet_is_there_before_the_hello_is_answered() {
    let (mut outpost, truthful) = welcomed();
    let packet = outpost.seal(20_000).unwrap();
    let province = Arc::clone(&outpost.province);
    let before = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&before);
    let url = liar::before(truthful.address, move |answer| {
        let until = Instant::now() + Duration::from_secs(10);
        while answer.asked.contains(http::HELLO) && Instant::now() < until {
            if province.registry().packet(&packet).unwrap().is_some() {
                return seen.store(true, Ordering::Relaxed);
            }
        }
    });
    let report = outpost.converse(&url.unwrap(), |_| {}).unwrap();
    assert!(before.load(Ordering::Relaxed));
    assert_eq!((report.received, report.failed, report.waiting), (1, 0, 0));
}

#[test]
fn a_packet_that_set_out_before_a_hello_that_fails_counts_as_never_tried() {
    let (mut outpost, truthful) = welcomed();
    let packet = outpost.seal(20_000).unwrap();
    let never_tried = |outpost: &Outpost| {
        let row = outpost.desk.store().outbox_row(packet).unwrap();
        let due = outpost.desk.store().due(&outpost.clock.stamp(), 10);
        (row.progress, row.attempts, row.last_code) == (Progress::Queued, 0, None)
            && due.unwrap().len() == 1
    };
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    outpost.converse(&url(nobody), |_| {}).unwrap_err();
    assert!(never_tried(&outpost), "nobody was there");
    let portal =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>";
    outpost
        .converse(&url(answering(portal)), |_| {})
        .unwrap_err();
    assert!(never_tried(&outpost), "somebody else answered");
    let report = outpost.converse(&url(truthful.address), |_| {}).unwrap();
    assert_eq!((report.received, report.failed, report.waiting), (1, 0, 0));
}

#[test]
fn a_token_that_the_province_takes_no_more_costs_no_try_whether_that_is_heard_before_the_welcome_or_after_it()
 {
    for late in [Duration::ZERO, Duration::from_millis(500)] {
        let (mut outpost, truthful) = welcomed();
        let packet = outpost.seal(20_000).unwrap();
        let ended = json!({
            "token": "6171-van-9.1.AAAAAAAAAAAAAAAAAAAAAA",
            "until": "2099-01-01T00:00:00Z",
            "brief": true,
        });
        let store = outpost.desk.store();
        store
            .set(Setting::Admission, ended.to_string().as_bytes())
            .unwrap();
        let mut refused = 0;
        let heard = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&heard);
        let url = liar::before(truthful.address, move |answer| {
            if answer.head.contains(" 401 ") && answer.asked.contains(http::UPLOADS) {
                answer.late = late;
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        let report = outpost.converse(&url.unwrap(), |news| {
            refused += u32::from(matches!(news, News::Failed { .. }));
        });
        let report = report.unwrap();
        assert_eq!((report.received, report.failed, refused), (1, 0, 0));
        assert_eq!(heard.load(Ordering::Relaxed), 1);
        assert_eq!(outpost.desk.store().outbox_row(packet).unwrap().attempts, 1);
    }
}

#[test]
fn a_province_that_reads_no_brief_metadata_is_sent_the_long_ones() {
    let sent = |change: fn(&mut Answer)| {
        let mut outpost = Outpost::new().unwrap();
        outpost.seal(20_000).unwrap();
        let serving = outpost.serve().unwrap();
        let old = liar::before(serving.address, change).unwrap();
        let relay = Relay::to(old.trim_start_matches("http://").parse().unwrap(), u64::MAX);
        let relay = relay.unwrap();
        let report = outpost.converse(&relay.url, |_| {}).unwrap();
        assert_eq!((report.received, report.failed), (1, 0));
        relay.up()
    };
    let brief = sent(|_| {});
    let long = sent(|answer| answer.head = answer.head.replace(http::BRIEF, "x-unknown"));
    assert!(brief + 80 < long, "{brief} and {long}");
}

/// A station that has spoken with its province within the hour, and the door to that province.
fn welcomed() -> (Outpost, Serving) {
    let outpost = Outpost::new().unwrap();
    let serving = outpost.serve().unwrap();
    outpost.converse(&url(serving.address), |_| {}).unwrap();
    outpost.clock.advance(Duration::from_secs(3600));
    (outpost, serving)
}

#[test]
fn keys_are_shown_once_a_day_and_at_once_to_a_province_that_lost_them() {
    let (folder, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut outpost = Outpost::in_folder(folder.path()).unwrap();
    let [from, to] = [folder.path(), backup.path()].map(|path| path.join("province"));
    back_up(&from, &to).unwrap();
    let keys = outpost.station.announcement().unwrap().len() as u64;
    let said = |outpost: &Outpost| {
        let serving = outpost.serve().unwrap();
        let relay = Relay::to(serving.address, u64::MAX).unwrap();
        outpost.converse(&relay.url, |_| {}).unwrap();
        relay.up()
    };
    let (first, again) = (said(&outpost), said(&outpost));
    assert!(again + keys < first, "{again} and {keys}, {first}");
    outpost.province = province_in(backup.path()).unwrap();
    let to_a_restored_one = said(&outpost);
    assert!(to_a_restored_one > again + keys, "{to_a_restored_one}");
    outpost.clock.advance(Duration::from_secs(24 * 3600));
    let a_day_later = said(&outpost);
    assert!(a_day_later > again + keys, "{a_day_later}");
}

#[test]
fn a_packet_that_is_changed_on_its_way_is_sent_again_at_once() {
    let mut outpost = Outpost::new().unwrap();
    outpost.seal(20_000).unwrap();
    let serving = outpost.serve().unwrap();
    let relay = Relay::changing(serving.address, 12_000).unwrap();
    let report = outpost.converse(&relay.url, |_| {}).unwrap();
    assert_eq!((report.received, report.waiting), (1, 0));
    assert!(relay.up() > 40_000, "{} bytes: it went twice", relay.up());
}

#[test]
fn a_packet_gets_through_a_line_that_breaks_in_every_piece_and_little_is_sent_twice() {
    let mut outpost = Outpost::new().unwrap();
    let packet = outpost.seal(600_000).unwrap();
    let serving = outpost.serve().unwrap();
    let relay = Relay::to(serving.address, 50_000).unwrap();
    let mut farthest = 0;
    let report = outpost
        .converse(&relay.url, |news| {
            if let News::Sent { offset, .. } = news {
                assert!(*offset >= farthest, "never back");
                farthest = *offset;
            }
        })
        .unwrap();
    assert_eq!((report.received, report.failed), (1, 0));
    assert!(relay.accepted() >= 12, "{} connections", relay.accepted());
    let length = outpost.desk.store().outbox_row(packet).unwrap().length;
    // The province keeps all that came before a cut, so only heads of requests and signed documents are beside it. Whoever
    // began each piece anew would send it all twice.
    let more = relay.up() - length;
    assert!(more < length / 20, "{more} bytes beside {length}");
}

#[test]
fn a_spent_data_budget_keeps_packets_until_tomorrow_and_news_still_come() {
    let mut outpost = Outpost::new().unwrap();
    for _ in 0..4 {
        outpost.seal(400_000).unwrap();
    }
    let mut preferences = outpost.desk.preferences().unwrap();
    preferences.data_budget_mb = Some(1);
    outpost.desk.set_preferences(&preferences).unwrap();
    let serving = outpost.serve().unwrap();
    let relay = Relay::to(serving.address, u64::MAX).unwrap();
    let report = outpost.converse(&relay.url, |_| {}).unwrap();
    assert!(report.budget_spent);
    // One that is half there goes on tomorrow from where it is.
    assert_eq!(report.received + report.waiting, 4);
    assert!((1..=2).contains(&report.received), "{}", report.received);
    assert!(relay.up() < 1_010_000, "{}", relay.up());
    outpost.desk.store().retry_now(None).unwrap();
    let again = outpost.converse(&relay.url, |_| {}).unwrap();
    assert!(again.budget_spent && again.sent_bytes == 0);

    outpost.clock.advance(Duration::from_secs(24 * 3600));
    outpost.desk.store().retry_now(None).unwrap();
    let tomorrow = outpost.converse(&relay.url, |_| {}).unwrap();
    assert_eq!((tomorrow.waiting, tomorrow.budget_spent), (0, false));
}

/// Answers every connection with the same bytes, until the test program ends.
fn answering(bytes: &'static [u8]) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
        }
    });
    address
}

#[test]
fn a_captive_portal_is_named_whatever_it_answers_with() {
    let outpost = Outpost::new().unwrap();
    let answers: [&[u8]; 4] = [
        b"HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\r\n<html></html>",
        b"HTTP/1.1 511 Network Authentication Required\r\ncontent-length: 2\r\n\r\nhi",
        b"HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nno",
    ];
    for answer in answers {
        let error = outpost.converse(&url(answering(answer)), |_| {});
        let code = error.unwrap_err().code();
        assert_eq!(code, ErrorCode::LineNotTheProvince, "{answer:?}");
    }
    let address = answering(b"HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\n\r\n");
    let error = outpost.converse(&format!("https://{address}"), |_| {});
    assert_eq!(error.unwrap_err().code(), ErrorCode::LineCertificate);
}

#[test]
fn a_line_that_comes_back_behind_a_router_is_noticed_in_seconds_whatever_pause_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    let mut outpost = Outpost::in_folder(folder.path()).unwrap();
    outpost.seal(2_000).unwrap();
    let Outpost {
        province,
        clock,
        station,
        desk,
        ..
    } = outpost;
    desk.lock().unwrap();
    drop(station);
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let address = address.unwrap();
    let loket = Loket::open(Opening {
        root: folder.path().join("station"),
        clock,
        cost: Cost::LEAST,
        cameras: Cameras::Replay(folder.path().join("pictures")),
        province: Some(url(address)),
        sticks: Sticks::Folder(folder.path().join("sticks")),
        hub_port: 0,
        demo: None,
    });
    let ask = |name: &str, args: Value| door::call(&loket, Caller::Desk, name, args).unwrap();
    let line_is = |wanted: &dyn Fn(&Value) -> bool| {
        let began = Instant::now();
        while !wanted(&ask("queue", json!({ "after": 0, "limit": 1 }))["line"]) {
            assert!(began.elapsed() < Duration::from_secs(30), "no such line");
            sleep(Duration::from_millis(50));
        }
    };
    ask(
        "unlock",
        json!({ "operator": "sp-1", "password": PASSWORD }),
    );

    // After so many tries the next pause is any up to five minutes; seen from here the ways out of this machine never change.
    for tries in 1..=20 {
        line_is(&|line| line["ended"].as_u64() >= Some(tries));
        if tries < 20 {
            ask("send_now", json!({}));
        }
    }
    sleep(Duration::from_secs(2));
    let _serving = serve_on(&province, &address.to_string()).unwrap();
    line_is(&|line| line["state"] == "online" && line["records_left"] == 0);
}
