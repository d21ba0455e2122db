//! Hand-over on a local network, over real sockets: a station upriver, a van that receives, and everything that can go wrong
//! between them.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on must fail")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use chrono::TimeDelta;
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    bundle::Shelf,
    directory::Directory,
    ids::PacketId,
    keys::SigningKey,
    lockbox::Cost,
    signed::{self, Document},
};
use rekam_station::{
    Station,
    clock::SystemClock,
    handover::{self, Hub, shelved},
    store::{
        audit::{Event, Scraps},
        settings::Setting,
    },
    sync::Party,
};
use rekam_tests::{
    outpost::{Outpost, noon},
    relay::Relay,
    window::{PASSWORD, Place, TestStation, rekam_at, rekam_call},
};
use serde_json::{Value, json};

/// A station upriver with records, and a van with a hub; the province knows both.
struct River {
    far: Outpost,
    van: Outpost,
    hub: Option<Hub>,
}

impl River {
    fn with(records: usize) -> Self {
        let mut far = Outpost::new().unwrap();
        let van = far.colleague("6171-van-2").unwrap();
        known(&far, &[&far, &van]);
        for _ in 0..records {
            far.seal(200_000).unwrap();
        }
        let hub = Some(hub_of(&van));
        Self { far, van, hub }
    }

    fn address(&self) -> SocketAddr {
        self.hub.as_ref().unwrap().address()
    }

    fn hand_over(&self) -> Result<handover::HandedOver, rekam_station::Error> {
        self.far.desk.hand_over(&self.address().to_string(), None)
    }

    fn refusal(&self) -> ErrorCode {
        self.hand_over().unwrap_err().code()
    }

    fn waiting(&self) -> u32 {
        self.far.desk.store().outbox_counts().unwrap().waiting
    }

    fn kept(&self) -> u32 {
        shelved(&self.van.desk.shelves()).waiting
    }

    fn shelf(&self) -> Shelf {
        let station = &self.far.desk.activation().station;
        Shelf::of(&self.van.desk.shelves(), station)
    }

    fn packets(&self) -> Vec<PacketId> {
        let rows = self.far.desk.store().queue(0, 100).unwrap();
        rows.iter().map(|row| row.packet).collect()
    }
}

/// Every one of these has a line once, so that the province knows its key and it has a directory.
fn known(province: &Outpost, outposts: &[&Outpost]) {
    let serving = province.serve().unwrap();
    let clock = province.province.clock();
    for outpost in outposts {
        // Each has a newer directory than the one before: no two are issued in one moment.
        clock.set(clock.now() + TimeDelta::seconds(1));
        outpost
            .converse(&format!("http://{}", serving.address), |_| ())
            .unwrap();
    }
}

fn hub_of(outpost: &Outpost) -> Hub {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    outpost.desk.receive(listener).unwrap()
}

#[test]
fn a_van_takes_packets_to_the_province_and_brings_receipts_and_news_back() {
    let river = River::with(3);
    let here = river.far.desk.who_is_at(&river.address().to_string());
    let here = here.unwrap();
    assert_eq!(here.station, "6171-van-2");
    let hub = river.hub.as_ref().unwrap();
    assert_eq!(here.fingerprint, hub.fingerprint());

    let handed = river.hand_over().unwrap();
    assert_eq!((handed.report.records, handed.report.left), (3, 0));
    assert_eq!(handed.to, here);
    assert_eq!((river.kept(), river.waiting()), (3, 3));
    let visit = &hub.visits()[0];
    let own = river.far.desk.party().station_key.verifying_key();
    assert_eq!(visit.from.fingerprint, own.id().to_string());
    assert_eq!((visit.offered, visit.kept), (3, 3));
    for packet in river.packets() {
        let kept = fs::read(river.shelf().packet(packet)).unwrap();
        assert_eq!(kept, river.far.desk.store().packet(packet).unwrap());
    }

    // Twice is harmless, and nothing is sent again.
    let again = river.hand_over().unwrap();
    assert_eq!(again.report.records, 3);
    assert_eq!(hub.visits()[0].kept, 0);

    let serving = river.far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    let carried = river.van.carry(&url, &river.van.desk.shelves()).unwrap();
    assert_eq!((carried[0].receipts, carried[0].left), (3, 0));
    assert_eq!(river.waiting(), 3, "the receipts are still at the van");

    let back = river.hand_over().unwrap().report;
    assert_eq!((back.receipts, back.refused.len()), (3, 0));
    assert_eq!(river.waiting(), 0);
    let reckoned = river.far.desk.reckoned().unwrap();
    assert_eq!(
        (reckoned.days[0].created, reckoned.days[0].received),
        (3, 3)
    );
    river.hand_over().unwrap();
    let left = shelved(&river.van.desk.shelves());
    assert_eq!((left.waiting, left.receipts), (0, 0));
    let lines = river.van.desk.audit(0, 1_000).unwrap().into_iter();
    let swept = lines.map(|line| {
        let what = Scraps::Shelf;
        if let Event::Swept { what: found, files } = line.event
            && found == what
        {
            files
        } else {
            0
        }
    });
    assert!(swept.sum::<u32>() >= 6, "packets and receipts");
}

#[test]
fn a_cut_in_the_middle_is_taken_up_at_the_byte_where_it_was() {
    let river = River::with(2);
    let mut sent = 0;
    for round in 0..30 {
        let relay = Relay::to(river.address(), 150_000).unwrap();
        let address = relay.url.replace("http://", "");
        let ended = river.far.desk.hand_over(&address, None);
        sent += relay.up();
        match ended.map_err(|error| error.code()) {
            Ok(handed) => {
                assert!(round > 1, "the line was never cut");
                assert_eq!((handed.report.records, river.kept()), (2, 2));
                // Each cut costs what was on the way, and a handshake.
                assert!(sent < 2 * 2 * 200_000, "{sent} bytes for 400,000");
                return;
            }
            // The hub may still wait for the call that was cut.
            Err(ErrorCode::HubGone | ErrorCode::HubBusy) => assert_eq!(river.waiting(), 2),
            Err(other) => panic!("{other}"),
        }
    }
    panic!("it never ended");
}

#[test]
fn a_hub_that_acknowledges_and_forgets_is_given_everything_again() {
    let river = River::with(2);
    river.hand_over().unwrap();
    fs::remove_dir_all(river.shelf().folder()).unwrap();
    assert_eq!(river.waiting(), 2);
    river.hand_over().unwrap();
    assert_eq!(river.kept(), 2);
    assert_eq!(river.hub.as_ref().unwrap().visits()[0].kept, 2);

    // One that was changed on the hub's disk is no packet that it has.
    let packet = river.shelf().packet(river.packets()[0]);
    fs::write(&packet, b"not a packet").unwrap();
    river.hand_over().unwrap();
    assert_eq!(river.hub.as_ref().unwrap().visits()[0].kept, 1);

    // And what it says it has received counts only with the province's signature.
    let shelf = river.shelf();
    fs::write(shelf.receipt(river.packets()[0]), b"received, honestly").unwrap();
    let report = river.hand_over().unwrap().report;
    assert_eq!((report.receipts, report.refused.len()), (0, 1));
    assert_eq!(river.waiting(), 2);
}

#[test]
fn another_province_is_no_colleague_on_either_side() {
    let river = River::with(1);
    let mut stranger = Outpost::new().unwrap();
    known(&stranger, &[&stranger]);
    stranger.seal(1_000).unwrap();
    let refused = stranger
        .desk
        .hand_over(&river.address().to_string(), None)
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PassOtherProvince);
    assert!(river.hub.as_ref().unwrap().visits().is_empty());

    let theirs = hub_of(&stranger);
    let refused = river
        .far
        .desk
        .hand_over(&theirs.address().to_string(), None)
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::PassOtherProvince);
    assert_eq!(shelved(&stranger.desk.shelves()).stations, 0);
}

#[test]
fn a_pass_that_has_ended_opens_nothing_until_one_of_the_two_has_been_near_the_province() {
    let mut river = River::with(1);
    let later = noon() + TimeDelta::days(91);
    for outpost in [&river.far, &river.van] {
        outpost.clock.set_wall(later);
    }
    assert_eq!(river.refusal(), ErrorCode::PassEnded);
    assert_eq!(river.kept(), 0);
    river.far.province.clock().set(later);
    river.hub = None;
    known(&river.far, &[&river.van]);
    river.hub = Some(hub_of(&river.van));
    river.hand_over().unwrap();
    assert_eq!(river.kept(), 1);
}

#[test]
fn a_revoked_station_is_refused_by_whoever_has_heard_of_it() {
    let river = River::with(1);
    let station = &river.far.desk.activation().station;
    let registry = river.far.province.registry();
    registry
        .revoke(station, noon() - TimeDelta::hours(1))
        .unwrap();
    let van = &river.van;
    let later = noon() + TimeDelta::days(2);
    van.province.clock().set(later);
    van.clock.set_wall(later);
    known(&river.far, &[van]);
    assert_eq!(river.refusal(), ErrorCode::PassEnded);
    assert_eq!(river.kept(), 0);
}

#[test]
fn a_stolen_name_and_a_forged_directory_open_nothing() {
    let river = River::with(1);
    let address = river.address().to_string();
    let call = |party: &Party| handover::call(party, &address).unwrap_err().code();
    // The name of a station, and its directory, with another key.
    let another_key = Party {
        station_key: Arc::new(SigningKey::generate().unwrap()),
        ..river.far.desk.party()
    };
    assert_eq!(call(&another_key), ErrorCode::PassUnknown);

    // A directory that names that key, signed by somebody who is not the province.
    let store = river.far.desk.store();
    let genuine = store.setting(Setting::Directory).unwrap().unwrap();
    let province = river.far.desk.activation().signing_key;
    let mut forged = Directory::read(&genuine, &province).unwrap();
    forged.issued_at += TimeDelta::days(1);
    for pass in &mut forged.passes {
        pass.key = another_key.station_key.verifying_key();
    }
    let forged = signed::sign(&forged, &another_key.station_key).unwrap();
    store.set(Setting::Directory, &forged).unwrap();
    assert_eq!(call(&another_key), ErrorCode::PassOtherProvince);
    let kept = river.van.desk.store().setting(Setting::Directory).unwrap();
    assert_ne!(kept, Some(forged), "it was not kept");

    // A station that the province knows by nothing but its activation.
    let unknown = river.far.colleague("6171-van-3").unwrap();
    assert_eq!(call(&unknown.desk.party()), ErrorCode::PassUnknown);
    assert!(river.hub.as_ref().unwrap().visits().is_empty());
}

#[test]
fn a_station_does_not_hand_over_to_itself_nor_to_another_one_than_was_named() {
    let river = River::with(1);
    let own = hub_of(&river.far);
    let desk = &river.far.desk;
    let refused = desk.hand_over(&own.address().to_string(), None);
    assert_eq!(refused.unwrap_err().code(), ErrorCode::HubSelf);
    let address = river.address().to_string();
    let expected = "6171-van-3".parse().unwrap();
    let refused = desk.hand_over(&address, Some(&expected)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::HubOther);
    assert_eq!(river.kept(), 0);
    let expected = "6171-van-2".parse().unwrap();
    desk.hand_over(&address, Some(&expected)).unwrap();
    for nonsense in ["", "kapal di hulu", "192.0.2.300:1", ":"] {
        let refused = desk.hand_over(nonsense, None).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::HubAddress, "{nonsense:?}");
    }
}

#[test]
fn two_stations_hand_over_at_once_and_neither_gets_into_the_others_shelf() {
    let river = River::with(3);
    let mut third = river.far.colleague("6171-van-3").unwrap();
    known(&river.far, &[&third]);
    for _ in 0..3 {
        third.seal(200_000).unwrap();
    }
    let address = river.address().to_string();
    thread::scope(|scope| {
        for desk in [&river.far.desk, &third.desk] {
            let address = &address;
            scope.spawn(move || desk.hand_over(address, None).unwrap());
        }
    });
    assert_eq!(river.kept(), 6);
    let serving = river.far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    let carried = river.van.carry(&url, &river.van.desk.shelves()).unwrap();
    let told: Vec<_> = carried
        .iter()
        .map(|one| (one.receipts, one.refused.len()))
        .collect();
    assert_eq!(told, [(3, 0), (3, 0)]);
}

#[test]
fn a_recorded_conversation_played_again_does_nothing_and_shows_nothing() {
    let river = River::with(1);
    // A tap that keeps what goes by in both directions.
    let tap = TcpListener::bind("127.0.0.1:0").unwrap();
    let tapped = tap.local_addr().unwrap();
    let hub = river.address();
    let listening = thread::spawn(move || {
        let (near, _) = tap.accept().unwrap();
        let far = TcpStream::connect(hub).unwrap();
        let copy = |mut from: TcpStream, mut to: TcpStream| {
            thread::spawn(move || {
                let (mut all, mut piece) = (Vec::new(), [0; 8192]);
                while let Ok(read @ 1..) = from.read(&mut piece) {
                    all.extend_from_slice(&piece[..read]);
                    if to.write_all(&piece[..read]).is_err() {
                        break;
                    }
                }
                let _ = to.shutdown(std::net::Shutdown::Write);
                all
            })
        };
        let up = copy(near.try_clone().unwrap(), far.try_clone().unwrap());
        let down = copy(far, near);
        (up.join().unwrap(), down.join().unwrap())
    });
    river.far.desk.hand_over(&tapped.to_string(), None).unwrap();
    let (up, down) = listening.join().unwrap();
    assert!(up.len() > 200_000, "everything went by");

    // Who listens sees neither who speaks nor what about.
    let shown = |bytes: &[u8], text: &str| {
        let text = text.as_bytes();
        bytes.windows(text.len()).any(|part| part == text)
    };
    for secret in [
        "6171-van",
        &river.packets()[0].to_string(),
        Directory::CONTENT_TYPE,
    ] {
        assert!(!shown(&up, secret) && !shown(&down, secret), "{secret}");
    }

    fs::remove_dir_all(river.shelf().folder()).unwrap();
    let before = river.hub.as_ref().unwrap().visits();
    let mut again = TcpStream::connect(hub).unwrap();
    let _ = again.write_all(&up);
    let _ = again.shutdown(std::net::Shutdown::Write);
    let _ = again.read_to_end(&mut Vec::new());
    assert_eq!(river.hub.as_ref().unwrap().visits(), before);
    assert_eq!(river.kept(), 0);
}

#[test]
fn strangers_who_talk_nonsense_or_nothing_stop_nobody() {
    let river = River::with(1);
    let mut strangers = Vec::new();
    for nonsense in [
        &b""[..],
        b"GET / HTTP/1.1\r\n\r\n",
        &[0; 3_000],
        &[0x16, 3, 1, 0xff, 0xff],
    ] {
        let mut stranger = TcpStream::connect(river.address()).unwrap();
        let _ = stranger.write_all(nonsense);
        strangers.push(stranger);
    }
    river.hand_over().unwrap();
    assert_eq!(river.kept(), 1);

    // Whoever answers a call with something else is no hub.
    let web = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = web.local_addr().unwrap().to_string();
    let answering = thread::spawn(move || {
        let (mut socket, _) = web.accept().unwrap();
        let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let _ = socket.read(&mut [0; 4_096]);
    });
    let refused = river.far.desk.hand_over(&address, None).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::HubGarbled);
    answering.join().unwrap();
}

#[test]
fn a_hub_that_is_switched_off_answers_nobody_and_the_packets_stay() {
    let mut river = River::with(1);
    let address = river.address().to_string();
    river.hub = None;
    let refused = river.far.desk.hand_over(&address, None).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::HubGone);
    assert_eq!(river.waiting(), 1);
}

#[test]
fn the_real_programs_hand_over_and_carry_on() {
    let station = TestStation::make(Place::Ready).unwrap();
    let _serving = station.serve().unwrap();
    let home = station.colleague("6171-perahu").unwrap();
    let (van, supervisor) = (station.home(), ["--operator", "sup-1"]);
    let url = station.url();
    let json = |bytes: Vec<u8>| -> Value { serde_json::from_slice(&bytes).unwrap() };
    let at_van = |arguments: &[&str]| {
        let arguments = [arguments, &supervisor, &["--province", &url]].concat();
        json(rekam_at(&van, &arguments).unwrap())
    };
    at_van(&["sync"]);
    {
        let boat = Station::open(&home, Arc::new(SystemClock::new()), Cost::LEAST).unwrap();
        let desk = boat.unlock(&"sup-1".parse().unwrap(), PASSWORD).unwrap();
        desk.seal_canary().unwrap();
        desk.lock().unwrap();
    }
    let hand_over = || {
        let arguments = [&["hub", "--listen", "127.0.0.1:0"][..], &supervisor].concat();
        let mut hub = rekam_call(&van, &arguments);
        let mut hub = hub.stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(hub.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let opened: Value = serde_json::from_str(&line).unwrap();
        let address = opened["address"].as_str().unwrap();
        let to = [
            &["hand-over", address, "--to", "6171-contoh"][..],
            &supervisor,
        ]
        .concat();
        let handed = json(rekam_at(&home, &to).unwrap());
        assert_eq!(handed["to"]["fingerprint"], opened["fingerprint"]);
        let interrupt = Command::new("kill")
            .args(["-INT", &hub.id().to_string()])
            .status();
        assert!(interrupt.unwrap().success());
        assert!(hub.wait().unwrap().success());
        let mut visits = String::new();
        said.read_to_string(&mut visits).unwrap();
        let visits: Value = serde_json::from_str(&visits).unwrap();
        assert_eq!(visits[0]["from"]["station"], "6171-perahu");
        (handed["report"].clone(), visits[0]["kept"].clone())
    };
    let (report, kept) = hand_over();
    assert_eq!((&report["records"], kept), (&json!(1), json!(1)));
    let carried = at_van(&["courier", "carry", "--received"]);
    assert_eq!(carried[0]["receipts"], 1);
    let (report, kept) = hand_over();
    assert_eq!((&report["receipts"], kept), (&json!(1), json!(0)));
}
