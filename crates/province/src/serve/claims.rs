//! One writer for each upload.

use rekam_protocol::ids::PacketId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::{sync::Notify, time::timeout};

/// How long a newcomer waits for a silent writer to put down its pen.
const HANDING_OVER: Duration = Duration::from_secs(2);

/// Who writes which upload.
pub(super) struct Claims {
    held: Mutex<HashMap<PacketId, Arc<Pen>>>,
    takeover: Duration,
}

struct Pen {
    last_byte: Mutex<Instant>,
    put_down: Notify,
    free: Notify,
}

/// The right to write one upload, until it is dropped.
pub(super) struct Claim {
    claims: Arc<Claims>,
    packet: PacketId,
    pen: Arc<Pen>,
}

impl Claims {
    /// Claims that may be taken over once their writer has been silent for so long.
    pub(super) fn new(takeover: Duration) -> Arc<Self> {
        Arc::new(Self {
            held: Mutex::default(),
            takeover,
        })
    }

    /// Claims an upload. A writer that has been silent for long is asked to stop first: what it wrote is kept.
    pub(super) async fn claim(self: &Arc<Self>, packet: PacketId) -> Option<Claim> {
        let pen = match self.try_claim(packet) {
            Ok(claim) => return Some(claim),
            Err(pen) => pen,
        };
        if lock(&pen.last_byte).elapsed() < self.takeover {
            return None;
        }
        let free = pen.free.notified();
        pen.put_down.notify_one();
        let _ = timeout(HANDING_OVER, free).await;
        self.try_claim(packet).ok()
    }

    fn try_claim(self: &Arc<Self>, packet: PacketId) -> Result<Claim, Arc<Pen>> {
        let mut held = lock(&self.held);
        if let Some(pen) = held.get(&packet) {
            return Err(Arc::clone(pen));
        }
        let pen = Arc::new(Pen {
            last_byte: Mutex::new(Instant::now()),
            put_down: Notify::new(),
            free: Notify::new(),
        });
        held.insert(packet, Arc::clone(&pen));
        Ok(Claim {
            claims: Arc::clone(self),
            packet,
            pen,
        })
    }
}

impl Claim {
    /// The writer is alive: a byte came.
    pub(super) fn note_byte(&self) {
        *lock(&self.pen.last_byte) = Instant::now();
    }

    /// Done when another connection wants to go on in this one's place.
    pub(super) async fn asked_to_stop(&self) {
        self.pen.put_down.notified().await;
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        lock(&self.claims.held).remove(&self.packet);
        self.pen.free.notify_waiters();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet() -> PacketId {
        PacketId::from_random([1; 16])
    }

    #[tokio::test]
    async fn a_second_writer_is_refused_until_the_first_is_done() {
        let claims = Claims::new(Duration::from_secs(3600));
        let first = claims.claim(packet()).await.unwrap();
        assert!(claims.claim(packet()).await.is_none());
        drop(first);
        assert!(claims.claim(packet()).await.is_some());
    }

    #[tokio::test]
    async fn a_silent_writer_makes_way() {
        let claims = Claims::new(Duration::ZERO);
        let first = claims.claim(packet()).await.unwrap();
        let writer = tokio::spawn(async move {
            first.asked_to_stop().await;
            drop(first);
        });
        assert!(claims.claim(packet()).await.is_some());
        writer.await.unwrap();
    }
}
