//! The extract of the register in a real station: taken in, searched, kept whole through bad files, and gone with the lease.

use std::path::PathBuf;

use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::region;
use rekam_domain::service::Service;
use rekam_station::Desk;
use rekam_station::store::audit::{Event, Scraps};

use crate::office::{Office, a_supervisors_word, day, prepare_woman, read_back};

const HEADER: &str = "NAMA,NIK,TGL LHR,IBU,STAT RKM,KODE DESA\n";
const PEOPLE: &str = "\
MUHAMMAD YUSUF,6171010505909901,05-05-1990,SITI AMINAH,PRINT READY RECORD,6171011002
MOHD. JUSUF,6171010605909902,06-05-1990,AMINAH,BELUM REKAM,6171021001
NUR HAYATI,6171014505059903,05-05-2005,HALIMAH,BELUM REKAM,6171011002
TJHIN SIU LAN,6108014501809904,05-01-1980,BONG MOI,SUDAH REKAM,6108012001
AHMAD RIDWAN SYAHPUTRA,6108010101709905,01-01-1970,,CARD ISSUED,6108012001
";

fn allowed(regions: &[&str]) -> Office {
    Office::open_with(|activation| {
        activation.extract = regions.iter().map(|code| (*code).to_owned()).collect()
    })
}

fn file(office: &Office, rows: &str) -> PathBuf {
    let path = office.folder.with_file_name("bip.csv");
    std::fs::write(&path, format!("{HEADER}{rows}")).unwrap();
    path
}

fn names(desk: &Desk, typed: &str) -> Vec<String> {
    let found = desk.find(typed, 10).unwrap();
    found.into_iter().map(|found| found.person.name).collect()
}

fn files(office: &Office) -> usize {
    let inside = std::fs::read_dir(office.folder.join("desk")).unwrap();
    inside
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with("extract-")
        })
        .count()
}

#[test]
fn people_are_found_however_an_office_spelled_them() {
    let office = allowed(&["61"]);
    let path = file(&office, PEOPLE);
    let desk = office.unlock("sp-1").unwrap();
    let report = desk.take_in_extract(&path, None).unwrap();
    assert_eq!(
        (report.rows, report.villages, report.refused.len()),
        (5, 3, 0)
    );
    assert_eq!(names(&desk, "muh yus"), ["MUHAMMAD YUSUF", "MOHD. JUSUF"]);
    assert_eq!(
        names(&desk, "Moehammad Joesoef 06-05-1990"),
        ["MOHD. JUSUF"]
    );
    assert_eq!(names(&desk, "nurhayati"), ["NUR HAYATI"]);
    assert_eq!(names(&desk, "cin siu lan"), ["TJHIN SIU LAN"]);
    // One letter wrong, and one word that the register does not have.
    assert_eq!(names(&desk, "nur hayazi"), ["NUR HAYATI"]);
    assert_eq!(
        names(&desk, "ahmad ridwan hakim syahputra"),
        ["AHMAD RIDWAN SYAHPUTRA"]
    );
    // The birth date is the mistake.
    assert_eq!(names(&desk, "nur hayati 05-05-1955"), ["NUR HAYATI"]);
    assert_eq!(names(&desk, "yusuf, siti aminah"), ["MUHAMMAD YUSUF"]);
    assert_eq!(names(&desk, "a, Mempawah Hilir"), Vec::<String>::new());
    assert_eq!(names(&desk, "6108 0145 0180 9904"), ["TJHIN SIU LAN"]);
    assert_eq!(names(&desk, "610801").len(), 2);
    assert!(names(&desk, "bambang").is_empty() && names(&desk, "").is_empty());
    let yusuf = &desk.find("6171010505909901", 1).unwrap()[0].person;
    assert!(yusuf.status.unwrap().is_recorded());
    assert_eq!(
        (yusuf.born, yusuf.village.unwrap().code.as_str()),
        (Some(day("1990-05-05")), "6171011002")
    );
}

#[test]
fn people_near_the_station_come_first_among_equals() {
    let office = allowed(&["61"]);
    let rows = "BUDI SANTOSO,,01-01-1990,ANI,,6101012001\nBUDI SANTOSO,,01-01-1990,ANI,,6171021001\nBUDI SANTOSO,,01-01-1990,ANI,,6171011002\n";
    let desk = office.unlock("sp-1").unwrap();
    desk.take_in_extract(&file(&office, rows), None).unwrap();
    let found = desk.find("budi santoso", 10).unwrap();
    let villages: Vec<&str> = found
        .iter()
        .map(|found| found.person.village.unwrap().code.as_str())
        .collect();
    assert_eq!(villages, ["6171011002", "6171021001", "6101012001"]);
}

#[test]
fn an_extract_takes_the_place_of_the_old_one_whole_or_not_at_all() {
    let office = allowed(&["6171"]);
    let desk = office.unlock("sp-1").unwrap();
    let report = desk.take_in_extract(&file(&office, PEOPLE), None).unwrap();
    // Two of them live outside.
    assert_eq!(
        (report.rows, report.refused[&ErrorCode::ExtractOutside]),
        (3, 2)
    );
    assert_eq!(report.first_refused[0].line, 5);
    for (rows, code) in [
        ("", ErrorCode::ExtractEmpty),
        ("X CONTOH,,,,,6108012001\n", ErrorCode::ExtractEmpty),
    ] {
        let error = desk
            .take_in_extract(&file(&office, rows), None)
            .unwrap_err();
        assert_eq!(error.code(), code);
    }
    let nothing = desk
        .take_in_extract(&office.folder.join("nothing.csv"), None)
        .unwrap_err();
    assert_eq!(nothing.code(), ErrorCode::FileUnreadable);
    assert_eq!((names(&desk, "hayati").len(), files(&office)), (1, 1));
    desk.take_in_extract(&file(&office, "DEWI CONTOH,,,,,6171011002\n"), None)
        .unwrap();
    assert_eq!(
        (
            names(&desk, "hayati").len(),
            names(&desk, "dewi").len(),
            files(&office)
        ),
        (0, 1, 1)
    );
    // What an import that was cut short left is swept away by the next login.
    desk.lock().unwrap();
    std::fs::write(office.folder.join("desk/extract-half.sqlite"), b"half").unwrap();
    let desk = office.unlock("sp-1").unwrap();
    assert_eq!((names(&desk, "dewi").len(), files(&office)), (1, 1));
    let swept = Event::Swept {
        what: Scraps::Extract,
        files: 1,
    };
    let mut lines = desk.audit(0, 1_000).unwrap().into_iter();
    assert!(lines.any(|line| line.event == swept && line.by.is_none()));
    desk.verify_chains().unwrap();
}

#[test]
fn a_village_is_named_once_for_a_file_that_has_no_such_column() {
    let office = allowed(&["6171011002"]);
    let path = office.folder.with_file_name("desa.csv");
    std::fs::write(&path, "NAMA;NIK\nSITI CONTOH;6171014505059901\n").unwrap();
    let desk = office.unlock("sp-1").unwrap();
    let error = desk.take_in_extract(&path, None).unwrap_err();
    assert_eq!(error.code(), ErrorCode::ExtractEmpty);
    assert_eq!(
        desk.take_in_extract(&path, region::village("6171011002"))
            .unwrap()
            .rows,
        1
    );
}

#[test]
fn the_extract_goes_with_the_lease_and_its_file_tells_nothing() {
    let office = allowed(&["61"]);
    let desk = office.unlock("sp-1").unwrap();
    desk.take_in_extract(&file(&office, PEOPLE), None).unwrap();
    let path = std::fs::read_dir(office.folder.join("desk")).unwrap();
    let path = path
        .map(|entry| entry.unwrap().path())
        .find(|path| path.to_string_lossy().contains("extract-"))
        .unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(
        !bytes
            .windows(5)
            .any(|window| window == b"YUSUF" || window == b"yusuf")
    );
    office
        .clock
        .advance(chrono::TimeDelta::days(400).to_std().unwrap());
    // Somebody who is logged in all the while finds nobody from that day on.
    assert!(names(&desk, "yusuf").is_empty());
    assert_eq!(
        (files(&office), desk.extract_standing().unwrap()),
        (0, None)
    );
}

#[test]
fn a_lease_that_covers_less_forgets_the_extract_and_one_without_regions_takes_none() {
    let mut office = allowed(&["61"]);
    let desk = office.unlock("sp-1").unwrap();
    desk.take_in_extract(&file(&office, PEOPLE), None).unwrap();
    assert_eq!(desk.extract_standing().unwrap().unwrap().rows, 5);
    office.activation.extract = vec!["6171".to_owned()];
    office.activation.issued_at += chrono::TimeDelta::days(1);
    desk.renew(&office.file()).unwrap();
    assert!(names(&desk, "yusuf").is_empty() && files(&office) == 0);
    office.activation.extract = Vec::new();
    office.activation.issued_at += chrono::TimeDelta::days(1);
    desk.renew(&office.file()).unwrap();
    let error = desk
        .take_in_extract(&file(&office, PEOPLE), None)
        .unwrap_err();
    assert_eq!(error.code(), ErrorCode::ExtractNotAllowed);
}

#[test]
fn only_who_may_takes_it_in_and_a_technician_sees_nobody() {
    let office = allowed(&["61"]);
    let path = file(&office, PEOPLE);
    let desk = office.unlock("op-1").unwrap();
    assert_eq!(
        desk.take_in_extract(&path, None).unwrap_err().code(),
        ErrorCode::RoleNotAllowed
    );
}

#[test]
fn somebody_of_the_extract_begins_with_what_the_register_knows() {
    let office = allowed(&["61"]);
    let desk = office.unlock("sp-1").unwrap();
    desk.take_in_extract(&file(&office, PEOPLE), None).unwrap();
    let found = desk.residents("nurhayati", 20).unwrap();
    assert_eq!(
        (found.len(), found[0].expected, found[0].service),
        (1, false, Some(Service::KtpNew))
    );
    let draft = desk
        .start_from(&found[0].listed.key, Service::KtpNew, Earlier::Never)
        .unwrap();
    let fields = desk.fields(draft).unwrap();
    let typed = |field| fields[&field].raw.as_str();
    assert_eq!(
        (typed(Field::Nik), typed(Field::FullName)),
        ("6171014505059903", "NUR HAYATI")
    );
    assert_eq!(
        (typed(Field::BirthDate), typed(Field::Sex)),
        ("05-05-2005", "2")
    );
    assert_eq!(
        (typed(Field::MotherName), typed(Field::Village)),
        ("HALIMAH", "6171011002")
    );
    // Now a draft is open for the NIK, and both look the same from the list.
    let again = desk.residents("6171014505059903", 20).unwrap();
    assert_eq!((again.len(), again[0].draft), (1, Some(draft)));
    let unknown = desk
        .start_from("e99", Service::KtpNew, Earlier::Never)
        .unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::ResidentUnknown);
}

#[test]
fn an_expected_resident_is_shown_once_with_what_the_register_says() {
    let office = allowed(&["61"]);
    let desk = office.unlock("sp-1").unwrap();
    desk.take_in_extract(&file(&office, PEOPLE), None).unwrap();
    desk.take_in_worklist(b"nik,nama\n6171010505909901,MUHAMMAD YUSUF\n")
        .unwrap();
    let found = desk.residents("muhammad yusuf", 20).unwrap();
    let seen: Vec<(bool, bool)> = found
        .iter()
        .map(|one| (one.expected, one.status.unwrap().is_recorded()))
        .collect();
    assert_eq!(seen, [(true, true), (false, false)]);
}

#[test]
fn who_is_recorded_or_known_under_another_nik_is_said_before_and_sealed_only_with_a_word() {
    let office = allowed(&["61"]);
    let desk = office.unlock("sp-1").unwrap();
    let rows = "SITI CONTOH KAPUAS,6171014505059901,05-05-2005,IBU CONTOH,PRINT READY RECORD,6171011002\n\
                SITTI TJONTOH,6171014505059955,05-05-2005,IBU CONTOH,BELUM REKAM,6171011002\n";
    desk.take_in_extract(&file(&office, rows), None).unwrap();
    let draft = prepare_woman(&desk);
    desk.put_field(draft, Field::MotherName, "IBU CONTOH")
        .unwrap();
    read_back(&desk, draft);
    let caution = desk.caution_of(draft).unwrap();
    assert!(caution.forbids(Service::KtpNew) && !caution.forbids(Service::KtpLost));
    let others: Vec<&str> = caution
        .others
        .iter()
        .map(|person| person.name.as_str())
        .collect();
    assert_eq!(others, ["SITTI TJONTOH"]);
    assert_eq!(
        desk.seal(draft).unwrap_err().code(),
        ErrorCode::RecordedInRegister
    );
    let word = a_supervisors_word(&desk);
    desk.allow_double(draft, "Kartu tertukar", &word).unwrap();
    read_back(&desk, draft);
    desk.seal(draft).unwrap();
}
