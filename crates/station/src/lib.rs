//! The whole desk without a screen: store, vault, workflow, seal, outbox, audit, clock.

pub mod clock;
pub mod home;
