//! What is true of a resident and of an enrollment.
//!
//! Pure: no I/O, no clock, no randomness. Time and ids come in as arguments, so every rule can be tested for any day.
//! The rules and their sources are named at each item; what is not confirmed by a source says so.

pub mod code;
