//! Key slots: each operator's password opens one, the province's key opens the recovery slot.

use rekam_protocol::ids::{OperatorId, StationId};
use rekam_protocol::keys::{KeyId, OpeningKey, SealingKey, SigningKey, VerifyingKey};
use rekam_protocol::lockbox::{Cost, LockedBox};
use rekam_protocol::sealing::{self, SealingError};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::VaultError;
use super::throttle::Throttle;
use crate::store::StoreKey;

/// Fewest characters of a password. NIST SP 800-63B asks for 8 beside a throttle; a stolen disk has no throttle.
pub const SHORTEST_PASSWORD: usize = 10;

/// HPKE `info` of the recovery slot: no packet can pass for it.
const RECOVERY: &str = "rekam station recovery v1";

/// One operator's slot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Slot {
    pub(super) operator: OperatorId,
    /// The public half of the operator's signing key, for the next announcement.
    pub(super) key: VerifyingKey,
    /// Store key (32 bytes) and seed of the operator's signing key (32 bytes), behind the password.
    locked: LockedBox,
    pub(super) throttle: Throttle,
}

/// What an opened slot gives.
#[derive(Debug)]
pub struct Keys {
    /// The key of the store.
    pub store: StoreKey,
    /// The operator's signing key.
    pub operator: SigningKey,
}

impl Slot {
    pub(super) fn lock(
        station: &StationId,
        operator: &OperatorId,
        keys: &Keys,
        password: &str,
        cost: Cost,
    ) -> Result<Self, VaultError> {
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err(VaultError::TooShort);
        }
        let mut secret = Zeroizing::new([0; 64]);
        secret[..32].copy_from_slice(keys.store.as_bytes());
        secret[32..].copy_from_slice(keys.operator.seed().as_ref());
        let locked = LockedBox::lock(password, secret.as_ref(), &context(station, operator), cost)?;
        let key = keys.operator.verifying_key();
        Ok(Self {
            operator: operator.clone(),
            key,
            locked,
            throttle: Throttle::default(),
        })
    }

    pub(super) fn open(&self, station: &StationId, password: &str) -> Result<Keys, VaultError> {
        let secret = self
            .locked
            .open(password, &context(station, &self.operator))?;
        let (Some((store, seed)), 64) = (secret.split_first_chunk::<32>(), secret.len()) else {
            return Err(VaultError::Damaged);
        };
        let (store, seed) = (
            Zeroizing::new(*store),
            Zeroizing::new(<[u8; 32]>::try_from(seed).map_err(|_| VaultError::Damaged)?),
        );
        Ok(Keys {
            store: StoreKey::from_seed(store),
            operator: SigningKey::from_seed(&seed),
        })
    }
}

/// What a box is bound to: a slot copied to another station or operator does not open there.
fn context(station: &StationId, operator: &OperatorId) -> String {
    format!("rekam slot v1, station {station}, operator {operator}")
}

/// The store key for the day when nobody at the station can open it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverySlot {
    /// The province's key that opens it.
    recipient: KeyId,
    /// The store key, sealed as PROTOCOL.md says; hexadecimal.
    #[serde(with = "super::hex_text")]
    sealed: Vec<u8>,
}

impl RecoverySlot {
    pub(super) fn seal(
        station: &StationId,
        key: &StoreKey,
        to: &SealingKey,
    ) -> Result<Self, SealingError> {
        let sealed = sealing::seal_to(to, RECOVERY, station.as_str().as_bytes(), key.as_bytes())?;
        Ok(Self {
            recipient: to.id(),
            sealed,
        })
    }

    /// What the province does with the slot of a station whose people are all gone.
    ///
    /// # Errors
    /// [`SealingError::NotForThisKey`] for another key, another station, or altered bytes.
    pub fn open(&self, station: &StationId, with: &OpeningKey) -> Result<StoreKey, SealingError> {
        let plain = sealing::open_with(with, RECOVERY, station.as_str().as_bytes(), &self.sealed)?;
        let key =
            <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| SealingError::NotForThisKey)?;
        Ok(StoreKey::from_seed(Zeroizing::new(key)))
    }
}
