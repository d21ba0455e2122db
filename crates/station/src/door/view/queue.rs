//! What waits, and what became of what was sent.

use serde::Serialize;

use super::{Label, LineView};
use crate::view::PacketView;

/// The queue.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QueueView {
    /// Packets in the order of their serial numbers.
    pub rows: Vec<QueueRow>,
    /// Packets without a receipt.
    pub waiting: u32,
    /// Packets with one.
    pub received: u32,
    /// The line.
    pub line: LineView,
    /// Bytes that are left of today's data budget; nothing without one.
    pub budget_left: Option<u32>,
}

/// One packet and what happens to it next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct QueueRow {
    /// The packet.
    #[serde(flatten)]
    pub packet: PacketView,
    /// Since when it has been where it is.
    pub in_state_since: String,
    /// Where it is, in words.
    pub label: Label,
    /// What happens next, in words.
    pub next: Label,
    /// Whether sending it again may mend what the centre says.
    pub may_send_again: bool,
}
