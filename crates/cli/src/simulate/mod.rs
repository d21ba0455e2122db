//! `rekam simulate`: a whole day in a folder, with the real programs.
//!
//! A province and a station come into being, invented residents are recorded from pictures, the province loses its power in
//! mid-upload and comes back, everything is sent, opened and receipted, and a table shows it. Every step looks first at what
//! is there already: stopped at any moment and started again, it goes on.

mod province;
mod residents;
mod table;

use crate::command::enroll::{Pictures, agree, fill, incomplete, typed_picture};
use crate::command::photo::read;
use crate::command::sync::converse;
use crate::say::{Failure, Voice};
use chrono::NaiveDate;
use clap::Args;
use province::{Province, Serving};
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::lockbox::Cost;
use rekam_station::activation::{Request, activate};
use rekam_station::clock::Clock;
use rekam_station::desk::{Desk, Supervision};
use rekam_station::station::Station;
use rekam_station::sync::News;
use residents::Resident;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where, and with which pictures.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// The folder in which everything stands; made if missing, continued if not.
    #[arg(long)]
    folder: PathBuf,
    /// Rekam's `assets` folder.
    #[arg(long, default_value = "assets")]
    assets: PathBuf,
    /// Capture fingers and eyes with the devices on this machine, whose makers' certificates stand in this PEM file.
    #[arg(long)]
    devices: Option<PathBuf>,
    /// Only show what is recorded and receipted in the folder by now.
    #[arg(long)]
    only_show: bool,
}

const STATION: &str = "6171-contoh";
const SUPERVISOR: &str = "sup-1";
/// Who records; the supervisor approves.
const OPERATOR: &str = "op-1";
/// The simulation's own password; it protects nothing.
const PASSWORD: &str = "sungai kapuas contoh";

/// Plays the day.
pub(crate) fn run(
    simulate: &Simulate,
    voice: Voice,
    clock: Arc<dyn Clock>,
    today: NaiveDate,
) -> Result<(), Failure> {
    let folder = &simulate.folder;
    std::fs::create_dir_all(folder).map_err(|_| Failure::of(ErrorCode::FileUnwritable))?;
    let province = Province::beside_this_program(&folder.join("province"))?;
    if simulate.only_show {
        let station = Station::open(&folder.join("station"), clock, Cost::RECOMMENDED)?;
        return table::show(
            &station.unlock(&operator(OPERATOR)?, PASSWORD)?,
            &province,
            voice,
        );
    }
    voice.note(voice.pick("1  Provinsi dan stasiun", "1  Province and station"));
    province.init()?;
    let station = open_station(&province, folder, clock)?;
    if let Some(certificates) = &simulate.devices {
        let desk = station.unlock(&operator(SUPERVISOR)?, PASSWORD)?;
        desk.trust_devices(&read(certificates)?)?;
        desk.lock()?;
    }
    let desk = station.unlock(&operator(OPERATOR)?, PASSWORD)?;
    voice.note(voice.pick("2  Perekaman", "2  Recording"));
    let cast = residents::in_folder(
        &folder.join("residents"),
        &simulate.assets.join("portraits"),
        today,
    )?;
    let signature = simulate.assets.join("demo/signature.png");
    let word = desk.countersign(&operator(SUPERVISOR)?, PASSWORD)?;
    for mut resident in cast {
        if simulate.devices.is_some() {
            resident.sitting = resident.sitting.with_devices();
        }
        record(&desk, &resident, &signature, &word, voice)?;
    }
    prove_the_seal(&desk)?;
    voice.note(voice.pick("3  Pengiriman", "3  Sending"));
    send(&province, &station, &desk, voice)?;
    voice.note(voice.pick(
        "4  Provinsi membuka paket",
        "4  The province opens the packets",
    ));
    province.open_waiting()?;
    let serving = province.serve()?;
    converse(
        &desk.party(),
        &station.announcement()?,
        &serving.url,
        |_| {},
    )?;
    drop(serving);
    table::show(&desk, &province, voice)
}

fn operator(id: &str) -> Result<OperatorId, Failure> {
    id.parse().map_err(|_| Failure::of(ErrorCode::Internal))
}

fn open_station(
    province: &Province,
    folder: &Path,
    clock: Arc<dyn Clock>,
) -> Result<Station, Failure> {
    let file = folder.join("activation.rekam");
    let home = folder.join("station");
    let operators = [
        "sup-1:Supervisor Contoh:supervisor",
        "op-1:Petugas Contoh:operator",
    ];
    province.activation(STATION, &operators, &file)?;
    let first = operator(SUPERVISOR)?;
    let request = Request {
        activation: &read(&file)?,
        expected: None,
        first: &first,
        password: PASSWORD,
        cost: Cost::RECOMMENDED,
    };
    activate(&home, &request, &clock.stamp())?;
    let station = Station::open(&home, clock, Cost::RECOMMENDED)?;
    let recorder = operator(OPERATOR)?;
    if !station.operators().contains(&recorder) {
        let desk = station.unlock(&first, PASSWORD)?;
        desk.admit(&recorder, PASSWORD)?;
        desk.lock()?;
    }
    Ok(station)
}

/// Records one resident, unless that was done in an earlier run.
fn record(
    desk: &Desk,
    resident: &Resident,
    signature: &Path,
    word: &Supervision,
    voice: Voice,
) -> Result<(), Failure> {
    let pictures = Pictures {
        photo: resident.photo.as_deref().map(read).transpose()?,
        signature: Some(typed_picture(signature)?),
        thumb_mark: None,
        exception: resident
            .exception
            .as_deref()
            .map(typed_picture)
            .transpose()?,
    };
    let draft = match fill(desk, &resident.sitting, &pictures, Some(word), None) {
        Ok(draft) => draft,
        Err(failure) if failure.code == ErrorCode::AlreadyRecordedHere => return Ok(()),
        Err(failure) => return Err(failure),
    };
    agree(desk, draft, true, voice)?;
    let sealed = desk
        .seal(draft)
        .map_err(|error| incomplete(&error, voice))?;
    voice.note(&format!(
        "   {:>3}  {:<6} {} byte",
        sealed.serial, resident.sitting.service, sealed.length
    ));
    Ok(())
}

/// One canary for each simulation: it shows that the province can open what this station seals.
fn prove_the_seal(desk: &Desk) -> Result<(), Failure> {
    if desk.store().last_canary()?.is_none() {
        desk.seal_canary()?;
    }
    Ok(())
}

/// Sends everything. The province loses its power once, in the middle of the first packet that has a middle.
fn send(province: &Province, station: &Station, desk: &Desk, voice: Voice) -> Result<(), Failure> {
    let party = desk.party();
    let announcement = station.announcement()?;
    if desk.store().outbox_counts()?.waiting > 0 {
        let mut serving = province.serve()?;
        let url = serving.url.clone();
        let mut cut = None;
        let cut_off = converse(&party, &announcement, &url, |news| {
            cut_in_the_middle(news, &mut serving, &mut cut)
        });
        if let Some((serial, offset, length)) = cut {
            voice.note(&format!(
                "   {} #{serial}: {offset}/{length} byte",
                voice.pick(
                    "provinsi dimatikan di tengah",
                    "province cut off in the middle of"
                )
            ));
        } else {
            cut_off?;
        }
        desk.store().retry_now(None)?;
    }
    let serving = province.serve()?;
    let report = converse(&party, &announcement, &serving.url, |news| {
        if let News::Received { serial, .. } = news {
            voice.note(&format!("   #{serial} ✓"));
        }
    })?;
    if report.waiting > 0 {
        Err(Failure::of(ErrorCode::SendInterrupted))
    } else {
        Ok(())
    }
}

fn cut_in_the_middle(news: &News, serving: &mut Serving, cut: &mut Option<(u32, u64, u64)>) {
    if let News::Sent {
        serial,
        offset,
        length,
        ..
    } = news
        && cut.is_none()
        && offset < length
    {
        serving.kill();
        *cut = Some((serial.get(), *offset, *length));
    }
}
