//! Networks of convolutions, in the widest registers of the processor and in the thread that asks.
//!
//! `rten` runs anything, but convolutions by depth, of which these networks have one in every block, one number at a time: they
//! were half of what a picture cost. Here they are done a register at a time, and what follows a convolution is done with it.
//! The numbers are the same to what the order of a sum leaves open.

mod kernels;
mod plain;
mod plan;
mod read;
mod run;
mod shape;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::models::ModelsError;
use crate::net::InferenceError;
use plan::Plan;
pub(crate) use run::Run;
use shape::Shape;

/// A network with one input, three planes of a square, and `N` named outputs.
pub(crate) struct ConvNet<const N: usize> {
    plan: Arc<Plan>,
    /// The side of its square input, in pixels.
    pub(crate) side: u16,
}

impl<const N: usize> ConvNet<N> {
    /// Takes a model for what its name says, if it is made of what is known here and its outputs are there.
    pub(crate) fn new(
        name: &'static str,
        side: u16,
        bytes: &[u8],
        outputs: [&'static str; N],
    ) -> Result<Self, ModelsError> {
        let plan = read::read(bytes, usize::from(side), &outputs)
            .ok_or(ModelsError::Unreadable(name))?
            .map_err(|output| ModelsError::WrongModel(name, output))?;
        Ok(Self {
            plan: Arc::new(plan),
            side,
        })
    }

    /// Runs the network on as many values as its input has.
    pub(crate) fn run(&self, values: Vec<f32>) -> Result<[Vec<f32>; N], InferenceError> {
        self.begin(values, self.side, self.side)?.finish()
    }

    /// Begins a run, on planes of another width and height than the network's own too: for networks that look at every place in
    /// the same way, and for sides by which they can be divided.
    pub(crate) fn begin(
        &self,
        values: Vec<f32>,
        width: u16,
        height: u16,
    ) -> Result<Run<N>, InferenceError> {
        let shape = Shape::new(3, usize::from(height), usize::from(width));
        Run::begin(&self.plan, values, shape).ok_or(InferenceError::Shape)
    }
}
