//! Who is a station of the province: the passes by which two stations know each other, and a slip of either, without a line.
//! PROTOCOL.md section 9.

use crate::{
    ids::StationId,
    keys::{KeyId, VerifyingKey},
    signed::{self, Document, SignedError},
};
use chrono::{DateTime, Utc};
use rekam_domain::code::ErrorCode;
use serde::{Deserialize, Serialize};

/// Every station of a province that has shown its key. Signed with the province's key; the newest one counts, wherever it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Directory {
    /// When the province issued it.
    pub issued_at: DateTime<Utc>,
    /// One pass for each station, by id.
    pub passes: Vec<Pass>,
}

impl Document for Directory {
    const CONTENT_TYPE: &'static str = "application/rekam-directory+cbor";
}

/// The province's word that a key is a station's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pass {
    /// The station.
    pub station: StationId,
    /// Its name as people say it.
    pub name: String,
    /// The key that it announced.
    pub key: VerifyingKey,
    /// When the province made it a station.
    pub from: DateTime<Utc>,
    /// Until when the word holds: some time ahead, or when the station was revoked.
    pub until: DateTime<Utc>,
}

/// Why somebody is not taken for a station of the province.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassError {
    /// The directory is not of this province.
    #[error("the directory is not of this province")]
    OtherProvince,
    /// The newest directory at hand does not name the station, or names another key for it.
    #[error("the directory does not name this station with this key")]
    Unknown,
    /// Its pass has ended.
    #[error("the station's pass has ended")]
    Ended,
}

impl PassError {
    /// The code that a person sees.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::OtherProvince => ErrorCode::PassOtherProvince,
            Self::Unknown => ErrorCode::PassUnknown,
            Self::Ended => ErrorCode::PassEnded,
        }
    }
}

impl Pass {
    /// What people compare on two screens: the short name of the station's key.
    #[must_use]
    pub fn fingerprint(&self) -> KeyId {
        self.key.id()
    }
}

impl Directory {
    /// A directory of the province whose key is `province`.
    ///
    /// # Errors
    /// [`SignedError`].
    pub fn read(bytes: &[u8], province: &VerifyingKey) -> Result<Self, SignedError> {
        signed::verify(bytes, province)
    }

    /// The pass of a station.
    #[must_use]
    pub fn of(&self, station: &StationId) -> Option<&Pass> {
        self.passes.iter().find(|pass| pass.station == *station)
    }

    /// The pass of who holds `key` and says to be `station`, at a moment. A clock that is behind shuts nobody out.
    ///
    /// # Errors
    /// [`PassError`].
    pub fn admit(
        &self,
        station: &StationId,
        key: &VerifyingKey,
        now: DateTime<Utc>,
    ) -> Result<&Pass, PassError> {
        let pass = self.of(station).filter(|pass| pass.key == *key);
        let pass = pass.ok_or(PassError::Unknown)?;
        if now > pass.until {
            return Err(PassError::Ended);
        }
        Ok(pass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::SigningKey;

    fn key(seed: u8) -> VerifyingKey {
        SigningKey::from_seed(&[seed; 32]).verifying_key()
    }

    fn directory() -> Directory {
        let pass = |station: &str, seed| Pass {
            station: station.parse().unwrap(),
            name: "Mobil Contoh".to_owned(),
            key: key(seed),
            from: "2026-03-01T00:00:00Z".parse().unwrap(),
            until: "2026-06-01T00:00:00Z".parse().unwrap(),
        };
        Directory {
            issued_at: "2026-03-03T00:00:00Z".parse().unwrap(),
            passes: vec![pass("6171-van-1", 2), pass("6171-van-2", 4)],
        }
    }

    #[test]
    fn a_station_is_known_by_its_key_as_long_as_its_pass_holds() {
        let all = directory();
        let van = "6171-van-1".parse().unwrap();
        let in_time = "2026-05-01T00:00:00Z".parse().unwrap();
        let admitted = all.admit(&van, &key(2), in_time).unwrap();
        assert_eq!(admitted.fingerprint(), key(2).id());
        for stranger in [4, 9] {
            let refused = all.admit(&van, &key(stranger), in_time);
            assert_eq!(refused, Err(PassError::Unknown));
        }
        let unnamed = "6171-van-3".parse().unwrap();
        assert_eq!(
            all.admit(&unnamed, &key(2), in_time),
            Err(PassError::Unknown)
        );
        let late = "2026-06-01T00:00:01Z".parse().unwrap();
        assert_eq!(all.admit(&van, &key(2), late), Err(PassError::Ended));
        let clock_behind = "2019-01-01T00:00:00Z".parse().unwrap();
        assert!(all.admit(&van, &key(2), clock_behind).is_ok());
    }

    #[test]
    fn only_the_provinces_word_is_a_directory_and_its_bytes_are_pinned() {
        let province = SigningKey::from_seed(&[1; 32]);
        let signed = signed::sign(&directory(), &province).unwrap();
        let golden = include_str!("../tests/golden/directory.hex").trim_end();
        assert_eq!(hex::encode(&signed), golden);
        let read = Directory::read(&signed, &province.verifying_key());
        assert_eq!(read, Ok(directory()));
        let forged = signed::sign(&directory(), &SigningKey::from_seed(&[2; 32])).unwrap();
        assert!(Directory::read(&forged, &province.verifying_key()).is_err());
    }

    #[test]
    fn a_hundred_stations_are_a_few_kilobytes() {
        let mut all = directory();
        let one = all.passes[0].clone();
        all.passes = vec![one; 100];
        let signed = signed::sign(&all, &SigningKey::from_seed(&[1; 32])).unwrap();
        assert!(signed.len() < 20_000, "{}", signed.len());
    }
}
