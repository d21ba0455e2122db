//! `rekam`: the station's core on the command line.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 wrong call, 3 wrong password or locked, 4 the line is gone (try later).

mod command;
mod entry;
mod say;
mod simulate;
mod sitting;

use clap::{Parser, Subcommand, ValueEnum};
use command::{
    admit, camera, check, courier, device, doctor, enroll, extract, handover, init, mirror, photo,
    queue, reckon, report, scrub, sync, trip, unlock, verify, worklist,
};
use rekam_domain::code::Language;
use rekam_station::clock::{Clock as _, SystemClock};
use rekam_station::lease::day_at_the_desk;
use say::{Failure, Voice};
use std::process::ExitCode;
use std::sync::Arc;

/// Rekam: records residents, keeps them safe, brings them to the province.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Rekam {
    /// Answer with one JSON value on standard output.
    #[arg(long, global = true)]
    json: bool,
    /// The language of texts.
    #[arg(long, global = true, value_enum, default_value_t = Tongue::Id, env = "REKAM_LANGUAGE")]
    lang: Tongue,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    Id,
    En,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make this machine a station, from the file that the province issued.
    Init(init::Init),
    /// Give a colleague whom the province named a password at this station.
    Admit(admit::Admit),
    /// Log in once and show how the station stands.
    Unlock(unlock::Unlock),
    /// Record one resident from a picture and a biodata file, and seal the record.
    Enroll(enroll::Enroll),
    /// Show what waits and how far each packet has come.
    Queue(queue::Queue),
    /// Show, day by day, what was created, what the province received, and what is missing.
    Reckon(reckon::Reckon),
    /// Talk to the province: send what waits, fetch receipts and statuses.
    Sync(sync::Sync),
    /// Check that a packet is genuine.
    Verify(verify::Verify),
    /// Look whether the station is fit for a trip.
    Doctor(doctor::Doctor),
    /// Read everything that is kept, and rescue what can be read of a damaged store.
    Scrub(scrub::Scrub),
    /// Keep a second copy of what is sealed on another medium.
    #[command(subcommand)]
    Mirror(mirror::Mirror),
    /// Make this machine the station whose second copy lies on a medium.
    Restore(mirror::Restore),
    /// Ask the rules about one value.
    Check(check::Check),
    /// Take in lists of expected residents.
    #[command(subcommand)]
    Worklist(worklist::Worklist),
    /// Take in the extract of the register, in which people are found.
    #[command(subcommand)]
    Extract(extract::Extract),
    /// Hand packets to a courier on a stick, and take back what comes.
    #[command(subcommand)]
    Courier(courier::Courier),
    /// Receive from colleagues' stations on the local network until interrupted.
    Hub(handover::Hub),
    /// Hand what waits over to a colleague's station on the local network.
    HandOver(handover::HandOver),
    /// Plan a trip, look over what a team must have before it leaves, and close it.
    #[command(subcommand)]
    Trip(trip::Trip),
    /// Show what was done in a day, a month or a trip, in counts.
    Report(report::Report),
    /// Finger and iris devices: which are there, and whose are believed.
    #[command(subcommand)]
    Device(device::Device),
    /// List the cameras, try one, take a picture, watch its state.
    Camera(camera::Camera),
    /// Work with pictures.
    #[command(subcommand)]
    Photo(photo::Photo),
    /// Play a whole day in a folder: province, station, invented residents, a power cut at the province.
    Simulate(simulate::Simulate),
}

fn main() -> ExitCode {
    let call = Rekam::parse();
    let language = match call.lang {
        Tongue::Id => Language::Indonesian,
        Tongue::En => Language::English,
    };
    let voice = Voice {
        language,
        json: call.json,
    };
    match run(&call.command, voice) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => voice.failure(&failure),
    }
}

fn run(command: &Command, voice: Voice) -> Result<(), Failure> {
    let clock = Arc::new(SystemClock::new());
    let today = day_at_the_desk(clock.stamp().wall);
    match command {
        Command::Init(init) => init::run(init, voice, clock.as_ref()),
        Command::Admit(admit) => admit::run(admit, voice, clock),
        Command::Unlock(unlock) => unlock::run(unlock, voice, clock),
        Command::Enroll(enroll) => enroll::run(enroll, voice, clock),
        Command::Queue(queue) => queue::run(queue, voice, clock),
        Command::Reckon(reckon) => reckon::run(reckon, voice, clock),
        Command::Sync(sync) => sync::run(sync, voice, clock),
        Command::Verify(verify) => verify::run(verify, voice),
        Command::Doctor(doctor) => doctor::run(doctor, voice, clock),
        Command::Scrub(scrub) => scrub::run(scrub, voice, clock),
        Command::Mirror(mirror) => mirror::run(mirror, voice, clock),
        Command::Restore(restore) => mirror::restore(restore, voice, clock.as_ref()),
        Command::Check(check) => check::run(check, voice, today),
        Command::Worklist(worklist) => worklist::run(worklist, voice, clock),
        Command::Extract(extract) => extract::run(extract, voice, clock),
        Command::Courier(courier) => courier::run(courier, voice, clock),
        Command::Hub(hub) => handover::hub(hub, voice, clock),
        Command::HandOver(hand_over) => handover::hand_over(hand_over, voice, clock),
        Command::Trip(trip) => trip::run(trip, voice, clock),
        Command::Report(report) => report::run(report, voice, clock),
        Command::Device(device) => device::run(device, voice, clock),
        Command::Camera(camera) => camera::run(camera, voice),
        Command::Photo(photo) => photo::run(photo, voice),
        Command::Simulate(simulate) => simulate::run(simulate, voice, clock, today),
    }
}
