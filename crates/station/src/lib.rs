//! The whole desk without a screen: store, vault, workflow, seal, outbox, audit, clock.

pub mod capture;
pub mod clock;
pub mod home;
pub mod store;
pub mod vault;
