//! The province: what the stations report to.

pub mod admin;
pub mod announcement;
pub mod clock;
pub mod courier;
pub mod directory;
pub mod feed;
pub mod folder;
pub mod intake;
pub mod province;
pub mod provisions;
pub mod reckoning;
pub mod registry;
pub mod serve;
pub mod store;
pub mod token;
pub mod vault;

pub use province::Province;
