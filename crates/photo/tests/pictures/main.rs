//! Whole pictures in, verdicts and portraits out.

#[cfg(test)]
mod chip;
#[cfg(test)]
mod cloth;
#[cfg(test)]
mod copies;
#[cfg(test)]
mod defects;
#[cfg(test)]
mod faces;
#[cfg(test)]
mod fair;
#[cfg(test)]
mod geometry;
#[cfg(test)]
mod landmarks;
#[cfg(test)]
mod likeness;
#[cfg(test)]
mod live;
#[cfg(test)]
mod portraits;
#[cfg(test)]
#[path = "../../../../tests/src/skipped.rs"]
pub mod skipped;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tipping;
#[cfg(test)]
mod unexpected;
