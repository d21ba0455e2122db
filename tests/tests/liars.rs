//! Whoever stands between station and province and lies is noticed, named, and believed in nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use rekam_domain::code::ErrorCode;
use rekam_protocol::http;
use rekam_station::{
    clock::Clock as _,
    store::{outbox::Progress, settings::Setting},
    sync::{Report, SyncError},
};
use rekam_tests::{
    liar::{self, Answer},
    outpost::Outpost,
};

/// One conversation with a liar in between, and the outpost after it.
fn lied_to(
    records: u32,
    lie: impl FnMut(&mut Answer) + Send + 'static,
) -> (Outpost, Result<Report, SyncError>) {
    let mut outpost = Outpost::new().unwrap();
    for _ in 0..records {
        outpost.seal(2_000).unwrap();
    }
    let serving = outpost.serve().unwrap();
    let url = liar::before(serving.address, lie).unwrap();
    let ended = outpost.converse(&url, |_| {});
    (outpost, ended)
}

fn asked(answer: &Answer, what: &str) -> bool {
    answer.asked.contains(what)
}

fn received(outpost: &Outpost) -> usize {
    let rows = outpost.desk.store().queue(0, 10).unwrap();
    rows.iter()
        .filter(|row| row.progress == Progress::Received)
        .count()
}

fn is_named(ended: Result<Report, SyncError>) {
    assert_eq!(ended.unwrap_err().code(), ErrorCode::LineNotTheProvince);
}

#[test]
fn a_truthful_go_between_is_no_liar() {
    let (outpost, ended) = lied_to(2, |_| {});
    assert_eq!((ended.unwrap().received, received(&outpost)), (2, 2));
}

#[test]
fn a_welcome_that_was_changed_cut_short_or_replayed_opens_no_conversation() {
    let (outpost, ended) = lied_to(1, |answer| {
        if asked(answer, http::HELLO) {
            answer.body[60] ^= 1;
        }
    });
    is_named(ended);
    assert_eq!(received(&outpost), 0);
    let (_, ended) = lied_to(1, |answer| {
        if asked(answer, http::HELLO) {
            answer.body.truncate(100);
        }
    });
    is_named(ended);

    let outpost = Outpost::new().unwrap();
    let serving = outpost.serve().unwrap();
    let mut first = None;
    let url = liar::before(serving.address, move |answer| {
        if asked(answer, http::HELLO) {
            answer.body = first.get_or_insert_with(|| answer.body.clone()).clone();
        }
    })
    .unwrap();
    outpost.converse(&url, |_| {}).unwrap();
    is_named(outpost.converse(&url, |_| {}));
}

#[test]
fn a_receipt_for_another_packet_is_no_receipt() {
    let mut first = None;
    let (outpost, ended) = lied_to(2, move |answer| {
        if let Some(receipt) = answer.header(http::RECEIPT_HEADER) {
            let first = first.get_or_insert(receipt).clone();
            answer.set(http::RECEIPT_HEADER, &first);
        }
    });
    is_named(ended);
    assert_eq!(received(&outpost), 1, "the first one was genuine");
}

#[test]
fn a_receipt_that_was_changed_or_cut_short_is_no_receipt() {
    for keep in [10, 120] {
        let (outpost, ended) = lied_to(1, move |answer| {
            if let Some(receipt) = answer.header(http::RECEIPT_HEADER) {
                answer.set(http::RECEIPT_HEADER, &receipt[..keep]);
            }
        });
        is_named(ended);
        assert_eq!(received(&outpost), 0);
    }
}

#[test]
fn an_offset_beyond_the_packet_or_without_progress_is_not_the_provinces() {
    for offset in ["99999999", "0", "-1", "many"] {
        let (outpost, ended) = lied_to(1, move |answer| {
            if asked(answer, "POST /v1/uploads") {
                answer.set("upload-offset", offset);
                answer.set(http::RECEIPT_HEADER, "");
                answer.head = answer.head.replace(http::RECEIPT_HEADER, "x-nothing");
            }
        });
        is_named(ended);
        assert_eq!(received(&outpost), 0);
    }
}

#[test]
fn news_that_were_changed_or_belong_to_another_cursor_are_not_taken() {
    let (outpost, ended) = lied_to(0, |answer| {
        if asked(answer, http::FEED) {
            let last = answer.body.len() - 1;
            answer.body[last] ^= 1;
        }
    });
    is_named(ended);
    assert_eq!(
        outpost.desk.store().number(Setting::FeedCursor).unwrap(),
        None
    );

    let outpost = Outpost::new().unwrap();
    let serving = outpost.serve().unwrap();
    let mut first = None;
    let url = liar::before(serving.address, move |answer| {
        if asked(answer, http::FEED) {
            answer.body = first.get_or_insert_with(|| answer.body.clone()).clone();
        }
    })
    .unwrap();
    outpost.converse(&url, |_| {}).unwrap();
    outpost
        .desk
        .store()
        .set_number(Setting::FeedCursor, 7)
        .unwrap();
    is_named(outpost.converse(&url, |_| {}));
    assert_eq!(
        outpost.desk.store().number(Setting::FeedCursor).unwrap(),
        Some(7)
    );
}

#[test]
fn a_province_that_says_it_holds_what_it_does_not_has_no_receipt_for_it() {
    let (outpost, ended) = lied_to(1, |answer| {
        if asked(answer, "POST /v1/uploads") {
            answer.head = "HTTP/1.1 201 Created\r\ncontent-length: 0".to_owned();
        }
    });
    is_named(ended);
    assert_eq!(received(&outpost), 0);
    let now = outpost.clock.stamp();
    assert!(outpost.desk.store().prune(&now).unwrap().is_empty());
}
