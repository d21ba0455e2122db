//! What the targets share.

pub mod documents;
pub mod portraits;
