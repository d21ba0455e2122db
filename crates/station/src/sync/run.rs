//! One conversation with the province: hello, news, receipts, packets, news, reckoning.
//!
//! Packets go side by side, as many as the line takes ([`super::pace`]); each is taken up again where it stopped when the line
//! was cut and is back. Only a line that stays away ends the conversation.
//!
//! Store calls in here are single small transactions (milliseconds), so they run on the task's own thread; the desk shares
//! the store and never waits for the network.

use super::{
    Party,
    answers::{Greeted, introduce, take_feed, take_receipt, take_renewal},
    budget::{budget_left, pay},
    directory,
    line::{Line, LineError, Offset},
    pace::Pace,
    plan::{Held, Step, plan},
    provisions, reckon,
    report::{News, Report, SyncError},
};
use crate::store::{StoreError, outbox::OutboxRow, settings::Setting};
use chrono::TimeDelta;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use rekam_domain::code::ErrorCode;
use rekam_protocol::ids::PacketId;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Packets of one plan: a conversation makes plans until nothing is due, and the line falls empty between two of them.
const PLAN_SIZE: u32 = 1000;
/// How often a packet is taken up again within one conversation without getting further.
const FRUITLESS: u32 = 5;
/// The pause before it is, where the province asked for one by refusing.
const LET_GO: Duration = Duration::from_secs(2);
/// How often it is looked whether there is room for one more packet.
const GLANCE: Duration = Duration::from_millis(100);
/// When a packet that is being tried counts as failed if nothing more is heard of it.
const TRY_LASTS: TimeDelta = TimeDelta::minutes(2);

/// Talks to the province until nothing is due, the data budget is spent or the line is gone. `announcement` is the station's
/// signed key announcement; `tell` hears what happens.
pub async fn run(
    party: &Party,
    announcement: &[u8],
    line: Line,
    tell: impl FnMut(&News),
) -> Result<Report, SyncError> {
    let (began, mut paid) = (line.clone(), 0);
    let greeted = introduce(party, line, announcement).await;
    pay(party, &began, &mut paid)?;
    let Greeted {
        line,
        held,
        nonce,
        forgotten,
    } = greeted?;
    let through = held.through;
    let talk = Talk {
        party,
        line,
        pace: Mutex::new((Pace::default(), Instant::now())),
        trying: Mutex::default(),
        to_come: Mutex::default(),
        report: Mutex::new(Report {
            forgotten,
            ..Report::default()
        }),
        paid: Mutex::new(paid),
        committed: Mutex::default(),
        tell: Mutex::new(tell),
    };
    let ended = match talk.go_on(held).await {
        Ok(()) => talk.settle(nonce, through).await,
        Err(error) => Err(error),
    };
    let settled = ended.and(talk.pay());
    if let Err(error) = &settled {
        talk.give_up_the_rest(error.code())?;
    }
    settled?;
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
    pace: Mutex<(Pace, Instant)>,
    /// Packets in flight, and how often each was tried.
    trying: Mutex<BTreeMap<PacketId, u32>>,
    /// Packets in flight of which there are pieces that were not begun.
    to_come: Mutex<BTreeSet<PacketId>>,
    report: Mutex<Report>,
    paid: Mutex<u64>,
    /// Bytes of pieces that are on the line and not paid for yet.
    committed: Mutex<u64>,
    tell: Mutex<T>,
}

/// Where one packet stands between two requests.
enum At {
    /// The province must be asked.
    Unknown,
    /// The province knows nothing of it.
    Nowhere,
    /// So far.
    Reached(Offset),
    /// Its receipt is here.
    Received,
}

impl<T: FnMut(&News)> Talk<'_, T> {
    async fn go_on(&self, mut held: Held) -> Result<(), SyncError> {
        self.tell(&News::Connected {
            waiting: self.party.store.outbox_counts()?.waiting,
        });
        let due = || self.party.store.due(&self.party.clock.stamp(), PLAN_SIZE);
        let mut waiting = due()?;
        loop {
            self.perform(plan(&waiting, &held)).await?;
            waiting = due()?;
            if waiting.is_empty() || lock(&self.report).budget_spent {
                return Ok(());
            }
            held = Held::default();
        }
    }

    /// Performs the steps of a plan in their order; uploads side by side.
    async fn perform(&self, steps: Vec<Step>) -> Result<(), SyncError> {
        let mut in_flight = FuturesUnordered::new();
        for step in steps {
            let mut carried = None;
            while !self.has_room(&step, in_flight.len(), carried)? {
                // The system is asked only on a line that lets a packet wait: on a good one the answer is there before.
                tokio::select! {
                    ended = in_flight.next() => {
                        ended.transpose()?;
                        carried = None;
                    }
                    () = sleep(GLANCE) => carried = self.carried(),
                }
            }
            match step {
                Step::PullFeed => self.pull_feed().await?,
                Step::FetchReceipt(packet) => match self.fetch_receipt(packet).await {
                    // The province holds another packet under this number: it shall say so when it is offered this one.
                    Err(SyncError::Line(LineError::Refused { .. })) => {
                        in_flight.push(self.set_out(packet));
                    }
                    fetched => fetched?,
                },
                Step::Upload(_) if self.budget_left()? == Some(0) => {
                    lock(&self.report).budget_spent = true;
                }
                Step::Upload(packet) => in_flight.push(self.set_out(packet)),
            }
        }
        while in_flight.next().await.transpose()?.is_some() {}
        Ok(())
    }

    /// Whether a step may begin beside so many packets that have no answer yet, of which so many are `carried`. On a metered line
    /// one goes after the other, so that no more is spent than there is.
    fn has_room(
        &self,
        step: &Step,
        unanswered: usize,
        carried: Option<usize>,
    ) -> Result<bool, StoreError> {
        Ok(match step {
            _ if unanswered == 0 => true,
            Step::PullFeed | Step::FetchReceipt(_) => false,
            Step::Upload(_) if self.budget_left()?.is_some() => false,
            Step::Upload(_) => lock(&self.pace).0.has_room(unanswered, carried),
        })
    }

    /// Packets of which bytes are on the line or to come; `None` where the system does not tell.
    fn carried(&self) -> Option<usize> {
        let to_come = lock(&self.to_come).len();
        self.line.bodies().map(|bodies| bodies.max(to_come))
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

    async fn fetch_receipt(&self, packet: PacketId) -> Result<(), SyncError> {
        let row = self.party.store.outbox_row(packet)?;
        let receipt = self.line.receipt(packet).await?;
        self.keep_receipt(&row, &receipt)
    }

    async fn pull_feed(&self) -> Result<(), SyncError> {
        loop {
            let after = self
                .party
                .store
                .number(Setting::FeedCursor)?
                .unwrap_or_default();
            let page = self.line.feed(after).await?;
            self.pay()?;
            if !take_feed(self.party, after, &page, &mut lock(&self.report))? {
                return Ok(());
            }
        }
    }

    /// What ends a conversation: the reckoning, and whether the activation was renewed.
    async fn settle(&self, nonce: [u8; 16], held: u32) -> Result<(), SyncError> {
        self.reckon(nonce, held).await?;
        if self.budget_left()? == Some(0) {
            return Ok(());
        }
        directory::renew(self.party, &self.line).await?;
        self.pay()?;
        let renewed = self
            .line
            .activation(self.party.activation.issued_at)
            .await?;
        self.pay()?;
        if let Some(renewed) = renewed {
            lock(&self.report).renewed = take_renewal(self.party, &renewed)?;
        }
        let provided = provisions::renew(self.party, &self.line, || self.pay()).await?;
        lock(&self.report).provided(provided);
        Ok(())
    }

    /// Says what was created, and keeps what the province says of it. Days that it knows are not told again, unless it has
    /// forgotten them.
    async fn reckon(&self, nonce: [u8; 16], held: u32) -> Result<(), SyncError> {
        if self.budget_left()? == Some(0) {
            return Ok(());
        }
        let last = reckon::last(self.party)?;
        let mut after = last.map_or(0, |last| last.known.min(held));
        loop {
            let account = reckon::account(self.party, nonce, after)?;
            let answer = self.line.reckon(account).await?;
            self.pay()?;
            let Some(answer) = answer else { return Ok(()) };
            let taken = reckon::take(self.party, Some(nonce), &answer)?;
            let mut report = lock(&self.report);
            report.forgotten += taken.forgotten;
            report.missing = Some(taken.missing);
            report.findings = taken.findings;
            if taken.known >= after || after == 0 {
                return Ok(());
            }
            after = taken.known;
        }
    }

    /// Tries a packet; all of it is to come from now on, though the future was not looked at yet.
    fn set_out(&self, packet: PacketId) -> impl Future<Output = Result<(), SyncError>> {
        lock(&self.to_come).insert(packet);
        self.try_packet(packet)
    }

    async fn try_packet(&self, packet: PacketId) -> Result<(), SyncError> {
        let store = &self.party.store;
        let row = store.mark_trying(packet, self.party.clock.stamp().wall + TRY_LASTS)?;
        lock(&self.trying).insert(packet, row.attempts);
        let sent = self.upload(&row).await;
        lock(&self.to_come).remove(&packet);
        match sent {
            Ok(()) => {
                lock(&self.trying).remove(&packet);
                Ok(())
            }
            Err(error) => self.fail(&row, error),
        }
    }

    /// Notes a failed try. The conversation goes on with the next packet unless the line or the store is gone.
    fn fail(&self, row: &OutboxRow, error: SyncError) -> Result<(), SyncError> {
        self.note_failure(row.packet, row.attempts, error.code())?;
        lock(&self.trying).remove(&row.packet);
        match error {
            SyncError::Line(line) if !line.line_is_gone() => Ok(()),
            SyncError::Budget => {
                lock(&self.report).budget_spent = true;
                Ok(())
            }
            SyncError::Line(_)
            | SyncError::Store(_)
            | SyncError::Document(_)
            | SyncError::Provision(_)
            | SyncError::OtherAnswer
            | SyncError::NoRandomness => Err(error),
        }
    }

    /// When the line is gone for one packet it is gone for those beside it.
    fn give_up_the_rest(&self, code: ErrorCode) -> Result<(), SyncError> {
        let rest = std::mem::take(&mut *lock(&self.trying));
        for (packet, attempts) in rest {
            self.note_failure(packet, attempts, code)?;
        }
        Ok(())
    }

    fn note_failure(
        &self,
        packet: PacketId,
        attempts: u32,
        code: ErrorCode,
    ) -> Result<(), SyncError> {
        let next_at = self.party.next_try(attempts)?;
        self.party.store.record_failure(packet, code, next_at)?;
        lock(&self.report).failed += 1;
        self.tell(&News::Failed { packet, code });
        Ok(())
    }

    /// Sends one packet, from where the province has it. A cut is waited out, and the packet taken up again.
    async fn upload(&self, row: &OutboxRow) -> Result<(), SyncError> {
        // A first try asks nothing: creation says at once when the province knows the packet already.
        let mut at = if row.attempts > 1 {
            At::Unknown
        } else {
            At::Nowhere
        };
        let (mut fruitless, mut farthest) = (0, 0);
        loop {
            match self.turn(row, at).await {
                Ok(At::Received) => return Ok(()),
                Ok(reached) => {
                    if let At::Reached(offset) = &reached
                        && offset.bytes > farthest
                    {
                        (fruitless, farthest) = (0, offset.bytes);
                    }
                    at = reached;
                }
                Err(SyncError::Line(error)) if error.may_pass() && fruitless < FRUITLESS => {
                    fruitless += 1;
                    lock(&self.to_come).insert(row.packet);
                    self.wait_out(error).await?;
                    at = At::Unknown;
                }
                Err(error) => return Err(error),
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

    /// One request about one packet.
    async fn turn(&self, row: &OutboxRow, at: At) -> Result<At, SyncError> {
        match at {
            At::Unknown => {
                let found = self.line.offset(row.packet).await?;
                self.pay()?;
                let Some(offset) = found else {
                    return Ok(At::Nowhere);
                };
                if offset.bytes > row.length {
                    return Err(LineError::NotTheProvince.into());
                }
                if offset.receipt.is_none() && offset.bytes > row.offset {
                    self.note_offset(row, &offset)?;
                }
                Ok(At::Reached(offset))
            }
            At::Nowhere => self.send_piece(row, None).await,
            At::Reached(Offset {
                receipt: Some(receipt),
                ..
            }) => {
                self.keep_receipt(row, &receipt)?;
                Ok(At::Received)
            }
            // All bytes are there and the answer with the receipt was lost: it is fetched apart.
            At::Reached(offset) if offset.bytes >= row.length => {
                let receipt = self.line.receipt(row.packet).await?;
                self.keep_receipt(row, &receipt)?;
                Ok(At::Received)
            }
            At::Reached(offset) => self.send_piece(row, Some(offset.bytes)).await,
            At::Received => Ok(At::Received),
        }
    }

    /// Sends the next piece; `known` is how far the province has the packet, if it knows it.
    async fn send_piece(&self, row: &OutboxRow, known: Option<u64>) -> Result<At, SyncError> {
        let from = known.unwrap_or_default();
        let size = lock(&self.pace).0.piece();
        let size = match self.budget_left()? {
            Some(left) => size.min(left.saturating_sub(*lock(&self.committed))),
            None => size,
        };
        if size == 0 {
            return Err(SyncError::Budget);
        }
        let until = from.saturating_add(size);
        if until >= row.length {
            lock(&self.to_come).remove(&row.packet);
        }
        let piece = self.party.store.packet_bytes(row.packet, from..until)?;
        let length = piece.len() as u64;
        *lock(&self.committed) += length;
        let began = Instant::now();
        let sent = match known {
            None => self.line.begin(&self.party.announces(row), piece).await,
            Some(_) => self.line.append(row.packet, from, piece).await,
        };
        *lock(&self.committed) -= length;
        self.pay()?;
        let reached = sent.inspect_err(|error| {
            if error.lost_the_piece() {
                lock(&self.pace).0.lost();
            }
        })?;
        self.learn(length, began.elapsed());
        lock(&self.report).sent_bytes += length;
        // An answer that makes no progress is not the province's: without this rule a wrong answer could keep the line busy
        // for ever.
        if (reached.receipt.is_none() && reached.bytes <= from) || reached.bytes > row.length {
            return Err(LineError::NotTheProvince.into());
        }
        self.note_offset(row, &reached)?;
        Ok(At::Reached(reached))
    }

    fn learn(&self, length: u64, took: Duration) {
        let mut pace = lock(&self.pace);
        let (pace, since) = &mut *pace;
        pace.arrived(length, took);
        if pace.measured(since.elapsed()) {
            *since = Instant::now();
        }
    }

    /// Keeps how far the province has the packet.
    fn note_offset(&self, row: &OutboxRow, reached: &Offset) -> Result<(), SyncError> {
        self.party.store.record_offset(row.packet, reached.bytes)?;
        self.tell(&News::Sent {
            packet: row.packet,
            serial: row.serial,
            offset: reached.bytes,
            length: row.length,
        });
        Ok(())
    }

    /// Keeps a receipt if it is the province's and says exactly what was sent.
    fn keep_receipt(&self, row: &OutboxRow, bytes: &[u8]) -> Result<(), SyncError> {
        take_receipt(self.party, row, bytes)?;
        lock(&self.report).received += 1;
        self.tell(&News::Received {
            packet: row.packet,
            serial: row.serial,
        });
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
