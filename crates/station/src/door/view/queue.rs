//! What waits, and what became of what was sent.

use chrono::NaiveDate;
use rekam_domain::code::ErrorCode;
use rekam_protocol::reckoning::Root;
use serde::Serialize;

use super::{Label, LineView};
use crate::desk::SlipElsewhere;
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
    /// Created against received.
    pub reckoning: ReckoningView,
}

/// Created = received, as the province signed it last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReckoningView {
    /// When the province reckoned; nothing before it ever did.
    pub at: Option<String>,
    /// The newest days, and older ones that are not proven, the newest first.
    pub days: Vec<DayReckonedView>,
    /// What does not fit.
    pub findings: Vec<FindingView>,
    /// Numbers that the province does not hold and this station can send; empty where there are none.
    pub again: String,
    /// Numbers that the province gave a receipt for and that neither side holds any more.
    pub lost: String,
}

/// One day, reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DayReckonedView {
    /// The day at the counter.
    pub day: NaiveDate,
    /// Packets that were sealed.
    pub created: u32,
    /// Of those, what the province holds.
    pub received: u32,
    /// Newer than the reckoning.
    pub later: u32,
    /// Numbers that it does not hold.
    pub missing: String,
    /// Numbers that it holds and could not use.
    pub refused: String,
    /// Whether both sides have the same root.
    pub root: Root,
    /// The same in words.
    pub label: Label,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FindingView {
    /// From this number on.
    pub serial: u32,
    /// What.
    pub code: ErrorCode,
    /// When it was noticed.
    pub at: String,
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
    /// Where the same resident was recorded too.
    pub elsewhere: Vec<ElsewhereView>,
}

/// What a slip is of: one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SlipFoundView {
    /// A record of this station.
    pub here: Option<QueueRow>,
    /// A genuine slip of another station of the province.
    pub elsewhere: Option<SlipElsewhere>,
}

/// Where a resident was recorded too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ElsewhereView {
    /// What happened and what to do, in words.
    pub label: Label,
    /// Whether our record stands, so that nothing is to be done.
    pub stands: bool,
}
