//! Sync over a line that is counted and cut: the real station and the real province.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use rekam_domain::code::ErrorCode;
use rekam_station::sync::{News, pace::MOST_UNANSWERED};
use rekam_tests::{
    outpost::{Outpost, back_up, province_in},
    relay::Relay,
};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

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
    outpost
        .clock
        .advance(std::time::Duration::from_secs(24 * 3600));
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

    outpost
        .clock
        .advance(std::time::Duration::from_secs(24 * 3600));
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
