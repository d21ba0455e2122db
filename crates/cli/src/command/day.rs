//! `rekam day close`: the end of a trip.

use crate::entry::Login;
use crate::say::{Failure, Voice};
use clap::{Args, Subcommand};
use rekam_station::clock::Clock;
use serde::Serialize;
use std::sync::Arc;

/// A day at the counter.
#[derive(Debug, Subcommand)]
pub(crate) enum Day {
    /// End the trip: the templates of all faces that the double hint kept are deleted, those of the list too.
    Close(Close),
}

/// Who closes it.
#[derive(Debug, Args)]
pub(crate) struct Close {
    #[command(flatten)]
    login: Login,
}

#[derive(Serialize)]
struct Closed {
    /// Templates that were deleted.
    templates: u32,
}

/// Closes the day.
pub(crate) fn run(day: &Day, voice: Voice, clock: Arc<dyn Clock>) -> Result<(), Failure> {
    let Day::Close(close) = day;
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
