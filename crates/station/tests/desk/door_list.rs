//! Lists of expected residents as the window works on them.

use std::sync::Arc;

use rekam_domain::code::ErrorCode;
use rekam_station::door::{self, Caller, Loket};
use serde_json::{Value, json};

use crate::door::{counter, log_in, refused, told};
use crate::office::Office;

const LIST: &[u8] = b"nik;nama;tgl lahir;desa;rt;rw;sekolah
6171014505059901;SITI CONTOH KAPUAS;05-05-2005;6171011002;2;1;
6171010106099903;BUDIMAN CONTOH;01-06-2009;6171011002;1;1;SMAN 1 CONTOH
123;RUSAK CONTOH;;;;;
";

fn put(loket: &Arc<Loket>, bytes: &[u8]) {
    let kept = door::put(loket, Caller::Desk, "worklist", None, bytes.to_vec()).unwrap();
    assert_eq!(kept, None);
}

fn looked(loket: &Arc<Loket>) -> Value {
    told(loket, "list_look", json!({ "sheet": null, "header": null }))
}

fn wish(change: &Value) -> Value {
    let mut wish = json!({
        "list": null, "village": null, "school": null, "seventeen_by": "",
        "newly": false, "unrecorded": false, "bed_visit": false,
    });
    for (name, value) in change.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

#[test]
fn a_list_goes_from_the_file_to_the_store_through_a_mapping_and_a_dry_run() {
    let office = Office::open();
    let (loket, pictures) = counter(&office);
    assert_eq!(
        door::put(&loket, Caller::Desk, "worklist", None, LIST.to_vec())
            .unwrap_err()
            .code,
        ErrorCode::StoreLocked,
        "nobody is logged in"
    );
    log_in(&loket, "op-1");
    assert_eq!(
        refused(
            &loket,
            "list_look",
            json!({ "sheet": null, "header": null })
        ),
        ErrorCode::FileUnreadable,
        "nothing was put yet"
    );
    put(&loket, LIST);
    let look = looked(&loket);
    assert_eq!(look["format"]["en"], "CSV, semicolons, UTF-8");
    assert_eq!(look["mapping"]["columns"][1], "full-name");
    assert_eq!(look["mapping"]["columns"][6], "school");
    assert_eq!(look["shown"][0]["cells"][1], "SITI CONTOH KAPUAS");
    let asked = json!({ "name": "desa", "mapping": look["mapping"] });
    let tried = told(&loket, "list_try", asked.clone());
    assert_eq!((&tried["new"], &tried["refused"]), (&json!(2), &json!(1)));
    assert_eq!(
        tried["first_refused"],
        json!([{ "line": 4, "code": "nik-length", "first": null }])
    );
    assert_eq!(told(&loket, "list_progress", json!({})), 3);
    assert_eq!(told(&loket, "list_overview", json!({}))["lists"], json!([]));

    let mut asked = asked;
    asked["drop_gone"] = json!(false);
    assert_eq!(told(&loket, "list_take_in", asked.clone())["new"], 2);
    assert_eq!(
        refused(&loket, "list_take_in", asked),
        ErrorCode::FileUnreadable,
        "the file is gone"
    );

    std::fs::create_dir_all(pictures.path().join("sticks/merah")).unwrap();
    let stick = pictures.path().join("sticks/merah").display().to_string();
    for stick in [None, Some(stick)] {
        let saved = told(
            &loket,
            "list_refused_save",
            json!({ "stick": stick, "language": "id" }),
        );
        let text = std::fs::read_to_string(saved["path"].as_str().unwrap()).unwrap();
        assert!(
            text.contains("\r\n4;") && text.contains("nik-length"),
            "{text}"
        );
        assert!(!text.contains("RUSAK"), "{text}");
    }
    let elsewhere = json!({ "stick": "/etc", "language": "id" });
    assert_eq!(
        refused(&loket, "list_refused_save", elsewhere),
        ErrorCode::StickGone
    );
}

#[test]
fn a_list_on_a_stick_is_offered_and_no_other_file_is_opened() {
    let office = Office::open();
    let (loket, pictures) = counter(&office);
    log_in(&loket, "op-1");
    assert_eq!(told(&loket, "list_files", json!({})), json!([]));
    let stick = pictures.path().join("sticks/merah");
    std::fs::create_dir_all(stick.join("lain.csv")).unwrap();
    std::fs::write(stick.join("Desa Contoh.CSV"), LIST).unwrap();
    std::fs::write(stick.join("catatan.pdf"), "no list").unwrap();
    let offered = told(&loket, "list_files", json!({}));
    assert_eq!(offered.as_array().unwrap().len(), 1);
    assert_eq!(offered[0]["name"], "Desa Contoh.CSV");
    assert_eq!(offered[0]["stick"], "merah");
    told(&loket, "list_open", json!({ "path": offered[0]["path"] }));
    assert_eq!(looked(&loket)["mapping"]["columns"][1], "full-name");

    let beside = stick.join("catatan.pdf").display().to_string();
    let around = stick.join("../merah/Desa Contoh.CSV").display().to_string();
    for path in ["/etc/passwd".to_owned(), beside, around] {
        let code = refused(&loket, "list_open", json!({ "path": path }));
        assert_eq!(code, ErrorCode::StickGone, "{path}");
    }
}

#[test]
fn the_lists_are_looked_through_and_called_without_a_nik_on_paper() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    put(&loket, LIST);
    let asked = json!({ "name": "desa", "mapping": looked(&loket)["mapping"], "drop_gone": false });
    told(&loket, "list_take_in", asked);
    let overview = told(&loket, "list_overview", json!({}));
    assert_eq!(overview["villages"][0]["expected"], 2);
    assert_eq!(overview["schools"][0]["of"], "SMAN 1 CONTOH");
    let page = |change| {
        told(
            &loket,
            "list_page",
            json!({ "wish": wish(&change), "after": 0 }),
        )
    };
    let all = page(json!({}));
    assert_eq!(all["count"]["expected"], 2);
    assert_eq!(all["rows"][0]["resident"]["name"], "BUDIMAN CONTOH");
    assert_eq!(all["rows"][0]["rt_rw"], "1/1");
    assert_eq!(
        page(json!({ "school": "SMAN 1 CONTOH" }))["count"]["expected"],
        1
    );
    assert_eq!(
        page(json!({ "seventeen_by": "1 6 2026", "newly": true }))["count"]["expected"],
        0
    );
    let malformed = json!({ "wish": wish(&json!({ "seventeen_by": "besok" })), "after": 0 });
    assert_eq!(
        refused(&loket, "list_page", malformed),
        ErrorCode::DateFormat
    );
    let calls = told(&loket, "call_list", json!({ "wish": wish(&json!({})) }));
    assert_eq!(calls["villages"][0]["people"][1]["born"], 2005);
    assert!(!calls.to_string().contains("9901"), "a NIK on a call list");
}

#[test]
fn the_file_of_a_list_goes_when_the_desk_is_left() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    put(&loket, LIST);
    told(&loket, "lock", json!({}));
    log_in(&loket, "op-1");
    let look = json!({ "sheet": null, "header": null });
    assert_eq!(
        refused(&loket, "list_look", look),
        ErrorCode::FileUnreadable
    );
}

#[test]
fn lists_and_villages_are_found_by_code_and_by_word() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    let first = |name: &str, args: Value| told(&loket, name, args)[0]["code"].clone();
    let religion = |text: &str| first("code_search", json!({ "list": "agama", "text": text }));
    assert_eq!(religion("3"), "3");
    assert_eq!(religion("kath"), "3");
    let village = told(&loket, "village_search", json!({ "text": "6171011002" }));
    assert_eq!(village[0]["code"], "6171011002");
    let name = village[0]["label"]["id"].clone();
    let by_name = told(&loket, "village_search", json!({ "text": name }));
    let found = by_name.as_array().unwrap();
    assert!(found.iter().any(|village| village["code"] == "6171011002"));
}
