//! A secret locked with a password: Argon2id (RFC 9106) makes a key of the password, ChaCha20-Poly1305 (RFC 8439) locks the
//! secret with it. Stations keep operators' key slots in such boxes, the province its private keys.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Why a box cannot be locked or opened.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LockboxError {
    /// The password does not open this box, or the box was altered: the two cannot be told apart.
    #[error("the password does not open this box")]
    WrongPassword,
    /// The box asks for a cost outside what any honest writer uses, or its fields have wrong lengths.
    #[error("the locked box is damaged")]
    Damaged,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

/// What one try of a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes computed side by side.
    pub lanes: u32,
}

impl Cost {
    /// RFC 9106 section 4, second recommended option: 64 MiB, three passes, four lanes.
    pub const RECOMMENDED: Cost = Cost {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 4,
    };
    /// The least that Argon2 allows. For tests only: it protects nothing.
    pub const LEAST: Cost = Cost {
        memory_kib: 32,
        passes: 1,
        lanes: 4,
    };
    /// The most a box read from disk may ask for, so that an altered box cannot exhaust the machine.
    const MOST: Cost = Cost {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 16,
    };

    fn is_honest(self) -> bool {
        self.memory_kib <= Self::MOST.memory_kib
            && self.passes <= Self::MOST.passes
            && self.lanes <= Self::MOST.lanes
    }
}

/// A locked secret, as it is written to disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockedBox {
    /// What a try costs.
    pub cost: Cost,
    /// 16 random bytes, hexadecimal.
    #[serde(with = "hex_text")]
    salt: Vec<u8>,
    /// Nonce (12 bytes), ciphertext, tag (16 bytes), hexadecimal.
    #[serde(with = "hex_text")]
    locked: Vec<u8>,
}

impl LockedBox {
    /// Locks a secret. `context` (for example `station 6108-van-1, operator op-12`) is bound to the box: a box moved to another
    /// place does not open there.
    pub fn lock(
        password: &str,
        secret: &[u8],
        context: &str,
        cost: Cost,
    ) -> Result<Self, LockboxError> {
        let mut salt = vec![0; 16];
        let mut nonce = [0; 12];
        getrandom::fill(&mut salt).map_err(|_| LockboxError::NoRandomness)?;
        getrandom::fill(&mut nonce).map_err(|_| LockboxError::NoRandomness)?;
        let payload = Payload {
            msg: secret,
            aad: context.as_bytes(),
        };
        let ciphertext = cipher(password, &salt, cost)?
            .encrypt(&nonce.into(), payload)
            .map_err(|_| LockboxError::Damaged)?;
        Ok(Self {
            cost,
            salt,
            locked: [&nonce[..], &ciphertext].concat(),
        })
    }

    /// Opens the box with the password and context it was locked with.
    pub fn open(&self, password: &str, context: &str) -> Result<Zeroizing<Vec<u8>>, LockboxError> {
        let Some((nonce, ciphertext)) = self.locked.split_first_chunk::<12>() else {
            return Err(LockboxError::Damaged);
        };
        if !self.cost.is_honest() {
            return Err(LockboxError::Damaged);
        }
        let payload = Payload {
            msg: ciphertext,
            aad: context.as_bytes(),
        };
        cipher(password, &self.salt, self.cost)?
            .decrypt(&(*nonce).into(), payload)
            .map(Zeroizing::new)
            .map_err(|_| LockboxError::WrongPassword)
    }
}

fn cipher(password: &str, salt: &[u8], cost: Cost) -> Result<ChaCha20Poly1305, LockboxError> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32))
        .map_err(|_| LockboxError::Damaged)?;
    let mut key = Zeroizing::new([0_u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, key.as_mut())
        .map_err(|_| LockboxError::Damaged)?;
    Ok(ChaCha20Poly1305::new((&*key).into()))
}

mod hex_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed() -> LockedBox {
        LockedBox::lock("sungai kapuas", b"secret", "station a", Cost::LEAST).unwrap()
    }

    #[test]
    fn only_the_right_password_in_the_right_place_opens_the_box() {
        let locked = boxed();
        assert_eq!(
            locked
                .open("sungai kapuas", "station a")
                .unwrap()
                .as_slice(),
            b"secret"
        );
        assert_eq!(
            locked.open("sungai Kapuas", "station a"),
            Err(LockboxError::WrongPassword)
        );
        assert_eq!(
            locked.open("sungai kapuas", "station b"),
            Err(LockboxError::WrongPassword)
        );
    }

    #[test]
    fn a_damaged_box_is_refused_and_never_panics() {
        let mut flipped = boxed();
        flipped.locked[15] ^= 1;
        assert_eq!(
            flipped.open("sungai kapuas", "station a"),
            Err(LockboxError::WrongPassword)
        );
        let mut cut = boxed();
        cut.locked.truncate(5);
        assert_eq!(
            cut.open("sungai kapuas", "station a"),
            Err(LockboxError::Damaged)
        );
        let mut greedy = boxed();
        greedy.cost.memory_kib = u32::MAX;
        assert_eq!(
            greedy.open("sungai kapuas", "station a"),
            Err(LockboxError::Damaged)
        );
        let mut unsalted = boxed();
        unsalted.salt.clear();
        assert_eq!(
            unsalted.open("sungai kapuas", "station a"),
            Err(LockboxError::Damaged)
        );
    }

    #[test]
    fn a_box_survives_the_way_through_json() {
        let locked = boxed();
        let text = serde_json::to_string(&locked).unwrap();
        assert_eq!(serde_json::from_str::<LockedBox>(&text).unwrap(), locked);
    }
}
