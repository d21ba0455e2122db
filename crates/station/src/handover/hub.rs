//! The hub: a station that is called. It listens as long as somebody has switched it on and the desk is open.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rekam_domain::code::ErrorCode;
use rekam_protocol::directory::Pass;
use rekam_protocol::handover::{Ask, MAX_GREETING, MAX_MESSAGE, Tell};
use serde::Serialize;
use serde_bytes::ByteBuf;

use super::channel::{self, Incoming, Patience};
use super::shelf::Keeping;
use super::{HandOverError, KnownStation, admission};
use crate::store::audit::Scraps;
use crate::sync::Party;
use crate::view::moment;

/// Colleagues who are served at once; another one is asked to call again.
const AT_ONCE: usize = 8;
/// How often the hub looks whether it should stop.
const LOOKS: Duration = Duration::from_millis(100);

/// How the last call of one colleague went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Visit {
    /// Who called.
    pub from: KnownStation,
    /// When it was heard of last.
    pub at: String,
    /// Packets that were offered.
    pub offered: u32,
    /// Packets that were kept in this call.
    pub kept: u32,
    /// Whether it is still going on.
    pub is_here: bool,
    /// Why it ended too early.
    pub code: Option<ErrorCode>,
}

/// A hub that is open. Dropped, it answers nobody any more.
pub struct Hub {
    address: SocketAddr,
    inside: Arc<Inside>,
    listening: Option<JoinHandle<()>>,
}

struct Inside {
    party: Party,
    shelves: PathBuf,
    stop: AtomicBool,
    guests: AtomicUsize,
    visits: Mutex<BTreeMap<String, Visit>>,
}

impl Hub {
    /// Opens a hub that keeps its shelves in a folder.
    ///
    /// # Errors
    /// `directory-missing` for a station that could know nobody, and what the system says of the port.
    pub fn open(
        party: Party,
        shelves: PathBuf,
        listener: TcpListener,
    ) -> Result<Self, HandOverError> {
        if admission::greeting(&party)?.directory.is_empty() {
            return Err(HandOverError::NoDirectory);
        }
        std::fs::create_dir_all(&shelves)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let inside = Arc::new(Inside {
            party,
            shelves,
            stop: AtomicBool::new(false),
            guests: AtomicUsize::new(0),
            visits: Mutex::default(),
        });
        let listening = Arc::clone(&inside);
        let listening = thread::spawn(move || listen(&listening, &listener));
        Ok(Self {
            address,
            inside,
            listening: Some(listening),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What people compare on two screens.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let key = self.inside.party.station_key.verifying_key();
        key.id().to_string()
    }

    /// The last call of each colleague, by station.
    #[must_use]
    pub fn visits(&self) -> Vec<Visit> {
        self.inside.visits().values().cloned().collect()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.inside.stop.store(true, Ordering::Relaxed);
        if let Some(listening) = self.listening.take() {
            // It ends within a look; calls that are going on end with the store or with their next message.
            let _ = listening.join();
        }
    }
}

fn listen(inside: &Arc<Inside>, listener: &TcpListener) {
    while !inside.stop.load(Ordering::Relaxed) {
        let Ok((socket, _)) = listener.accept() else {
            thread::sleep(LOOKS);
            continue;
        };
        if inside.guests.fetch_add(1, Ordering::Relaxed) >= AT_ONCE {
            inside.guests.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let inside = Arc::clone(inside);
        thread::spawn(move || {
            let served = inside.serve(socket);
            if let Err(error) = served {
                tracing::info!(code = %error.code(), "a call to the hub ended");
            }
            inside.guests.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

impl Inside {
    fn serve(&self, socket: TcpStream) -> Result<(), HandOverError> {
        socket.set_nonblocking(false)?;
        let mut channel = channel::answer(socket, &self.party.station_key, Patience::default())?;
        let ended = self.receive(&mut channel);
        if let Err(error) = &ended {
            // Whoever is gone does not hear it.
            let _ = channel.say(&Tell::Refused(error.code().to_string()));
        }
        channel.hang_up();
        ended
    }

    fn receive(&self, channel: &mut Incoming) -> Result<(), HandOverError> {
        let greeting = match channel.hear(MAX_GREETING)? {
            Some(Ask::Greeting(greeting)) => greeting,
            Some(Ask::Offer(_) | Ask::Piece(_) | Ask::Answer(_)) => {
                return Err(HandOverError::Garbled);
            }
            None => return Ok(()),
        };
        let pass = admission::admit(&self.party, &greeting, &channel.key)?;
        // After the admission: a stranger learns nothing of this station but its key. With it, the newer directory of the two.
        channel.say(&Tell::Greeting(admission::greeting(&self.party)?))?;
        self.arrives(&pass)?;
        let ended = self.attend(channel, &pass);
        self.changes(&pass, |visit| {
            visit.is_here = false;
            visit.code = ended.as_ref().err().map(HandOverError::code);
        });
        ended
    }

    fn attend(&self, channel: &mut Incoming, pass: &Pass) -> Result<(), HandOverError> {
        let mut keeping = None;
        while let Some(asked) = channel.hear::<Ask>(MAX_MESSAGE)? {
            if self.stop.load(Ordering::Relaxed) {
                return Err(HandOverError::Busy);
            }
            let told = match (asked, keeping.as_mut()) {
                (Ask::Offer(offer), None) => {
                    let province = self.party.activation.signing_key;
                    let new = Keeping::open(&self.shelves, pass, &offer, province)?;
                    let now = self.party.clock.stamp();
                    self.party
                        .store
                        .note_swept(Scraps::Shelf, new.swept, &now)?;
                    let (packets, left) = new.lacks()?;
                    self.changes(pass, |visit| visit.offered = new.named());
                    keeping = Some(new);
                    Tell::Lacks { packets, left }
                }
                (Ask::Piece(piece), Some(keeping)) => {
                    if !keeping.take(&piece)? {
                        continue;
                    }
                    self.changes(pass, |visit| visit.kept += 1);
                    Tell::Kept(piece.packet)
                }
                (Ask::Answer(answer), Some(keeping)) => {
                    Tell::Answer(keeping.answer(answer)?.map(ByteBuf::from))
                }
                (Ask::Greeting(_) | Ask::Offer(_) | Ask::Piece(_) | Ask::Answer(_), _) => {
                    return Err(HandOverError::Garbled);
                }
            };
            channel.say(&told)?;
        }
        Ok(())
    }

    /// One call of a station at a time: two would write the same files.
    fn arrives(&self, pass: &Pass) -> Result<(), HandOverError> {
        let visit = Visit {
            from: pass.into(),
            at: moment(self.party.clock.stamp().wall),
            offered: 0,
            kept: 0,
            is_here: true,
            code: None,
        };
        let mut visits = self.visits();
        let name = pass.station.to_string();
        if visits.get(&name).is_some_and(|visit| visit.is_here) {
            return Err(HandOverError::Busy);
        }
        visits.insert(name, visit);
        Ok(())
    }

    fn changes(&self, pass: &Pass, change: impl FnOnce(&mut Visit)) {
        let now = moment(self.party.clock.stamp().wall);
        if let Some(visit) = self.visits().get_mut(pass.station.as_str()) {
            visit.at = now;
            change(visit);
        }
    }

    fn visits(&self) -> MutexGuard<'_, BTreeMap<String, Visit>> {
        self.visits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
