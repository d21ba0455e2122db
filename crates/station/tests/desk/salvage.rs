//! Real damage on real encrypted databases: flipped pages, cut files, a first page of zeros. What can be read comes back, the
//! damaged files are kept, and what is lost is named.

use std::fs;
use std::path::PathBuf;

use rekam_domain::code::ErrorCode;
use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_protocol::ids::PacketId;
use rekam_station::Desk;
use rekam_station::capture::Slot;
use rekam_station::clock::Clock as _;
use rekam_station::store::audit::Event;

use crate::office::Office;

/// What one SQLCipher page takes.
const PAGE: usize = 4096;

/// A station with some sealed packets and an open draft, locked; its store's file.
struct Damaged {
    office: Office,
    packets: Vec<PacketId>,
    store: PathBuf,
}

impl Damaged {
    fn before() -> Self {
        Self::with(40)
    }

    fn with(packets: u32) -> Self {
        let office = Office::open();
        let desk = office.unlock("sp-1").unwrap();
        let packets = (0..packets)
            .map(|_| desk.seal_canary().unwrap().1.packet)
            .collect();
        let draft = desk.start(Service::KtpNew).unwrap();
        desk.put_field(draft, Field::FullName, "WARGA CONTOH SATU")
            .unwrap();
        desk.capture(draft, Slot::Signature, "image/png", &[7; 30_000])
            .unwrap();
        desk.lock().unwrap();
        let store = office.root().join("desk/store.sqlite");
        Self {
            office,
            packets,
            store,
        }
    }

    /// Changes the file as a failing disk does.
    fn damage(&self, how: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = fs::read(&self.store).unwrap();
        how(&mut bytes);
        fs::write(&self.store, bytes).unwrap();
    }

    fn desk(&self) -> Desk {
        self.office.unlock("sp-1").unwrap()
    }

    /// The desk after damage that a login may not meet, but a scrub does.
    fn rescued(&self) -> Result<Desk, ErrorCode> {
        let desk = self.office.unlock("sp-1").map_err(|error| error.code())?;
        if desk.scrub().unwrap().pages_whole {
            return Ok(desk);
        }
        desk.rescue().map_err(|error| error.code())?;
        self.office.unlock("sp-1").map_err(|error| error.code())
    }

    /// The packets that read.
    fn whole(&self, desk: &Desk) -> usize {
        let reads = |packet: &&PacketId| desk.store().packet(**packet).is_ok();
        self.packets.iter().filter(reads).count()
    }
}

#[test]
fn a_first_page_of_zeros_costs_nothing_because_it_is_kept_twice() {
    let station = Damaged::before();
    station.damage(|bytes| bytes[..PAGE].fill(0));
    let damaged = fs::read(&station.store).unwrap();

    let desk = station.desk();
    assert_eq!(station.whole(&desk), 40);
    let draft = desk.store().drafts().unwrap()[0].id;
    assert_eq!(
        desk.fields(draft).unwrap()[&Field::FullName].raw,
        "WARGA CONTOH SATU"
    );
    assert_eq!(
        desk.captured(draft, Slot::Signature)
            .unwrap()
            .unwrap()
            .bytes,
        [7; 30_000]
    );
    desk.verify_chains().unwrap();
    let salvage = desk.store().last_salvage().unwrap().unwrap();
    assert!(
        salvage.lost.is_empty() && salvage.torn.is_empty(),
        "{salvage:?}"
    );
    let lines = desk.store().audit_lines(0, 1000).unwrap();
    assert!(
        lines
            .iter()
            .any(|line| matches!(line.event, Event::Salvaged { lost: 0, .. }))
    );
    let kept = station.office.root().join("damaged-1/store.sqlite");
    assert_eq!(
        fs::read(kept).unwrap(),
        damaged,
        "the damaged file is kept as it was"
    );

    // The desk goes on, and a scrub that finds all whole ends the notice.
    desk.seal_canary().unwrap();
    assert!(desk.scrub().unwrap().is_whole());
    assert_eq!(desk.store().last_salvage().unwrap(), None);
}

#[test]
fn wherever_one_page_is_damaged_only_what_lay_on_it_is_lost_and_that_is_named() {
    let pages = fs::read(&Damaged::before().store).unwrap().len() / PAGE;
    let mut rescued = 0;
    for (page, has_spares) in (1..pages)
        .step_by(5)
        .flat_map(|page| [(page, true), (page, false)])
    {
        let station = Damaged::before();
        station.damage(|bytes| bytes[page * PAGE + 100] ^= 1);
        if !has_spares {
            fs::remove_file(station.office.root().join("desk/store.first")).unwrap();
        }
        let desk = match station.rescued() {
            Err(code) => {
                assert_eq!(
                    (code, has_spares),
                    (ErrorCode::StoreUnreadable, false),
                    "page {page}"
                );
                continue;
            }
            Ok(desk) => desk,
        };
        rescued += 1;
        let found = desk.scrub().unwrap();
        assert!(found.pages_whole, "page {page}: {found:?}");
        assert_eq!(
            station.whole(&desk),
            40 - found.lost.len(),
            "page {page}: {found:?}"
        );
        assert!(
            found.lost.len() <= 2,
            "page {page}, {has_spares}: {found:?}"
        );
        // What is lost is never tried again, and never in the way of what waits behind it.
        let due = desk
            .store()
            .due(&station.office.clock.stamp(), 1000)
            .unwrap();
        assert_eq!(due.len(), 40 - found.lost.len());
        desk.seal_canary().unwrap();
        desk.lock().unwrap();
    }
    assert!(rescued > pages / 5, "{rescued} of {pages}");
}

#[test]
fn of_a_file_that_was_cut_every_packet_is_read_or_named() {
    let station = Damaged::with(120);
    station.damage(|bytes| bytes.truncate(bytes.len() / 2 / PAGE * PAGE + 1000));
    let desk = station.rescued().unwrap();
    let found = desk.scrub().unwrap();
    assert!(!found.lost.is_empty() && found.whole > 20, "{found:?}");
    assert_eq!(station.whole(&desk) + found.lost.len(), 120, "{found:?}");
    let salvage = desk.store().last_salvage().unwrap().unwrap();
    assert_eq!(found.lost, salvage.lost);
    let next = desk.seal_canary().unwrap().1.serial;
    assert_eq!(next.get(), 121, "a lost number is never given out again");
}

#[test]
fn a_store_of_which_nothing_reads_is_left_as_it_is() {
    for fill in [|bytes: &mut Vec<u8>| bytes.fill(0x5a), Vec::clear] {
        let station = Damaged::with(1);
        station.damage(fill);
        let before = fs::read(&station.store).unwrap();
        fs::remove_file(station.office.root().join("desk/store.first")).unwrap();
        let refused = station.office.unlock("sp-1").unwrap_err();
        assert_eq!(refused.code(), ErrorCode::StoreUnreadable);
        assert_eq!(fs::read(&station.store).unwrap(), before);
        assert!(!station.office.root().join("damaged-1").exists());
    }
}

#[test]
fn a_rescue_that_a_power_cut_stops_between_the_desks_is_finished_by_the_next_start() {
    let station = Damaged::with(3);
    station.damage(|bytes| bytes[..PAGE].fill(0));
    station.desk().lock().unwrap();
    let root = station.office.root();
    fs::rename(root.join("desk"), root.join("rescuing")).unwrap();
    assert_eq!(station.whole(&station.desk()), 3);
}
