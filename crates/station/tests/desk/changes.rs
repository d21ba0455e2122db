//! F-1.06: what changes, what stood there before, what shows it.

use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::{DocumentKind, Service, Step};
use rekam_protocol::packet::{Content, Envelope};
use rekam_station::Desk;
use rekam_station::store::audit::{Event, Standing};
use rekam_station::store::drafts::DraftId;

use crate::office::{Office, WOMAN, announced_key, fill, read_back};

/// Somebody who comes with a changed element: everything but the change itself.
fn sitting(desk: &Desk) -> DraftId {
    let draft = desk.start(Service::DataChange).unwrap();
    desk.identify(draft, Earlier::Recorded).unwrap();
    fill(desk, draft, WOMAN);
    for paper in [
        DocumentKind::FormF102,
        DocumentKind::FormF106,
        DocumentKind::ProofOfChange,
    ] {
        desk.note_paper(draft, paper, Standing::Seen).unwrap();
    }
    draft
}

fn lacking(desk: &Desk, draft: DraftId) -> Vec<ErrorCode> {
    let missing = desk.draft(draft).unwrap().missing;
    let of_data = missing.iter().filter(|missing| missing.step == Step::Data);
    of_data.map(|missing| missing.code).collect()
}

#[test]
fn a_data_change_names_at_least_one_element_and_travels_with_what_stood_there_before() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = sitting(&desk);
    assert_eq!(lacking(&desk, draft), [ErrorCode::ChangeMissing]);

    // Not married before, says the field still: nothing changes yet.
    desk.change(draft, Field::MaritalStatus, "belum kawin", "Akta 12/2026")
        .unwrap();
    assert_eq!(lacking(&desk, draft), [ErrorCode::ChangeSame]);
    desk.put_field(draft, Field::MaritalStatus, "2").unwrap();
    desk.put_field(draft, Field::MarriageCertificate, "2")
        .unwrap();
    assert_eq!(lacking(&desk, draft), []);
    // An element that is named and not filled is asked for; taken back, it is not.
    desk.change(draft, Field::Hamlet, "", "Surat pengantar")
        .unwrap();
    assert_eq!(lacking(&desk, draft), [ErrorCode::FieldRequired]);
    desk.withdraw_change(draft, Field::Hamlet).unwrap();

    read_back(&desk, draft);
    // Whatever changes after the read-back is read back again.
    desk.change(draft, Field::MaritalStatus, "Belum kawin", "Akta 13/2026")
        .unwrap();
    assert_eq!(
        desk.seal(draft).unwrap_err().code(),
        ErrorCode::DraftIncomplete
    );
    read_back(&desk, draft);
    let sealed = desk.seal(draft).unwrap();

    let bytes = desk.store().packet(sealed.packet).unwrap();
    let opened = Envelope::parse(&bytes)
        .unwrap()
        .open(&office.opening)
        .unwrap();
    let (manifest, _) = opened
        .verify_operator(&announced_key(&office, &desk, "op-1"))
        .unwrap();
    let Content::Record(record) = manifest.content else {
        panic!("no record")
    };
    let changes: Vec<_> = record
        .changes
        .iter()
        .map(|change| (change.field(), change.before(), change.proof()))
        .collect();
    assert_eq!(
        changes,
        [(Field::MaritalStatus, "BELUM KAWIN", "AKTA 13/2026")]
    );
    desk.lock().unwrap();
    let log = office.unlock("sp-1").unwrap().audit(0, 1_000).unwrap();
    let noted = Event::ChangeNoted {
        draft,
        field: Field::MaritalStatus,
    };
    assert_eq!(log.iter().filter(|line| line.event == noted).count(), 2);
    assert!(
        !serde_json::to_string(&log).unwrap().contains("AKTA"),
        "what shows the change is in no log"
    );
}

#[test]
fn a_nik_never_changes_and_a_first_card_changes_nothing() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = sitting(&desk);
    for field in [Field::Nik, Field::KkNumber] {
        let refused = desk.change(draft, field, "lama", "Akta 1").unwrap_err();
        assert_eq!(refused.code(), ErrorCode::ChangeNotAnElement, "{field}");
    }
    let first = desk.start(Service::KtpNew).unwrap();
    let refused = desk.change(first, Field::FullName, "LAMA", "Akta 1");
    assert_eq!(refused.unwrap_err().code(), ErrorCode::ChangeNotAnElement);
    let unproven = desk.change(draft, Field::FullName, "LAMA", " ");
    assert_eq!(unproven.unwrap_err().code(), ErrorCode::ChangeProof);
}

#[test]
fn a_change_survives_a_power_cut_and_goes_with_its_draft() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    let draft = sitting(&desk);
    desk.change(draft, Field::FullName, "SITI TJONTOH", "Akta lahir 7")
        .unwrap();
    let (_copy, after) = office.after_power_cut("op-1");
    let changes = after.read_back(draft).unwrap().changes;
    assert_eq!(changes[0].before(), "SITI TJONTOH");
}
