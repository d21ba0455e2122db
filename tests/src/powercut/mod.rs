//! The power cut, simulated. A day is played by the real code under `strace`; from what it wrote, and when it synced, the
//! folders are built as a disk could hold them at any moment of that day, and the real code must find everything in them that
//! had been reported done.
//!
//! - [`day`]: the day: a province, a van's station, a stick, and what is reported after each verb
//! - [`hub`]: a colleague's station that receives on the local network, and what must be found there
//! - [`trace`]: from strace's lines to file operations
//! - [`disk`]: what a disk may hold of them after a cut
//! - [`check`]: what must be found
//! - [`campaign`]: thousands of cuts from one seed
//!
//! The model is harsher than a journaling file system: a name is safe only when its folder was synced, bytes only when their
//! file was. It trusts three things: a sync that was answered, a sector of 512 bytes that is old or new, and a rename within one
//! folder that happened or did not.

pub mod campaign;
pub mod check;
pub mod day;
pub mod disk;
pub mod hub;
pub mod trace;

/// Numbers from a seed (SplitMix64), so that whatever fails can be played again.
#[derive(Debug, Clone)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below `limit`; 0 where there is none.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).checked_rem(limit).unwrap_or(0)
    }
}
