//! Whole pictures in, verdicts and portraits out.

#[cfg(test)]
mod faces;
#[cfg(test)]
mod portraits;
#[cfg(test)]
mod support;
