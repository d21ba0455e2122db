//! What the targets share.

pub mod devices;
pub mod documents;
pub mod portraits;
