//! The day-book: every packet of a station under its serial number, each line chained to the one before.
//!
//! `head(n) = SHA-256("rekam day-book v1" || head(n-1) || serial || packet id || packet digest)`, with the serial number as four
//! bytes, most significant first. Two sides that show the same head at the same serial number hold the same records, all of
//! them, in the same order. A packet's header names `head(n-1)`, so the chain can be checked from the packets alone.

use crate::{
    digest::Digest,
    ids::{PacketId, Serial},
};
use serde::{Deserialize, Serialize};

/// The head before the first line: all zero.
pub const GENESIS: Digest = Digest::from_bytes([0; 32]);

const DOMAIN: &[u8] = b"rekam day-book v1";

/// The head after one more line.
pub fn next_head(previous: &Digest, serial: Serial, packet: PacketId, digest: &Digest) -> Digest {
    Digest::of_parts(&[
        DOMAIN,
        previous.as_bytes(),
        &serial.get().to_be_bytes(),
        packet.as_bytes(),
        digest.as_bytes(),
    ])
}

/// How far a day-book goes: the number of lines (0 for an empty book) and the head after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayBookHead {
    /// The serial number of the last line; 0 where there is none.
    pub serial: u32,
    /// The head after that line; [`GENESIS`] where there is none.
    pub head: Digest,
}

impl DayBookHead {
    /// An empty book.
    pub const EMPTY: DayBookHead = DayBookHead {
        serial: 0,
        head: GENESIS,
    };
}
