//! A province in this process, its stations, and a plain line to it.
#![expect(
    unreachable_pub,
    reason = "the world is shared by the modules of this one test program"
)]

pub mod line;
pub mod station;

use chrono::{DateTime, Utc};
use line::Line;
use rekam_protocol::{keys::OpeningKey, lockbox::Cost};
use rekam_province::{
    Province,
    clock::Clock,
    province::NewProvince,
    serve::{self, Limits},
};
use std::{net::SocketAddr, path::Path, sync::Arc, thread, time::Duration};
use tempfile::TempDir;
use tokio::sync::oneshot;

pub const PASSPHRASE: &str = "sungai kapuas";

/// A province with a clock that stands at noon of 2 March 2026.
pub struct World {
    pub province: Arc<Province>,
    pub clock: Clock,
    folder: TempDir,
}

pub fn noon() -> DateTime<Utc> {
    "2026-03-02T05:00:00Z".parse().unwrap()
}

impl World {
    pub fn new() -> Self {
        Self::with_room_for(None)
    }

    pub fn with_room_for(max_bytes: Option<u64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let new = NewProvince {
            name: "Kalimantan Barat",
            url: "http://127.0.0.1",
            passphrase: PASSPHRASE,
            cost: Cost::LEAST,
            max_bytes,
        };
        Province::init(folder.path(), &new).unwrap();
        let clock = Clock::by_hand(noon());
        let province = Arc::new(Province::open_with(folder.path(), clock.clone()).unwrap());
        Self {
            province,
            clock,
            folder,
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn opening_key(&self) -> OpeningKey {
        self.province.opening_key(PASSPHRASE).unwrap()
    }

    pub fn serve(&self) -> Running {
        self.serve_with(Limits::default())
    }

    pub fn serve_with(&self, limits: Limits) -> Running {
        let (stop, stopped) = oneshot::channel();
        let (tell, address) = std::sync::mpsc::channel();
        let province = Arc::clone(&self.province);
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = serve::listen("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stopped = async {
                    let _ = stopped.await;
                };
                serve::serve_with(listener, province, limits, stopped)
                    .await
                    .unwrap();
            });
        });
        Running {
            address: address.recv().unwrap(),
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

/// A server that stops when it is dropped.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Running {
    pub fn line(&self) -> Line {
        Line::to(self.address)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().unwrap().join();
        if !thread::panicking() {
            ended.unwrap();
        }
    }
}

/// Waits until something becomes true, or gives up after a generous while: no test asserts how long anything takes.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if holds() {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} never became true");
}
