//! Reports: what was done, in counts, after the residents are gone from the station.

use rekam_domain::biometric::ExceptionReason;
use rekam_domain::service::Service;
use rekam_station::desk::Span;
use rekam_station::store::tally::Days;
use rekam_station::store::trip::TripPlan;
use rekam_worklist::table::Table;
use serde_json::json;

use crate::door::{counter, log_in, refused, told};
use crate::office::{Office, day, finish_woman, read_back, seal_woman};
use crate::worklists::named;
use rekam_domain::code::ErrorCode;
use rekam_domain::enrollment::{DiscardReason, Earlier};

#[test]
fn a_report_counts_services_villages_reasons_and_minutes_and_names_nobody() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let draft = desk.start(Service::KtpNew).unwrap();
    desk.identify(draft, Earlier::Never).unwrap();
    finish_woman(&desk, draft);
    office.clock.advance(std::time::Duration::from_secs(270));
    read_back(&desk, draft);
    desk.seal(draft).unwrap();
    let today = desk.report(desk.days_of(Span::Day, 0).unwrap()).unwrap();
    assert_eq!((today.sealed, today.waiting.len()), (1, 1));
    assert_eq!(today.by_day, [(day("2026-06-01"), 1)]);
    assert_eq!(today.by_service[0].service, Service::KtpNew);
    assert_eq!(today.by_service[0].minutes, Some(4.5));
    assert_eq!(today.excepted, [(ExceptionReason::Device, 12)]);
    let yesterday = desk.report(desk.days_of(Span::Day, 1).unwrap()).unwrap();
    assert_eq!((yesterday.sealed, yesterday.by_village.len()), (0, 0));
    let month = desk.days_of(Span::Month, 0).unwrap();
    assert_eq!(
        (month.from, month.until),
        (day("2026-06-01"), day("2026-06-30"))
    );
    assert_eq!(desk.report(month).unwrap().sealed, 1);
    let before = desk.days_of(Span::Month, 4).unwrap();
    assert_eq!(
        (before.from, before.until),
        (day("2026-02-01"), day("2026-02-28"))
    );
    assert!(!format!("{today:?}").contains("SITI"));
}

#[test]
fn a_village_in_which_more_were_recorded_than_listed_exceeds_a_hundred_percent() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let list = b"nama;desa\nLAIN CONTOH;6171021001\nDUA CONTOH;6171021001\n";
    desk.take_in_list(&named("desa", list), &mut ()).unwrap();
    seal_woman(&desk);
    let report = desk.report(desk.days_of(Span::Day, 0).unwrap()).unwrap();
    let villages: Vec<_> = report
        .by_village
        .iter()
        .map(|one| (one.code.as_str(), one.recorded, one.expected, one.percent()))
        .collect();
    assert_eq!(
        villages,
        [("6171011002", 1, 0, None), ("6171021001", 0, 2, Some(0.0))]
    );
    let one = b"nama;desa\nSATU CONTOH;6171011002\n";
    desk.take_in_list(&named("satu", one), &mut ()).unwrap();
    seal_again(&desk);
    let report = desk.report(desk.days_of(Span::Day, 0).unwrap()).unwrap();
    assert_eq!(report.by_village[0].percent(), Some(200.0));
}

#[test]
fn a_supervisor_sees_what_each_person_did_and_an_operator_does_not() {
    let office = Office::open();
    let desk = office.unlock("op-1").unwrap();
    seal_woman(&desk);
    let mistaken = desk.start(Service::KiaNew).unwrap();
    desk.discard(mistaken, DiscardReason::Mistake).unwrap();
    desk.seal_canary().unwrap();
    let today = desk.days_of(Span::Day, 0).unwrap();
    assert_eq!(desk.report(today).unwrap().deeds, None);
    desk.lock().unwrap();

    let desk = office.unlock("sp-1").unwrap();
    let deeds = desk.report(today).unwrap().deeds.unwrap();
    let op = deeds[&"op-1".parse().unwrap()];
    assert_eq!((op.begun, op.sealed, op.discarded), (2, 1, 1));
    assert_eq!(
        (op.exceptions, op.doubles),
        (0, 0),
        "nobody approves their own"
    );
    let approved: u32 = deeds.values().map(|deeds| deeds.exceptions).sum();
    assert_eq!(approved, 12);
    let yesterday = desk.days_of(Span::Day, 1).unwrap();
    assert!(desk.report(yesterday).unwrap().deeds.unwrap().is_empty());
}

/// The same woman once more, with the supervisor's decision.
fn seal_again(desk: &rekam_station::Desk) {
    let draft = crate::office::prepare_woman(desk);
    let word = crate::office::a_supervisors_word(desk);
    desk.allow_double(draft, "kartu rusak", &word).unwrap();
    read_back(desk, draft);
    desk.seal(draft).unwrap();
}

#[test]
fn a_report_is_told_at_the_door_and_saved_as_a_workbook() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    seal_woman(&desk);
    desk.lock().unwrap();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let report = told(&loket, "report", json!({ "span": "day", "back": 0 }));
    assert_eq!(
        (&report["sealed"], &report["by_service"][0]["count"]),
        (&json!(1), &json!(1))
    );
    let asked = json!({ "span": "month", "back": 0, "stick": null, "language": "id" });
    let saved = told(&loket, "report_save", asked);
    let bytes = std::fs::read(saved["path"].as_str().unwrap()).unwrap();
    let table = Table::open(&bytes).unwrap();
    let mut found = Vec::new();
    for sheet in 0..2 {
        table
            .each(sheet, &mut |_, cells| {
                found.push(
                    cells
                        .iter()
                        .filter_map(|cell| Some(cell.text()?.into_owned()))
                        .collect::<Vec<_>>()
                        .join("|"),
                );
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
    }
    assert!(
        found.iter().any(|row| row == "Rekaman disegel|1"),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|row| row.starts_with("6171011002|") && row.ends_with("|1|0")),
        "{found:?}"
    );
    let nowhere = json!({ "span": "day", "back": 0, "stick": "/etc", "language": "id" });
    assert_eq!(
        refused(&loket, "report_save", nowhere),
        ErrorCode::StickGone
    );
}

/// A plan for the first week of June.
fn plan(place: &str) -> TripPlan {
    TripPlan {
        place: place.to_owned(),
        days: Days {
            from: day("2026-06-01"),
            until: day("2026-06-05"),
        },
        team: "op-1, sp-1".to_owned(),
        list: Some("desa".to_owned()),
    }
}

#[test]
fn a_trip_is_planned_looked_over_recorded_and_closed_with_a_report() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let code = |error: rekam_station::Error| error.code();
    assert_eq!(
        desk.days_of(Span::Trip, 0).map_err(code),
        Err(ErrorCode::TripNone)
    );
    let backwards = TripPlan {
        days: Days {
            from: day("2026-06-05"),
            until: day("2026-06-01"),
        },
        ..plan("Desa Contoh")
    };
    assert_eq!(
        desk.plan_trip(&backwards).map_err(code),
        Err(ErrorCode::TripDays)
    );
    assert_eq!(
        desk.plan_trip(&plan(" ")).map_err(code),
        Err(ErrorCode::ReasonEmpty)
    );
    desk.plan_trip(&plan("Desa Contoh")).unwrap();
    desk.plan_trip(&plan("Desa Contoh Hulu")).unwrap();
    assert_eq!(desk.trip().unwrap().unwrap().plan.place, "Desa Contoh Hulu");

    let before = desk.before_leaving().unwrap();
    assert_eq!(
        (before.expected.expected, before.canary_answered),
        (0, None)
    );
    let list = b"nik;nama\n6171014505059901;SITI CONTOH KAPUAS\n;LAIN CONTOH\n";
    desk.take_in_list(&named("desa", list), &mut ()).unwrap();
    desk.take_in_list(&named("lain", b"nama\nTIDAK IKUT CONTOH\n"), &mut ())
        .unwrap();
    let (nonce, _) = desk.seal_canary().unwrap();
    assert_eq!(desk.before_leaving().unwrap().canary_answered, Some(false));
    let now = desk.party().clock.stamp();
    assert!(desk.store().record_canary_answer(&nonce, &now).unwrap());
    let before = desk.before_leaving().unwrap();
    assert_eq!((before.left(), before.canary_answered), (2, Some(true)));
    assert!(before.lease_suffices && before.room_for > 0);

    seal_woman(&desk);
    let report = desk.report(desk.days_of(Span::Trip, 0).unwrap()).unwrap();
    assert_eq!((report.sealed, report.waiting.len()), (1, 1));
    assert_eq!(desk.missing_from_list(0).unwrap(), 1);
    desk.close_trip().unwrap();
    assert_eq!(desk.trip().unwrap(), None);
    // The report of the trip stays, and the next trip is another one.
    assert_eq!(desk.missing_from_list(0).unwrap(), 1);
    desk.plan_trip(&plan("Desa Lain")).unwrap();
    assert_eq!(
        desk.store().trip(1).unwrap().unwrap().plan.place,
        "Desa Contoh Hulu"
    );
}

#[test]
fn a_lease_that_ends_on_the_way_does_not_suffice() {
    let office = Office::open();
    let desk = office.unlock("sp-1").unwrap();
    let long = TripPlan {
        days: Days {
            from: day("2026-06-01"),
            until: day("2027-06-01"),
        },
        ..plan("Desa Contoh")
    };
    desk.plan_trip(&long).unwrap();
    assert!(!desk.before_leaving().unwrap().lease_suffices);
}

#[test]
fn the_door_tells_what_is_missing_before_a_trip_in_words() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    assert_eq!(told(&loket, "trip", json!({})), json!(null));
    assert_eq!(
        refused(&loket, "trip_checks", json!({})),
        ErrorCode::TripNone
    );
    let wish = json!({ "place": "Desa Contoh", "from": "1/6/2026", "until": "05-06-2026", "team": "op-1", "list": null });
    let planned = told(&loket, "trip_plan", json!({ "wish": wish }));
    assert_eq!(
        (&planned["from"], &planned["until"]),
        (&json!("2026-06-01"), &json!("2026-06-05"))
    );
    told(&loket, "canary_send", json!({}));
    let checks = told(&loket, "trip_checks", json!({}));
    let of = |what: &str| {
        let all = checks.as_array().unwrap();
        all.iter()
            .find(|check| check["what"] == what)
            .unwrap()
            .clone()
    };
    assert_eq!(of("list")["code"], "trip-no-list");
    assert_eq!(of("canary")["code"], "trip-canary");
    assert_eq!(of("lease")["state"], "good");
    assert_ne!(of("battery")["state"], "warning");
    let wrong =
        json!({ "place": "Desa", "from": "besok", "until": "lusa", "team": "op-1", "list": null });
    assert_eq!(
        refused(&loket, "trip_plan", json!({ "wish": wrong })),
        ErrorCode::TripDays
    );
}
