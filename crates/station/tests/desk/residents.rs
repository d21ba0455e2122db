//! Lists of expected residents, in a real store: taken in, searched, begun from, and forgotten with the lease.

use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::Service;

use crate::office::{Office, WOMAN, seal_woman};

const LIST: &str = "\
nik,nama,tanggal lahir,jenis kelamin,alamat
6171014505059901,SITI CONTOH KAPUAS,05-05-2005,2,JALAN CONTOH NOMOR 1
6171011004239902,BUDI CONTOH MELAWI,10-04-2023,1,JALAN CONTOH NOMOR 1
6171010106099903,BUDIMAN CONTOH,01-06-2009,1,JALAN CONTOH NOMOR 2
123,RUSAK CONTOH,,,
,TANPA NIK CONTOH,01-02-1950,1,JALAN CONTOH NOMOR 3
";

fn names(desk: &rekam_station::Desk, text: &str) -> Vec<String> {
    let found = desk.residents(text, 20).unwrap();
    found.into_iter().map(|found| found.listed.name).collect()
}

#[test]
fn a_list_is_taken_in_and_a_repeat_changes_only_what_changed() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let first = desk.take_in_worklist(LIST.as_bytes()).unwrap();
    assert_eq!((first.new, first.changed, first.same), (4, 0, 0));
    assert_eq!(
        first
            .refused
            .iter()
            .map(|row| (row.line, row.code))
            .collect::<Vec<_>>(),
        [(5, ErrorCode::NikLength)]
    );
    let moved = LIST.replace("NOMOR 2", "NOMOR 20");
    let second = desk.take_in_worklist(moved.as_bytes()).unwrap();
    assert_eq!((second.new, second.changed, second.same), (0, 1, 3));
    assert_eq!(desk.store().expected_counts().unwrap(), (4, 4));
}

#[test]
fn residents_are_found_by_nik_and_by_the_beginnings_of_their_names() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    desk.take_in_worklist(LIST.as_bytes()).unwrap();
    assert_eq!(names(&desk, "").len(), 4);
    assert_eq!(names(&desk, "6171 0145"), ["SITI CONTOH KAPUAS"]);
    assert_eq!(
        names(&desk, "budi"),
        ["BUDI CONTOH MELAWI", "BUDIMAN CONTOH"]
    );
    assert_eq!(names(&desk, "mel bud"), ["BUDI CONTOH MELAWI"]);
    assert_eq!(names(&desk, "tanpa"), ["TANPA NIK CONTOH"]);
    assert!(names(&desk, "%").len() == 4 && names(&desk, "zz").is_empty());
}

#[test]
fn an_enrollment_begins_with_everything_that_the_list_says() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    desk.take_in_worklist(LIST.as_bytes()).unwrap();
    let found = desk.residents("siti", 20).unwrap().remove(0);
    assert_eq!(found.service, Some(Service::KtpNew));
    assert_eq!(
        desk.residents("melawi", 20).unwrap()[0].service,
        Some(Service::KiaNew)
    );
    let draft = desk
        .start_from(&found.listed.key, Service::KtpNew, Earlier::Never)
        .unwrap();
    let fields = desk.fields(draft).unwrap();
    assert_eq!(fields[&Field::FullName].raw, "SITI CONTOH KAPUAS");
    assert_eq!(fields[&Field::Address].raw, "JALAN CONTOH NOMOR 1");
    let again = desk.residents("siti", 20).unwrap().remove(0);
    assert_eq!(again.draft, Some(draft));
}

#[test]
fn an_answer_that_the_service_forbids_leaves_no_draft_of_the_list() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    desk.take_in_worklist(LIST.as_bytes()).unwrap();
    let refused = desk.start_from(WOMAN[0].1, Service::KtpNew, Earlier::Recorded);
    assert_eq!(refused.unwrap_err().code(), ErrorCode::RecordedBefore);
    let unknown = desk.start_from("6171014505059999", Service::KtpNew, Earlier::Never);
    assert_eq!(unknown.unwrap_err().code(), ErrorCode::ResidentUnknown);
    assert!(desk.drafts().unwrap().is_empty());
}

#[test]
fn who_is_recorded_goes_to_the_end_of_the_list_and_is_not_forgotten_by_the_next() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    desk.take_in_worklist(LIST.as_bytes()).unwrap();
    let sealed = seal_woman(&desk);
    assert_eq!(desk.store().expected_counts().unwrap(), (4, 3));
    desk.take_in_worklist(LIST.replace("NOMOR 1", "NOMOR 9").as_bytes())
        .unwrap();
    let all = desk.residents("", 20).unwrap();
    assert_eq!(all.last().unwrap().recorded_here, [sealed.serial]);
    assert_eq!(names(&desk, "").last().unwrap(), "SITI CONTOH KAPUAS");
}

#[test]
fn lists_go_with_the_lease_under_which_they_were_given() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    desk.take_in_worklist(LIST.as_bytes()).unwrap();
    desk.lock().unwrap();
    office
        .clock
        .set_wall("2027-01-01T02:00:00Z".parse().unwrap());
    let desk = office.unlock("sp-1").unwrap();
    assert_eq!(desk.store().expected_counts().unwrap(), (0, 0));
    let refused = desk.take_in_worklist(LIST.as_bytes()).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::LeaseOver);
}

#[test]
fn a_technician_sees_no_resident() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    desk.admit(&crate::office::id("tek-1"), crate::office::PASSWORD)
        .unwrap();
    desk.take_in_worklist(LIST.as_bytes()).unwrap();
    desk.lock().unwrap();
    let desk = office.unlock("tek-1").unwrap();
    assert_eq!(
        desk.residents("", 20).unwrap_err().code(),
        ErrorCode::RoleNotAllowed
    );
    assert_eq!(
        desk.take_in_worklist(LIST.as_bytes()).unwrap_err().code(),
        ErrorCode::RoleNotAllowed
    );
}

#[test]
fn the_list_of_the_demonstration_is_taken_in_whole() {
    let office = Office::open();
    office
        .clock
        .set_wall("2026-11-24T02:00:00Z".parse().unwrap());
    let desk = office.unlock("op-1").unwrap();
    let list = include_bytes!("../../../../assets/demo/worklist.csv");
    let report = desk.take_in_worklist(list).unwrap();
    assert_eq!((report.new, report.refused), (12, Vec::new()));
    let first = desk.residents("", 1).unwrap().remove(0);
    let draft = desk
        .start_from(&first.listed.key, Service::KtpNew, Earlier::Never)
        .unwrap();
    let missing = desk.draft(draft).unwrap().missing;
    let data = rekam_domain::service::Step::Data;
    assert!(
        missing.iter().all(|missing| missing.step != data),
        "{missing:?}"
    );
}
