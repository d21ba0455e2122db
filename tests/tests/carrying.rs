//! A station without a line, a stick, and a colleague's station with one: what the first has sealed reaches the province over the
//! line of the second, and receipts come back on the stick.
#![expect(clippy::unwrap_used, reason = "a journey that cannot go on must fail")]

use std::fs;

use rekam_domain::code::ErrorCode;
use rekam_protocol::bundle::Shelf;
use rekam_tests::{outpost::Outpost, relay::Relay};

struct Road {
    far: Outpost,
    van: Outpost,
    stick: tempfile::TempDir,
}

impl Road {
    /// A station upriver with so many records on a stick, and a van whose station is at the line.
    fn with(records: usize) -> Self {
        let mut far = Outpost::new().unwrap();
        let van = far.colleague("6171-van-2").unwrap();
        for _ in 0..records {
            far.seal(200_000).unwrap();
        }
        let stick = tempfile::tempdir().unwrap();
        far.desk.export(stick.path()).unwrap();
        Self { far, van, stick }
    }

    fn waiting(&self) -> u32 {
        self.far.desk.store().outbox_counts().unwrap().waiting
    }
}

#[test]
fn another_station_carries_a_stick_over_its_line_and_the_answers_come_back() {
    let road = Road::with(3);
    let serving = road.far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    let carried = road.van.carry(&url, road.stick.path()).unwrap();
    assert_eq!(carried.len(), 1);
    assert_eq!(
        (
            carried[0].station.as_str(),
            carried[0].receipts,
            carried[0].left
        ),
        ("6171-van-1", 3, 0)
    );
    assert!(carried[0].refused.is_empty(), "{:?}", carried[0].refused);
    assert_eq!(road.waiting(), 3, "the stick is not back yet");

    let back = road.far.desk.import(road.stick.path()).unwrap();
    assert_eq!((back.receipts, back.refused.len()), (3, 0));
    assert_eq!(road.waiting(), 0);
    let reckoned = road.far.desk.reckoned().unwrap();
    assert!(reckoned.at.is_some() && reckoned.again.is_empty() && reckoned.lost.is_empty());
    let days = &reckoned.days;
    assert_eq!((days.len(), days[0].created, days[0].received), (1, 3, 3));

    // Twice is harmless, and the van's own day-book is as it was.
    let again = road.van.carry(&url, road.stick.path()).unwrap();
    assert_eq!((again[0].receipts, again[0].left), (3, 0));
    assert_eq!(road.van.desk.store().day_book_head().unwrap().serial, 0);
}

#[test]
fn a_cut_in_the_middle_is_taken_up_where_it_was() {
    let road = Road::with(2);
    let serving = road.far.serve().unwrap();
    let mut sent = 0;
    for round in 0..20 {
        let relay = Relay::to(serving.address, 150_000).unwrap();
        let ended = road.van.carry(&relay.url, road.stick.path());
        sent += relay.up();
        if let Ok(carried) = ended {
            assert!(round > 0, "the line was never cut");
            assert_eq!((carried[0].receipts, carried[0].left), (2, 0));
            assert!(sent < 2 * 2 * 200_000, "{sent} bytes for 400,000");
            return;
        }
    }
    panic!("it never ended");
}

#[test]
fn what_was_changed_on_the_way_is_refused_alone() {
    let road = Road::with(3);
    let shelf = Shelf::of(road.stick.path(), &road.far.desk.activation().station);
    let row = &road.far.desk.store().queue(0, 10).unwrap()[1];
    let path = shelf.packet(row.packet);
    let mut bytes = fs::read(&path).unwrap();
    bytes[1_000] ^= 1;
    fs::write(&path, bytes).unwrap();
    // And a shelf of somebody whom the province does not know.
    let stranger = Outpost::new().unwrap();
    let unknown = stranger.colleague("6171-asing").unwrap();
    unknown.desk.export(road.stick.path()).unwrap();

    let serving = road.far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    let carried = road.van.carry(&url, road.stick.path()).unwrap();
    let of = |station: &str| carried.iter().find(|one| one.station == station).unwrap();
    let known = of("6171-van-1");
    assert_eq!((known.receipts, known.left), (2, 1));
    assert_eq!(known.refused[0].file, row.packet.to_string());
    assert_eq!(known.refused[0].code, ErrorCode::PacketDigest);
    let unknown = of("6171-asing");
    assert_eq!((unknown.receipts, unknown.refused.len()), (0, 1));

    // The next export mends the file, and the next round brings it.
    road.far.desk.import(road.stick.path()).unwrap();
    road.far.desk.export(road.stick.path()).unwrap();
    let carried = road.van.carry(&url, road.stick.path()).unwrap();
    let known = carried.iter().find(|one| one.station == "6171-van-1");
    assert_eq!(known.unwrap().receipts, 1);
}
