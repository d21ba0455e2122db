//! `rekam trip`: planned, looked over, closed.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_domain::calendar;
use rekam_domain::code::ErrorCode;
use rekam_station::clock::Clock;
use rekam_station::desk::TripError;
use rekam_station::door::{Check, CheckState, CheckedPart, TripView};
use rekam_station::store::tally::Days;
use rekam_station::store::trip::TripPlan;
use serde::Serialize;
use std::fmt::Write as _;
use std::sync::Arc;

/// A trip of the team.
#[derive(Debug, Subcommand)]
pub(crate) enum Trip {
    /// Plan a trip, or change the plan of the one that is open.
    Plan(Plan),
    /// Look over what a team must have before it leaves. A camera is tried with `rekam camera test`, the clock with `rekam doctor`.
    Look(Look),
    /// End the trip: the templates of all faces that the double hint kept are deleted, those of the list too.
    Close(Close),
}

/// A plan.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    login: Login,
    /// Where the team goes.
    #[arg(long)]
    place: String,
    /// The first day, such as 05-05-2026.
    #[arg(long)]
    from: String,
    /// The last day.
    #[arg(long)]
    until: String,
    /// Who goes.
    #[arg(long)]
    team: String,
    /// The list that is worked through; all that are loaded if none is named.
    #[arg(long)]
    list: Option<String>,
}

/// Who looks.
#[derive(Debug, Args)]
pub(crate) struct Look {
    #[command(flatten)]
    login: Login,
}

/// Who closes it.
#[derive(Debug, Args)]
pub(crate) struct Close {
    #[command(flatten)]
    login: Login,
}

#[derive(Serialize)]
struct Looked {
    trip: TripView,
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Closed {
    /// Templates that were deleted.
    templates: u32,
}

/// Plans, looks over or closes a trip.
pub(crate) fn run(trip: &Trip, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    match trip {
        Trip::Plan(plan) => keep(plan, voice, clock),
        Trip::Look(look) => look_over(look, voice, clock),
        Trip::Close(close) => end(close, voice, clock),
    }
}

fn keep(plan: &Plan, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let day =
        |typed: &str| calendar::parse_date(typed).map_err(|_| Failure::of(ErrorCode::TripDays));
    let plan_of_trip = TripPlan {
        place: plan.place.clone(),
        days: Days {
            from: day(&plan.from)?,
            until: day(&plan.until)?,
        },
        team: plan.team.clone(),
        list: plan.list.clone(),
    };
    let (_station, desk) = plan.login.unlock(voice, clock)?;
    desk.plan_trip(&plan_of_trip)?;
    let trip = desk
        .trip()?
        .ok_or(rekam_station::Error::from(TripError::None))?;
    desk.lock()?;
    voice.result(&TripView::of(trip), in_words)
}

fn look_over(look: &Look, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = look.login.unlock(voice, clock)?;
    let trip = desk
        .trip()?
        .ok_or(rekam_station::Error::from(TripError::None))?;
    let looked = Looked {
        trip: TripView::of(trip),
        checks: desk.before_leaving()?.checks(),
    };
    desk.lock()?;
    voice.result(&looked, |looked| {
        let mut text = in_words(&looked.trip);
        for check in &looked.checks {
            let detail = check.detail.as_deref().unwrap_or_default();
            // Writing to a String never fails.
            let _ = write!(
                text,
                "\n{} {} {detail}",
                sign(check.state),
                part(check.what, voice)
            );
            if let Some(code) = check.code {
                let _ = write!(text, "\n  {}", code.text(voice.language));
            }
        }
        text
    })?;
    match looked
        .checks
        .iter()
        .find(|check| check.state == CheckState::Bad)
    {
        Some(check) => Err(Failure::told(check.code.unwrap_or(ErrorCode::DoctorUnfit))),
        None => Ok(()),
    }
}

fn end(close: &Close, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let (_station, desk) = close.login.unlock(voice, clock)?;
    let closed = Closed {
        templates: desk.close_trip()?,
    };
    desk.lock()?;
    voice.result(&closed, |closed| {
        format!(
            "{} {}",
            closed.templates,
            voice.pick("templat wajah dihapus", "face templates deleted")
        )
    })
}

fn in_words(trip: &TripView) -> String {
    let list = trip.list.as_deref().unwrap_or("*");
    format!(
        "{} · {} – {} · {} · {list}",
        trip.place, trip.from, trip.until, trip.team
    )
}

const fn sign(state: CheckState) -> &'static str {
    match state {
        CheckState::Good => "✓",
        CheckState::Warning => "!",
        CheckState::Bad => "✗",
        CheckState::Unknown => "?",
    }
}

const fn part(part: CheckedPart, voice: Voice) -> &'static str {
    match part {
        CheckedPart::List => voice.pick(
            "daftar (belum direkam / seluruhnya)",
            "list (not yet recorded / all)",
        ),
        CheckedPart::Canary => voice.pick(
            "provinsi dapat membuka rekaman",
            "the province can open records",
        ),
        CheckedPart::Lease => voice.pick("izin (hari / warga)", "lease (days / residents)"),
        CheckedPart::Disk => voice.pick("diska (cukup untuk / perlu)", "disk (room for / needed)"),
        CheckedPart::Battery => voice.pick("baterai", "battery"),
        CheckedPart::Clock => voice.pick("jam", "clock"),
        CheckedPart::Camera => voice.pick("kamera", "camera"),
        CheckedPart::Key => voice.pick("kunci stasiun", "station key"),
        CheckedPart::Mirror => voice.pick("cermin", "mirror"),
        CheckedPart::Province => voice.pick("provinsi", "province"),
    }
}
