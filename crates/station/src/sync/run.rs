//! One conversation with the province: hello, packets and beside them news, at the end news of the packets and the reckoning. Where
//! the last welcome still lets the station in, news and the first packet do not wait for the hello to be answered.
//!
//! Packets go side by side, as many as the line takes ([`super::pace`]); each is taken up again where it stopped when the line
//! was cut and is back. Only a line that stays away ends the conversation. News come the other way than packets go, so they cost
//! the packets nothing but their requests; on a metered line packets are first in what there is to spend.
//!
//! Store calls in here are single small transactions (milliseconds), so they run on the task's own thread; the desk shares
//! the store and never waits for the network.

use super::{
    Admission, Party,
    answers::introduce,
    budget::{budget_left, pay},
    capacity::GLANCE,
    line::{Line, LineError},
    pace::Pace,
    plan::{Held, Step, plan},
    report::{News, Report, SyncError},
};
use crate::store::{StoreError, outbox::Progress};
use futures_util::{
    future::{BoxFuture, FutureExt as _, try_join},
    stream::{FuturesUnordered, StreamExt as _},
};
use rekam_protocol::ids::PacketId;
use std::{
    collections::{BTreeMap, BTreeSet},
    pin::pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::sleep;

mod beside;
mod upload;

/// Packets of one plan: a conversation makes plans until nothing is due, and the line falls empty between two of them.
const PLAN_SIZE: u32 = 1000;
/// How often one thing is taken up again within one conversation without getting further.
const FRUITLESS: u32 = 5;
/// The pause before it is, where the province asked for one by refusing.
const LET_GO: Duration = Duration::from_secs(2);
/// What the next piece of a packet puts on the line at once, in bytes.
const NEXT_PIECE: u64 = 14_000;

/// Talks to the province until nothing is due, the data budget is spent or the line is gone. `announcement` is the station's
/// signed key announcement; `tell` hears what happens.
pub async fn run(
    party: &Party,
    announcement: &[u8],
    line: Line,
    tell: impl FnMut(&News) + Send,
) -> Result<Report, SyncError> {
    let talk = Talk {
        party,
        line,
        began: Instant::now(),
        pace: Mutex::new((Pace::default(), Instant::now())),
        trying: Mutex::default(),
        to_come: Mutex::default(),
        early: Mutex::default(),
        report: Mutex::default(),
        paid: Mutex::default(),
        committed: Mutex::default(),
        tell: Mutex::new(tell),
    };
    let ended = talk.converse(announcement).await.and(talk.pay());
    if let Err(error) = &ended {
        talk.give_up_the_rest(error.code())?;
    }
    ended?;
    let mut report = talk
        .report
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    // The province has just told the time, and what became of its records.
    let pruned = party.store.prune(&party.clock.stamp())?;
    report.pruned = u32::try_from(pruned.len()).unwrap_or(u32::MAX);
    report.waiting = party.store.outbox_counts()?.waiting;
    Ok(report)
}

/// A conversation under way. Uploads share it; no lock in it is held while waiting.
struct Talk<'a, T> {
    party: &'a Party,
    line: Line,
    /// When it began.
    began: Instant,
    /// What was learnt of the line, and since when it is measured anew.
    pace: Mutex<(Pace, Instant)>,
    /// Packets in flight, and how often each was tried.
    trying: Mutex<BTreeMap<PacketId, u32>>,
    /// Packets in flight of which there are pieces that were not begun.
    to_come: Mutex<BTreeSet<PacketId>>,
    /// The packet that set out before the province had answered the hello: what its first try meets says nothing of it.
    early: Mutex<Option<PacketId>>,
    report: Mutex<Report>,
    paid: Mutex<u64>,
    /// Bytes of pieces that are on the line and not paid for yet.
    committed: Mutex<u64>,
    tell: Mutex<T>,
}

/// Packets on the line.
type InFlight<'a> = FuturesUnordered<BoxFuture<'a, Result<(), SyncError>>>;

impl<T: FnMut(&News) + Send> Talk<'_, T> {
    async fn converse(&self, announcement: &[u8]) -> Result<(), SyncError> {
        let is_metered = self.budget_left()?.is_some();
        let is_early = !is_metered && self.is_still_let_in()?;
        let mut in_flight = InFlight::new();
        // Chosen before the hello tells how far the day-book goes: the province must never hold more than it was told of.
        if is_early && let Some(packet) = self.first_to_go()? {
            *lock(&self.early) = Some(packet);
            in_flight.push(self.set_out(packet).boxed());
        }
        let mut news = pin!(self.hear());
        let mut heard = None;
        let mut greeted = pin!(introduce(self.party, &self.line, announcement));
        let greeted = loop {
            // In this order: behind a packet the others take seconds of a slow line.
            tokio::select! {
                biased;
                greeted = &mut greeted => break greeted?,
                done = &mut news, if is_early && heard.is_none() => heard = Some(done),
                // Where the packet met something else than the province, the hello does too, and tells.
                Some(_) = in_flight.next() => {}
            }
        };
        self.pay()?;
        lock(&self.report).forgotten = greeted.forgotten;
        let waiting = self.party.store.outbox_counts()?.waiting;
        self.tell(&News::Connected { waiting });
        let (nonce, through) = (greeted.nonce, greeted.held.through);
        if is_metered {
            self.pull_feed().await?;
            self.send_what_is_due(greeted.held, in_flight).await?;
            self.close(nonce, through).await?;
            return self.fetch_papers().await;
        }
        // A line that is gone for the packets is gone for the news; news that fail leave packets and reckoning alone.
        let news = async {
            let heard = match heard {
                Some(heard) => heard,
                None => news.await,
            };
            Ok(match heard {
                // The token of before was refused: once more with the new one.
                Err(SyncError::Line(LineError::Refused { .. })) if is_early => self.hear().await,
                heard => heard,
            })
        };
        let ((), heard) = try_join(self.send_what_is_due(greeted.held, in_flight), news).await?;
        if matches!(&heard, Err(SyncError::Line(line)) if line.line_is_gone()) {
            return heard;
        }
        self.close(nonce, through).await.and(heard)
    }

    /// Whether an earlier welcome lets the station in, so that a conversation need not wait for its own.
    fn is_still_let_in(&self) -> Result<bool, StoreError> {
        let admission = Admission::kept(self.party)?;
        Ok(admission.map(|kept| self.line.let_in(kept)).is_some())
    }

    /// The first packet, if it was never tried. One that was may be known to the province, and the welcome will tell.
    fn first_to_go(&self) -> Result<Option<PacketId>, StoreError> {
        let first = self.party.store.due(&self.party.clock.stamp(), 1)?.pop();
        let first = first.filter(|row| row.progress == Progress::Queued);
        Ok(first.map(|row| row.packet))
    }

    /// Makes plans and performs them until nothing is due and nothing in flight.
    async fn send_what_is_due<'a>(
        &'a self,
        mut held: Held,
        mut in_flight: InFlight<'a>,
    ) -> Result<(), SyncError> {
        let due = || self.party.store.due(&self.party.clock.stamp(), PLAN_SIZE);
        loop {
            let waiting = due()?;
            let is_over = waiting.is_empty() && in_flight.is_empty();
            if is_over || lock(&self.report).budget_spent {
                return Ok(());
            }
            self.perform(plan(&waiting, &held), &mut in_flight).await?;
            held = Held::default();
        }
    }

    /// Performs the steps of a plan in their order; uploads side by side, and beside those that are in flight.
    async fn perform<'a>(
        &'a self,
        steps: Vec<Step>,
        in_flight: &mut InFlight<'a>,
    ) -> Result<(), SyncError> {
        for step in steps {
            let mut under_way = None;
            while !self.has_room(&step, in_flight.len(), under_way)? {
                // The system is asked only on a line that lets a packet wait: on a good one the answer is there before.
                tokio::select! {
                    ended = in_flight.next() => {
                        ended.transpose()?;
                        under_way = None;
                    }
                    () = sleep(GLANCE) => under_way = self.glance(),
                }
            }
            match step {
                Step::FetchReceipt(packet) => match self.fetch_receipt(packet).await {
                    // The province holds another packet under this number: it shall say so when it is offered this one.
                    Err(SyncError::Line(LineError::Refused { .. })) => {
                        in_flight.push(self.set_out(packet).boxed());
                    }
                    fetched => fetched?,
                },
                Step::Upload(_) if self.budget_left()? == Some(0) => {
                    lock(&self.report).budget_spent = true;
                }
                Step::Upload(packet) => in_flight.push(self.set_out(packet).boxed()),
            }
        }
        while in_flight.next().await.transpose()?.is_some() {}
        Ok(())
    }

    /// Whether a step may begin beside so many packets that have no answer yet, with so many bytes `under_way`. On a metered line
    /// one goes after the other, so that no more is spent than there is.
    fn has_room(
        &self,
        step: &Step,
        unanswered: usize,
        under_way: Option<u64>,
    ) -> Result<bool, StoreError> {
        Ok(match step {
            _ if unanswered == 0 => true,
            Step::FetchReceipt(_) => false,
            Step::Upload(_) if self.budget_left()?.is_some() => false,
            Step::Upload(_) => lock(&self.pace).0.has_room(unanswered, under_way),
        })
    }

    /// Looks at the line; answers how many bytes are on it or about to be. `None` where the system does not tell.
    fn glance(&self) -> Option<u64> {
        let flow = self.line.flow()?;
        let trip = self.line.trip()?;
        let to_come = lock(&self.to_come).len() as u64 * NEXT_PIECE;
        let at = self.began.elapsed();
        lock(&self.pace).0.glanced(flow.acknowledged, at, trip);
        Some((flow.unacknowledged + flow.unbegun).max(to_come))
    }

    fn budget_left(&self) -> Result<Option<u64>, StoreError> {
        budget_left(&self.party.store, self.party.clock.stamp().wall)
    }

    fn pay(&self) -> Result<(), SyncError> {
        Ok(pay(self.party, &self.line, &mut lock(&self.paid))?)
    }

    fn tell(&self, news: &News) {
        (lock(&self.tell))(news);
    }

    /// Does what may be done twice: a cut is waited out, and it is done again.
    async fn patiently(
        &self,
        work: impl AsyncFn() -> Result<(), SyncError>,
    ) -> Result<(), SyncError> {
        let mut fruitless = 0;
        loop {
            match work().await {
                Err(SyncError::Line(error)) if error.may_pass() && fruitless < FRUITLESS => {
                    fruitless += 1;
                    self.wait_out(error).await?;
                }
                done => return done,
            }
        }
    }

    /// Waits until it makes sense to go on after an error that may pass.
    async fn wait_out(&self, error: LineError) -> Result<(), SyncError> {
        match error {
            LineError::Refused { .. } => {
                sleep(LET_GO).await;
                return Ok(());
            }
            LineError::Unreachable => self.line.comes_back().await?,
            LineError::Stalled => {}
            LineError::Address
            | LineError::Silent
            | LineError::NotTheProvince
            | LineError::Certificate => return Err(error.into()),
        }
        lock(&self.pace).0.cut();
        Ok(self.line.afresh()?)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
