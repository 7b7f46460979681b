//! The training loop.

use std::time::{Duration, Instant};

use burn::tensor::{Gradients, Tensor};
use qingyun_models::Params;
use qingyun_models::optimiser::{Optimiser, Settings};

use super::decay::Decay;
use super::journal::Journal;
use super::sheet::Sheet;
use crate::{Error, Flow, Result};

/// Something to learn.
pub trait Objective {
    /// A short name, for files and the live view.
    fn name(&self) -> &'static str;
    /// Pictures that a step looks at.
    fn batch(&self) -> usize;
    /// The loss of the batch `step`, `[1]`, counted over all batches of all steps; the same one
    /// gives the same loss for the same weights.
    ///
    /// # Errors
    /// Where the network or the pictures fail.
    fn loss(&self, params: &Params, step: u64) -> Result<Tensor<1>>;
    /// What the weights can do by now, to look at; none where nothing is to be seen.
    ///
    /// # Errors
    /// Where the network fails.
    fn preview(&self, _params: &Params) -> Result<Option<Sheet>> {
        Ok(None)
    }
    /// Keeps what the weights are after so many steps, beside the checkpoint of which the next one
    /// takes the place.
    ///
    /// # Errors
    /// Of the disk.
    fn keep(&self, _params: &Params, _step: u64) -> Result<()> {
        Ok(())
    }
}

/// How long and how fast to learn.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Steps in all.
    pub steps: u64,
    /// Highest learning rate.
    pub rate: f64,
    /// Steps of rising rate at the start.
    pub warmup: u64,
    /// How the rate falls over all steps.
    pub decay: Decay,
    /// Batches of a step, of whose gradients it takes the mean.
    pub batches: u64,
    /// Steps between checkpoints.
    pub save_every: u64,
    /// Steps between previews; 0 for none.
    pub preview_every: u64,
    /// How the weights move.
    pub optimiser: Settings,
}

impl Schedule {
    fn rate_at(&self, step: u64) -> f64 {
        let rise = (step + 1) as f64 / self.warmup.max(1) as f64;
        let done = step as f64 / self.steps.max(1) as f64;
        self.rate * self.decay.at(done) * rise.min(1.0)
    }
}

/// Where a run stands.
#[derive(Clone, Debug)]
pub struct Progress<'a> {
    /// What is being learned.
    pub name: &'static str,
    /// Steps done.
    pub step: u64,
    /// Steps in all.
    pub steps: u64,
    /// Loss of the last step.
    pub loss: f64,
    /// Running mean of the loss.
    pub mean_loss: f64,
    /// Pictures a second, over the time since the last report.
    pub rate: f64,
    /// Time left at that speed.
    pub left: Duration,
    /// The folder with everything that the run writes.
    pub folder: &'a std::path::Path,
}

/// Someone who watches a run and may stop it; it can then be resumed.
pub type Watch<'a> = dyn FnMut(&Progress<'_>) -> Flow + 'a;

/// Learns until the schedule ends and leaves the averaged weights in `params`.
///
/// A run that is killed at any moment goes on from its last checkpoint with the losses that it
/// would have had: a step's pictures and noise depend on the seed and the step's number alone.
///
/// # Errors
/// What the objective says, [`Error::Diverged`] where the loss is no longer a number,
/// [`Error::Paused`] where the watcher stops it, and errors of the disk.
pub fn fit(
    objective: &dyn Objective,
    params: &Params,
    schedule: &Schedule,
    journal: &mut Journal,
    watch: &mut Watch<'_>,
) -> Result<()> {
    let mut optimiser = Optimiser::new(params, schedule.optimiser.clone());
    journal.resume(&mut optimiser, params)?;
    let mut clock = Clock::start();
    while optimiser.steps() < schedule.steps {
        let step = optimiser.steps();
        let (loss, mut grads) = look(objective, params, step, schedule.batches)?;
        if !loss.is_finite() {
            return Err(Error::Diverged { step, loss });
        }
        optimiser.step(params, &mut grads, schedule.rate_at(step));
        journal.loss(step, loss);
        let done = step + 1;
        let last = done == schedule.steps;
        if due(done, schedule.preview_every) || (last && schedule.preview_every > 0) {
            let preview = with_average(&optimiser, params, || objective.preview(params))?;
            preview.map(|preview| journal.preview(done, &preview)).transpose()?;
        }
        if last || due(done, schedule.save_every) {
            journal.save(&optimiser)?;
        }
        if !last && due(done, schedule.save_every) {
            with_average(&optimiser, params, || objective.keep(params, done))?;
        }
        let progress = clock.progress(objective, schedule, done, loss, journal.folder());
        if matches!(watch(&progress), Flow::Stop) {
            journal.save(&optimiser)?;
            return Err(Error::Paused { step: done });
        }
    }
    optimiser.average(params);
    Ok(())
}

/// The mean loss over the batches of a step, and the gradients of each.
fn look(
    objective: &dyn Objective,
    params: &Params,
    step: u64,
    batches: u64,
) -> Result<(f64, Vec<Gradients>)> {
    let batches = batches.max(1);
    let (mut mean, mut grads) = (0.0, Vec::new());
    for batch in 0..batches {
        let loss = objective.loss(params, step * batches + batch)?;
        grads.push(loss.backward());
        let loss = loss.into_data().iter::<f32>().next().map_or(f64::NAN, f64::from);
        mean += loss / batches as f64;
    }
    Ok((mean, grads))
}

fn due(step: u64, every: u64) -> bool {
    every > 0 && step.is_multiple_of(every)
}

/// Runs `work` with the averaged weights in place, then puts the learning ones back.
fn with_average<T>(
    optimiser: &Optimiser,
    params: &Params,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let learning = params.entries();
    optimiser.average(params);
    let result = work();
    learning.into_iter().for_each(|(name, entry)| params.set(&name, entry));
    result
}

/// Measures speed over the last few seconds, and smooths the loss.
struct Clock {
    since: Instant,
    steps: u64,
    rate: f64,
    mean_loss: Option<f64>,
}

impl Clock {
    fn start() -> Self {
        Self { since: Instant::now(), steps: 0, rate: 0.0, mean_loss: None }
    }

    fn progress<'a>(
        &mut self,
        objective: &dyn Objective,
        schedule: &Schedule,
        step: u64,
        loss: f64,
        folder: &'a std::path::Path,
    ) -> Progress<'a> {
        self.steps += 1;
        let seconds = self.since.elapsed().as_secs_f64();
        if seconds > 5.0 || self.rate == 0.0 {
            self.rate = self.steps as f64 / seconds.max(1e-9);
            (self.since, self.steps) = (Instant::now(), 0);
        }
        let mean_loss = self.mean_loss.map_or(loss, |mean| mean + 0.02 * (loss - mean));
        self.mean_loss = Some(mean_loss);
        let left = (schedule.steps - step) as f64 / self.rate.max(1e-9);
        Progress {
            name: objective.name(),
            step,
            steps: schedule.steps,
            loss,
            mean_loss,
            rate: self.rate * (objective.batch() as u64 * schedule.batches.max(1)) as f64,
            left: Duration::from_secs_f64(left.min(1e9)),
            folder,
        }
    }
}
