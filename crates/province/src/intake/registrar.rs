//! The one who books packets: a thread that takes all that wait at once and pays for the disk once for all of them.
//!
//! Each packet alone would cost a sync of its folder and a sync of the registry's log. Under load these are shared: while one
//! batch is being written, the next gathers. A lone packet waits for nobody.

use super::IntakeError;
use crate::{
    province::Province,
    registry::{NewPacket, Reception},
    store::Move,
};
use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    thread::{self, JoinHandle},
};
use tokio::sync::{mpsc, oneshot};

/// Packets that are booked together at most.
const BATCH: usize = 64;

struct Arrival {
    packet: NewPacket,
    answer: oneshot::Sender<Result<Vec<u8>, IntakeError>>,
}

pub(super) struct Registrar {
    inbox: Option<mpsc::Sender<Arrival>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Registrar {
    pub(super) fn start(province: &Arc<Province>) -> std::io::Result<Self> {
        let (inbox, arrivals) = mpsc::channel(BATCH);
        let province = Arc::downgrade(province);
        let thread = thread::Builder::new()
            .name("registrar".into())
            .spawn(move || work(&province, arrivals))?;
        Ok(Self {
            inbox: Some(inbox),
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Books one packet; returns its receipt once everything is safe.
    pub(super) async fn book(&self, packet: NewPacket) -> Result<Vec<u8>, IntakeError> {
        let (answer, booked) = oneshot::channel();
        let inbox = self.inbox.as_ref().ok_or(IntakeError::Stopping)?;
        inbox
            .send(Arrival { packet, answer })
            .await
            .map_err(|_| IntakeError::Stopping)?;
        booked.await.map_err(|_| IntakeError::Stopping)?
    }
}

impl Drop for Registrar {
    fn drop(&mut self) {
        // Closing the inbox ends the thread after its last batch.
        self.inbox = None;
        if let Some(thread) = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            let _ = thread.join();
        }
    }
}

fn work(province: &Weak<Province>, mut arrivals: mpsc::Receiver<Arrival>) {
    let mut batch = Vec::with_capacity(BATCH);
    while arrivals.blocking_recv_many(&mut batch, BATCH) > 0 {
        let Some(province) = province.upgrade() else {
            return;
        };
        book_all(&province, std::mem::take(&mut batch));
    }
}

fn book_all(province: &Province, batch: Vec<Arrival>) {
    let (packets, answers): (Vec<_>, Vec<_>) = batch
        .into_iter()
        .map(|arrival| (arrival.packet, arrival.answer))
        .unzip();
    match book(province, &packets) {
        Ok(receipts) => answers
            .into_iter()
            .zip(receipts)
            .for_each(|(answer, receipt)| {
                // Whoever asked may have gone; the packet is booked all the same.
                let _ = answer.send(receipt);
            }),
        // One that cannot be moved must not hold up its neighbours: each alone, so that only the culprit hears of it.
        Err(_) => packets.iter().zip(answers).for_each(|(packet, answer)| {
            let alone = book(province, std::slice::from_ref(packet));
            let _ = answer.send(
                alone.and_then(|mut receipts| receipts.pop().unwrap_or(Err(IntakeError::Stopping))),
            );
        }),
    }
}

/// Moves the packets to their places, makes the moves durable, and writes all rows in one transaction.
fn book(
    province: &Province,
    packets: &[NewPacket],
) -> Result<Vec<Result<Vec<u8>, IntakeError>>, IntakeError> {
    let store = province.store();
    let moves: Vec<_> = packets
        .iter()
        .map(|packet| Move {
            packet: packet.id,
            station: packet.station.clone(),
        })
        .collect();
    store.keep(&moves)?;
    let receptions = province.registry().receive(packets)?;
    let mut receipts = Vec::with_capacity(packets.len());
    for (packet, reception) in packets.iter().zip(receptions) {
        store.finish(packet.id)?;
        receipts.push(match reception {
            Reception::New => Ok(packet.receipt.clone()),
            Reception::Held(first) => Ok(first),
            // An id is in flight once at a time and was looked up before, so the place under it is this packet's own.
            Reception::IdTaken => Err(IntakeError::IdTaken),
            Reception::SerialTaken => {
                store.remove(&packet.station, packet.id)?;
                Err(IntakeError::SerialTaken)
            }
        });
    }
    Ok(receipts)
}
