//! The door as the windows use it: commands by name, pictures by address, a real store and a camera that replays.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rekam_domain::code::ErrorCode;
use rekam_protocol::lockbox::Cost;
use rekam_station::door::{
    self, ApiError, COMMANDS, Caller, CameraState, Cameras, LineState, Loket, Opening, Status,
};
use serde_json::{Value, json};

use crate::office::{Office, PASSWORD, WOMAN, prepare_woman};

/// How long a helper in the background may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A counter with a camera that shows one good portrait, and the folder of that camera.
pub(crate) fn counter(office: &Office) -> (Arc<Loket>, tempfile::TempDir) {
    counter_before(office, "p02-good.jpg")
}

/// The same with another picture of the samples.
pub(crate) fn counter_before(office: &Office, picture: &str) -> (Arc<Loket>, tempfile::TempDir) {
    let pictures = tempfile::tempdir().unwrap();
    let portraits = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/portraits");
    std::fs::copy(portraits.join(picture), pictures.path().join("1.jpg")).unwrap();
    (counter_playing(office, pictures.path()), pictures)
}

/// The same with a camera that plays the pictures of a folder.
pub(crate) fn counter_playing(office: &Office, pictures: &Path) -> Arc<Loket> {
    Loket::open(Opening {
        root: office.root(),
        clock: office.clock.clone(),
        cost: Cost::LEAST,
        cameras: Cameras::Replay(pictures.to_owned()),
        province: Some("http://127.0.0.1:1".to_owned()), // nothing listens there
        sticks: door::Sticks::Folder(pictures.join("sticks")),
        hub_port: 0,
        demo: None,
    })
}

fn ask(loket: &Arc<Loket>, name: &str, args: Value) -> Result<Value, ApiError> {
    door::call(loket, Caller::Desk, name, args)
}

pub(crate) fn told(loket: &Arc<Loket>, name: &str, args: Value) -> Value {
    ask(loket, name, args).unwrap()
}

pub(crate) fn refused(loket: &Arc<Loket>, name: &str, args: Value) -> ErrorCode {
    ask(loket, name, args).unwrap_err().code
}

pub(crate) fn log_in(loket: &Arc<Loket>, operator: &str) {
    let login = json!({ "operator": operator, "password": PASSWORD });
    assert_eq!(told(loket, "unlock", login)["stage"], "open");
}

pub(crate) fn start(loket: &Arc<Loket>, nik: Option<&str>) -> (String, Value) {
    let asked = json!({ "service": "KTP-A", "earlier": "never", "resident": null, "nik": nik });
    let sitting = told(loket, "draft_start", asked);
    let draft = sitting["view"]["id"].as_str().unwrap().to_owned();
    (draft, sitting)
}

/// The field of this name among the groups of a sitting.
fn field<'a>(sitting: &'a Value, name: &str) -> &'a Value {
    let groups = sitting["form"].as_array().unwrap();
    let mut fields = groups
        .iter()
        .flat_map(|group| group["fields"].as_array().unwrap());
    fields.find(|field| field["field"] == name).unwrap()
}

pub(crate) fn wait_for(loket: &Arc<Loket>, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let status = told(loket, "status", json!({}));
        if is_so(&status) {
            return status;
        }
        assert!(began.elapsed() < PATIENCE, "{what}: {status}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_first_start_leads_from_the_provinces_file_to_an_open_desk() {
    let office = Office::issue();
    let (loket, _pictures) = counter(&office);
    assert_eq!(told(&loket, "front", json!({}))["stage"], "activate");
    assert_eq!(
        refused(&loket, "activation_look", json!({ "text": null })),
        ErrorCode::DocumentMalformed,
        "nothing was put yet"
    );
    let put = door::put(&loket, Caller::Desk, "activation", None, office.file()).unwrap();
    assert_eq!(put, None);
    let view = told(&loket, "activation_look", json!({ "text": null }));
    assert_eq!(view["station"], "6171-van-1");
    let may_begin = |id: &str| {
        let operators = view["operators"].as_array().unwrap();
        let named = operators.iter().find(|named| named["id"] == id).unwrap();
        named["may_begin"].as_bool().unwrap()
    };
    assert!(may_begin("sp-1") && may_begin("tek-1") && !may_begin("op-1"));

    let first = json!({ "operator": "sp-1", "password": PASSWORD });
    let front = told(&loket, "activation_accept", first);
    assert_eq!(
        (&front["stage"], &front["operator"]["id"]),
        (&json!("open"), &json!("sp-1"))
    );
    let checks = told(&loket, "checks", json!({}));
    let lease = checks
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["what"] == "lease");
    assert_eq!(lease.unwrap()["state"], "good");
}

#[test]
fn the_text_of_the_qr_code_says_what_the_file_says() {
    use base64::Engine as _;
    let office = Office::issue();
    let (loket, _pictures) = counter(&office);
    let text = base64::engine::general_purpose::URL_SAFE.encode(office.file());
    let (left, right) = text.split_at(40);
    let typed = json!({ "text": format!("{left}\n{right}\n") });
    let view = told(&loket, "activation_look", typed);
    assert_eq!(view["station_name"], "Mobil Pontianak 1");
    let nonsense = json!({ "text": "bukan kode" });
    assert_eq!(
        refused(&loket, "activation_look", nonsense),
        ErrorCode::DocumentMalformed
    );
}

#[test]
fn a_locked_desk_answers_nothing_about_residents() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    assert_eq!(told(&loket, "front", json!({}))["stage"], "locked");
    for (name, args) in [
        ("queue", json!({ "after": 0, "limit": 10 })),
        ("nik_explain", json!({ "nik": "6171014505059901" })),
        (
            "draft_start",
            json!({ "service": "KTP-A", "earlier": "never", "nik": null }),
        ),
    ] {
        assert_eq!(
            refused(&loket, name, args),
            ErrorCode::StoreLocked,
            "{name}"
        );
    }
    let preview = door::picture(&loket, Caller::Desk, "/preview");
    assert_eq!(preview.unwrap_err().code, ErrorCode::StoreLocked);
    log_in(&loket, "op-1");
    assert_eq!(told(&loket, "lock", json!({}))["stage"], "locked");
    assert_eq!(
        refused(&loket, "queue", json!({ "after": 0, "limit": 10 })),
        ErrorCode::StoreLocked
    );
}

#[test]
fn a_wrong_password_says_how_long_to_wait_once_there_is_a_wait() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    let wrong = json!({ "operator": "op-1", "password": "bukan kata sandinya" });
    let waits: Vec<Option<u32>> = (0..8)
        .map(|_| {
            ask(&loket, "unlock", wrong.clone())
                .unwrap_err()
                .wait_seconds
        })
        .collect();
    assert_eq!(
        waits.first(),
        Some(&None),
        "the first mistake costs nothing"
    );
    assert!(waits.iter().flatten().any(|wait| *wait > 0), "{waits:?}");
}

#[test]
fn what_does_not_fit_the_table_is_refused_and_not_repeated() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    assert_eq!(
        refused(&loket, "nothing_like_it", json!({})),
        ErrorCode::RequestNotFound
    );
    let error = ask(
        &loket,
        "nik_explain",
        json!({ "nik": 6_171_014_505_059_901_u64 }),
    );
    let error = error.unwrap_err();
    assert_eq!(error.code, ErrorCode::RequestMalformed);
    assert!(!format!("{error:?}").contains("6171"), "{error:?}");
    let more = json!({ "operator": "op-1", "password": PASSWORD, "role": "supervisor" });
    assert_eq!(refused(&loket, "unlock", more), ErrorCode::RequestMalformed);
}

#[test]
fn the_residents_window_may_look_and_answer_and_nothing_else() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    let answered: Vec<&str> = COMMANDS
        .iter()
        .copied()
        .filter(|name| {
            let asked = door::call(&loket, Caller::Resident, name, json!({}));
            !matches!(asked, Err(error) if error.code == ErrorCode::RoleNotAllowed)
        })
        .collect();
    assert_eq!(answered, ["front", "status", "scene", "scene_answer"]);
    let put = door::put(&loket, Caller::Resident, "signature", None, Vec::new());
    assert_eq!(put.unwrap_err().code, ErrorCode::RoleNotAllowed);
}

#[test]
fn a_nik_fills_in_what_it_tells_and_overwrites_nothing() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let (_, sitting) = start(&loket, Some("6171014505059901"));
    assert_eq!(field(&sitting, "birth-date")["raw"], "05-05-2005");
    assert_eq!(field(&sitting, "sex")["raw"], "2");
    assert_eq!(field(&sitting, "nik")["shown"]["id"], "6171 0145 0505 9901");

    let (draft, _) = start(&loket, None);
    let put = |name: &str, raw: &str| {
        let asked = json!({ "draft": draft, "field": name, "raw": raw });
        told(&loket, "field_put", asked)
    };
    put("birth-date", "06-05-2005");
    let answer = put("nik", "6171014505059901");
    let others = answer["others"].as_array().unwrap();
    let changed = |name: &str| others.iter().find(|other| other["field"] == name);
    assert_eq!(changed("sex").unwrap()["raw"], "2");
    let reopened = told(&loket, "draft_open", json!({ "draft": draft }));
    assert_eq!(field(&reopened, "birth-date")["raw"], "06-05-2005");
    let refused = put("nik", "6171014505");
    assert_eq!(refused["field"]["errors"], json!(["nik-length"]));
    assert_eq!(
        refused["field"]["raw"], "6171014505",
        "kept as it was typed"
    );
}

#[test]
fn whoever_comes_back_to_a_draft_stands_where_they_stood() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let (draft, sitting) = start(&loket, None);
    assert_eq!(sitting["place"], Value::Null);
    let place = json!({ "draft": draft, "step": "data", "field": "religion" });
    told(&loket, "draft_place", place);
    told(&loket, "lock", json!({}));
    log_in(&loket, "op-1");
    let drafts = told(&loket, "drafts", json!({}));
    assert_eq!(drafts[0]["id"], draft);
    let reopened = told(&loket, "draft_open", json!({ "draft": draft }));
    assert_eq!(
        reopened["place"],
        json!({ "step": "data", "field": "religion" })
    );
}

#[test]
fn a_resident_is_recorded_through_the_door_from_the_first_question_to_the_queue() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    wait_for(&loket, "the camera streams", |status| {
        status["camera"]["state"] == json!(CameraState::Streaming)
    });
    let (draft, _) = start(&loket, None);
    for (name, raw) in WOMAN {
        let answer = told(
            &loket,
            "field_put",
            json!({ "draft": draft, "field": name, "raw": raw }),
        );
        assert_eq!(answer["field"]["errors"], json!([]), "{name}");
    }
    let taken = told(&loket, "photo_take", json!({ "draft": draft }));
    assert_eq!(
        taken["photo"],
        json!({
            "again": false, "wrong": null, "faults": [], "notices": [], "tries": 1, "refusals": 0, "painted": null,
            "approved": false,
        })
    );
    assert_eq!(taken["background"]["name"], "red", "born in an odd year");
    let mirror = told(&loket, "photo_again", json!({ "draft": draft }));
    assert_eq!(
        (&mirror["photo"]["again"], &mirror["photo"]["refusals"]),
        (&json!(true), &json!(0)),
        "back to the mirror before the resident was asked"
    );
    let again = json!({ "draft": draft, "agreed": false });
    let refused_by_resident = &told(&loket, "photo_approve", again)["photo"];
    assert_eq!(
        (
            &refused_by_resident["approved"],
            &refused_by_resident["again"],
            &refused_by_resident["refusals"]
        ),
        (&json!(false), &json!(true), &json!(1))
    );
    let yes = json!({ "draft": draft, "agreed": true });
    let approved = &told(&loket, "photo_approve", yes)["photo"];
    assert_eq!(
        (&approved["approved"], &approved["again"]),
        (&json!(true), &json!(false))
    );

    let signature = include_bytes!("../../../../assets/demo/signature.png").to_vec();
    let put = |what: &str, bytes: Vec<u8>| {
        door::put(&loket, Caller::Desk, what, Some(&draft), bytes).map(Option::unwrap)
    };
    let error = put("signature", b"no picture".to_vec()).unwrap_err();
    assert_eq!(error.code, ErrorCode::PhotoNotAPicture);
    let signed = put("signature", signature.clone()).unwrap();
    assert!(
        signed
            .captures
            .iter()
            .any(|capture| capture.slot == "signature")
    );
    let stored = door::picture(&loket, Caller::Desk, &format!("/capture/{draft}/signature"));
    let stored = stored.unwrap();
    assert_eq!(
        (stored.media_type.as_str(), stored.bytes),
        ("image/png", signature)
    );

    let sites: Vec<Value> = taken["sites"]
        .as_array()
        .unwrap()
        .iter()
        .map(|site| site["site"].clone())
        .collect();
    assert_eq!(sites.len(), 12);
    let except = |supervisor: Value| {
        json!({
            "draft": draft, "sites": sites, "reason": "device", "permanence": "temporary",
            "note": "alat belum tersambung", "supervisor": supervisor,
        })
    };
    let own = json!({ "operator": "op-1", "password": PASSWORD });
    assert_eq!(
        refused(&loket, "exception_put", except(own)),
        ErrorCode::OwnApproval,
        "an operator's own word is not enough"
    );
    let word = json!({ "operator": "sp-1", "password": PASSWORD });
    let excepted = told(&loket, "exception_put", except(word));
    assert_eq!(excepted["sites"][0]["exception"]["approver"], "sp-1");

    for paper in excepted["papers"].as_array().unwrap() {
        let seen = json!({ "draft": draft, "document": paper["document"], "standing": "seen" });
        told(&loket, "paper_note", seen);
    }
    let photographed = json!({ "draft": draft, "document": "family-card-copy", "whole": false });
    told(&loket, "paper_photograph", photographed);

    assert_eq!(
        refused(&loket, "seal", json!({ "draft": draft })),
        ErrorCode::DraftIncomplete
    );
    let read_back = told(&loket, "read_back", json!({ "draft": draft }));
    assert_eq!(read_back["rows"].as_array().unwrap().len(), WOMAN.len());
    let agreed = json!({ "draft": draft, "shown": read_back["shown"] });
    let view = told(&loket, "read_back_agree", agreed);
    assert_eq!(view["missing"], json!([]));
    let sealed = told(&loket, "seal", json!({ "draft": draft }));
    assert_eq!(
        (&sealed["serial"], &sealed["name"]),
        (&json!(1), &json!("SITI CONTOH KAPUAS"))
    );
    let again = told(&loket, "slip", json!({ "packet": draft }));
    assert!(again["name"].is_null(), "it cannot be known any more");
    assert_eq!(again["qr"], sealed["qr"]);
    let queue = told(&loket, "queue", json!({ "after": 0, "limit": 10 }));
    assert_eq!(queue["rows"][0]["packet"], draft);
    let known = told(&loket, "nik_explain", json!({ "nik": "6171014505059901" }));
    assert_eq!(known["recorded_here"], json!([1]));
}

#[test]
fn the_residents_window_sees_only_what_the_desk_shows_there() {
    let office = Office::open();
    let draft = {
        let desk = office.unlock("op-1").unwrap();
        let draft = prepare_woman(&desk);
        desk.lock().unwrap();
        draft
    };
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let sees = |slot: &str| {
        let address = format!("/capture/{draft}/{slot}");
        door::picture(&loket, Caller::Resident, &address).is_ok()
    };
    let show = |kind: &str| {
        told(
            &loket,
            "scene_show",
            json!({ "kind": kind, "draft": draft }),
        );
    };
    let answer = || {
        door::call(
            &loket,
            Caller::Resident,
            "scene_answer",
            json!({ "yes": true }),
        )
    };
    assert!(!sees("portrait"));
    assert_eq!(answer().unwrap_err().code, ErrorCode::NotInThisState);
    show("photo");
    assert!(sees("portrait") && !sees("document/family-card-copy"));
    answer().unwrap();
    let status = told(&loket, "status", json!({}));
    assert_eq!(status["answer"]["yes"], true);
    assert_eq!(status["answer"]["draft"], draft.to_string());
    show("read-back");
    assert!(sees("document/family-card-copy"));
    assert_eq!(told(&loket, "status", json!({}))["answer"], Value::Null);
    told(&loket, "lock", json!({}));
    assert_eq!(
        told(&loket, "scene", json!({})),
        json!({ "kind": "welcome" })
    );
}

#[test]
fn a_province_that_is_not_there_is_said_and_keeps_nobody_waiting() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let status = wait_for(&loket, "the line is tried", |status| {
        status["line"]["state"] == json!(LineState::Offline)
    });
    assert_eq!(status["line"]["code"], "line-unreachable");
    told(&loket, "line_pause", json!({ "paused": true }));
    let paused = told(&loket, "status", json!({}));
    assert_eq!(paused["line"]["state"], "paused");
}

#[test]
fn whoever_watches_hears_of_a_login_without_asking() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    let (heard, news) = std::sync::mpsc::channel();
    loket.watch(move |status: &Status| {
        let _ = heard.send(json!(status));
    });
    let stage = |wanted: &str| {
        let until = Instant::now() + PATIENCE;
        while let Ok(status) = news.recv_timeout(until.saturating_duration_since(Instant::now())) {
            if status["stage"] == wanted {
                return;
            }
        }
        panic!("never heard of {wanted}");
    };
    stage("locked");
    log_in(&loket, "op-1");
    stage("open");
}
