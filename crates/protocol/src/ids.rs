//! Names of things that travel: stations, operators, packets, serial numbers.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Why a text is no id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IdError {
    /// Station and operator ids are 1 to 32 of `a`-`z`, `0`-`9` and `-`, and begin with a letter or digit.
    #[error("an id is 1 to 32 small letters, digits or hyphens, and begins with a letter or digit")]
    Name,
    /// A packet id is 32 hexadecimal digits.
    #[error("a packet id is 32 hexadecimal digits")]
    Packet,
    /// Serial numbers begin at 1.
    #[error("serial numbers begin at 1")]
    Serial,
}

fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=32).contains(&bytes.len())
        && bytes
            .iter()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
        && bytes[0] != b'-'
}

macro_rules! name_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                if is_name(&text) { Ok(Self(text)) } else { Err(IdError::Name) }
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name_id!(
    /// A station, named by the province when it is activated, for example `6108-van-1`. Safe in a file name and a URL.
    StationId
);
name_id!(
    /// A person who works at stations, named by the province, for example `op-12`.
    OperatorId
);

/// A packet: 128 random bits, written as 32 hexadecimal digits. It says nothing about the resident, the time or the place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct PacketId([u8; 16]);

impl PacketId {
    /// An id from 16 random bytes.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PacketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PacketId({self})")
    }
}

impl FromStr for PacketId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        // Upper-case digits are refused: an id has one spelling, as it becomes a file name.
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| IdError::Packet)?;
        let id = Self(bytes);
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(IdError::Packet)
        }
    }
}

impl TryFrom<String> for PacketId {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<PacketId> for String {
    fn from(id: PacketId) -> Self {
        id.to_string()
    }
}

/// The number of a packet in its station's day-book: 1, 2, 3 ... without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Serial(u32);

impl Serial {
    /// The first serial number of a station.
    pub const FIRST: Serial = Serial(1);

    /// A serial number; zero is refused.
    pub const fn new(number: u32) -> Result<Self, IdError> {
        if number == 0 {
            Err(IdError::Serial)
        } else {
            Ok(Self(number))
        }
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The serial number after this one (a station would need a century of long days to run out).
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl TryFrom<u32> for Serial {
    type Error = IdError;
    fn try_from(number: u32) -> Result<Self, IdError> {
        Self::new(number)
    }
}

impl From<Serial> for u32 {
    fn from(serial: Serial) -> Self {
        serial.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_a_path_and_a_url() {
        for good in ["6108-van-1", "a", "op-12"] {
            assert_eq!(good.parse::<StationId>().unwrap().as_str(), good);
        }
        for bad in ["", "-a", "A", "a/b", "..", "a b", "é", &"x".repeat(33)] {
            assert_eq!(bad.parse::<StationId>(), Err(IdError::Name), "{bad:?}");
        }
    }

    #[test]
    fn a_packet_id_has_one_spelling() {
        let id = PacketId::from_random([0xab; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(
            id.to_string().to_uppercase().parse::<PacketId>(),
            Err(IdError::Packet)
        );
        assert_eq!("ab".parse::<PacketId>(), Err(IdError::Packet));
    }
}
