//! How things stand, cheaply: what is in memory, and figures of the store that are read at most every few seconds.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::mirror;
use super::{ApiError, Gauge, Guidance, Loket, Stage, Status, Waiting};
use crate::desk::MirrorStanding;
use crate::error::Error;
use crate::lease::LeaseStanding;
use crate::view::moment;

/// Figures of the store are read again after this time, or at once when a command may have changed them.
const FRESH: Duration = Duration::from_secs(5);

/// What the store says, kept for a while.
#[derive(Default)]
pub(super) struct Figures {
    held: Mutex<Option<(Instant, Numbers)>>,
}

#[derive(Clone, Default)]
struct Numbers {
    queue: Waiting,
    disk: Option<Gauge>,
    lease: Option<LeaseStanding>,
    mirror: Option<MirrorStanding>,
}

impl Figures {
    /// Something may have changed: they are read again with the next question.
    pub(super) fn renew(&self) {
        *self.lock() = None;
    }

    fn of(&self, loket: &Loket) -> Option<Numbers> {
        if let Some((read, numbers)) = &*self.lock()
            && read.elapsed() < FRESH
        {
            return Some(numbers.clone());
        }
        let numbers = read(loket).ok()?;
        *self.lock() = Some((Instant::now(), numbers.clone()));
        Some(numbers)
    }

    fn lock(&self) -> MutexGuard<'_, Option<(Instant, Numbers)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(loket: &Loket) -> Result<Numbers, ApiError> {
    let desk = loket.desk()?;
    let counts = desk.store().outbox_counts().map_err(Error::from)?;
    Ok(Numbers {
        queue: Waiting {
            waiting: counts.waiting,
            waiting_since: counts.waiting_since.map(moment),
        },
        disk: Some(desk.disk()?),
        lease: Some(desk.lease()?),
        mirror: desk.mirror()?,
    })
}

/// How things stand now.
pub(super) fn now(loket: &Arc<Loket>) -> Result<Status, ApiError> {
    Ok(of(loket))
}

/// As [`now`], which never fails: a station that cannot be opened is one that must be looked at in `front`.
pub(super) fn of(loket: &Loket) -> Status {
    let stage = loket.stage().unwrap_or(Stage::Locked);
    let (camera, guidance) = loket.lens.status();
    let takes_itself = loket.lens.likes_automatic() && loket.is_free();
    let guidance = guidance.map(|seen| Guidance {
        ready: seen.ready && takes_itself,
        ..seen
    });
    let numbers = loket.figures.of(loket);
    let (scene, _, answer) = loket.board.now();
    let Numbers {
        queue,
        disk,
        lease,
        mirror,
    } = numbers.unwrap_or_default();
    Status {
        stage,
        camera,
        guidance,
        line: loket.sender.view(),
        queue,
        disk,
        lease,
        mirror: mirror.map(|standing| mirror::view(loket, &standing)),
        clock_ahead_minutes: loket.clock.ahead().map(minutes),
        resident_window: loket.board.is_open(),
        scene,
        answer,
    }
}

fn minutes(span: TimeDelta) -> i32 {
    let most = if span < TimeDelta::zero() {
        i32::MIN
    } else {
        i32::MAX
    };
    i32::try_from(span.num_minutes()).unwrap_or(most)
}
