//! Saved means saved: copies of the files, taken at any moment, open with everything that was saved before.

use rekam_domain::field::Field;
use rekam_domain::service::{Service, Step};
use rekam_station::store::drafts::Place;

use crate::office::{Office, WOMAN, prepare_woman, read_back, seal_woman};

#[test]
fn a_power_cut_comes_back_to_the_field_where_the_operator_was() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    assert_eq!(desk.place(draft).unwrap(), None);
    for field in [Field::FullName, Field::Religion] {
        let place = Place {
            step: Step::Data,
            field: Some(field),
        };
        desk.put_place(draft, place).unwrap();
        let (_folder, after) = office.after_power_cut("op-1");
        assert_eq!(after.place(draft).unwrap(), Some(place));
    }
}

#[test]
fn every_field_is_there_after_a_power_cut_right_behind_it() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    for (place, (field, raw)) in WOMAN.iter().enumerate() {
        desk.put_field(draft, *field, raw).unwrap();
        if place % 4 == 0 {
            let (_files, after) = office.after_power_cut("op-1");
            let fields = after.fields(draft).unwrap();
            assert_eq!(fields.len(), place + 1);
            assert_eq!(fields[field].raw, *raw);
        }
    }
}

#[test]
fn a_power_cut_after_the_seal_finds_the_packet_and_no_draft() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = prepare_woman(&desk);
    read_back(&desk, draft);
    let (_copy, before) = office.after_power_cut("op-1");
    assert_eq!(
        (
            before.drafts().unwrap().len(),
            before.queue(0, 10).unwrap().len()
        ),
        (1, 0)
    );
    let sealed = before.seal(draft).unwrap();
    assert_eq!(
        sealed.packet, draft,
        "the draft that came back is sealed like any other"
    );

    let sealed = desk.seal(draft).unwrap();
    let (_files, after) = office.after_power_cut("op-1");
    assert!(after.drafts().unwrap().is_empty());
    assert_eq!(
        after.queue(0, 10).unwrap()[0].digest,
        sealed.digest.to_string()
    );
    assert_eq!(
        after.store().packet(sealed.packet).unwrap().len() as u64,
        sealed.length
    );
    let (day_book, _) = after.verify_chains().unwrap();
    assert_eq!(day_book.serial, 1);
}

#[test]
fn the_files_show_neither_a_database_nor_a_resident() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    desk.put_field(draft, Field::FullName, "SITI CONTOH KAPUAS")
        .unwrap();
    seal_woman(&desk);
    let mut looked_at = 0;
    for entry in std::fs::read_dir(office.root().join("desk")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for plain in [
            &b"SQLite format 3"[..],
            b"SITI CONTOH",
            b"6171014505059901",
            b"CREATE TABLE",
        ] {
            assert!(
                !bytes.windows(plain.len()).any(|window| window == plain),
                "{path:?}"
            );
        }
        looked_at += 1;
    }
    assert!(
        looked_at >= 3,
        "store, vault and announcement were looked at"
    );
}
