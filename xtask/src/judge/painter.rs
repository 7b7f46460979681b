//! The model that is judged, asked as the command line asks it.

use anyhow::Result;
use qingyun_corpus::compose::Composition;
use qingyun_diffusion::families::{self, Asked, Model, Opening};
use qingyun_diffusion::generate::{Request, generate};
use qingyun_diffusion::training::pictures::scene;
use qingyun_diffusion::{Flow, Guidance, noise, sampler, spacing};
use qingyun_models::device;

use super::SIDE;

/// A model with the settings that it is judged under.
pub(super) struct Painter {
    model: Model,
    steps: usize,
    guidance: f64,
}

impl Painter {
    /// The model of a built-in name or a file; what is not given is the model's own default.
    pub(super) fn open(model: &str, steps: Option<usize>, guidance: Option<f64>) -> Result<Self> {
        let model = families::load(model, &Opening::on(&device::choose("cpu")?))?;
        let defaults = model.card().defaults;
        let steps = steps.unwrap_or(defaults.steps);
        Ok(Self { steps, guidance: guidance.unwrap_or(defaults.guidance), model })
    }

    /// The picture of a composition, RGB by rows.
    pub(super) fn paint(&self, asked: &Composition, seed: u64) -> Result<Vec<u8>> {
        let defaults = self.model.card().defaults;
        let request = Request {
            asked: Asked::Scene { wanted: scene(asked), unwanted: None },
            seed,
            noise: noise::Kind::Torch,
            sampler: sampler(defaults.sampler)?,
            spacing: defaults.spacing.map(spacing).transpose()?,
            steps: self.steps,
            guidance: Guidance { scale: self.guidance, rescale: 0.0 },
            width: SIDE,
            height: SIDE,
            start: None,
            variation: None,
            later_seed: 0,
            second: None,
            hints: Vec::new(),
            lines: None,
        };
        Ok(generate(self.model.as_ref(), &request, &mut |_| Flow::Continue)?.rgb)
    }
}
