//! The U-Net under guidance.

use burn::tensor::Tensor;
use qingyun_models::layout::{channels_first, channels_last};
use qingyun_models::sd::{Added, Unet};

use super::conditions::{Conditions, Part};
use super::controls::{AskedOf, Shown, heard};
use super::encoder::Told;
use crate::families::Run;
use crate::{Guidance, Network, Result, Schedule};

/// Two timesteps closer than this are one.
const CLOSE: f64 = 1e-6;

/// What is asked and what is not run as one batch.
pub(super) struct Guided<'a> {
    unet: &'a Unet,
    conditions: Conditions,
    controls: Vec<Shown<'a>>,
    guidance: Guidance,
    /// The timesteps at which the steps of the walk begin.
    begins: Vec<f64>,
    /// Height and width of the picture, in pixels.
    size: [f64; 2],
    /// A mask and the latents of what is kept, `[1, 5, height, width]`, for a U-Net that fills in.
    beside: Option<Tensor<4>>,
}

impl<'a> Guided<'a> {
    pub(super) fn new(
        unet: &'a Unet,
        conditions: Conditions,
        controls: Vec<Shown<'a>>,
        schedule: &Schedule,
        run: Run<'_>,
    ) -> Self {
        let Run { walk, guidance, size: [width, height], beside, .. } = run;
        let begins = match walk.timesteps.is_empty() {
            true => walk.sigmas[..walk.steps()].iter().map(|s| schedule.t(*s)).collect(),
            false => walk.timesteps.clone(),
        };
        let size = [height as f64, width as f64];
        Self { unet, conditions, controls, guidance, begins, size, beside: beside.cloned() }
    }

    /// The step that a timestep belongs to: the last that begins at it or before, as time runs down.
    fn step(&self, timestep: f64) -> usize {
        self.begins.iter().filter(|begin| **begin >= timestep - CLOSE).count().saturating_sub(1)
    }

    /// One prediction `[texts, channels, height, width]` for each text.
    fn ask(&self, x: &Tensor<4>, timestep: f64, texts: &[&Told]) -> Result<Tensor<4>> {
        let (count, x) = (texts.len(), channels_last(x.clone()));
        let timesteps = vec![timestep; count];
        let context = Tensor::cat(texts.iter().map(|told| told.context.clone()).collect(), 0);
        let [height, width] = self.size;
        let added = self.unet.config().pooled_width().map(|_| Added {
            pooled: Tensor::cat(texts.iter().map(|told| told.pooled.clone()).collect(), 0),
            sizes: vec![[height, width, 0.0, 0.0, height, width]; count],
        });
        let added = added.as_ref();
        let asked = AskedOf { x: &x, timesteps: &timesteps, context: &context, added };
        let control = heard(&self.controls, [self.step(timestep), self.begins.len()], asked)?;
        let x = match &self.beside {
            Some(beside) => Tensor::cat(vec![x, channels_last(beside.clone())], 3),
            None => x,
        };
        let predicted = self.unet.controlled(x, &timesteps, context, added, control)?;
        Ok(channels_first(predicted))
    }

    /// `u + w·Σ sᵢ·(cᵢ - u)` (Liu et al. 2022, equation 11); for one text of share 1 that is
    /// classifier-free guidance.
    fn combine(&self, part: &Part, predicted: &Tensor<4>) -> Tensor<4> {
        let row = |i: usize| predicted.clone().narrow(0, i, 1);
        let unwanted = row(0);
        if let [(1.0, _)] = part.wanted[..] {
            return self.guidance.combine(&row(1), &unwanted);
        }
        let mut together = unwanted.clone();
        for (i, (share, _)) in part.wanted.iter().enumerate() {
            together = together + (row(i + 1) - unwanted.clone()).mul_scalar(*share);
        }
        self.guidance.combine(&together, &unwanted)
    }
}

impl Network for Guided<'_> {
    fn predict(&mut self, x: &Tensor<4>, timestep: f64) -> Result<Tensor<4>> {
        let Some(part) = self.conditions.at(self.step(timestep)) else { return Ok(x.clone()) };
        if let ([(1.0, told)], false) = (&part.wanted[..], self.guidance.is_active()) {
            return self.ask(x, timestep, &[told]);
        }
        let wanted = part.wanted.iter().map(|(_, told)| told);
        let texts: Vec<&Told> = std::iter::once(&part.unwanted).chain(wanted).collect();
        Ok(self.combine(part, &self.ask(x, timestep, &texts)?))
    }
}
