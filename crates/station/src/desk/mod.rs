//! The unlocked desk: everything an operator can do, under the name the office has for it.
//!
//! - `approval`: a supervisor's word on a day
//! - `background`: what is behind the resident, and the cloth of the empty chair
//! - `caution`: what the register says that should be known before somebody is recorded
//! - `day`: how a day goes, and its close
//! - `deeds`: what each person at this station did
//! - `enroll`: drafts from the first question to the seal
//! - `extract`: who lives where this station may look
//! - `family`: who is on a family card, and what is unusual about them together
//! - `handover`: to a colleague on the local network, and from one
//! - `likeness`: the double hint, where the province switched it on
//! - `photo`: from the camera's bytes to a portrait that the resident approves
//! - `people`: who works here, passwords, a supervisor's word
//! - `preferences`: how they like their desk
//! - `reckon`: created = received, as the province signed it last
//! - `report`: what was done in a day or a month, in counts
//! - `residents`: who is expected, from lists
//! - `slip`: what a resident takes home, and the record it is of
//! - `stick`: handing packets to a courier
//! - `look`: what screens show
//! - `trip`: planned, looked over, closed
//! - `worklist`: lists of expected residents, tried and taken in
//!
//! Every verb checks the role first. A verb that returns `Ok` has put its work on the disk.

mod approval;
mod assist;
mod background;
mod biometrics;
mod caution;
mod changes;
mod day;
mod deeds;
mod enroll;
mod extract;
mod face;
mod family;
mod handover;
mod likeness;
mod look;
mod mirror;
mod people;
mod photo;
mod preferences;
mod reckon;
mod report;
mod residents;
mod slip;
mod stick;
mod trip;
mod worklist;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chrono::NaiveDate;
use rekam_domain::enrollment::Refusal;
use rekam_domain::role::{Permission, Role};
use rekam_protocol::documents::Activation;
use rekam_protocol::ids::OperatorId;
use rekam_protocol::keys::SigningKey;
use rekam_protocol::time::Stamp;
use zeroize::Zeroizing;

use crate::activation::{self, role_of};
use crate::error::Error;
use crate::lease::day_at_the_desk;
use crate::rescue;
use crate::seal::Hand;
use crate::station::Inside;
use crate::store::audit::{Event, Scraps};
use crate::store::drafts::Draft;
use crate::store::extract::Extract;
use crate::store::salvage::Salvage;
use crate::store::scrub::Scrubbed;
use crate::store::settings::Setting;
use crate::store::{Store, StoreError};
use crate::sync::Party;
use crate::vault::{Keys, Opened};

pub use approval::Approval;
pub use background::LearnedCloth;
pub use biometrics::DeviceStanding;
pub use caution::Caution;
pub use day::{Day, SealedThen};
pub use deeds::Deeds;
pub use enroll::{PaperTaken, ReadBack};
pub use extract::{ExtractReport, ExtractStanding};
pub use face::Face;
pub use family::{Family, FamilyMember};
pub use likeness::{Alike, Hint};
pub use mirror::MirrorStanding;
pub use people::Supervision;
pub(crate) use photo::photographer;
pub use photo::{PhotoError, PhotoTaken};
pub use preferences::{BackgroundWay, CameraPreferences, PreferenceError, Preferences};
pub use reckon::Reckoned;
pub use report::{Report, ServiceFigures, Span, VillageFigures};
pub use residents::Resident;
pub use slip::{SlipElsewhere, SlipFound};
pub use trip::{BeforeLeaving, TripError};
pub use worklist::{Beside, List, WorklistReport};

/// The desk of one operator who is logged in.
pub struct Desk {
    station: Arc<Inside>,
    store: Arc<Store>,
    activation: RwLock<Arc<Activation>>,
    station_key: Arc<SigningKey>,
    operator: OperatorId,
    role: Role,
    keys: Keys,
    extract: Mutex<Option<Arc<Extract>>>,
}

impl Desk {
    /// Opens the desk. A store that does not read with a key out of its own vault is damaged: what can be read of it is
    /// rescued, and the desk opens on that.
    pub(crate) fn open(
        station: Arc<Inside>,
        operator: &OperatorId,
        opened: Opened,
    ) -> Result<Self, Error> {
        let keys = Keys {
            store: opened.keys.store.clone(),
            operator: SigningKey::from_seed(&opened.keys.operator.seed()),
        };
        let again = Opened {
            keys,
            wrong_before: opened.wrong_before,
        };
        match Self::enter(station.clone(), operator, opened) {
            Err(Error::Store(StoreError::Unreadable)) => {
                rescue::rescue(&station.home, &again.keys.store, &station.clock.stamp())?;
                Self::enter(station, operator, again)
            }
            entered => entered,
        }
    }

    fn enter(station: Arc<Inside>, operator: &OperatorId, opened: Opened) -> Result<Self, Error> {
        let store = Store::open(&station.home.desk().store(), &opened.keys.store)?;
        let activation = activation::stored(&store)?;
        let role = role_of(&activation, operator)?;
        let seed = Zeroizing::new(store.setting(Setting::StationSeed)?.unwrap_or_default());
        let seed = Zeroizing::new(
            <[u8; 32]>::try_from(seed.as_slice())
                .map_err(|_| StoreError::Foreign("station key"))?,
        );
        let mut desk = Self {
            station,
            store: Arc::new(store),
            activation: RwLock::new(Arc::new(activation)),
            station_key: Arc::new(SigningKey::from_seed(&seed)),
            operator: operator.clone(),
            role,
            keys: opened.keys,
            extract: Mutex::new(None),
        };
        desk.note(Event::LoggedIn {
            wrong_before: opened.wrong_before,
        })?;
        if desk.take_renewal()? {
            desk.role = role_of(&desk.activation(), operator)?;
        }
        desk.refresh_announcement()?;
        desk.refresh_plate();
        desk.learn_tables()?;
        desk.forget_old_worklist()?;
        desk.forget_templates_unless_allowed()?;
        desk.forget_extract_unless_allowed()?;
        let swept = desk.sweep_extracts();
        desk.store.note_swept(Scraps::Extract, swept, &desk.now())?;
        Ok(desk)
    }

    /// Who is logged in.
    #[must_use]
    pub const fn operator(&self) -> &OperatorId {
        &self.operator
    }

    /// What the province lets them do.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The activation in force.
    #[must_use]
    pub fn activation(&self) -> Arc<Activation> {
        self.activation
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What a conversation with the province needs.
    #[must_use]
    pub fn party(&self) -> Party {
        Party {
            store: self.store.clone(),
            station_key: self.station_key.clone(),
            activation: self.activation(),
            clock: self.station.clock.clone(),
        }
    }

    /// The store, for verbs that stand there alone (outbox, day-book, audit).
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// Leaves the desk: the store is closed for every holder, keys are wiped from memory. Drafts stay as they are.
    ///
    /// # Errors
    /// What the disk says while the log line is written; the desk is locked even then.
    pub fn lock(self) -> Result<(), Error> {
        self.leave()
    }

    /// As [`Desk::lock`], where others still hold the desk: whatever they ask of it from now on is refused, and the keys go
    /// with the last of them.
    ///
    /// # Errors
    /// As [`Desk::lock`].
    pub(crate) fn leave(&self) -> Result<(), Error> {
        let noted = self.note(Event::LoggedOut {});
        // Best effort: what a discarded draft left in the write-ahead log goes with the last look at the store.
        let _ = self.store.wipe_traces();
        self.close_extract();
        let head = self.store.day_book_head();
        self.store.close()?;
        if let Ok(head) = head {
            let _ = rescue::keep_head(&self.station.home.desk(), head);
        }
        // Best effort: without it the spare pages are those of an earlier day.
        let _ = rescue::keep_spare_pages(&self.station.home.desk(), &self.keys.store);
        Ok(noted?)
    }

    /// Reads every page and every packet, and puts packets that are damaged or gone back from the mirror, where there is one.
    ///
    /// # Errors
    /// `role-not-allowed`, or what the store says; damage is no error, and a mirror that is not here heals nothing.
    pub fn scrub(&self) -> Result<Scrubbed, Error> {
        self.may(Permission::ReadQueue)?;
        let found = self.store.scrub()?;
        let healed = self.heal(&found).unwrap_or_default();
        if healed.is_empty() {
            return Ok(found);
        }
        Ok(Scrubbed {
            healed,
            ..self.store.scrub()?
        })
    }

    /// Leaves the desk and rescues its store: what can be read is taken into a new one, the damaged one is kept beside it.
    ///
    /// # Errors
    /// `role-not-allowed`; `store-unreadable` where not even the station's own key is found; else what the disk says.
    pub fn rescue(self) -> Result<Salvage, Error> {
        self.may(Permission::ReadQueue)?;
        // A damaged store may refuse its last pages; they are in its log, which is read.
        let _ = self.store.close();
        rescue::rescue(&self.station.home, &self.keys.store, &self.now())
    }

    fn now(&self) -> Stamp {
        self.station.clock.stamp()
    }

    /// The calendar day at the counter.
    pub(crate) fn today(&self) -> NaiveDate {
        day_at_the_desk(self.now().wall)
    }

    /// The calendar day by which a draft is judged.
    pub(crate) fn day_of(&self, draft: &Draft) -> NaiveDate {
        draft.day(&self.now())
    }

    fn may(&self, permission: Permission) -> Result<(), Refusal> {
        if self.role.may(permission) {
            Ok(())
        } else {
            Err(Refusal::RoleNotAllowed)
        }
    }

    fn note(&self, event: Event) -> Result<(), StoreError> {
        self.store.note(event, Some(&self.operator), &self.now())
    }

    /// Runs `seal` with everything that signs.
    fn sign_with<T>(&self, seal: impl FnOnce(Hand<'_>) -> T) -> T {
        let (activation, at) = (self.activation(), self.now());
        seal(Hand {
            store: &self.store,
            activation: &activation,
            station_key: &self.station_key,
            operator: &self.operator,
            operator_key: &self.keys.operator,
            role: self.role,
            today: day_at_the_desk(at.wall),
            at,
        })
    }
}

impl Drop for Desk {
    /// A desk that is dropped without [`Desk::lock`] closes its store all the same.
    fn drop(&mut self) {
        let _ = self.store.close();
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Desk({}, {})", self.operator, self.role)
    }
}
