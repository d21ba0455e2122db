//! Intake of 300 KB packets over real HTTP with fsync, beside a plain loop that writes and fsyncs the same bytes.

use crate::figures::Figures;
use crate::memory::resident_mib;
use crate::sealing::packet;
use anyhow::{Context as _, ensure};
use rekam_protocol::day_book::{GENESIS, next_head};
use rekam_protocol::digest::Digest;
use rekam_protocol::documents::{Activation, Hello, KeyAnnouncement, Welcome, token_proof};
use rekam_protocol::ids::Serial;
use rekam_protocol::keys::{Seed, SigningKey};
use rekam_protocol::signed;
use rekam_protocol::time::Stamp;
use rekam_station::sync::line::Announced;
use rekam_station::sync::{Admission, Line};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

const PACKETS: u32 = 200;
const CONNECTIONS: usize = 4;

/// A running `rekam-province serve`, ended when dropped.
struct Serving(Child, String);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Prepared {
    about: Announced,
    bytes: Vec<u8>,
}

pub(crate) fn measure(figures: &mut Figures, scratch: &Path, bins: &Path) -> anyhow::Result<()> {
    let program = bins.join("rekam-province");
    let activation = set_up(&program, scratch)?;
    let station_key = SigningKey::generate()?;
    let packets = prepare(&activation, &station_key)?;
    let peer = plain_loop(scratch, &packets)?;
    figures.add("peer_write_fsync_300kb", peer, "per_s");
    let serving = serve(&program, scratch)?;
    figures.add(
        "province_memory_at_rest",
        resident_mib(serving.0.id())?,
        "MiB",
    );
    let (rate, peak) = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?
        .block_on(deliver(&serving, &activation, &station_key, packets))?;
    figures.add("intake_300kb", rate, "per_s");
    figures.add("intake_of_plain_loop", rate / peer, "ratio");
    figures.add("province_memory_under_load", peak, "MiB");
    Ok(())
}

fn set_up(program: &Path, scratch: &Path) -> anyhow::Result<Activation> {
    let (folder, file, word) = (
        scratch.join("province"),
        scratch.join("activation"),
        scratch.join("passphrase"),
    );
    std::fs::write(&word, "bench only")?;
    let run = |arguments: &[&str]| -> anyhow::Result<()> {
        let done = Command::new(program)
            .arg("--folder")
            .arg(&folder)
            .args(arguments)
            .stdout(Stdio::null())
            .status()?;
        ensure!(done.success(), "rekam-province {arguments:?} failed");
        Ok(())
    };
    let text = |path: &Path| path.to_string_lossy().into_owned();
    run(&[
        "admin",
        "init",
        "--if-missing",
        "--passphrase-file",
        &text(&word),
    ])?;
    let add = [
        "admin",
        "station",
        "add",
        "bench",
        "--name",
        "Bench",
        "--place",
        "617101",
        "--url",
        "http://127.0.0.1:1",
    ];
    let lease = [
        "--valid-days",
        "30",
        "--records",
        "100000",
        "--operator",
        "bench:Bench:supervisor",
        "--out",
    ];
    run(&[&add[..], &lease[..], &[&text(&file)]].concat())?;
    let bytes = std::fs::read(&file)?;
    Ok(signed::verify_with_own_key(
        &bytes,
        |activation: &Activation| activation.signing_key,
    )?)
}

fn prepare(activation: &Activation, station_key: &SigningKey) -> anyhow::Result<Vec<Prepared>> {
    let operator = SigningKey::generate()?;
    let (mut previous, mut serial) = (GENESIS, Serial::FIRST);
    let mut packets = Vec::new();
    for _ in 0..PACKETS {
        let (id, bytes) = packet(
            &activation.station,
            serial,
            previous,
            (&operator, station_key),
            &activation.sealing_key,
        )?;
        let digest = Digest::of(&bytes);
        previous = next_head(&previous, serial, id, &digest);
        let about = Announced {
            packet: id,
            station: activation.station.clone(),
            serial,
            length: bytes.len() as u64,
            digest,
        };
        packets.push(Prepared { about, bytes });
        serial = serial.next();
    }
    Ok(packets)
}

/// What the disk can do: each packet into a file of its own, fsync, rename, fsync of the folder.
fn plain_loop(scratch: &Path, packets: &[Prepared]) -> anyhow::Result<f64> {
    let folder = scratch.join("plain");
    std::fs::create_dir(&folder)?;
    let began = Instant::now();
    for packet in packets {
        let name = folder.join(packet.about.packet.to_string());
        let new = name.with_extension("new");
        let mut file = std::fs::File::create(&new)?;
        file.write_all(&packet.bytes)?;
        file.sync_all()?;
        std::fs::rename(&new, &name)?;
        std::fs::File::open(&folder)?.sync_all()?;
    }
    Ok(f64::from(PACKETS) / began.elapsed().as_secs_f64())
}

fn serve(program: &Path, scratch: &Path) -> anyhow::Result<Serving> {
    let mut child = Command::new(program)
        .arg("--folder")
        .arg(scratch.join("province"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--ready-file",
            "-",
            "--until-stdin-closes",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("no output")?).read_line(&mut line)?;
    let ready: serde_json::Value = serde_json::from_str(&line)?;
    let url = ready["url"].as_str().context("no url")?.to_owned();
    Ok(Serving(child, url))
}

async fn deliver(
    serving: &Serving,
    activation: &Activation,
    station_key: &SigningKey,
    packets: Vec<Prepared>,
) -> anyhow::Result<(f64, f64)> {
    let line = greet(&serving.1, activation, station_key).await?;
    let mut shares: Vec<Vec<Prepared>> = (0..CONNECTIONS).map(|_| Vec::new()).collect();
    for (place, packet) in packets.into_iter().enumerate() {
        shares[place % CONNECTIONS].push(packet);
    }
    let began = Instant::now();
    let tasks: Vec<_> = shares
        .into_iter()
        .map(|share| tokio::spawn(send_all(line.clone(), share)))
        .collect();
    for task in tasks {
        task.await??;
    }
    let rate = f64::from(PACKETS) / began.elapsed().as_secs_f64();
    Ok((rate, resident_mib(serving.0.id())?))
}

async fn send_all(line: Line, packets: Vec<Prepared>) -> anyhow::Result<()> {
    for packet in packets {
        let reached = line.begin(&packet.about, packet.bytes).await?;
        ensure!(reached.receipt.is_some(), "no receipt");
    }
    Ok(())
}

async fn greet(
    url: &str,
    activation: &Activation,
    station_key: &SigningKey,
) -> anyhow::Result<Line> {
    let line = Line::to(url)?;
    let token = Seed::new(*activation.token);
    let announcement = KeyAnnouncement {
        station: activation.station.clone(),
        station_key: station_key.verifying_key(),
        token_proof: token_proof(&token, &station_key.verifying_key()),
        operators: Vec::new(),
        sealing_key: None,
        sequence: 1,
    };
    line.announce(signed::sign(&announcement, station_key)?)
        .await?;
    let hello = Hello {
        station: activation.station.clone(),
        nonce: serde_bytes::ByteArray::new([7; 16]),
        at: Stamp {
            wall: activation.issued_at,
            monotonic_ms: 0,
            boot: "bench".into(),
            trusted: false,
        },
        day_book: rekam_protocol::day_book::DayBookHead {
            serial: PACKETS,
            head: GENESIS,
        },
        audit_head: GENESIS,
        waiting: PACKETS,
    };
    let (welcome, brief) = line.hello(signed::sign(&hello, station_key)?).await?;
    let welcome: Welcome = signed::verify(&welcome, &activation.signing_key)?;
    line.let_in(Admission {
        token: welcome.token,
        until: welcome.token_expires,
        brief,
    });
    Ok(line)
}
