//! The model that is judged, asked as the command line asks it.

use anyhow::Result;
use qingyun_corpus::compose::Composition;
use qingyun_diffusion::families::{self, Asked, Model, Opening};
use qingyun_diffusion::generate::{Request, generate};
use qingyun_diffusion::training::pictures::scene;
use qingyun_diffusion::{Flow, sampler, spacing};
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
        let (asked, sampler) =
            (Asked::Scene { wanted: scene(asked), unwanted: None }, sampler(defaults.sampler)?);
        let spacing = defaults.spacing.map(spacing).transpose()?;
        let request = Request::new(asked, sampler, self.steps, self.guidance, [SIDE; 2]);
        let request = Request { seed, spacing, ..request };
        Ok(generate(self.model.as_ref(), &request, &mut |_| Flow::Continue)?.rgb)
    }
}
