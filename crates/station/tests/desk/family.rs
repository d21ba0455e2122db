//! A family card at the desk: drafts and lists together, and what is unusual about them.

use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::Earlier;
use rekam_domain::field::Field;
use rekam_domain::service::Service;
use rekam_station::Desk;
use rekam_station::store::drafts::DraftId;
use serde_json::json;

use crate::door::{counter, log_in, told};
use crate::office::Office;
use crate::worklists::named;

/// Three of one card, one of another; the mother is married, the father is not at all.
const LIST: &[u8] = b"nik;no kk;nama;jk;tgl lahir;shdk;status kawin;desa
6171010101759901;6171010505159901;BUDI CONTOH;L;01-01-1975;1;BELUM KAWIN;6171011002
6171014101789902;6171010505159901;ANI CONTOH;P;01-01-1978;3;KAWIN TERCATAT;6171011002
6171014505099903;6171010505159901;SITI CONTOH;P;05-05-2009;4;BELUM KAWIN;6171011002
6171010606809904;6171010505159902;LAIN CONTOH;L;06-06-1980;1;BELUM KAWIN;6171011002
";

fn type_in(desk: &Desk, draft: DraftId, fields: &[(Field, &str)]) {
    for (field, raw) in fields {
        desk.put_field(draft, *field, raw).unwrap();
    }
}

fn codes(desk: &Desk, draft: DraftId) -> Vec<ErrorCode> {
    let family = desk.family(draft).unwrap().unwrap();
    family.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn a_family_is_known_by_drafts_and_lists_and_each_member_once() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    desk.take_in_list(&named("desa", LIST), &mut ()).unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    assert_eq!(desk.family(draft).unwrap(), None, "no number was typed yet");
    type_in(&desk, draft, &[(Field::KkNumber, "6171010505159901")]);
    assert_eq!(desk.family(draft).unwrap().unwrap().members.len(), 4);
    // Now it is one of those whom the list names.
    type_in(&desk, draft, &[(Field::Nik, "6171 0145 0509 9903")]);
    let family = desk.family(draft).unwrap().unwrap();
    assert_eq!(family.members.len(), 3);
    assert_eq!(family.members[0].draft, Some(draft));
    // A second sitting of the family, begun from the list.
    let row = desk.residents("budi", 5).unwrap().remove(0);
    let other = desk
        .start_from(&row.listed.key, Service::KtpNew, Earlier::Never)
        .unwrap();
    let family = desk.family(draft).unwrap().unwrap();
    let drafts: Vec<_> = family.members.iter().map(|member| member.draft).collect();
    assert_eq!(drafts, [Some(draft), Some(other), None]);
    assert!(!format!("{family:?} {:?}", family.members).contains("CONTOH"));
}

#[test]
fn what_is_unusual_about_a_family_is_said_and_goes_when_it_is_put_right() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    desk.take_in_list(&named("desa", LIST), &mut ()).unwrap();
    let row = desk.residents("siti", 5).unwrap().remove(0);
    let child = desk
        .start_from(&row.listed.key, Service::KtpNew, Earlier::Never)
        .unwrap();
    assert_eq!(
        codes(&desk, child),
        [ErrorCode::FamilySpouses],
        "the head is not married"
    );
    let row = desk.residents("budi", 5).unwrap().remove(0);
    let head = desk
        .start_from(&row.listed.key, Service::KtpNew, Earlier::Never)
        .unwrap();
    type_in(&desk, head, &[(Field::MaritalStatus, "2")]);
    assert_eq!(codes(&desk, child), []);
    type_in(&desk, child, &[(Field::BirthDate, "05-05-1970")]);
    assert_eq!(codes(&desk, child), [ErrorCode::FamilyAges]);
    type_in(
        &desk,
        child,
        &[
            (Field::BirthDate, "05-05-2009"),
            (Field::FamilyRelation, "1"),
        ],
    );
    assert!(codes(&desk, child).contains(&ErrorCode::FamilyTwoHeads));
}

#[test]
fn the_door_shows_a_family_by_names() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    desk.take_in_list(&named("desa", LIST), &mut ()).unwrap();
    let row = desk.residents("siti", 5).unwrap().remove(0);
    let draft = desk
        .start_from(&row.listed.key, Service::KtpNew, Earlier::Never)
        .unwrap();
    desk.lock().unwrap();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let family = told(&loket, "draft_family", json!({ "draft": draft }));
    assert_eq!(family["number"], "6171 0105 0515 9901");
    assert_eq!(family["members"][0]["name"], "SITI CONTOH");
    assert_eq!(family["members"][0]["relation"], "ANAK");
    let warning = &family["warnings"][0];
    assert_eq!(warning["code"], "family-spouses");
    assert_eq!(warning["names"], json!(["BUDI CONTOH", "ANI CONTOH"]));
}
