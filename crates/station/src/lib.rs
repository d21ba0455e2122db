//! The whole desk without a screen: store, vault, workflow, seal, outbox, audit, clock.
//!
//! ```text
//! activation::activate  -->  Station (locked)  --unlock-->  Desk (verbs of the office)  --lock-->  Station
//!                                                            |
//!                                                            +-- party() --> what sync needs, for another thread
//! ```
//!
//! What it promises: whatever a verb returned `Ok` for is on the disk and survives a power cut; whatever it returned `Err`
//! for changed nothing. A sealed record cannot be opened here any more, not even by who sealed it.

pub mod activation;
pub mod capture;
pub mod clock;
pub mod courier;
pub mod desk;
pub mod disk;
pub mod door;
pub mod error;
pub mod extract;
pub mod facts;
pub mod handover;
pub mod home;
pub mod lease;
pub mod mirror;
pub mod power;
mod rescue;
pub mod seal;
pub mod station;
pub mod stick;
pub mod store;
pub mod sync;
pub mod vault;
pub mod view;

pub use desk::Desk;
pub use error::Error;
pub use station::Station;
