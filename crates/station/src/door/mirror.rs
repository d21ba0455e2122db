//! The mirror at the counter: kept up behind the desk's back, and said to be behind where it is.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rekam_domain::code::ErrorCode;

use super::sticks::plugged_in;
use super::{ApiError, Loket, MirrorView};
use crate::desk::MirrorStanding;
use crate::store::scrub::Scrubbed;
use crate::view::moment;

/// Receipts and statuses are mirrored this often, where nothing is sealed.
const WITH_NOTHING: Duration = Duration::from_secs(300);
/// A medium that is not here is looked for this often.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// Keeps the mirror up to date, and remembers what keeps it from that.
#[derive(Default)]
pub(super) struct Copyist {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    trouble: Option<ErrorCode>,
    next: Option<Instant>,
}

impl Copyist {
    /// The mirror is looked at with the next round.
    fn ask(&self) {
        *self.lock() = Held::default();
    }

    fn is_due(&self, behind: u32) -> bool {
        let held = self.lock();
        let is_over = held.next.is_none_or(|next| Instant::now() >= next);
        is_over || (behind > 0 && held.trouble.is_none())
    }

    fn ends(&self, trouble: Option<ErrorCode>) {
        let rest = if trouble.is_none() {
            WITH_NOTHING
        } else {
            LOOK_AGAIN
        };
        *self.lock() = Held {
            trouble,
            next: Some(Instant::now() + rest),
        };
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Brings the mirror up to date if it is time.
pub(super) fn serve(loket: &Arc<Loket>) {
    let Ok(desk) = loket.desk() else {
        loket.copyist.ask();
        return;
    };
    let Ok(Some(standing)) = desk.mirror() else {
        return;
    };
    if !loket.copyist.is_due(standing.behind) {
        return;
    }
    let ended = desk.bring_mirror_up_to_date();
    loket.copyist.ends(ended.err().map(|error| error.code()));
    loket.figures.renew();
}

/// How the mirror stands, for the window.
pub(super) fn view(loket: &Loket, standing: &MirrorStanding) -> MirrorView {
    let name = standing.medium.file_name();
    MirrorView {
        medium: standing.medium.display().to_string(),
        label: name.map_or_else(
            || standing.medium.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        ),
        behind: standing.behind,
        at: standing.at.map(moment),
        code: loket.copyist.lock().trouble,
    }
}

/// Keeps the mirror on one of the media that are plugged in, or keeps none.
pub(super) fn choose(
    loket: &Arc<Loket>,
    medium: Option<String>,
) -> Result<Option<MirrorView>, ApiError> {
    let desk = loket.desk()?;
    let medium = medium.map(|path| plugged_in(loket, &path)).transpose()?;
    desk.choose_mirror(medium.as_deref().map(Path::new))?;
    loket.copyist.ask();
    Ok(desk.mirror()?.map(|standing| view(loket, &standing)))
}

/// Reads everything that is kept, and heals from the mirror what is damaged.
pub(super) fn scrub(loket: &Arc<Loket>) -> Result<Scrubbed, ApiError> {
    Ok(loket.desk()?.scrub()?)
}
