//! A stretch of the line that a test holds in its hands: connections are counted, bytes are counted, and it cuts.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

/// A relay between the station and an address.
pub struct Relay {
    /// Where the station finds it.
    pub url: String,
    counts: Arc<Counts>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

#[derive(Default)]
struct Counts {
    accepted: AtomicUsize,
    up: AtomicU64,
}

impl Relay {
    /// Connections that were accepted.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.counts.accepted.load(Ordering::Relaxed)
    }

    /// Bytes that went from the station to the province.
    #[must_use]
    pub fn up(&self) -> u64 {
        self.counts.up.load(Ordering::Relaxed)
    }

    /// Opens a relay that cuts a connection after so many bytes of the station; `u64::MAX` never.
    ///
    /// # Errors
    /// If there is no free port.
    pub fn to(address: SocketAddr, cut_after: u64) -> anyhow::Result<Self> {
        Self::harming(address, cut_after, u64::MAX)
    }

    /// Opens a relay that changes one bit, once: of the byte before which the station has sent so many.
    ///
    /// # Errors
    /// If there is no free port.
    pub fn changing(address: SocketAddr, place: u64) -> anyhow::Result<Self> {
        Self::harming(address, u64::MAX, place)
    }

    fn harming(address: SocketAddr, cut_after: u64, place: u64) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let url = format!("http://{}", listener.local_addr()?);
        let (stop, mut stopped) = oneshot::channel::<()>();
        let counts = Arc::new(Counts::default());
        let kept = Arc::clone(&counts);
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                loop {
                    let accepted = tokio::select! {
                        accepted = listener.accept() => accepted,
                        _ = &mut stopped => return,
                    };
                    let Ok((near, _)) = accepted else { return };
                    tokio::spawn(carry(near, address, (cut_after, place), Arc::clone(&kept)));
                }
            });
        });
        Ok(Self {
            url,
            counts,
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Carries one connection until either end closes it or it is cut.
async fn carry(
    near: TcpStream,
    address: SocketAddr,
    (cut_after, place): (u64, u64),
    counts: Arc<Counts>,
) {
    let Ok(far) = TcpStream::connect(address).await else {
        return;
    };
    let ((mut near_in, mut near_out), (mut far_in, mut far_out)) =
        (near.into_split(), far.into_split());
    let up = async {
        let (mut piece, mut left) = (vec![0; 4096], cut_after);
        while left > 0 {
            let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let read = match near_in
                .read(piece.get_mut(..most).unwrap_or_default())
                .await
            {
                Ok(read @ 1..) => read,
                Ok(0) | Err(_) => return,
            };
            // Looks whether the line comes through are connections too; only those that say something count.
            if left == cut_after {
                counts.accepted.fetch_add(1, Ordering::Relaxed);
            }
            left = left.saturating_sub(read as u64);
            let before = counts.up.fetch_add(read as u64, Ordering::Relaxed);
            let change = usize::try_from(place.wrapping_sub(before)).unwrap_or(usize::MAX);
            if let Some(byte) = piece.get_mut(..read).unwrap_or_default().get_mut(change) {
                *byte ^= 1;
            }
            if far_out
                .write_all(piece.get(..read).unwrap_or_default())
                .await
                .is_err()
            {
                return;
            }
        }
    };
    tokio::select! {
        () = up => {}
        _ = tokio::io::copy(&mut far_in, &mut near_out) => return,
    }
    // The station notices the cut once the province has read what was carried: what a cut costs is the same on every machine.
    if far_out.shutdown().await.is_ok() {
        let _ = tokio::io::copy(&mut far_in, &mut tokio::io::sink()).await;
    }
}
