//! What the pages may do is written down here once more, so that it cannot grow unseen.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read must fail the test"
)]

use serde_json::{Value, json};

fn file(name: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_page_may_ask_for_our_commands_and_hear_events_and_nothing_else() {
    let events = ["core:event:allow-listen", "core:event:allow-unlisten"];
    let station = file("capabilities/station.json");
    assert_eq!(station["windows"], json!(["station"]));
    assert_eq!(
        station["permissions"],
        json!(["allow-call", "allow-put", events[0], events[1]])
    );
    let resident = file("capabilities/resident.json");
    assert_eq!(resident["windows"], json!(["resident"]));
    assert_eq!(
        resident["permissions"],
        json!(["allow-call", events[0], events[1]])
    );
    let named = file("tauri.conf.json")["app"]["security"]["capabilities"].clone();
    assert_eq!(named, json!(["station", "resident"]));
}

#[test]
fn no_page_reaches_a_network_or_runs_what_is_not_its_own() {
    // `'self'` is what the program carries: its pages, and the voice that they fetch.
    let security = file("tauri.conf.json")["app"]["security"].clone();
    assert_eq!(
        security["csp"],
        json!({
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' rekam: http://rekam.localhost",
            "font-src": "'self'",
            "connect-src": "'self' ipc: http://ipc.localhost",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'"
        })
    );
    assert_eq!(security["freezePrototype"], true);
}
