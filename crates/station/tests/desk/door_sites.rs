//! Fingers and eyes as the windows ask for them: the desk says whether a step is complete and which reason is offered first.

use rekam_station::door::{self, Caller};
use serde_json::{Value, json};

use crate::door::{counter, log_in, start, told};
use crate::office::{Office, PASSWORD, WOMAN};

/// Of fingers and irises: whether an exception photo belongs to them, and whether nothing is left to do.
fn stands(sitting: &Value) -> Vec<(bool, bool)> {
    let steps = sitting["site_steps"].as_array().unwrap().iter();
    let told = |step: &Value, what: &str| step[what].as_bool().unwrap();
    steps
        .map(|step| (told(step, "shows"), told(step, "complete")))
        .collect()
}

#[test]
fn a_step_is_complete_when_the_desk_says_so_and_what_can_be_seen_is_photographed_first() {
    let office = Office::open();
    let (loket, pictures) = counter(&office);
    log_in(&loket, "op-1");
    let (draft, _) = start(&loket, None);
    for (name, raw) in WOMAN {
        let typed = json!({ "draft": draft, "field": name, "raw": raw });
        told(&loket, "field_put", typed);
    }
    let sitting = told(&loket, "draft_open", json!({ "draft": draft }));
    assert_eq!(stands(&sitting), [(false, false), (false, false)]);
    let sites = sitting["sites"].as_array().unwrap().iter();
    let sites: Vec<Value> = sites.map(|site| site["site"].clone()).collect();
    let except = |sites: &[Value], reason: &str| {
        let word = json!({ "operator": "sp-1", "password": PASSWORD });
        let asked = json!({
            "draft": draft, "sites": sites, "reason": reason, "permanence": "temporary",
            "note": "", "supervisor": word,
        });
        stands(&told(&loket, "exception_put", asked))
    };
    assert_eq!(
        except(&sites[1..], "device"),
        [(false, false), (false, true)]
    );
    assert_eq!(
        except(&sites[..1], "missing"),
        [(true, false), (false, true)]
    );
    let picture = std::fs::read(pictures.path().join("1.jpg")).unwrap();
    let put = door::put(
        &loket,
        Caller::Desk,
        "exception-photo",
        Some(&draft),
        picture,
    );
    let now = serde_json::to_value(put.unwrap().unwrap()).unwrap();
    assert_eq!(stands(&now), [(true, true), (false, true)]);
}

#[test]
fn blind_is_offered_first_for_the_eyes_of_who_cannot_see_and_for_nothing_else() {
    let office = Office::open();
    let (loket, _pictures) = counter(&office);
    log_in(&loket, "op-1");
    let (draft, _) = start(&loket, None);
    let likely = |step: &str| {
        let asked = json!({ "draft": draft, "step": step });
        let offer = told(&loket, "exception_choices", asked);
        assert_eq!(offer["choices"].as_array().unwrap().len(), 9);
        offer["likely"].as_str().unwrap().to_owned()
    };
    assert_eq!([likely("fingers"), likely("irises")], ["device", "device"]);
    let wish = json!({ "cannot": ["see"], "visit": false, "helper": "", "kinship": "child" });
    let asked = json!({ "draft": draft, "wish": wish, "unmarked": null });
    told(&loket, "assistance_put", asked);
    assert_eq!([likely("fingers"), likely("irises")], ["device", "blind"]);
}
