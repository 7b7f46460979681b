//! AdamW with a running average of the weights, on the host.

use std::collections::BTreeMap;

use burn::tensor::Gradients;
use qingyun_kernels::{AdamW, lerp, sum_of_squares};

use crate::checkpoint::Checkpoint;
use crate::params::{Entry, Params};
use crate::{Error, Result};

/// How the weights move.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Decay of the first moment.
    pub beta1: f64,
    /// Decay of the second moment.
    pub beta2: f64,
    /// Decoupled decay of the weights, for matrices and convolutions alone.
    pub weight_decay: f64,
    /// Largest norm of all gradients together; larger ones are scaled down.
    pub clip: f64,
    /// Decay of the running average once it has settled.
    pub average: f32,
    /// Tensors, by the end of their names, that learn so many times faster: tables of which each
    /// step sees a few rows.
    pub faster: Vec<(String, f64)>,
    /// Tensors, by the beginning of their names, whose learning rate is so many times the others'.
    pub rates: Vec<(String, f64)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            beta1: 0.9,
            beta2: 0.99,
            weight_decay: 0.01,
            clip: 1.0,
            average: 0.999,
            faster: Vec::new(),
            rates: Vec::new(),
        }
    }
}

/// One tensor's state.
#[derive(Clone, Debug)]
struct Slot {
    shape: Vec<usize>,
    weights: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
    average: Vec<f32>,
}

/// The four rows of a slot under the names that a checkpoint gives them.
const ROWS: [&str; 4] = ["weights", "first", "second", "average"];

impl Slot {
    fn new(entry: &Entry) -> Self {
        let weights: Vec<f32> = entry.value.clone().into_data().iter::<f32>().collect();
        let zeros = vec![0.0; weights.len()];
        let average = weights.clone();
        Self { shape: entry.shape.clone(), weights, first: zeros.clone(), second: zeros, average }
    }

    fn rows(&self) -> [&Vec<f32>; 4] {
        [&self.weights, &self.first, &self.second, &self.average]
    }
}

/// The optimiser and all that it remembers.
#[derive(Clone, Debug)]
pub struct Optimiser {
    settings: Settings,
    slots: BTreeMap<String, Slot>,
    steps: u64,
}

impl Optimiser {
    /// An optimiser at its first step for these weights.
    pub fn new(params: &Params, settings: Settings) -> Self {
        let entries = params.entries();
        let slots = entries.iter().map(|(name, entry)| (name.clone(), Slot::new(entry))).collect();
        Self { settings, slots, steps: 0 }
    }

    /// Steps taken.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Moves the weights of `params` against the mean of the gradients of a step's `parts`
    /// (Loshchilov & Hutter 2019, algorithm 2) and gives its norm. Weights without one stay.
    pub fn step(&mut self, params: &Params, parts: &mut [Gradients], rate: f64) -> f64 {
        let grads = mean(parts.iter_mut().map(|part| collect(params, part)).collect());
        let norm = grads.values().map(|grad| sum_of_squares(grad)).sum::<f64>().sqrt();
        let clip = (self.settings.clip / norm.max(1e-12)).min(1.0) as f32;
        self.steps += 1;
        for (name, mut grad) in grads {
            if clip < 1.0 {
                grad.iter_mut().for_each(|g| *g *= clip);
            }
            self.update(&name, &grad, rate);
        }
        self.put(params, |slot| &slot.weights);
        norm
    }

    fn update(&mut self, name: &str, grad: &[f32], rate: f64) {
        let settings = &self.settings;
        let faster = settings.faster.iter().find(|(end, _)| name.ends_with(end.as_str()));
        let own = settings.rates.iter().find(|(begin, _)| name.starts_with(begin.as_str()));
        let times = [faster, own].into_iter().flatten().map(|(_, times)| *times);
        let Some(slot) = self.slots.get_mut(name) else { return };
        let matrix = slot.shape.iter().filter(|&&n| n > 1).count() > 1 && faster.is_none();
        let rule = AdamW {
            lr: rate * times.product::<f64>(),
            beta1: settings.beta1,
            beta2: settings.beta2,
            eps: 1e-8,
            weight_decay: if matrix { settings.weight_decay } else { 0.0 },
            step: self.steps,
        };
        rule.update(&mut slot.weights, grad, &mut slot.first, &mut slot.second);
        // Early on the average would still be full of the random start.
        let steps = self.steps as f32;
        let keep = settings.average.min((1.0 + steps) / (10.0 + steps));
        lerp(&mut slot.average, &slot.weights, 1.0 - keep);
    }

    /// Gives `params` the running averages, for painting.
    pub fn average(&self, params: &Params) {
        self.put(params, |slot| &slot.average);
    }

    fn put(&self, params: &Params, row: impl Fn(&Slot) -> &Vec<f32>) {
        for (name, slot) in &self.slots {
            let entry = Entry::new(slot.shape.clone(), row(slot).clone(), params.device());
            params.set(name, entry);
        }
    }

    /// Adds everything to a checkpoint.
    pub fn save(&self, checkpoint: &mut Checkpoint) {
        checkpoint.metadata.insert("optimiser_steps".into(), self.steps.to_string());
        for (name, slot) in &self.slots {
            for (row, values) in ROWS.iter().zip(slot.rows()) {
                let value = (slot.shape.clone(), values.clone());
                checkpoint.tensors.insert(format!("{row}.{name}"), value);
            }
        }
    }

    /// Goes on from a checkpoint that [`Self::save`] wrote for a network of the same shape, and
    /// puts its weights into `params`.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Shape`], [`Error::Config`] where it is another network's.
    pub fn restore(&mut self, checkpoint: &Checkpoint, params: &Params) -> Result<()> {
        let steps = checkpoint.metadata.get("optimiser_steps").and_then(|s| s.parse().ok());
        let missing = || Error::Config { what: "no optimiser_steps".into() };
        self.steps = steps.ok_or_else(missing)?;
        for (name, slot) in &mut self.slots {
            let row = |row: &str| stored(checkpoint, &format!("{row}.{name}"), &slot.shape);
            slot.weights = row(ROWS[0])?;
            slot.first = row(ROWS[1])?;
            slot.second = row(ROWS[2])?;
            slot.average = row(ROWS[3])?;
        }
        self.put(params, |slot| &slot.weights);
        Ok(())
    }
}

fn stored(checkpoint: &Checkpoint, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
    let (found, values) =
        checkpoint.tensors.get(name).ok_or_else(|| Error::Missing { name: name.to_owned() })?;
    if found == shape {
        return Ok(values.clone());
    }
    let (name, expected, found) = (name.to_owned(), shape.to_vec(), found.clone());
    Err(Error::Shape { name, expected, found })
}

fn collect(params: &Params, grads: &mut Gradients) -> BTreeMap<String, Vec<f32>> {
    let mut values = |entry: &Entry| {
        let grad = entry.value.grad_remove(grads)?;
        grad.into_data().try_into_vec_as::<f32>().ok()
    };
    let entries = params.entries();
    entries.iter().filter_map(|(name, entry)| Some((name.clone(), values(entry)?))).collect()
}

/// The mean of several gradients; one that some parts lack is zero there.
fn mean(mut parts: Vec<BTreeMap<String, Vec<f32>>>) -> BTreeMap<String, Vec<f32>> {
    if parts.len() == 1 {
        return parts.remove(0);
    }
    let share = (parts.len().max(1) as f32).recip();
    let mut sums = BTreeMap::new();
    for (name, grad) in parts.into_iter().flatten() {
        let sum: &mut Vec<f32> = sums.entry(name).or_insert_with(|| vec![0.0; grad.len()]);
        sum.iter_mut().zip(grad).for_each(|(sum, grad)| *sum += grad);
    }
    sums.values_mut().flatten().for_each(|sum| *sum *= share);
    sums
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use burn::tensor::{Device, Tensor};

    use super::*;
    use crate::params::Init;

    /// One step on the loss Σ w², from w = (1, -2).
    fn step(params: &Params, optimiser: &mut Optimiser) -> f64 {
        let w: Tensor<1> = params.root().get("w", [2], Init::Zeros).unwrap();
        let grads = (w.clone() * w).sum().backward();
        optimiser.step(params, &mut [grads], 0.1)
    }

    fn three_steps(params: &Params, optimiser: &mut Optimiser) {
        for _ in 0..3 {
            step(params, optimiser);
        }
    }

    fn start() -> (Params, Optimiser) {
        let params = Params::new(1, &Device::flex().autodiff());
        params.set("w", Entry::new(vec![2], vec![1.0, -2.0], params.device()));
        let optimiser = Optimiser::new(&params, Settings::default());
        (params, optimiser)
    }

    fn weights(params: &Params) -> Vec<f32> {
        params.entries()["w"].value.clone().into_data().iter::<f32>().collect()
    }

    #[test]
    fn the_first_step_moves_each_weight_by_the_rate() {
        let (params, mut optimiser) = start();
        // Gradients are 2w; their norm is √(2² + 4²).
        assert!((step(&params, &mut optimiser) - 20.0_f64.sqrt()).abs() < 1e-6);
        let moved = weights(&params);
        assert!((moved[0] - 0.9).abs() < 1e-5 && (moved[1] + 1.9).abs() < 1e-5, "{moved:?}");
    }

    #[test]
    fn parts_of_a_step_count_by_their_mean() {
        let (params, mut optimiser) = start();
        let part = |factor: f64| {
            let w: Tensor<1> = params.root().get("w", [2], Init::Zeros).unwrap();
            (w.clone() * w).sum().mul_scalar(factor).backward()
        };
        // Of gradients of 3 · 2w and of 0 · 2w.
        let norm = optimiser.step(&params, &mut [part(3.0), part(0.0)], 0.1);
        assert!((norm - 1.5 * 20.0_f64.sqrt()).abs() < 1e-5, "{norm}");
    }

    #[test]
    fn a_tensor_may_have_a_rate_of_its_own() {
        let params = start().0;
        let rates = vec![("w".to_owned(), 0.5)];
        let mut optimiser = Optimiser::new(&params, Settings { rates, ..Settings::default() });
        step(&params, &mut optimiser);
        let moved = weights(&params);
        assert!((moved[0] - 0.95).abs() < 1e-5 && (moved[1] + 1.95).abs() < 1e-5, "{moved:?}");
    }

    #[test]
    fn a_restored_optimiser_goes_on_exactly() {
        let (params, mut optimiser) = start();
        three_steps(&params, &mut optimiser);
        let mut saved = Checkpoint::default();
        optimiser.save(&mut saved);
        three_steps(&params, &mut optimiser);

        let (again, mut resumed) = start();
        resumed.restore(&saved, &again).unwrap();
        assert_eq!(resumed.steps(), 3);
        three_steps(&again, &mut resumed);
        assert_eq!(weights(&again), weights(&params));
    }

    #[test]
    fn another_network_is_not_restored() {
        let (params, mut optimiser) = start();
        let wrong = Optimiser::new(&params, Settings::default());
        let mut saved = Checkpoint::default();
        wrong.save(&mut saved);
        saved.tensors.remove("first.w");
        assert!(matches!(optimiser.restore(&saved, &params), Err(Error::Missing { .. })));
    }
}
