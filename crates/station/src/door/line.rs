//! The line to the province: who talks to it, when, and how far a conversation is. The desk never waits for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::PacketId;
use tokio::sync::Notify;

use super::{LineState, LineView, Loket, handover};
use crate::desk::Preferences;
use crate::store::outbox::OutboxCounts;
use crate::sync::route::{self, Routes};
use crate::sync::{self, Line, News, Report, SyncError, plan};
use crate::view::moment;

/// With something to send that the province does not want yet, it is tried this often.
const WITH_SOMETHING: Duration = Duration::from_secs(30);
/// With nothing to send, its news are asked for this often; a line that stays away is never left alone for longer.
const WITH_NOTHING: Duration = Duration::from_secs(300);
/// While the line is gone and something waits, it is looked for this often: behind a router nothing else tells that it is back.
const LOOK: Duration = Duration::from_secs(10);
/// On a line that costs money a look, though only some hundred bytes, comes less often.
const METERED_LOOK: Duration = Duration::from_secs(60);

/// Decides when to talk to the province, and keeps how it goes.
#[derive(Default)]
pub(super) struct Sender {
    held: Mutex<Held>,
    broken_off: Notify,
}

#[derive(Default)]
struct Held {
    view: LineView,
    asked: bool,
    paused: bool,
    next: Option<Instant>,
    /// Conversations in a row that the line ended.
    failures: u32,
    /// The ways out of this machine, as they were last looked at.
    routes: Routes,
    /// When the line is looked for, while it is gone and something waits.
    look: Option<Instant>,
    /// Whether the last look found nothing.
    gone: bool,
    began: Option<Instant>,
    /// The packets on the line and their bytes that have arrived.
    on_the_way: BTreeMap<PacketId, u64>,
    done: u64,
}

/// Talks to the province if it is time.
pub(super) fn serve(loket: &Arc<Loket>) {
    let returned = loket.sender.looks_at(route::now()) | is_back(loket);
    if !loket.sender.is_due() {
        return;
    }
    let Some((party, announcement, address)) = loket.on_the_line() else {
        return;
    };
    // Pauses were meant for the line that was.
    if returned && party.store.retry_now(None).is_err() {
        return;
    }
    let Ok(counts) = party.store.outbox_counts() else {
        return;
    };
    let since = moment(party.clock.stamp().wall);
    loket.sender.begins(&counts, since);
    let told = |news: &News| {
        loket.sender.hears(news);
        loket.figures.renew();
    };
    let ended = converse(&loket.sender, async {
        let line = Line::to(&address)?;
        let report = sync::run(&party, &announcement, line, told).await?;
        // Colleagues come after one's own, over a line that has just shown that it carries.
        let line = Line::to(&address)?;
        let carried = handover::carry_on(loket, &party, &announcement, line).await;
        if let Err(error) = carried {
            tracing::warn!(code = %error.code(), "carrying for colleagues");
        }
        Ok(report)
    });
    if let Ok(desk) = loket.desk() {
        // One that cannot be taken in is brought again by the next conversation.
        let _ = desk.take_renewal();
    }
    loket.sender.ends(ended, moment(party.clock.stamp().wall));
    loket.figures.renew();
}

/// Looks for a line that is gone, if it is time; says whether it is back.
fn is_back(loket: &Arc<Loket>) -> bool {
    if !loket.sender.may_look() {
        return false;
    }
    let Some((party, _, address)) = loket.on_the_line() else {
        return false;
    };
    let metered = Preferences::kept(&party.store).is_ok_and(|kept| kept.data_budget_mb.is_some());
    let look = async {
        let line = Line::to(&address)?;
        Ok(line.is_there().await)
    };
    let found = converse(&loket.sender, look);
    let rest = if metered { METERED_LOOK } else { LOOK };
    loket.sender.looked(matches!(found, Some(Ok(true))), rest)
}

/// Does something on the line until it ends or is broken off, which is told by nothing.
fn converse<T>(
    sender: &Sender,
    conversation: impl Future<Output = Result<T, SyncError>>,
) -> Option<Result<T, ErrorCode>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return Some(Err(ErrorCode::Internal));
    };
    runtime.block_on(async {
        tokio::select! {
            ended = conversation => Some(ended.map_err(|error| error.code())),
            () = sender.broken_off.notified() => None,
        }
    })
}

impl Sender {
    /// Asks for a conversation now.
    pub(super) fn ask(&self) {
        self.lock().asked = true;
    }

    /// Compares the ways out of this machine with those of the last look; a new one asks for a conversation now.
    fn looks_at(&self, routes: Option<Routes>) -> bool {
        let Some(routes) = routes else { return false };
        let mut held = self.lock();
        let returned = route::has_returned(&held.routes, &routes);
        held.routes = routes;
        held.asked |= returned;
        returned
    }

    fn may_look(&self) -> bool {
        let held = self.lock();
        !held.paused && held.look.is_some_and(|at| Instant::now() >= at)
    }

    /// Keeps what a look found. Only a line that was seen gone asks for a conversation when it is there: one that is there all the
    /// time and carries nothing is left to the pauses.
    fn looked(&self, is_there: bool, rest: Duration) -> bool {
        let mut held = self.lock();
        let returned = is_there && held.gone;
        held.gone = !is_there;
        held.look = (!is_there).then(|| Instant::now() + rest);
        held.asked |= returned;
        returned
    }

    /// Stops sending, for a metered line, or goes on.
    pub(super) fn pause(&self, paused: bool) {
        let mut held = self.lock();
        held.paused = paused;
        held.asked = !paused;
        if paused {
            held.view.state = LineState::Paused;
            held.view.code = None;
            self.broken_off.notify_one();
        } else {
            held.view.state = LineState::Unknown;
        }
    }

    /// The desk is left: a conversation is broken off, and what is known of the line is forgotten.
    pub(super) fn stop(&self) {
        let mut held = self.lock();
        *held = Held {
            paused: held.paused,
            routes: std::mem::take(&mut held.routes),
            ..Held::default()
        };
        if held.paused {
            held.view.state = LineState::Paused;
        }
        self.broken_off.notify_one();
    }

    pub(super) fn view(&self) -> LineView {
        self.lock().view.clone()
    }

    fn is_due(&self) -> bool {
        let held = self.lock();
        !held.paused && (held.asked || held.next.is_none_or(|at| Instant::now() >= at))
    }

    fn begins(&self, counts: &OutboxCounts, since: String) {
        let mut held = self.lock();
        *held = Held {
            paused: held.paused,
            failures: held.failures,
            routes: std::mem::take(&mut held.routes),
            began: Some(Instant::now()),
            view: LineView {
                state: LineState::Sending,
                code: None,
                since: Some(since),
                ended: held.view.ended,
                records_left: counts.waiting,
                bytes_done: 0,
                bytes_total: small(counts.waiting_bytes),
                bytes_per_second: 0,
            },
            ..Held::default()
        };
    }

    fn hears(&self, news: &News) {
        let mut held = self.lock();
        match news {
            News::Connected { waiting } => held.view.records_left = *waiting,
            News::Sent { packet, offset, .. } => held.arrived(*packet, *offset),
            News::Received { .. } => {
                held.view.records_left = held.view.records_left.saturating_sub(1);
            }
            News::Failed { code, .. } => held.view.code = Some(*code),
        }
    }

    fn ends(&self, ended: Option<Result<Report, ErrorCode>>, since: String) {
        let mut held = self.lock();
        let (state, code, waiting, rest) = match ended {
            Some(Ok(report)) => {
                held.failures = 0;
                let (code, rest) = match report {
                    Report {
                        budget_spent: true, ..
                    } => (Some(ErrorCode::DataBudgetSpent), WITH_NOTHING),
                    Report { waiting: 0, .. } => (held.view.code, WITH_NOTHING),
                    Report { .. } => (held.view.code, WITH_SOMETHING),
                };
                (LineState::Online, code, report.waiting, rest)
            }
            Some(Err(ErrorCode::StoreLocked)) => return,
            Some(Err(code)) => {
                held.failures = held.failures.saturating_add(1);
                let chance = getrandom::u64().unwrap_or_default();
                let rest = plan::pause(held.failures, chance).min(WITH_NOTHING);
                let no_line = matches!(code, ErrorCode::LineUnreachable | ErrorCode::LineSilent);
                if no_line && held.view.records_left > 0 {
                    held.look = Some(Instant::now());
                }
                (LineState::Offline, Some(code), held.view.records_left, rest)
            }
            // The desk was left, or the operator paused: what is shown was set there.
            None => return,
        };
        held.next = Some(Instant::now() + rest);
        held.view.state = if held.paused {
            LineState::Paused
        } else {
            state
        };
        held.view.code = code;
        held.view.since = Some(since);
        held.view.ended = held.view.ended.wrapping_add(1);
        held.view.records_left = waiting;
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Bytes that arrived in this conversation: of a packet that is resumed, only those since.
    fn arrived(&mut self, packet: PacketId, offset: u64) {
        let before = self.on_the_way.insert(packet, offset).unwrap_or_default();
        self.done += offset.saturating_sub(before);
        self.view.bytes_done = small(self.done);
        let passed = self.began.map_or(0, |began| began.elapsed().as_millis());
        let per_second = u128::from(self.done) * 1000 / passed.max(1);
        self.view.bytes_per_second = u32::try_from(per_second).unwrap_or(u32::MAX);
    }
}

/// What JavaScript can count and a person can read: past four gigabytes it says four.
pub(super) fn small(bytes: u64) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
