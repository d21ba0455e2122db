//! Announcement, hello, feed, receipt and health.

use crate::world::{
    World,
    line::{Line, request},
    noon,
    station::{Station, nik, random},
};
use chrono::TimeDelta;
use rekam_domain::{service::Service, status::RecordingStatus};
use rekam_protocol::{
    day_book::DayBookHead,
    documents::{Feed, Hello, KeyAnnouncement, News, OperatorKey, Receipt},
    http,
    keys::SigningKey,
    signed,
};
use serde_bytes::ByteArray;

fn announce(line: &mut Line, announcement: &KeyAnnouncement, key: &SigningKey) -> (u16, String) {
    let answer =
        line.ask(&request("POST", http::ANNOUNCE).body(&signed::sign(announcement, key).unwrap()));
    let code = if answer.status == 200 {
        String::new()
    } else {
        answer.code()
    };
    (answer.status, code)
}

fn hello(line: &mut Line, hello: &Hello, key: &SigningKey) -> (u16, String) {
    let answer = line.ask(&request("POST", http::HELLO).body(&signed::sign(hello, key).unwrap()));
    let code = if answer.status == 200 {
        String::new()
    } else {
        answer.code()
    };
    (answer.status, code)
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test]
fn a_station_announces_its_keys_once_and_may_repeat_itself() {
    let world = World::new();
    let station = Station::issued(&world, "6108-van-1", 10);
    let running = world.serve();
    let mut line = running.line();
    assert_eq!(
        announce(&mut line, &station.announcement(1), &station.key),
        (200, String::new())
    );
    assert_eq!(
        announce(&mut line, &station.announcement(1), &station.key),
        (200, String::new())
    );
    assert_eq!(
        announce(&mut line, &station.announcement(3), &station.key),
        (200, String::new())
    );
    assert_eq!(
        announce(&mut line, &station.announcement(2), &station.key),
        refused(409, "announcement-stale")
    );
}

#[test]
fn an_announcement_without_the_token_or_of_another_key_binds_nothing() {
    let world = World::new();
    let station = Station::issued(&world, "6108-van-1", 10);
    let running = world.serve();
    let mut line = running.line();
    let mut guessed = station.announcement(1);
    guessed.token_proof = rekam_protocol::digest::Digest::of(b"a guess");
    assert_eq!(
        announce(&mut line, &guessed, &station.key),
        refused(403, "token-proof-wrong")
    );
    let thief = SigningKey::from_seed(&[99; 32]);
    let mut stolen = station.announcement(1);
    stolen.station_key = thief.verifying_key();
    assert_eq!(
        announce(&mut line, &stolen, &thief),
        refused(403, "token-proof-wrong")
    );
    assert_eq!(
        announce(&mut line, &station.announcement(1), &thief),
        refused(422, "document-not-genuine")
    );
    assert_eq!(
        announce(&mut line, &station.announcement(1), &station.key),
        (200, String::new())
    );
    assert_eq!(
        announce(&mut line, &stolen, &thief),
        refused(409, "station-bound-elsewhere")
    );
}

#[test]
fn an_announcement_of_a_stranger_or_by_an_unknown_or_revoked_station_is_refused() {
    let world = World::new();
    let station = Station::issued(&world, "6108-van-1", 10);
    let running = world.serve();
    let mut line = running.line();
    let mut stranger = station.announcement(1);
    stranger.operators.push(OperatorKey {
        id: "op-9".parse().unwrap(),
        key: station.key.verifying_key(),
    });
    assert_eq!(
        announce(&mut line, &stranger, &station.key),
        refused(403, "operator-unknown")
    );
    let mut nobody = station.announcement(1);
    nobody.station = "nobody".parse().unwrap();
    assert_eq!(
        announce(&mut line, &nobody, &station.key),
        refused(404, "station-unknown")
    );
    world
        .province
        .registry()
        .revoke(&station.id, noon())
        .unwrap();
    assert_eq!(
        announce(&mut line, &station.announcement(1), &station.key),
        refused(403, "station-revoked")
    );
}

#[test]
fn a_hello_tells_what_the_province_holds_and_gives_a_token_that_works() {
    let world = World::new();
    let mut station = Station::active(&world, "6108-van-1", 10);
    let running = world.serve();
    let mut line = running.line();
    let welcome = station.greet(&mut line);
    assert_eq!((welcome.day_book, welcome.at), (DayBookHead::EMPTY, noon()));
    let first = station.record(&world, &nik(1), Service::KtpNew);
    let after_first = station.day_book;
    let second = station.record(&world, &nik(2), Service::KtpNew);
    let third = station.record(&world, &nik(3), Service::KtpNew);
    assert_eq!(first.post(&mut line, &welcome.token).status, 201);
    assert_eq!(third.post(&mut line, &welcome.token).status, 201);
    let welcome = station.greet(&mut line);
    assert_eq!(welcome.day_book, after_first);
    assert_eq!(welcome.held_beyond, [(third.serial, third.serial)]);
    assert_eq!(second.post(&mut line, &welcome.token).status, 201);
    let welcome = station.greet(&mut line);
    assert_eq!(
        (welcome.day_book, welcome.held_beyond.len()),
        (station.day_book, 0)
    );
}

#[test]
fn a_hello_that_was_recorded_on_the_way_opens_nothing() {
    let world = World::new();
    let station = Station::active(&world, "6108-van-1", 10);
    let other = Station::active(&world, "6108-van-2", 20);
    let running = world.serve();
    let mut line = running.line();
    let said = station.hello();
    assert_eq!(hello(&mut line, &said, &station.key).0, 200);
    assert_eq!(
        hello(&mut line, &said, &station.key),
        refused(409, "hello-repeated")
    );
    assert_eq!(
        hello(&mut line, &station.hello(), &other.key),
        refused(403, "other-station")
    );
    let stranger = SigningKey::from_seed(&[99; 32]);
    assert_eq!(
        hello(&mut line, &station.hello(), &stranger),
        refused(404, "station-unknown")
    );
    world
        .province
        .registry()
        .revoke(&station.id, noon())
        .unwrap();
    assert_eq!(
        hello(&mut line, &station.hello(), &station.key),
        refused(403, "station-revoked")
    );
}

#[test]
fn bodies_that_are_no_documents_are_refused() {
    let world = World::new();
    let running = world.serve();
    let mut line = running.line();
    for path in [http::HELLO, http::ANNOUNCE] {
        for body in [&b""[..], b"\xff\xff", b"{}", &[0x9f; 200]] {
            assert_eq!(
                line.ask(&request("POST", path).body(body)).refusal(),
                refused(422, "document-malformed")
            );
        }
    }
    let huge = vec![0; http::MAX_DOCUMENT + 1];
    assert_eq!(
        running
            .line()
            .ask(&request("POST", http::HELLO).body(&huge))
            .status,
        413
    );
}

#[test]
fn news_come_in_pages_and_for_the_station_that_asks_only() {
    let world = World::new();
    let mut station = Station::active(&world, "6108-van-1", 10);
    let other = Station::active(&world, "6108-van-2", 20);
    let running = world.serve();
    let mut line = running.line();
    let token = station.token(&world);
    let nonce = random();
    let record = station.record(&world, &nik(1), Service::KtpNew);
    let canary = station.canary(&world, nonce);
    assert_eq!(record.post(&mut line, &token).status, 201);
    assert_eq!(canary.post(&mut line, &token).status, 201);
    world.province.open_waiting(&world.opening_key()).unwrap();
    let feed = |line: &mut Line, token: &str, after: u64| -> Feed {
        let ask = request("GET", &format!("{}?after={after}", http::FEED));
        let answer = line.ask(&ask.header("authorization", &format!("Bearer {token}")));
        assert_eq!(answer.status, 200, "{answer:?}");
        signed::verify(&answer.body, &station.province_key).unwrap()
    };
    let news = feed(&mut line, &token, 0);
    assert_eq!(
        (&news.station, news.after, news.next, news.more),
        (&station.id, 0, 2, false)
    );
    let expected = News::Status {
        status: RecordingStatus::Processing,
        reason: None,
    };
    assert_eq!(
        (news.entries[0].packet, &news.entries[0].news),
        (record.packet, &expected)
    );
    assert_eq!(
        news.entries[1].news,
        News::CanaryOpened {
            nonce: ByteArray::new(nonce)
        }
    );
    let rest = feed(&mut line, &token, 1);
    assert_eq!((rest.after, rest.next, rest.entries.len()), (1, 2, 1));
    let none = feed(&mut line, &token, 2);
    assert_eq!((none.next, none.entries.len()), (2, 0));
    assert!(feed(&mut line, &other.token(&world), 0).entries.is_empty());
}

#[test]
fn the_feed_needs_a_token_and_a_number() {
    let world = World::new();
    let station = Station::active(&world, "6108-van-1", 10);
    let running = world.serve();
    let mut line = running.line();
    let without = line.ask(&request("GET", http::FEED));
    assert_eq!(
        (without.refusal(), without.header("www-authenticate")),
        (refused(401, "not-signed-in"), Some("Bearer"))
    );
    let token = format!("Bearer {}", station.token(&world));
    let bad = line.ask(&request("GET", "/v1/feed?after=x").header("authorization", &token));
    assert_eq!(bad.refusal(), refused(400, "request-malformed"));
    world.clock.set(noon() + TimeDelta::hours(12));
    let late = line.ask(&request("GET", http::FEED).header("authorization", &token));
    assert_eq!(late.refusal(), refused(401, "not-signed-in"));
}

#[test]
fn a_receipt_is_fetched_by_the_name_of_its_packet() {
    let world = World::new();
    let mut station = Station::active(&world, "6108-van-1", 10);
    let running = world.serve();
    let mut line = running.line();
    let sealed = station.record(&world, &nik(1), Service::KtpNew);
    let path = http::receipt_path(sealed.packet);
    assert_eq!(
        line.ask(&request("GET", &path)).refusal(),
        refused(404, "packet-unknown")
    );
    assert_eq!(
        line.ask(&request("GET", "/v1/packets/xyz/receipt"))
            .refusal(),
        refused(404, "packet-unknown")
    );
    sealed.post(&mut line, &station.token(&world));
    let receipt: Receipt = signed::verify(
        &line.ask(&request("GET", &path)).body,
        &station.province_key,
    )
    .unwrap();
    assert_eq!(
        (receipt.packet, receipt.digest),
        (sealed.packet, sealed.digest)
    );
}

#[test]
fn health_and_unknown_addresses_are_answered_to_anybody() {
    let world = World::new();
    let running = world.serve();
    let mut line = running.line();
    let health: serde_json::Value =
        serde_json::from_slice(&line.ask(&request("GET", http::HEALTH)).body).unwrap();
    assert_eq!(health["status"], "ok");
    assert_eq!(
        health["signing-key"],
        world
            .province
            .signing_key()
            .verifying_key()
            .id()
            .to_string()
    );
    assert_eq!(
        line.ask(&request("GET", "/")).refusal(),
        refused(404, "request-not-found")
    );
    assert_eq!(
        line.ask(&request("GET", http::HELLO)).refusal(),
        refused(405, "request-not-found")
    );
}
