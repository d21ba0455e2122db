//! What a conversation tells: news while it lasts, a report when it is over, an error when it ended early.

use super::{line::LineError, provisions::Provided};
use crate::store::StoreError;
use rekam_domain::code::ErrorCode;
use rekam_protocol::{
    ids::{PacketId, Serial},
    provisions::PartError,
    signed::SignedError,
};
use serde::Serialize;

/// What happens on the line, as it happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "news")]
pub enum News {
    /// The province answered; so many packets wait.
    Connected {
        /// Packets without a receipt.
        waiting: u32,
    },
    /// Bytes of a packet arrived.
    Sent {
        /// The packet.
        packet: PacketId,
        /// Its serial number.
        serial: Serial,
        /// Bytes that the province holds.
        offset: u64,
        /// Bytes of the packet.
        length: u64,
    },
    /// The receipt of a packet is here and genuine.
    Received {
        /// The packet.
        packet: PacketId,
        /// Its serial number.
        serial: Serial,
    },
    /// A try failed; the packet stays in the queue.
    Failed {
        /// The packet.
        packet: PacketId,
        /// Why.
        code: ErrorCode,
    },
}

/// What a conversation brought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Packets whose receipt came in.
    pub received: u32,
    /// Bytes sent.
    pub sent_bytes: u64,
    /// Packets whose try failed.
    pub failed: u32,
    /// Statuses that came in.
    pub statuses: u32,
    /// Canaries that the province opened.
    pub canaries: u32,
    /// Records whose resident was recorded elsewhere too.
    pub recorded_twice: u32,
    /// Packets that the province had forgotten and that go again.
    pub forgotten: u32,
    /// Records that the province did not hold at the end; nothing if it did not reckon.
    pub missing: Option<u32>,
    /// What did not fit, as the province told.
    pub findings: u32,
    /// Whether a renewed activation came: a new lease, other operators.
    pub renewed: bool,
    /// Residents of the province's lists who are new here, or of whom it says something else than before.
    pub listed: u32,
    /// Residents whom no list of the province names any more.
    pub unlisted: u32,
    /// Packets whose bytes were removed: received, settled, and kept for as long as the province wants.
    pub pruned: u32,
    /// Packets that still wait.
    pub waiting: u32,
    /// Whether packets wait because today's data budget is spent.
    pub budget_spent: bool,
}

impl Report {
    /// Notes what came to be taken along.
    pub(super) const fn provided(&mut self, provided: Provided) {
        (self.listed, self.unlisted) = (provided.listed, provided.unlisted);
    }
}

/// Why a conversation ended early. What was reached until then is kept.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The line.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document of the province is not genuine.
    #[error("the province's answer: {0}")]
    Document(#[from] SignedError),
    /// A genuine document speaks of something else than was asked.
    #[error("the province's answer belongs to another question")]
    OtherAnswer,
    /// A part of a list or a table that was named cannot be taken.
    #[error(transparent)]
    Provision(#[from] PartError),
    /// Today's data budget is spent.
    #[error("today's data budget is spent")]
    Budget,
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

impl SyncError {
    /// The code that a person sees.
    pub fn code(&self) -> ErrorCode {
        match self {
            SyncError::Line(error) => error.code(),
            SyncError::Store(error) => error.code(),
            SyncError::Document(_) | SyncError::OtherAnswer => ErrorCode::LineNotTheProvince,
            SyncError::Provision(error) => error.code(),
            SyncError::Budget => ErrorCode::DataBudgetSpent,
            SyncError::NoRandomness => ErrorCode::Internal,
        }
    }
}
