//! What two stations say to each other on a local network: a stick without the stick. PROTOCOL.md section 10.
//!
//! The hub keeps for its colleague the very shelf that a stick has; this module has the messages and their frames. Who speaks
//! is shown by the channel (TLS 1.3 with raw keys), whether they may by the [`crate::directory::Directory`].

use crate::{
    bundle::Shelf,
    cbor::{self, CborError},
    digest::Digest,
    http::MAX_DOCUMENT,
    ids::{PacketId, StationId},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;
use std::path::PathBuf;

/// The version that both must speak.
pub const VERSION: u32 = 1;
/// What the channel is for (TLS ALPN): whoever speaks something else is noticed before anything is said.
pub const PURPOSE: &[u8] = b"rekam-handover/1";
/// The port where no other is said.
pub const PORT: u16 = 7352;
/// The most bytes of a packet in one message.
pub const PIECE: usize = 64 * 1024;
/// The longest message of somebody who is not admitted yet: a directory.
pub const MAX_GREETING: usize = MAX_DOCUMENT + 1024;
/// The longest message of a colleague: three documents.
pub const MAX_MESSAGE: usize = 3 * MAX_DOCUMENT + 1024;

/// What each of the two says first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Greeting {
    /// [`VERSION`].
    pub version: u32,
    /// Who speaks.
    pub station: StationId,
    /// The newest signed [`crate::directory::Directory`] that the station has; empty where it has none yet.
    pub directory: ByteBuf,
}

/// What is handed over, as it would lie on a stick.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Offer {
    /// The signed [`crate::documents::KeyAnnouncement`].
    pub keys: ByteBuf,
    /// The signed [`crate::reckoning::Account`].
    pub account: ByteBuf,
    /// The signed [`crate::bundle::Bundle`].
    pub bundle: ByteBuf,
}

/// Bytes of one packet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Piece {
    /// The packet.
    pub packet: PacketId,
    /// Where they begin; the hub has exactly so many.
    pub offset: u64,
    /// At most [`PIECE`] of them.
    pub bytes: ByteBuf,
}

/// How far the hub has a packet that it does not have whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lack {
    /// The packet.
    pub packet: PacketId,
    /// Bytes that are there.
    pub offset: u64,
}

/// An answer of the province that may lie on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The receipt of a packet.
    Receipt(PacketId),
    /// The feed after a cursor.
    Feed(u64),
    /// The reckoning of the account.
    Reckoning,
    /// A renewed activation.
    Activation,
    /// The directory of stations.
    Directory,
    /// What the station should take along.
    Provisions,
    /// A part of it.
    Provision(Digest),
}

impl Answer {
    /// Where it lies on a shelf.
    #[must_use]
    pub fn on(self, shelf: &Shelf) -> PathBuf {
        match self {
            Self::Receipt(packet) => shelf.receipt(packet),
            Self::Feed(after) => shelf.feed(after),
            Self::Reckoning => shelf.reckoning(),
            Self::Activation => shelf.activation(),
            Self::Directory => shelf.directory(),
            Self::Provisions => shelf.provisions(),
            Self::Provision(part) => shelf.provision(&part),
        }
    }
}

/// What the one who hands over says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Who it is.
    Greeting(Greeting),
    /// What there is.
    Offer(Offer),
    /// The next bytes.
    Piece(Piece),
    /// Whether an answer of the province is here.
    Answer(Answer),
}

/// What the hub says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tell {
    /// Who it is.
    Greeting(Greeting),
    /// What it has not got whole.
    Lacks {
        /// The packets that it has room for.
        packets: Vec<Lack>,
        /// How many it has no room for.
        left: u32,
    },
    /// It has this packet whole: on the disk, read back and compared.
    Kept(PacketId),
    /// The answer as the province signed it, or that there is none.
    Answer(Option<ByteBuf>),
    /// It stops, and the error code of why.
    Refused(String),
}

/// A message as it travels: its length in four bytes, the most significant first, and its deterministic CBOR.
///
/// # Errors
/// [`CborError::NotWritable`] where it is longer than any message may be.
pub fn frame<T: Serialize>(message: &T) -> Result<Vec<u8>, CborError> {
    let body = cbor::to_vec(message)?;
    let length = u32::try_from(body.len()).map_err(|_| CborError::NotWritable)?;
    Ok([&length.to_be_bytes()[..], &body].concat())
}

/// How many bytes follow the four that begin a frame; `None` for more than may be.
#[must_use]
pub fn length(head: [u8; 4], largest: usize) -> Option<usize> {
    let length = usize::try_from(u32::from_be_bytes(head)).ok()?;
    (length <= largest).then_some(length)
}

/// Reads what follows.
///
/// # Errors
/// [`CborError`].
pub fn message<T: Serialize + DeserializeOwned>(body: &[u8]) -> Result<T, CborError> {
    cbor::from_slice(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_one_frame_and_its_bytes_are_pinned() {
        let packet = PacketId::from_random([7; 16]);
        let piece = Ask::Piece(Piece {
            packet,
            offset: 65_536,
            bytes: ByteBuf::from(vec![1, 2, 3]),
        });
        let framed = frame(&piece).unwrap();
        assert_eq!(
            hex::encode(&framed),
            "00000047a1657069656365a365627974657343010203666f66667365741a00010000667061636b65747820\
             3037303730373037303730373037303730373037303730373037303730373037"
                .replace(' ', "")
        );
        let head = framed[..4].try_into().unwrap();
        assert_eq!(length(head, MAX_MESSAGE), Some(framed.len() - 4));
        assert_eq!(message(&framed[4..]), Ok(piece));
        assert_eq!(message::<Tell>(&framed[4..]), Err(CborError::WrongShape));
    }

    #[test]
    fn a_frame_that_is_longer_than_may_be_is_refused_before_it_is_read() {
        assert_eq!(length([0xff; 4], MAX_MESSAGE), None);
        assert_eq!(length([0, 0, 0, 9], 8), None);
        assert_eq!(length([0, 0, 0, 8], 8), Some(8));
    }

    #[test]
    fn every_answer_lies_where_a_stick_has_it() {
        let shelf = Shelf::at(PathBuf::from("rak"));
        let packet = PacketId::from_random([7; 16]);
        assert_eq!(Answer::Receipt(packet).on(&shelf), shelf.receipt(packet));
        assert_eq!(Answer::Feed(3).on(&shelf), shelf.feed(3));
    }
}
