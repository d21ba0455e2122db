//! A network under way.

use std::sync::{Arc, Mutex, PoisonError};

use super::plan::{Plan, Step};
use super::shape::Shape;
use crate::net::InferenceError;

/// A network under way on one input, which can stop between any two steps. It owns its numbers, so it waits for as long as it
/// must; steps and their order are the same however often it stops, and so are the numbers that come of them.
pub(crate) struct Run<const N: usize> {
    plan: Arc<Plan>,
    /// How large each value is, or will be.
    shapes: Vec<Shape>,
    values: Vec<Option<Vec<f32>>>,
    /// Room for values: what nobody needs any more.
    free: Vec<Vec<f32>>,
    /// The step that comes next.
    next: usize,
    /// What the steps before it cost, and what all of them cost.
    spent: usize,
    cost: usize,
}

impl<const N: usize> Run<N> {
    /// Computes nothing yet. Nothing where there are not as many numbers as the shape says, or where the network cannot be
    /// computed for such an input.
    pub(super) fn begin(plan: &Arc<Plan>, input: Vec<f32>, shape: Shape) -> Option<Self> {
        (input.len() == shape.len()).then_some(())?;
        let shapes = plan.shapes(shape)?;
        let mut values = vec![None; shapes.len()];
        *values.first_mut()? = Some(input);
        Some(Self {
            plan: Arc::clone(plan),
            cost: plan.steps.iter().map(|step| step.cost(&shapes)).sum(),
            shapes,
            values,
            free: plan.room.take(),
            next: 0,
            spent: 0,
        })
    }

    /// Computes on until a share of the work is done, 0 to 1, as near as whole steps come to it.
    pub(crate) fn advance(&mut self, share: f32) -> Result<(), InferenceError> {
        let plan = Arc::clone(&self.plan);
        while let Some(step) = plan.steps.get(self.next) {
            let cost = step.cost(&self.shapes);
            if self.spent as f32 + 0.5 * cost as f32 > share * self.cost as f32 {
                break;
            }
            self.step(step).ok_or(InferenceError::Shape)?;
            self.spent += cost;
            self.next += 1;
        }
        Ok(())
    }

    /// The share of the work that is done, 0 to 1.
    #[cfg(test)]
    pub(super) fn share(&self) -> f32 {
        self.spent as f32 / self.cost as f32
    }

    /// Computes what is left, and gives the outputs.
    pub(crate) fn finish(mut self) -> Result<[Vec<f32>; N], InferenceError> {
        let plan = Arc::clone(&self.plan);
        for step in plan.steps.iter().skip(self.next) {
            self.step(step).ok_or(InferenceError::Shape)?;
        }
        let outputs = self.plan.outputs.iter().map(|output| {
            let numbers = self.values[*output].as_deref()?;
            Some(numbers.get(..self.shapes[*output].len())?.to_vec())
        });
        let outputs: Option<Vec<_>> = outputs.collect();
        self.free.extend(self.values.drain(1..).flatten());
        self.plan.room.keep(self.free);
        let outputs = outputs.ok_or(InferenceError::Shape)?;
        <[Vec<f32>; N]>::try_from(outputs).map_err(|_| InferenceError::Shape)
    }

    fn step(&mut self, step: &Step) -> Option<()> {
        let to = self.shapes[step.to];
        let mut output = roomy(&mut self.free, to.len());
        let shapes: Vec<Shape> = step.from.iter().map(|from| self.shapes[*from]).collect();
        let inputs = step.from.iter().zip(&shapes);
        let inputs: Vec<&[f32]> = inputs
            .map(|(from, shape)| self.values[*from].as_deref()?.get(..shape.len()))
            .collect::<Option<_>>()?;
        step.perform(&inputs, &shapes, &mut output[..to.len()], to)?;
        self.values[step.to] = Some(output);
        // The input, which is the first, was not taken from this room: with it, the room would grow with every run.
        let spent = step.spent.iter().filter(|spent| **spent != 0);
        self.free
            .extend(spent.filter_map(|spent| self.values[*spent].take()));
        Some(())
    }
}

/// Room for at least so many numbers, out of what is free where there is enough of it. What stands in it is written over.
fn roomy(free: &mut Vec<Vec<f32>>, length: usize) -> Vec<f32> {
    let enough = (0..free.len()).filter(|at| free[*at].len() >= length);
    match enough.min_by_key(|at| free[*at].len()) {
        Some(least) => free.swap_remove(least),
        None => vec![0.0; length],
    }
}

/// Room that one run leaves to the next. New memory comes from the system page by page, each cleared first: for the largest
/// networks that took as long as a quarter of the computing. What stands in it is written over by the next run.
#[derive(Debug, Default)]
pub(super) struct Room(Mutex<Vec<Vec<f32>>>);

impl Room {
    /// All that there is; for runs at the same time there is none.
    fn take(&self) -> Vec<Vec<f32>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what a run leaves, in the place of what another one left.
    fn keep(&self, free: Vec<Vec<f32>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = free;
    }
}
