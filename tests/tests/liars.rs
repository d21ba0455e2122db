//! Whoever stands between station and province and lies is noticed, named, and believed in nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    day_book::DayBookHead,
    digest::Digest,
    documents::Hello,
    http,
    ids::Serial,
    keys::SigningKey,
    problem::Problem,
    reckoning::{Account, AuditHead, Fault, Reckoning, VERSION},
    signed,
};
use rekam_station::{
    clock::Clock as _,
    store::{outbox::Progress, settings::Setting},
    sync::{Report, SyncError},
};
use rekam_tests::{
    liar::{self, Answer},
    outpost::{Outpost, Serving},
};
use serde_bytes::ByteArray;

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

    // The page of the beginning, again where the station is further.
    let outpost = Outpost::new().unwrap();
    let serving = outpost.serve().unwrap();
    let truthful = format!("http://{}", serving.address);
    outpost.desk.seal_canary().unwrap();
    outpost.converse(&truthful, |_| {}).unwrap();
    outpost.open_at_the_province().unwrap();
    let mut first = None;
    let url = liar::before(serving.address, move |answer| {
        if asked(answer, http::FEED) {
            let page = first.get_or_insert_with(|| answer.body.clone()).clone();
            answer.set("content-length", &page.len().to_string());
            answer.body = page;
        }
    })
    .unwrap();
    outpost.converse(&url, |_| {}).unwrap();
    let cursor = || outpost.desk.store().number(Setting::FeedCursor).unwrap();
    assert_eq!(cursor(), Some(1));
    is_named(outpost.converse(&url, |_| {}));
    assert_eq!(cursor(), Some(1));
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

/// One conversation with a province that signs what it should not: `change` is made to each reckoning before it is signed.
fn reckoned_falsely(
    records: u32,
    mut change: impl FnMut(&mut Reckoning) + Send + 'static,
) -> (Outpost, Result<Report, SyncError>) {
    let mut outpost = Outpost::new().unwrap();
    for _ in 0..records {
        outpost.seal(2_000).unwrap();
    }
    let serving = outpost.serve().unwrap();
    let key = SigningKey::from_seed(&outpost.province.signing_key().seed());
    let url = liar::before(serving.address, move |answer| {
        if asked(answer, http::RECKONING) {
            let mut said = signed::verify(&answer.body, &key.verifying_key()).unwrap();
            change(&mut said);
            answer.body = signed::sign(&said, &key).unwrap();
        }
    })
    .unwrap();
    let ended = outpost.converse(&url, |_| {});
    (outpost, ended)
}

#[test]
fn a_reckoning_that_was_changed_cut_short_or_replayed_is_not_kept() {
    for spoil in [
        |body: &mut Vec<u8>| body[90] ^= 1,
        |body: &mut Vec<u8>| {
            body.truncate(100);
        },
    ] {
        let (outpost, ended) = lied_to(1, move |answer| {
            if asked(answer, http::RECKONING) {
                spoil(&mut answer.body);
            }
        });
        is_named(ended);
        assert_eq!(outpost.desk.reckoned().unwrap().at, None);
        assert_eq!(received(&outpost), 1, "the receipt was genuine");
    }

    let mut outpost = Outpost::new().unwrap();
    outpost.seal(2_000).unwrap();
    let serving = outpost.serve().unwrap();
    let mut first = None;
    let url = liar::before(serving.address, move |answer| {
        if asked(answer, http::RECKONING) {
            answer.body = first.get_or_insert_with(|| answer.body.clone()).clone();
        }
    })
    .unwrap();
    outpost.converse(&url, |_| {}).unwrap();
    is_named(outpost.converse(&url, |_| {}));
}

#[test]
fn a_reckoning_for_another_station_version_or_day_book_is_not_believed() {
    let changes: [fn(&mut Reckoning); 4] = [
        |said| said.station = "6171-van-2".parse().unwrap(),
        |said| said.version = 2,
        |said| said.created.head = Digest::of(b"another book"),
        |said| said.created.serial += 1,
    ];
    for change in changes {
        let (outpost, ended) = reckoned_falsely(1, change);
        is_named(ended);
        assert_eq!(outpost.desk.reckoned().unwrap().at, None);
    }
}

#[test]
fn a_province_that_acknowledges_and_forgets_is_held_to_its_receipt_and_gets_the_packet_again() {
    let first = Serial::FIRST;
    let (outpost, ended) = reckoned_falsely(2, move |said| said.missing = vec![(first, first)]);
    let report = ended.unwrap();
    assert_eq!(
        (report.received, report.forgotten, report.waiting),
        (2, 1, 1)
    );
    let store = outpost.desk.store();
    assert_eq!(store.receipts_laid_aside(first).unwrap().len(), 1);
    let row = &store.queue(0, 1).unwrap()[0];
    assert!(row.receipt.is_none() && store.packet(row.packet).is_ok());
    // Back at the truth: the same receipt again, and nothing twice.
    let serving = outpost.serve().unwrap();
    let report = outpost
        .converse(&format!("http://{}", serving.address), |_| {})
        .unwrap();
    assert_eq!((report.received, report.missing), (1, Some(0)));
    assert_eq!(
        outpost.province.registry().packets(None, 10).unwrap().len(),
        2
    );
}

/// A station that signs with its own key what it likes.
struct LyingStation {
    outpost: Outpost,
    serving: Serving,
    nonce: [u8; 16],
}

impl LyingStation {
    /// It delivered three records honestly.
    fn new() -> Self {
        let mut outpost = Outpost::new().unwrap();
        for _ in 0..3 {
            outpost.seal(2_000).unwrap();
        }
        let serving = outpost.serve().unwrap();
        outpost
            .converse(&format!("http://{}", serving.address), |_| {})
            .unwrap();
        let mut station = Self {
            outpost,
            serving,
            nonce: [0; 16],
        };
        station.says_hello(1);
        station
    }

    fn says_hello(&mut self, nonce: u8) {
        self.nonce = [nonce; 16];
        let hello = Hello {
            station: self.outpost.desk.activation().station.clone(),
            nonce: ByteArray::new(self.nonce),
            at: self.outpost.clock.stamp(),
            day_book: self.outpost.desk.store().day_book_head().unwrap(),
            audit_head: self.outpost.desk.store().audit_head().unwrap().head,
            waiting: 0,
        };
        let hello = signed::sign(&hello, &self.outpost.desk.party().station_key).unwrap();
        assert_eq!(self.posts(http::HELLO, hello), (200, String::new()));
    }

    fn account(&self) -> Account {
        let party = self.outpost.desk.party();
        let books = party.store.books_after(0).unwrap();
        Account {
            version: VERSION,
            station: party.activation.station.clone(),
            nonce: ByteArray::new(self.nonce),
            at: party.clock.stamp(),
            day_book: books.day_book(),
            after: books.after,
            runs: books.runs,
            audit: books.audit,
        }
    }

    fn tells(&self, account: &Account) -> (u16, String) {
        let key = self.outpost.desk.party().station_key;
        self.posts(http::RECKONING, signed::sign(account, &key).unwrap())
    }

    fn posts(&self, path: &str, body: Vec<u8>) -> (u16, String) {
        let url = format!("http://{}{path}", self.serving.address);
        let token = self.outpost.token();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let client = reqwest::Client::new();
            let sent = client.post(url).bearer_auth(token).body(body).send();
            let answer = sent.await.unwrap();
            let status = answer.status().as_u16();
            let body = answer.bytes().await.unwrap();
            let problem = serde_json::from_slice::<Problem>(&body);
            (
                status,
                problem.map_or_else(|_| String::new(), |problem| problem.code),
            )
        })
    }

    fn findings(&self) -> Vec<(u32, Fault)> {
        let province = &self.outpost.province;
        let station = &self.outpost.desk.activation().station;
        let books = province.registry().books(station, province.clock().now());
        let findings = books.unwrap().reckoning.findings.into_iter();
        findings.map(|found| (found.serial, found.fault)).collect()
    }
}

fn refused(status: u16, code: ErrorCode) -> (u16, String) {
    (status, code.as_str().to_owned())
}

#[test]
fn a_station_that_skips_a_serial_number_in_its_account_is_refused_and_named() {
    let station = LyingStation::new();
    let mut account = station.account();
    assert_eq!(station.tells(&account), (200, String::new()));
    account.runs[0].last = Serial::new(2).unwrap();
    let mut behind = account.runs[0];
    (behind.first, behind.last) = (Serial::new(4).unwrap(), Serial::new(5).unwrap());
    account.runs.push(behind);
    assert_eq!(
        station.tells(&account),
        refused(422, ErrorCode::AccountBroken)
    );
    assert_eq!(station.findings(), [(3, Fault::SerialSkipped)]);
}

#[test]
fn a_station_that_rewrites_a_head_or_its_audit_log_is_named() {
    let station = LyingStation::new();
    let mut account = station.account();
    let head = Digest::of(b"rewritten");
    account.runs[0].head = head;
    account.day_book = DayBookHead { serial: 3, head };
    assert_eq!(station.tells(&account), (200, String::new()));
    assert_eq!(station.findings(), [(3, Fault::DayBookForked)]);

    let station = LyingStation::new();
    let mut account = station.account();
    assert_eq!(station.tells(&account), (200, String::new()));
    account.audit.head = Digest::of(b"rewritten");
    assert_eq!(station.tells(&account), (200, String::new()));
    assert_eq!(station.findings(), [(3, Fault::AuditChanged)]);
}

#[test]
fn a_station_that_cuts_its_audit_log_is_named_at_its_next_conversation() {
    let mut station = LyingStation::new();
    let account = station.account();
    assert_eq!(station.tells(&account), (200, String::new()));
    station.says_hello(2);
    let cut = Account {
        audit: AuditHead {
            lines: account.audit.lines - 1,
            head: Digest::of(b"cut"),
        },
        ..station.account()
    };
    assert_eq!(station.tells(&cut), (200, String::new()));
    assert_eq!(station.findings(), [(3, Fault::AuditBack)]);
}

#[test]
fn an_account_that_is_forged_replayed_or_another_stations_is_refused_and_blames_nobody() {
    let mut station = LyingStation::new();
    let account = station.account();
    let thief = SigningKey::from_seed(&[99; 32]);
    assert_eq!(
        station.posts(http::RECKONING, signed::sign(&account, &thief).unwrap()),
        refused(422, ErrorCode::DocumentNotGenuine)
    );
    let readdressed = Account {
        station: "6171-van-2".parse().unwrap(),
        ..account.clone()
    };
    assert_eq!(
        station.tells(&readdressed),
        refused(403, ErrorCode::OtherStation)
    );
    let newer = Account {
        version: 2,
        ..account.clone()
    };
    assert_eq!(
        station.tells(&newer),
        refused(422, ErrorCode::DocumentNotUnderstood)
    );
    assert_eq!(station.tells(&account), (200, String::new()));
    station.says_hello(2);
    assert_eq!(
        station.tells(&account),
        refused(409, ErrorCode::AccountStale)
    );
    assert_eq!(station.findings(), []);
}
