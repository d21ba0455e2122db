//! The province: what the stations report to.

pub mod clock;
pub mod folder;
pub mod registry;
pub mod vault;
