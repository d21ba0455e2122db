//! What station and province must agree on: the packet, its seal, receipts and other signed documents, the HTTP contract.
//!
//! docs/PROTOCOL.md specifies the bytes; golden files in `tests/golden` pin them. Randomness comes from the operating system,
//! time comes in as an argument.

pub mod bundle;
pub mod cbor;
mod cose;
pub mod day_book;
pub mod digest;
pub mod directory;
pub mod documents;
pub mod handover;
pub mod http;
pub mod ids;
pub mod keys;
pub mod lockbox;
pub mod packet;
pub mod problem;
pub mod provisions;
pub mod reckoning;
pub mod sealing;
pub mod series;
pub mod signed;
pub mod slip;
pub mod time;

pub use cose::CoseError;
