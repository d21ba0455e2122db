//! The locked station: who may log in, and what anybody at the machine may know.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rekam_photo::{Likeness, Photographer};
use rekam_protocol::ids::{OperatorId, StationId};
use rekam_protocol::lockbox::Cost;

use crate::activation::{self, ActivationError};
use crate::clock::Clock;
use crate::desk::{self, Desk, LearnedCloth, PhotoError};
use crate::error::Error;
use crate::home::Home;
use crate::vault::throttle::Gate;
use crate::vault::{Plate, RecoverySlot, Vault, VaultError};

/// A station that is open in this process, locked or not. Cheap to clone; the folder's lock goes with the last clone.
#[derive(Clone)]
pub struct Station {
    pub(crate) inside: Arc<Inside>,
}

pub(crate) struct Inside {
    pub(crate) home: Home,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) cost: Cost,
    vault: Mutex<Vault>,
    photographer: OnceLock<Photographer>,
    likeness: OnceLock<Likeness>,
    /// What the empty chair showed.
    pub(crate) cloth: Mutex<Option<LearnedCloth>>,
}

impl Station {
    /// Opens the station at `root` and holds it: no other process can open it meanwhile.
    ///
    /// `cost` is what new key slots ask of a password: [`Cost::RECOMMENDED`] everywhere but in tests.
    ///
    /// # Errors
    /// [`ActivationError::Absent`] where no activation has finished, `station-in-use`, a damaged or newer vault, or what
    /// the disk says.
    pub fn open(root: &Path, clock: Arc<dyn Clock>, cost: Cost) -> Result<Self, Error> {
        let home = Home::hold(root)?;
        if !home.is_activated() {
            return Err(ActivationError::Absent.into());
        }
        let vault = Mutex::new(Vault::load(&home.desk().vault())?);
        Ok(Self {
            inside: Arc::new(Inside {
                home,
                clock,
                cost,
                vault,
                photographer: OnceLock::new(),
                likeness: OnceLock::new(),
                cloth: Mutex::new(None),
            }),
        })
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> StationId {
        self.inside.vault().station().clone()
    }

    /// Who has a key slot, for the login screen.
    #[must_use]
    pub fn operators(&self) -> Vec<OperatorId> {
        self.inside
            .vault()
            .operators()
            .map(|(id, _)| id.clone())
            .collect()
    }

    /// The names that a locked station shows, as the last login left them.
    #[must_use]
    pub fn plate(&self) -> Plate {
        self.inside.vault().plate().clone()
    }

    /// Whether a password of this operator may be tried now.
    ///
    /// # Errors
    /// `operator-not-here`.
    pub fn gate(&self, operator: &OperatorId) -> Result<Gate, Error> {
        Ok(self
            .inside
            .vault()
            .gate(operator, &self.inside.clock.stamp())?)
    }

    /// The signed key announcement, which the province must have seen before it takes packets.
    ///
    /// # Errors
    /// What the disk says.
    pub fn announcement(&self) -> Result<Vec<u8>, Error> {
        Ok(activation::announcement(&self.inside.home.desk())?)
    }

    /// The recovery slot, for the province when nobody can log in any more.
    #[must_use]
    pub fn recovery(&self) -> RecoverySlot {
        self.inside.vault().recovery().clone()
    }

    /// Gives an operator a slot with the store key that the province recovered, and a fresh signing key.
    ///
    /// The key proves nothing here: a wrong one opens no store at the next login. The new signing key is announced then.
    ///
    /// # Errors
    /// `password-too-short`, or what the disk says.
    pub fn recover(
        &self,
        key: crate::store::StoreKey,
        operator: &OperatorId,
        password: &str,
    ) -> Result<(), Error> {
        let path = self.inside.home.desk().vault();
        Ok(self
            .inside
            .vault()
            .recover(&path, key, operator, password, self.inside.cost)?)
    }

    /// Logs an operator in.
    ///
    /// # Errors
    /// `wrong-password`, `login-wait` and `login-locked` with what is left of the wait; `operator-not-here` for somebody
    /// the province does not name (any more); `store-newer`, `store-unreadable`, or what the disk says.
    pub fn unlock(&self, operator: &OperatorId, password: &str) -> Result<Desk, Error> {
        let opened = self.inside.try_password(operator, password)?;
        Desk::open(self.inside.clone(), operator, opened)
    }
}

impl Inside {
    pub(crate) fn vault(&self) -> MutexGuard<'_, Vault> {
        self.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The one who looks at photos; the models are loaded with the first photo, not at login.
    pub(crate) fn photographer(&self) -> Result<&Photographer, PhotoError> {
        if let Some(photographer) = self.photographer.get() {
            return Ok(photographer);
        }
        let loaded = desk::photographer()?;
        Ok(self.photographer.get_or_init(|| loaded))
    }

    /// The one who tells faces apart; loaded with the first photo of a station whose province switched the hint on.
    pub(crate) fn likeness(&self) -> Result<&Likeness, PhotoError> {
        if let Some(likeness) = self.likeness.get() {
            return Ok(likeness);
        }
        let loaded = Likeness::embedded()?;
        Ok(self.likeness.get_or_init(|| loaded))
    }

    /// Tries a password; charged on disk before it is looked at.
    pub(crate) fn try_password(
        &self,
        operator: &OperatorId,
        password: &str,
    ) -> Result<crate::vault::Opened, VaultError> {
        let path = self.home.desk().vault();
        self.vault()
            .open(&path, operator, password, &self.clock.stamp())
    }
}

impl fmt::Debug for Station {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Station({})", self.id())
    }
}
