//! tus with programs that are not ours, from `tests/interop` (`make test` installs them): their client at our intake, our client
//! at their server.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail")]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rekam_protocol::{digest::Digest, documents::Receipt, http, signed};
use rekam_station::sync::{
    Line,
    line::{Announced, LineError},
};
use rekam_tests::outpost::Outpost;
use serde_json::{Value, json};
use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Command, Stdio},
};

fn interop() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("interop");
    let installed = folder.join("node_modules/tus-js-client").is_dir();
    assert!(
        installed,
        "run `make interop-packages` first: npm packages of tests/interop are missing"
    );
    folder
}

fn about(outpost: &Outpost, packet: rekam_protocol::ids::PacketId) -> Announced {
    let row = outpost.desk.store().outbox_row(packet).unwrap();
    Announced {
        packet,
        station: outpost.desk.party().activation.station.clone(),
        serial: row.serial,
        length: row.length,
        digest: row.digest,
    }
}

#[test]
fn the_official_tus_client_uploads_is_cut_and_resumes_at_our_intake() {
    let mut outpost = Outpost::new().unwrap();
    let packet = outpost.seal(150_000).unwrap();
    let about = about(&outpost, packet);
    let serving = outpost.serve().unwrap();
    let url = format!("http://{}", serving.address);
    // The station shows its keys and nothing else: its packet is carried by a stranger.
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let announcement = outpost.station.announcement().unwrap();
        Line::to(&url)
            .unwrap()
            .announce(announcement)
            .await
            .unwrap();
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packet");
    std::fs::write(&file, outpost.desk.store().packet(packet).unwrap()).unwrap();
    let metadata = json!({
        "packet": packet.to_string(),
        "station": about.station.to_string(),
        "serial": about.serial.to_string(),
        "digest": about.digest.to_string(),
    });
    let done = Command::new("node")
        .current_dir(interop())
        .args([
            "upload.js",
            &format!("{url}{}", http::UPLOADS),
            &outpost.token(),
        ])
        .arg(&file)
        .arg(metadata.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    let told: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(
        (&told["cutAt"], &told["early"]),
        (&json!(40_000), &Value::Null)
    );
    assert!(
        told["url"]
            .as_str()
            .unwrap()
            .ends_with(&http::upload_path(packet))
    );
    let receipt = URL_SAFE_NO_PAD
        .decode(told["receipt"].as_str().unwrap())
        .unwrap();
    let key = &outpost.desk.party().activation.signing_key;
    let receipt: Receipt = signed::verify(&receipt, key).unwrap();
    assert_eq!((receipt.packet, receipt.digest), (packet, about.digest));
    let report = outpost.converse(&url, |_| {}).unwrap();
    assert_eq!(
        (report.received, report.sent_bytes),
        (1, 0),
        "only the receipt is fetched"
    );
}

#[tokio::test]
async fn our_client_begins_asks_and_appends_at_a_tus_server_that_is_not_ours() {
    let mut outpost = Outpost::new().unwrap();
    let packet = outpost.seal(100_000).unwrap();
    let about = about(&outpost, packet);
    let bytes = outpost.desk.store().packet(packet).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut server = Command::new("node")
        .current_dir(interop())
        .arg("server.js")
        .arg(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    let line = Line::to(url.trim()).unwrap();
    assert_eq!(
        line.offset(packet).await.unwrap(),
        None,
        "nothing is known yet"
    );
    let reached = line.begin(&about, bytes[..30_000].to_vec()).await.unwrap();
    assert_eq!(reached.bytes, 30_000);
    assert_eq!(line.offset(packet).await.unwrap().unwrap().bytes, 30_000);
    let wrong = line.append(packet, 10, vec![1; 10]).await.unwrap_err();
    assert!(
        matches!(
            wrong,
            LineError::Refused { status: 409, .. } | LineError::NotTheProvince
        ),
        "{wrong:?}"
    );
    let reached = line
        .append(packet, 30_000, bytes[30_000..70_000].to_vec())
        .await
        .unwrap();
    assert_eq!(reached.bytes, 70_000);
    let reached = line
        .append(packet, 70_000, bytes[70_000..].to_vec())
        .await
        .unwrap();
    assert_eq!(
        (reached.bytes, reached.receipt),
        (about.length, None),
        "no province, no receipt"
    );
    drop(server.stdin.take());
    server.wait().unwrap();
    let stored = std::fs::read(folder.path().join(packet.to_string())).unwrap();
    assert_eq!(Digest::of(&stored), about.digest);
}
