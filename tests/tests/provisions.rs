//! What the province gives a station to take along: lists that only this station opens, code tables; by line, by stick, by a
//! colleague; brought up to date part by part.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use chrono::TimeDelta;
use rekam_domain::{
    code::ErrorCode,
    lists::{CodedValue, ListId},
};
use rekam_protocol::{bundle::Shelf, http, ids::StationId, provisions::Provisions, signed};
use rekam_province::{
    admin::{self, RenewalOrder, Terms},
    courier,
    intake::Intake,
    provisions::{self, Given, ProvisionError},
};
use rekam_station::{desk::List, sync::Report};
use rekam_tests::{liar, outpost::Outpost};
use rekam_worklist::{look, table::Table};

/// The first resident whom an [`Outpost`] seals.
const CHILD: &str = "6171010104239901;ANAK CONTOH MELAWI;01-04-2023;6171011002";
const HEADER: &str = "NIK;NAMA LENGKAP;TGL LAHIR;DESA";

/// A list of so many synthetic residents, and the child.
fn rows(count: usize) -> Vec<String> {
    let row = |at: usize| {
        let (day, month, serial) = (1 + at % 28, 1 + at / 28 % 12, 9900 + at / 336);
        format!(
            "617101{day:02}{month:02}05{serial};WARGA CONTOH {at};{day:02}-{month:02}-2005;6171011002"
        )
    };
    (0..count).map(row).chain([CHILD.to_owned()]).collect()
}

fn csv(rows: &[String]) -> Vec<u8> {
    format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes()
}

fn give(outpost: &Outpost, name: &str, rows: &[String]) -> Result<Given, ProvisionError> {
    let bytes = csv(rows);
    let mapping = look(&Table::open(&bytes).unwrap(), None, None)
        .unwrap()
        .mapping;
    let list = provisions::read_list(&outpost.province, &bytes, &mapping)?;
    assert_eq!(
        (list.residents() as usize, list.refused.len()),
        (rows.len(), 0)
    );
    let station = &outpost.desk.activation().station;
    provisions::give_list(&outpost.province, station, name, &list)
}

fn converse(outpost: &Outpost) -> Report {
    let serving = outpost.serve().unwrap();
    let url = format!("http://{}", serving.address);
    outpost.converse(&url, |_| {}).unwrap()
}

/// A conversation, and how many parts were asked for in it.
fn count_parts(outpost: &Outpost) -> (Report, u32) {
    let serving = outpost.serve().unwrap();
    let parts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&parts);
    let url = liar::before(serving.address, move |answer| {
        if answer.asked.contains("/v1/provisions/") {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    })
    .unwrap();
    let report = outpost.converse(&url, |_| {}).unwrap();
    (report, parts.load(Ordering::Relaxed))
}

fn listed(outpost: &Outpost) -> u32 {
    outpost.desk.store().expected_counts().unwrap().0
}

/// An outpost that has announced its keys.
fn known() -> Outpost {
    let outpost = Outpost::new().unwrap();
    converse(&outpost);
    outpost
}

#[test]
fn a_list_travels_by_line_and_the_next_one_only_where_it_differs() {
    let outpost = known();
    let mut list = rows(1200);
    let given = give(&outpost, "Belum rekam", &list).unwrap();
    assert_eq!(given.parts, given.new_parts);
    let (report, parts) = count_parts(&outpost);
    assert_eq!(
        (report.listed, report.unlisted, parts),
        (1201, 0, given.parts)
    );
    assert_eq!(listed(&outpost), 1201);
    let found = outpost.desk.residents("warga 700", 2).unwrap();
    assert_eq!(found[0].listed.name, "WARGA CONTOH 700");

    let (report, parts) = count_parts(&outpost);
    assert_eq!((report.listed, parts), (0, 0), "nothing is fetched twice");

    // One goes, one comes, one is told otherwise.
    list.remove(600);
    list[10] = list[10].replace("WARGA CONTOH 10;", "WARGA CONTOH SEPULUH;");
    list.push("6171010301059999;WARGA CONTOH BARU;03-01-2005;6171011002".to_owned());
    let again = give(&outpost, "Belum rekam", &list).unwrap();
    assert!(again.new_parts <= 4 && again.parts > 4, "{again:?}");
    let (report, parts) = count_parts(&outpost);
    assert_eq!(
        (report.listed, report.unlisted, parts),
        (2, 1, again.new_parts)
    );
    assert_eq!(listed(&outpost), 1201);
    outpost.desk.verify_chains().unwrap();
}

#[test]
fn a_line_that_is_cut_goes_on_with_the_parts_that_are_missing() {
    let outpost = known();
    let given = give(&outpost, "Belum rekam", &rows(2000)).unwrap();
    let serving = outpost.serve().unwrap();
    let (mut asked, mut rounds) = (0, 0);
    loop {
        let parts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&parts);
        // The fourth part of a conversation arrives as half of one.
        let url = liar::before(serving.address, move |answer| {
            if answer.asked.contains("/v1/provisions/")
                && counted.fetch_add(1, Ordering::Relaxed) == 3
            {
                let half = answer.body.len() / 2;
                answer.body.truncate(half);
            }
        })
        .unwrap();
        let ended = outpost.converse(&url, |_| {});
        asked += parts.load(Ordering::Relaxed);
        rounds += 1;
        match ended {
            Ok(_) => break,
            Err(error) => assert_eq!(error.code(), ErrorCode::DocumentNotGenuine),
        }
    }
    assert_eq!(listed(&outpost), 2001);
    assert_eq!(
        asked,
        given.parts + rounds - 1,
        "one part a cut, and no more"
    );
    assert!(rounds > 3, "{rounds}");
}

#[test]
fn who_is_recorded_stays_when_the_list_is_withdrawn() {
    let mut outpost = known();
    give(&outpost, "Belum rekam", &rows(300)).unwrap();
    converse(&outpost);
    let own = outpost
        .desk
        .take_in_worklist(b"nama;tgl lahir\nSITI CONTOH KAPUAS;05-05-2005\n")
        .unwrap();
    assert_eq!(own.new, 1);
    outpost.seal(2_000).unwrap();
    let station = outpost.desk.activation().station.clone();
    assert!(provisions::withdraw_list(&outpost.province, &station, "Belum rekam").unwrap());
    assert!(!provisions::withdraw_list(&outpost.province, &station, "Belum rekam").unwrap());
    assert_eq!(converse(&outpost).unlisted, 300);
    // The child who was recorded, and who came in with the desk's own list.
    assert_eq!(listed(&outpost), 2);
    let child = outpost.desk.residents("melawi", 1).unwrap().remove(0);
    assert_eq!(child.recorded_here.len(), 1);
}

#[test]
fn whom_another_list_names_stays_when_one_is_withdrawn() {
    let outpost = known();
    give(&outpost, "Desa", &rows(30)).unwrap();
    give(&outpost, "Sekolah", &rows(10)).unwrap();
    converse(&outpost);
    // The desk's own list bears the name of one of the province's.
    let own = csv(&rows(20)[15..]);
    let list = List {
        name: "Desa",
        bytes: &own,
        mapping: None,
        drop_gone: true,
    };
    outpost.desk.take_in_list(&list, &mut ()).unwrap();
    assert_eq!(
        listed(&outpost),
        31,
        "the desk's list has no say over the province's"
    );
    let station = outpost.desk.activation().station.clone();
    let withdraw = |name| provisions::withdraw_list(&outpost.province, &station, name).unwrap();
    assert!(withdraw("Desa"));
    // Ten and the child of the school, five of the desk's list (and the child again).
    assert_eq!(converse(&outpost).unlisted, 15);
    assert_eq!(listed(&outpost), 16);
    assert!(withdraw("Sekolah"));
    assert_eq!(converse(&outpost).unlisted, 10);
    assert_eq!(listed(&outpost), 6);
}

#[test]
fn the_same_bytes_work_from_a_stick_and_tell_nobody_anything() {
    let outpost = known();
    let stick = tempfile::tempdir().unwrap();
    give(&outpost, "Belum rekam", &rows(500)).unwrap();
    outpost.desk.export(stick.path()).unwrap();
    let intake = Intake::open(&outpost.province).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let visit = || {
        let taken = courier::take_in(&outpost.province, &intake, stick.path());
        runtime.block_on(taken).unwrap();
    };
    visit();
    let shelf = Shelf::of(stick.path(), &outpost.desk.activation().station);
    for file in fs::read_dir(shelf.folder()).unwrap().flatten() {
        let bytes = fs::read(file.path()).unwrap();
        let tells = bytes.windows(6).any(|some| some == b"CONTOH");
        assert!(!tells, "{:?} names a resident", file.file_name());
    }
    // A part that was changed on its way is refused alone, and comes with the next stick.
    let mut parts = parts_on(&shelf);
    let changed = parts.pop().unwrap();
    let mut bytes = fs::read(&changed).unwrap();
    bytes[50] ^= 1;
    fs::write(&changed, bytes).unwrap();
    let back = outpost.desk.import(stick.path()).unwrap();
    assert!(back.listed > 0 && back.listed < 501, "{}", back.listed);
    assert_eq!(back.refused[0].code, ErrorCode::DocumentNotGenuine);
    visit();
    let rest = outpost.desk.import(stick.path()).unwrap();
    assert_eq!((back.listed + rest.listed, rest.refused.len()), (501, 0));
    // What is named no more leaves the stick.
    give(&outpost, "Belum rekam", &rows(3)).unwrap();
    visit();
    assert_eq!(parts_on(&shelf).len(), 1);
    assert_eq!(outpost.desk.import(stick.path()).unwrap().unlisted, 497);
}

fn parts_on(shelf: &Shelf) -> Vec<std::path::PathBuf> {
    let files = fs::read_dir(shelf.folder()).unwrap().flatten();
    let parts = files.map(|file| file.path());
    parts
        .filter(|path| path.extension() == Some("prv".as_ref()))
        .collect()
}

#[test]
fn a_colleague_with_a_line_carries_a_list_that_it_cannot_open() {
    let far = known();
    let van = far.colleague("6171-van-2").unwrap();
    let stick = tempfile::tempdir().unwrap();
    far.desk.export(stick.path()).unwrap();
    give(&far, "Belum rekam", &rows(500)).unwrap();
    let serving = far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    van.carry(&url, stick.path()).unwrap();
    // Put on the shelf of the carrier, it is nobody's there.
    copy_shelf(stick.path(), &far, &van);
    let stolen = van.desk.import(stick.path()).unwrap();
    assert_eq!((stolen.listed, listed(&van)), (0, 0));
    assert!(!stolen.refused.is_empty());
    assert_eq!(far.desk.import(stick.path()).unwrap().listed, 501);
}

#[test]
fn a_hub_brings_a_list_to_who_has_no_line() {
    let far = known();
    let van = far.colleague("6171-van-2").unwrap();
    let clock = far.province.clock();
    // Each has a newer directory than the one before, and the last one names both.
    for outpost in [&van, &far] {
        clock.set(clock.now() + TimeDelta::days(2));
        outpost.clock.set_wall(clock.now());
        converse(outpost);
    }
    give(&far, "Belum rekam", &rows(500)).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hub = van.desk.receive(listener).unwrap();
    let call = || {
        let address = hub.address().to_string();
        far.desk.hand_over(&address, None).unwrap().report
    };
    assert_eq!(call().listed, 0, "the van has not been at the province yet");
    let serving = far.serve().unwrap();
    let url = format!("http://{}", serving.address);
    van.carry(&url, &van.desk.shelves()).unwrap();
    let brought = call();
    assert_eq!((brought.listed, brought.refused.len()), (501, 0));
    assert_eq!((call().listed, listed(&far), listed(&van)), (0, 501, 0));
}

fn copy_shelf(stick: &Path, from: &Outpost, to: &Outpost) {
    let of = |outpost: &Outpost| Shelf::of(stick, &outpost.desk.activation().station);
    let (from, to) = (of(from), of(to));
    fs::create_dir_all(to.folder()).unwrap();
    for file in fs::read_dir(from.folder()).unwrap().flatten() {
        fs::copy(file.path(), to.folder().join(file.file_name())).unwrap();
    }
}

#[test]
fn a_list_goes_with_the_lease_and_comes_back_with_the_next_one() {
    let outpost = known();
    give(&outpost, "Belum rekam", &rows(300)).unwrap();
    converse(&outpost);
    let activation = outpost.desk.activation();
    let over = activation.lease.until.and_hms_opt(12, 0, 0).unwrap() + TimeDelta::days(2);
    outpost.clock.set_wall(over.and_utc());
    outpost.province.clock().set(over.and_utc());
    let outpost = outpost.lock_and_unlock().unwrap();
    assert_eq!(listed(&outpost), 0);
    assert_eq!(converse(&outpost).listed, 0, "the lease is over");
    let order = RenewalOrder {
        id: activation.station.clone(),
        operators: Vec::new(),
        without: Vec::new(),
        terms: Terms::default(),
    };
    admin::renew_station(&outpost.province, &order).unwrap();
    assert!(converse(&outpost).renewed);
    assert!(outpost.desk.take_renewal().unwrap());
    assert_eq!(converse(&outpost).listed, 301);
}

#[test]
fn provisions_that_are_old_forged_or_another_stations_change_nothing() {
    type Change = fn(&mut Provisions);
    let changes: [(Change, bool, bool); 3] = [
        // (what is changed, whether the province signs, whether it is believed)
        (|_| {}, false, false),
        (
            |said| said.station = "6171-van-2".parse().unwrap(),
            true,
            false,
        ),
        // Yesterday's, played once more: genuine, and older than what is here.
        (
            |said| {
                said.issued_at -= TimeDelta::days(1);
                said.lists.clear();
            },
            true,
            true,
        ),
    ];
    for (change, by_the_province, is_taken) in changes {
        let outpost = known();
        give(&outpost, "Belum rekam", &rows(100)).unwrap();
        converse(&outpost);
        give(&outpost, "Sekolah", &rows(10)).unwrap();
        let key = outpost.province.signing_key();
        let genuine = key.verifying_key();
        let signs = if by_the_province {
            *key.seed()
        } else {
            [99; 32]
        };
        let serving = outpost.serve().unwrap();
        let url = liar::before(serving.address, move |answer| {
            if answer.asked.contains(&format!("{}?", http::PROVISIONS)) {
                let mut said = signed::verify(&answer.body, &genuine).unwrap();
                change(&mut said);
                let key = rekam_protocol::keys::SigningKey::from_seed(&signs);
                answer.body = signed::sign(&said, &key).unwrap();
            }
        })
        .unwrap();
        let ended = outpost.converse(&url, |_| {});
        assert_eq!(ended.is_ok(), is_taken);
        if let Err(error) = ended {
            assert_eq!(error.code(), ErrorCode::LineNotTheProvince);
        }
        assert_eq!(listed(&outpost), 101);
    }
}

#[test]
fn a_station_that_has_not_announced_a_key_is_given_nothing() {
    let outpost = Outpost::new().unwrap();
    let refused = give(&outpost, "Belum rekam", &rows(1)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::StationNotAnnounced);
    let nobody: StationId = "6171-asing".parse().unwrap();
    let list = provisions::Read::default();
    let refused = provisions::give_list(&outpost.province, &nobody, "Daftar", &list);
    assert_eq!(refused.unwrap_err().code(), ErrorCode::StationUnknown);
    let refused = give(&known(), " ", &rows(1)).unwrap_err();
    assert!(matches!(refused, ProvisionError::Name));
}

#[test]
fn a_code_table_that_is_newer_than_the_program_reaches_the_desk() {
    const SHIPPED: &str = include_str!("../../assets/codes/pekerjaan.csv");
    let outpost = known();
    let half: Vec<&str> = SHIPPED.lines().take(20).collect();
    let refused = provisions::give_table(
        &outpost.province,
        "pekerjaan",
        "2027",
        half.join("\n").as_bytes(),
    );
    assert_eq!(refused.unwrap_err().code(), ErrorCode::TableMissing);
    let newer = format!(
        "{}\n100,PENGEMUDI CONTOH,Example driver,CONFIRMED: test\n",
        SHIPPED.trim_end()
    );
    provisions::give_table(&outpost.province, "pekerjaan", "2027-100", newer.as_bytes()).unwrap();
    assert!(CodedValue::new(ListId::Occupation, "100").is_err());
    let (_, parts) = count_parts(&outpost);
    assert_eq!(parts, 1);
    let chosen = CodedValue::new(ListId::Occupation, "100").unwrap();
    assert_eq!(
        (chosen.version(), chosen.label()),
        ("2027-100", "PENGEMUDI CONTOH")
    );
    assert_eq!(count_parts(&outpost).1, 0);
    let kept = outpost.desk.store().kept_tables().unwrap();
    assert_eq!((kept.len(), kept[0].csv.as_slice()), (1, newer.as_bytes()));
}
