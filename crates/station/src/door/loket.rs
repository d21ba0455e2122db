//! The counter at which the windows stand: the station, locked or open, with camera, line and the resident's screen.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rekam_camera::Frame;
use rekam_domain::code::ErrorCode;
use rekam_photo::{Live, Seen};
use rekam_protocol::lockbox::Cost;
use zeroize::Zeroizing;

use super::camera::{Cameras, Lens, ToLookAt};
use super::devices::Watched;
use super::face::FaceDoor;
use super::handover::Reception;
use super::line::Sender;
use super::list::ListAtHand;
use super::mirror::Copyist;
use super::scene::Board;
use super::seat::Seat;
use super::status::Figures;
use super::{ApiError, DemoLogin, Stage, Status};
use crate::activation::ActivationError;
use crate::clock::Clock;
use crate::error::Error;
use crate::station::Station;
use crate::stick::Sticks;
use crate::{Desk, sync};

/// How often what changes by itself is looked at.
const PULSE: Duration = Duration::from_millis(100);
/// How long the camera rests between two looks at its picture, so that half a processor stays free.
const BETWEEN_LOOKS: Duration = Duration::from_millis(150);

/// What a counter is opened with.
#[derive(Debug)]
pub struct Opening {
    /// The station's folder.
    pub root: PathBuf,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// What a new password costs to try.
    pub cost: Cost,
    /// Where pictures come from.
    pub cameras: Cameras,
    /// Where the province is, if not where its activation says.
    pub province: Option<String>,
    /// Where sticks are looked for.
    pub sticks: Sticks,
    /// The port at which colleagues are received.
    pub hub_port: u16,
    /// The login of a demonstration, shown on the screen; nothing at a real station.
    pub demo: Option<DemoLogin>,
}

/// The counter. One per process; windows come and go.
pub struct Loket {
    pub(super) root: PathBuf,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) cost: Cost,
    pub(super) sticks: Sticks,
    pub(super) demo: Option<DemoLogin>,
    pub(super) province: Option<String>,
    pub(super) lens: Lens,
    pub(super) watched: Watched,
    pub(super) face: FaceDoor,
    pub(super) sender: Sender,
    pub(super) board: Board,
    pub(super) figures: Figures,
    pub(super) copyist: Copyist,
    pub(super) hub_port: u16,
    pub(super) reception: Reception,
    post: Mutex<Post>,
    /// One at a time through the door: a password is never tried twice at once.
    turnstile: Mutex<()>,
    /// The activation file that was looked at last.
    pub(super) activation: Mutex<Option<Zeroizing<Vec<u8>>>>,
    /// The list of expected residents that is being worked on.
    pub(super) list: ListAtHand,
    /// Who sits before the camera.
    pub(super) seat: Mutex<Option<Seat>>,
}

/// How far the station is open.
enum Post {
    Closed,
    Locked(Station),
    Open(Station, Arc<Desk>),
}

impl Loket {
    /// Opens the counter and starts its five helpers: one tends the camera, one looks at its pictures, one talks to the
    /// province, one keeps the mirror, one opens the door of the face device. They end with the last handle.
    #[must_use]
    pub fn open(opening: Opening) -> Arc<Self> {
        let loket = Arc::new(Self {
            root: opening.root,
            clock: opening.clock,
            cost: opening.cost,
            sticks: opening.sticks,
            demo: opening.demo,
            province: opening.province,
            lens: Lens::new(opening.cameras),
            watched: Watched::default(),
            face: FaceDoor::default(),
            sender: Sender::default(),
            board: Board::default(),
            figures: Figures::default(),
            copyist: Copyist::default(),
            hub_port: opening.hub_port,
            reception: Reception::default(),
            post: Mutex::new(Post::Closed),
            turnstile: Mutex::new(()),
            activation: Mutex::new(None),
            list: ListAtHand::default(),
            seat: Mutex::new(None),
        });
        loket.in_background("camera-keeper", PULSE, |loket| loket.lens.tend());
        let (mut live, began) = (Live::new(), Instant::now());
        loket.in_background("camera-guide", BETWEEN_LOOKS, move |loket| {
            loket.guide(&mut live, began);
        });
        loket.in_background("line", PULSE, super::line::serve);
        loket.in_background("mirror", PULSE, super::mirror::serve);
        loket.in_background("face-door", PULSE, super::face::tend);
        loket
    }

    /// Tells `tell` how things stand, now and whenever that changes, until the last handle is gone.
    pub fn watch(self: &Arc<Self>, tell: impl Fn(&Status) + Send + 'static) {
        let mut last = None;
        self.in_background("status", PULSE, move |loket| {
            let now = super::status::of(loket);
            if last.as_ref() != Some(&now) {
                tell(&now);
                last = Some(now);
            }
        });
    }

    /// Leaves the desk before the program ends. Whatever was stored is stored; a crash loses no more than this does.
    pub fn close(&self) {
        if let Err(error) = self.log_out() {
            tracing::warn!(code = %error.code(), "leaving the desk");
        }
    }

    /// Repeats `work` with a rest in between for as long as somebody holds the counter.
    fn in_background(
        self: &Arc<Self>,
        name: &str,
        rest: Duration,
        mut work: impl FnMut(&Arc<Self>) + Send + 'static,
    ) {
        let weak = Arc::downgrade(self);
        let rounds = move || {
            while let Some(loket) = weak.upgrade() {
                work(&loket);
                drop(loket);
                std::thread::sleep(rest);
            }
        };
        if std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(rounds)
            .is_err()
        {
            tracing::error!(name, "the system gives no thread");
        }
    }

    /// The station, opened with the first question for it.
    pub(super) fn station(&self) -> Result<Station, Error> {
        let mut post = self.post();
        match &*post {
            Post::Locked(station) | Post::Open(station, _) => Ok(station.clone()),
            Post::Closed => {
                let station = Station::open(&self.root, self.clock.clone(), self.cost)?;
                *post = Post::Locked(station.clone());
                Ok(station)
            }
        }
    }

    /// How far the station is. A station that cannot be opened for another reason than that it does not exist yet is an
    /// error to be shown.
    pub(super) fn stage(&self) -> Result<Stage, Error> {
        if matches!(&*self.post(), Post::Open(..)) {
            return Ok(Stage::Open);
        }
        match self.station() {
            Ok(_) => Ok(Stage::Locked),
            Err(Error::Activation(ActivationError::Absent)) => Ok(Stage::Activate),
            Err(error) => Err(error),
        }
    }

    /// The desk of who is logged in.
    pub(super) fn desk(&self) -> Result<Arc<Desk>, ApiError> {
        match &*self.post() {
            Post::Open(_, desk) => Ok(desk.clone()),
            Post::Locked(_) | Post::Closed => Err(ApiError::of(ErrorCode::StoreLocked)),
        }
    }

    /// Logs somebody in with `unlock`; whoever was logged in before leaves first.
    pub(super) fn log_in(
        &self,
        unlock: impl FnOnce(&Station) -> Result<Desk, Error>,
    ) -> Result<(), Error> {
        let _one_at_a_time = self
            .turnstile
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let station = self.station()?;
        self.log_out()?;
        let desk = Arc::new(unlock(&station)?);
        self.lens.like(&desk.preferences().unwrap_or_default());
        *self.post() = Post::Open(station, desk);
        self.lens.want(true);
        self.sender.ask();
        Ok(())
    }

    /// Leaves the desk, if somebody is there. Drafts stay; a conversation with the province is broken off.
    pub(super) fn log_out(&self) -> Result<(), Error> {
        let desk = {
            let mut post = self.post();
            match std::mem::replace(&mut *post, Post::Closed) {
                Post::Open(station, desk) => {
                    *post = Post::Locked(station);
                    Some(desk)
                }
                other @ (Post::Locked(_) | Post::Closed) => {
                    *post = other;
                    None
                }
            }
        };
        self.face.shut();
        self.lens.want(false);
        self.sender.stop();
        self.reception.close();
        self.board.clear();
        self.list.clear();
        self.figures.renew();
        self.stands_up();
        desk.map_or(Ok(()), |desk| desk.leave())
    }

    /// What the line needs while somebody is logged in: the desk's party, the announcement and the address.
    pub(super) fn on_the_line(&self) -> Option<(sync::Party, Vec<u8>, String)> {
        let (station, desk) = match &*self.post() {
            Post::Open(station, desk) => (station.clone(), desk.clone()),
            Post::Locked(_) | Post::Closed => return None,
        };
        let party = desk.party();
        let address = self
            .province
            .clone()
            .unwrap_or_else(|| party.activation.url.clone());
        Some((party, station.announcement().ok()?, address))
    }

    /// Looks at the newest picture while a preview is on a screen, and follows the person from one to the next.
    fn guide(&self, live: &mut Live, opened: Instant) {
        let frame = match self.lens.to_look_at() {
            ToLookAt::Next(frame) => frame,
            ToLookAt::TheSame => return,
            ToLookAt::Nothing => {
                *live = Live::new();
                return;
            }
        };
        let began = Instant::now();
        live.set_aside(self.set_aside());
        let seen = self.look(
            live,
            &frame,
            frame.captured_at.saturating_duration_since(opened),
        );
        let size = seen.as_ref().map_or((0, 0), |(_, size)| *size);
        self.lens
            .has_seen(seen.as_ref().map(|(seen, _)| seen), size);
        std::thread::sleep(began.elapsed());
    }

    /// What is in a picture, and its size; nothing where it cannot be decoded or the models are damaged, which taking a
    /// photo says.
    fn look(&self, live: &mut Live, frame: &Frame, at: Duration) -> Option<(Seen, (u32, u32))> {
        let picture = rekam_photo::decode(frame.jpeg.bytes()).ok()?;
        let station = self.station().ok()?;
        let photographer = station.inside.photographer().ok()?;
        let seen = live.look(photographer, &picture, at).ok()?;
        Some((seen, (picture.width(), picture.height())))
    }

    fn post(&self) -> MutexGuard<'_, Post> {
        // Every change is one assignment, so what a panicking thread leaves behind is whole.
        self.post.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Loket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Loket")
    }
}
