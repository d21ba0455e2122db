//! The double hint, in a real store: off by default, on for a trip, and gone with it.

use std::path::Path;

use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_station::Desk;
use rekam_station::desk::{Alike, Beside};
use rekam_station::store::audit::{Among, Event};
use rekam_station::store::drafts::DraftId;

use crate::office::{Office, WOMAN, prepare_woman, read_back};
use crate::worklists::named;

fn picture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    std::fs::read(folder.join(name)).unwrap()
}

/// A station whose province switched the hint on.
fn hinting() -> Office {
    Office::open_with(|activation| activation.double_hint = true)
}

/// Seals the first woman of the day with the face of `p02`.
fn seal_p02(desk: &Desk) {
    let draft = prepare_woman(desk);
    desk.take_photo(draft, &picture("p02-good.jpg")).unwrap();
    desk.approve_photo(draft).unwrap();
    read_back(desk, draft);
    desk.seal(draft).unwrap();
}

/// Somebody with another NIK sits down.
fn sits_down(desk: &Desk, file: &str) -> DraftId {
    let draft = desk.start(Service::KtpNew).unwrap();
    desk.put_field(draft, Field::Nik, "6171010106099903")
        .unwrap();
    assert!(desk.take_photo(draft, &picture(file)).unwrap().is_kept());
    draft
}

fn templates(desk: &Desk) -> u32 {
    desk.store().template_count().unwrap()
}

fn hints_logged(desk: &Desk) -> Vec<Among> {
    let lines = desk.store().audit_lines(0, 1000).unwrap();
    let mut hints = Vec::new();
    for line in lines {
        if let Event::LikenessHinted { among, .. } = line.event {
            hints.push(among);
        }
    }
    hints
}

#[test]
fn without_the_provinces_word_nothing_is_computed_and_nothing_kept() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    seal_p02(&desk);
    let draft = sits_down(&desk, "defects/p02-smile-teeth.jpg");
    assert_eq!(desk.hint(draft).unwrap(), None);
    assert_eq!(templates(&desk), 0);
    assert!(hints_logged(&desk).is_empty());
    assert!(!desk.standing().unwrap().double_hint);
}

#[test]
fn who_sits_down_twice_under_two_niks_is_hinted_at_by_number_and_time_alone() {
    let office = hinting();
    let desk = office.unlock("op-1").unwrap();
    seal_p02(&desk);
    let draft = sits_down(&desk, "defects/p02-smile-teeth.jpg");
    let hint = desk.hint(draft).unwrap().unwrap();
    assert!(hint.strong);
    assert_eq!(hint.compared, 1);
    assert!(matches!(hint.alike, Alike::Record { serial, .. } if serial.get() == 1));
    assert_eq!(hints_logged(&desk), [Among::Records]);
    // The same NIK is the ordinary check's.
    let nik = WOMAN
        .iter()
        .find(|(field, _)| *field == Field::Nik)
        .unwrap()
        .1;
    desk.put_field(draft, Field::Nik, nik).unwrap();
    assert_eq!(desk.hint(draft).unwrap(), None);
}

#[test]
fn another_person_gives_no_hint_and_the_next_picture_takes_the_place_of_the_last() {
    let office = hinting();
    let desk = office.unlock("op-1").unwrap();
    seal_p02(&desk);
    let draft = sits_down(&desk, "p04-good.jpg");
    assert_eq!(desk.hint(draft).unwrap(), None);
    assert_eq!(templates(&desk), 2);
    desk.take_photo(draft, &picture("p02-good.jpg")).unwrap();
    assert_eq!(templates(&desk), 2);
    assert!(desk.hint(draft).unwrap().is_some());
    desk.discard(draft, rekam_domain::enrollment::DiscardReason::Mistake)
        .unwrap();
    assert_eq!(templates(&desk), 1);
}

#[test]
fn a_hint_survives_a_power_cut_and_nothing_survives_the_close_of_the_day() {
    let office = hinting();
    let desk = office.unlock("op-1").unwrap();
    seal_p02(&desk);
    desk.lock().unwrap();
    let (_copy, desk) = office.after_power_cut("op-1");
    let draft = sits_down(&desk, "defects/p02-smile-teeth.jpg");
    assert!(desk.hint(draft).unwrap().is_some());
    assert_eq!(desk.close_trip().unwrap(), 2);
    assert_eq!(templates(&desk), 0);
    assert_eq!(desk.hint(draft).unwrap(), None);
    let log = desk.store().audit_lines(0, 1000).unwrap();
    assert_eq!(
        log.last().unwrap().event,
        Event::TripClosed { templates: 2 }
    );
    // A new trip begins with the next photo and knows nobody of the last.
    let draft = sits_down(&desk, "p02-good.jpg");
    assert_eq!(desk.hint(draft).unwrap(), None);
}

#[test]
fn templates_go_with_the_lease_at_the_next_login() {
    let office = hinting();
    let desk = office.unlock("op-1").unwrap();
    seal_p02(&desk);
    assert_eq!(templates(&desk), 1);
    desk.lock().unwrap();
    office
        .clock
        .set_wall("2027-01-02T02:00:00Z".parse().unwrap());
    let desk = office.unlock("op-1").unwrap();
    assert_eq!(templates(&desk), 0);
    let log = desk.store().audit_lines(0, 1000).unwrap();
    assert_eq!(
        log.last().unwrap().event,
        Event::TemplatesForgotten { templates: 1 }
    );
}

#[test]
fn templates_go_when_the_province_switches_the_hint_off() {
    let mut office = hinting();
    let desk = office.unlock("sp-1").unwrap();
    seal_p02(&desk);
    office.activation.double_hint = false;
    office.activation.issued_at = "2026-05-01T03:00:00Z".parse().unwrap();
    desk.renew(&office.file()).unwrap();
    assert_eq!(templates(&desk), 0);
}

/// A folder with one picture beside the list.
struct Folder;

impl Beside for Folder {
    fn picture(&mut self, name: &str) -> Option<Vec<u8>> {
        (name == "p02-good.jpg").then(|| picture(name))
    }
}

#[test]
fn a_list_with_pictures_names_whom_a_face_resembles_but_not_itself() {
    let office = hinting();
    let desk = office.unlock("op-1").unwrap();
    let list = "nik,nama,foto\n6171014505059901,SITI CONTOH,p02-good.jpg\n,BUDI CONTOH,none.jpg\n,ANI CONTOH,\n";
    let report = desk
        .take_in_list(&named("daftar", list.as_bytes()), &mut Folder)
        .unwrap();
    assert_eq!((report.new, report.faces, report.faceless), (3, 1, 1));
    let draft = sits_down(&desk, "defects/p02-smile-teeth.jpg");
    let hint = desk.hint(draft).unwrap().unwrap();
    assert!(matches!(hint.alike, Alike::Listed { name } if name == "SITI CONTOH"));
    assert_eq!(hints_logged(&desk), [Among::List]);
    desk.put_field(draft, Field::Nik, "6171014505059901")
        .unwrap();
    assert_eq!(desk.hint(draft).unwrap(), None);
}
