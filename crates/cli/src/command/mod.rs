//! One file a command.

pub(crate) mod admit;
pub(crate) mod camera;
pub(crate) mod check;
pub(crate) mod courier;
pub(crate) mod device;
pub(crate) mod doctor;
pub(crate) mod enroll;
pub(crate) mod extract;
pub(crate) mod handover;
pub(crate) mod init;
pub(crate) mod mirror;
pub(crate) mod photo;
pub(crate) mod queue;
pub(crate) mod reckon;
pub(crate) mod report;
pub(crate) mod scrub;
pub(crate) mod sync;
pub(crate) mod trip;
pub(crate) mod unlock;
pub(crate) mod verify;
pub(crate) mod worklist;
