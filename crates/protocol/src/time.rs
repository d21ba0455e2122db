//! Time as a station can honestly know it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// When something happened: the wall clock, and what is known about how far to trust it.
///
/// Order never comes from the wall clock but from serial numbers; within one boot `monotonic_ms` orders events even when
/// somebody sets the clock. The province corrects the wall clock at the next sync.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The station's wall clock, in UTC, as RFC 3339 text on the wire.
    pub wall: DateTime<Utc>,
    /// Milliseconds since the machine (or, where that is not known, the program) started. Never goes back.
    pub monotonic_ms: u64,
    /// Names the run of the monotonic clock: two stamps compare by it only when this text is equal.
    pub boot: String,
    /// Whether the wall clock was confirmed by the province in this boot.
    pub trusted: bool,
}
