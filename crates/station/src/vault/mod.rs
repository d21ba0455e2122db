//! The vault: `vault.json`, the only file of a station that is not encrypted. It holds who may open the store.
//!
//! Every change is one atomic write. A wrong password is charged on disk before it is looked at (see [`throttle`]).
//! Nothing in the file is trusted for rights: what an operator may do stands in the signed activation, in the store.

mod error;
mod slot;
#[cfg(test)]
mod tests;
pub mod throttle;

use std::collections::BTreeMap;
use std::path::Path;

use rekam_protocol::documents::Activation;
use rekam_protocol::ids::{OperatorId, StationId};
use rekam_protocol::keys::{SealingKey, SigningKey, VerifyingKey};
use rekam_protocol::lockbox::Cost;
use rekam_protocol::time::Stamp;
use serde::{Deserialize, Serialize};

use crate::home::{HomeError, write_atomically};
use crate::store::StoreKey;
use slot::Slot;
use throttle::Gate;

pub use error::VaultError;
pub use slot::{Keys, RecoverySlot, SHORTEST_PASSWORD};

/// The version of the file this program writes.
const VERSION: u32 = 1;

/// The vault of one station.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vault {
    version: u32,
    station: StationId,
    slots: Vec<Slot>,
    recovery: RecoverySlot,
    #[serde(default)]
    plate: Plate,
}

/// The plate on the door: the names that a locked station shows. Trusted for nothing, and refreshed with every login.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plate {
    /// The station's name as people say it.
    pub station_name: Option<String>,
    /// The names of its operators.
    pub operators: BTreeMap<OperatorId, String>,
}

impl Plate {
    /// What an activation says.
    #[must_use]
    pub fn of(activation: &Activation) -> Self {
        let operators = activation.operators.iter();
        Self {
            station_name: Some(activation.station_name.clone()),
            operators: operators
                .map(|operator| (operator.id.clone(), operator.name.clone()))
                .collect(),
        }
    }
}

/// A slot that was opened.
#[derive(Debug)]
pub struct Opened {
    /// What it gave.
    pub keys: Keys,
    /// Wrong passwords before this right one.
    pub wrong_before: u32,
}

impl Vault {
    /// A vault with one operator's slot and the recovery slot.
    ///
    /// # Errors
    /// [`VaultError::TooShort`], [`VaultError::Sealing`].
    pub fn new(
        station: StationId,
        province: &SealingKey,
        first: &OperatorId,
        keys: &Keys,
        password: &str,
        cost: Cost,
    ) -> Result<Self, VaultError> {
        let slot = Slot::lock(&station, first, keys, password, cost)?;
        let recovery = RecoverySlot::seal(&station, &keys.store, province)?;
        Ok(Self {
            version: VERSION,
            station,
            slots: vec![slot],
            recovery,
            plate: Plate::default(),
        })
    }

    /// Reads the vault.
    ///
    /// # Errors
    /// [`VaultError::Damaged`], [`VaultError::Newer`], or what the disk says.
    pub fn load(path: &Path) -> Result<Self, VaultError> {
        let bytes = std::fs::read(path).map_err(HomeError::from)?;
        let Version { version } =
            serde_json::from_slice(&bytes).map_err(|_| VaultError::Damaged)?;
        if version > VERSION {
            return Err(VaultError::Newer { found: version });
        }
        serde_json::from_slice(&bytes).map_err(|_| VaultError::Damaged)
    }

    /// Writes the vault, old or new, never half.
    ///
    /// # Errors
    /// What the disk says.
    pub fn save(&self, path: &Path) -> Result<(), VaultError> {
        let bytes = serde_json::to_vec_pretty(self).map_err(|_| VaultError::Damaged)?;
        Ok(write_atomically(path, &bytes)?)
    }

    /// The station whose vault this is.
    #[must_use]
    pub const fn station(&self) -> &StationId {
        &self.station
    }

    /// The recovery slot, for the province.
    #[must_use]
    pub const fn recovery(&self) -> &RecoverySlot {
        &self.recovery
    }

    /// Who has a slot, with the public half of each signing key.
    pub fn operators(&self) -> impl Iterator<Item = (&OperatorId, &VerifyingKey)> {
        self.slots.iter().map(|slot| (&slot.operator, &slot.key))
    }

    /// The names on the door.
    #[must_use]
    pub const fn plate(&self) -> &Plate {
        &self.plate
    }

    /// Puts new names on the door, where they are new.
    ///
    /// # Errors
    /// What the disk says; the old names then still stand.
    pub fn set_plate(&mut self, path: &Path, plate: Plate) -> Result<(), VaultError> {
        if self.plate == plate {
            return Ok(());
        }
        let mut changed = self.clone();
        changed.plate = plate;
        changed.save(path)?;
        *self = changed;
        Ok(())
    }

    /// Whether a password of this operator may be tried now.
    ///
    /// # Errors
    /// [`VaultError::OperatorUnknown`].
    pub fn gate(&self, operator: &OperatorId, now: &Stamp) -> Result<Gate, VaultError> {
        let slot = self
            .slots
            .iter()
            .find(|slot| &slot.operator == operator)
            .ok_or(VaultError::OperatorUnknown)?;
        Ok(slot.throttle.gate(now))
    }

    /// Tries a password. The try is charged in the file at `path` first; a right password gives it back.
    ///
    /// # Errors
    /// [`VaultError::OperatorUnknown`], [`VaultError::Wait`], [`VaultError::Locked`], [`VaultError::WrongPassword`],
    /// [`VaultError::Damaged`], or what the disk says; when the try cannot be charged, the password is not tried.
    pub fn open(
        &mut self,
        path: &Path,
        operator: &OperatorId,
        password: &str,
        now: &Stamp,
    ) -> Result<Opened, VaultError> {
        let at = self.place(operator)?;
        match self.slots[at].throttle.gate(now) {
            Gate::Open => {}
            Gate::Wait(wait) => return Err(VaultError::Wait { wait }),
            Gate::Locked => return Err(VaultError::Locked),
        }
        let before = self.slots[at].throttle.clone();
        self.slots[at].throttle.charge(now.clone());
        self.save(path)?;
        match self.slots[at].open(&self.station, password) {
            Ok(keys) => {
                self.slots[at].throttle.forgive();
                self.save(path)?;
                Ok(Opened {
                    keys,
                    wrong_before: before.failed(),
                })
            }
            Err(VaultError::WrongPassword { .. }) => {
                let wait = throttle::wait_after(self.slots[at].throttle.failed());
                Err(VaultError::WrongPassword { wait })
            }
            Err(other) => {
                // Not the operator's fault: a damaged box must not count towards the lock.
                self.slots[at].throttle = before;
                self.save(path)?;
                Err(other)
            }
        }
    }

    /// Gives an operator a slot, or a new password for the one they have; the signing key in `keys` goes with it.
    ///
    /// # Errors
    /// [`VaultError::TooShort`] or what the disk says; the old slot then still stands.
    pub fn set_slot(
        &mut self,
        path: &Path,
        operator: &OperatorId,
        keys: &Keys,
        password: &str,
        cost: Cost,
    ) -> Result<(), VaultError> {
        let slot = Slot::lock(&self.station, operator, keys, password, cost)?;
        let mut changed = self.clone();
        match changed.place(operator) {
            Ok(at) => changed.slots[at] = slot,
            Err(_) => changed.slots.push(slot),
        }
        changed.save(path)?;
        *self = changed;
        Ok(())
    }

    /// Opens a locked slot again: all tries are given back. The caller has made sure that a supervisor asks.
    ///
    /// # Errors
    /// [`VaultError::OperatorUnknown`] or what the disk says.
    pub fn release(&mut self, path: &Path, operator: &OperatorId) -> Result<(), VaultError> {
        let at = self.place(operator)?;
        self.slots[at].throttle.forgive();
        self.save(path)
    }

    /// Takes an operator's slot away, because the province no longer names them.
    ///
    /// # Errors
    /// What the disk says; the slot then still stands.
    pub fn revoke(&mut self, path: &Path, operator: &OperatorId) -> Result<(), VaultError> {
        let mut changed = self.clone();
        changed.slots.retain(|slot| &slot.operator != operator);
        changed.save(path)?;
        *self = changed;
        Ok(())
    }

    /// Gives an operator a slot with a store key that the province recovered, and a fresh signing key.
    ///
    /// # Errors
    /// [`VaultError::TooShort`], [`VaultError::Key`], or what the disk says.
    pub fn recover(
        &mut self,
        path: &Path,
        store: StoreKey,
        operator: &OperatorId,
        password: &str,
        cost: Cost,
    ) -> Result<(), VaultError> {
        let keys = Keys {
            store,
            operator: SigningKey::generate()?,
        };
        self.set_slot(path, operator, &keys, password, cost)
    }

    /// Seals the store key anew, to the key that the province uses from now on.
    ///
    /// # Errors
    /// [`VaultError::Sealing`], or what the disk says; the old recovery slot then still stands.
    pub fn reseal_recovery(
        &mut self,
        path: &Path,
        key: &StoreKey,
        province: &SealingKey,
    ) -> Result<(), VaultError> {
        let mut changed = self.clone();
        changed.recovery = RecoverySlot::seal(&self.station, key, province)?;
        changed.save(path)?;
        *self = changed;
        Ok(())
    }

    fn place(&self, operator: &OperatorId) -> Result<usize, VaultError> {
        self.slots
            .iter()
            .position(|slot| &slot.operator == operator)
            .ok_or(VaultError::OperatorUnknown)
    }
}

/// Any vault of any version tells its version.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

mod hex_text {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
