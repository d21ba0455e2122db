//! Whole pictures in, verdicts and portraits out.

mod faces;
mod portraits;
mod support;
