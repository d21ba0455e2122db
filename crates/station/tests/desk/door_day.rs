//! The day, its papers and settings as the windows ask for them.

use rekam_domain::code::ErrorCode;
use rekam_station::clock::Clock as _;
use rekam_station::door::{self, Caller};
use serde_json::{Value, json};

use crate::door::{counter, log_in, refused, start, told, wait_for};
use crate::office::{Office, seal_woman};

#[test]
fn the_day_is_told_and_closed_at_the_door() {
    let office = Office::open();
    sealed_before(&office);
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let today = told(&loket, "today", json!({}));
    assert_eq!(
        (&today["sealed"], &today["waiting"], &today["waiting_since"]),
        (&json!(1), &json!(1), &json!("2026-06-01T02:00:00Z"))
    );
    assert!(today["disk"]["people"].as_u64().unwrap() > 0);
    let close = told(&loket, "day_close", json!({ "day": null }));
    assert_eq!(
        (&close["first_serial"], &close["last_serial"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(close["waiting"], json!([1]));
    assert_eq!(close["excepted"][0]["count"], 12);
    let before = told(&loket, "day_close", json!({ "day": "2026-05-31" }));
    assert_eq!(
        (&before["sealed"], &before["first_serial"]),
        (&json!(0), &Value::Null)
    );
}

#[test]
fn diagnostics_tell_how_the_station_stands_and_nothing_about_a_resident() {
    let office = Office::open();
    sealed_before(&office);
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    start(&loket, Some("6171014505059901"));
    let written = told(&loket, "diagnostics", json!({}));
    let text = std::fs::read_to_string(written["path"].as_str().unwrap()).unwrap();
    assert_eq!(written["text"], text);
    assert!(
        text.contains("chains: whole") && text.contains("open drafts: 1"),
        "{text}"
    );
    for told in ["6171014505059901", "SITI", "KAPUAS"] {
        assert!(!text.contains(told), "{text}");
    }
}

#[test]
fn settings_take_effect_and_come_back_with_the_next_login() {
    let office = Office::open();
    let (loket, pictures) = counter(&office);
    log_in(&loket, "op-1");
    let camera = told(&loket, "cameras", json!({}))[0]["id"].clone();
    let known = json!({ "label": "Replay", "knobs": { "exposure": { "fixed": 250 } }, "field_of_view": 78.0 });
    let liked = json!({ "camera": camera, "cameras": { "elsewhere": known }, "mirror": false, "automatic": true, "background": "matte", "voice": true, "idle_minutes": 7, "data_budget_mb": 250 });
    assert_eq!(
        told(&loket, "settings_put", json!({ "settings": liked })),
        liked
    );
    let wrong = json!({ "camera": camera, "mirror": false, "idle_minutes": 0 });
    assert_eq!(
        refused(&loket, "settings_put", json!({ "settings": wrong })),
        ErrorCode::IdleMinutes
    );
    let mut wrong = liked.clone();
    wrong["cameras"]["elsewhere"]["field_of_view"] = json!(10.0);
    assert_eq!(
        refused(&loket, "settings_put", json!({ "settings": wrong })),
        ErrorCode::FieldOfView
    );
    let mut wrong = liked.clone();
    wrong["data_budget_mb"] = json!(0);
    assert_eq!(
        refused(&loket, "settings_put", json!({ "settings": wrong })),
        ErrorCode::DataBudget
    );
    told(&loket, "lock", json!({}));
    log_in(&loket, "sp-1");
    assert_eq!(told(&loket, "settings", json!({})), liked);
    drop(pictures);
}

#[test]
fn the_camera_in_use_is_named_and_measured_and_tells_where_the_chair_may_stand() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    wait_for(&loket, "a picture", |status| {
        status["camera"]["state"] == "streaming"
    });
    let cameras = told(&loket, "cameras", json!({}));
    let id = cameras[0]["id"].clone();
    let label = cameras[0]["label"].clone();
    assert!(cameras[0]["node"].is_string() && cameras[0]["formats"].is_array());
    let trial = told(&loket, "camera_trial", json!({}));
    assert_eq!((&trial["id"], &trial["damaged"]), (&id, &json!(0)));
    assert_eq!(trial["picture"]["code"], json!(null));
    assert!(trial["picture"]["bytes"].as_u64() > Some(100_000));

    // A card of 85.6 mm over 12.23 % of the picture at half a metre: 70 degrees.
    let seen = json!({ "share": 0.12225, "distance_cm": 50.0 });
    let degrees = told(&loket, "camera_measure", seen);
    assert_eq!(degrees, json!(70.0));
    let nonsense = json!({ "share": 0.0, "distance_cm": 50.0 });
    assert_eq!(
        refused(&loket, "camera_measure", nonsense),
        ErrorCode::FieldOfView
    );
    let mut settings = told(&loket, "settings", json!({}));
    let id = id.as_str().unwrap();
    settings["cameras"][id] = json!({ "label": label, "knobs": {}, "field_of_view": degrees });
    told(&loket, "settings_put", json!({ "settings": settings }));
    // Somebody looks at the preview, so that the picture's size is known.
    wait_for(&loket, "the chair", |status| {
        let _ = door::picture(&loket, Caller::Desk, "/preview");
        status["camera"]["chair"]["measured"] == json!(true)
            && status["camera"]["chair"]["farthest_cm"] == json!(95.0)
            && status["camera"]["chair"]["better_cm"] == json!(71.0)
    });
}

#[test]
fn a_paper_is_cut_and_a_signature_taken_out_at_the_door() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let (draft, _) = start(&loket, None);
    wait_for(&loket, "a picture", |status| {
        status["camera"]["state"] == "streaming"
    });
    let paper = json!({ "draft": draft, "document": "family-card-copy", "whole": false });
    told(&loket, "paper_photograph", paper);
    let cut = json!({
        "draft": draft, "document": "family-card-copy", "quarter_turns": 1,
        "left": 0.0, "top": 0.25, "width": 1.0, "height": 0.5,
    });
    let sitting = told(&loket, "paper_cut", cut);
    assert_eq!(sitting["captures"][0]["slot"], "document/family-card-copy");
    let slot = json!({ "draft": draft, "slot": "document/family-card-copy" });
    let sitting = told(&loket, "capture_remove", slot);
    assert_eq!(sitting["captures"], json!([]));
    let nonsense = json!({ "draft": draft, "slot": "somewhere" });
    assert_eq!(
        refused(&loket, "capture_remove", nonsense),
        ErrorCode::RequestMalformed
    );
}

/// A record of today, sealed before the window was opened.
fn sealed_before(office: &Office) {
    let desk = office.unlock("sp-1").unwrap();
    seal_woman(&desk);
    desk.lock().unwrap();
}

#[test]
fn a_clock_that_is_wrong_beside_the_provinces_is_told_until_it_is_set_right() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let told_of_clock = || {
        let checks = told(&loket, "checks", json!({}));
        let of_clock = checks
            .as_array()
            .unwrap()
            .iter()
            .find(|check| check["what"] == "clock");
        let code = of_clock.unwrap()["code"].clone();
        (
            told(&loket, "status", json!({}))["clock_ahead_minutes"].clone(),
            code,
        )
    };
    assert_eq!(told_of_clock(), (Value::Null, json!("clock-not-confirmed")));
    let right = office.clock.stamp().wall;
    office.clock.confirm(right - chrono::TimeDelta::hours(3));
    assert_eq!(told_of_clock(), (json!(180), json!("clock-wrong")));
    office.clock.set_wall(right - chrono::TimeDelta::hours(3));
    assert_eq!(told_of_clock(), (Value::Null, Value::Null));
}
