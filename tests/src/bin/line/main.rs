//! The ends of the shaped line, for `tests/line/run`: a province, a station of it with records that wait, and what came through.

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rekam_protocol::http;
use rekam_tests::outpost::{Outpost, province_in, serve_on};
use serde_json::json;
use std::{fs, path::Path};

#[expect(clippy::print_stdout, reason = "the caller reads the answer")]
fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["prepare", folder, records, size, url] => {
            println!(
                "{}",
                prepare(Path::new(folder), records.parse()?, size.parse()?, url)?
            );
        }
        ["serve", folder, address] => {
            let _serving = serve_on(&province_in(Path::new(folder))?, address)?;
            loop {
                std::thread::park();
            }
        }
        ["send", folder, url] => send(Path::new(folder), url)?,
        ["held", folder] => println!("{}", held(Path::new(folder))?),
        _ => anyhow::bail!(
            "prepare FOLDER RECORDS BYTES URL, serve FOLDER ADDRESS, send FOLDER URL or held FOLDER"
        ),
    }
    Ok(())
}

/// Seals the records, and writes them out once more for whoever sends them without us.
fn prepare(
    folder: &Path,
    records: u32,
    size: usize,
    url: &str,
) -> anyhow::Result<serde_json::Value> {
    let mut outpost = Outpost::in_folder(folder)?;
    // The station has spoken with the province today. So whoever sends without us need not show its keys.
    let serving = outpost.serve()?;
    outpost.converse(&format!("http://{}", serving.address), |_| {})?;
    drop(serving);
    let jobs = folder.join("jobs");
    fs::create_dir_all(&jobs)?;
    let mut bytes = 0;
    for number in 0..records {
        let packet = outpost.seal(size)?;
        let row = outpost.desk.store().outbox_row(packet)?;
        bytes += row.length;
        let file = jobs.join(format!("{number:03}.packet"));
        fs::write(&file, outpost.desk.store().packet(packet)?)?;
        let metadata = [
            ("packet", packet.to_string()),
            (
                "station",
                outpost.desk.party().activation.station.to_string(),
            ),
            ("serial", row.serial.to_string()),
            ("digest", row.digest.to_string()),
        ]
        .map(|(key, value)| format!("{key} {}", STANDARD.encode(value)))
        .join(",");
        let file = file.to_str().context("the folder's name is no text")?;
        let job: [&str; 5] = [
            &format!("{url}{}", http::UPLOADS),
            &outpost.token(),
            file,
            &row.length.to_string(),
            &metadata,
        ];
        fs::write(jobs.join(format!("{number:03}.job")), job.join("\n"))?;
    }
    Ok(json!({"bytes": bytes}))
}

/// Conversations until nothing waits, as the window has them: pauses are those of the queue, cut short here.
fn send(folder: &Path, url: &str) -> anyhow::Result<()> {
    let outpost = Outpost::in_folder(folder)?;
    loop {
        // How a conversation ended is told by what is left.
        let _ = outpost.converse(url, |_| {});
        if outpost.desk.store().outbox_counts()?.waiting == 0 {
            return Ok(());
        }
        outpost.desk.store().retry_now(None)?;
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
}

fn held(folder: &Path) -> anyhow::Result<serde_json::Value> {
    let rows = province_in(folder)?.registry().packets(None, 1000)?;
    let bytes: u64 = rows.iter().map(|row| row.length).sum();
    Ok(json!({"records": rows.len(), "bytes": bytes}))
}
