//! What decides the pictures: options first, then the picture to be like, then the model.

use anyhow::Result;
use qingyun_provenance::Parameters;

use super::like::Like;
use crate::commands::paint::Args;
use crate::engine::{self, Model, NoiseKind, Sampler, Spacing};
use crate::error::Error;

/// Everything that decides the pictures, chosen and checked.
pub(crate) struct Plan {
    /// What is wanted, on one line.
    pub(crate) text: String,
    /// What is not wanted, on one line; may be empty.
    pub(crate) negative: String,
    /// Seed of the first picture.
    pub(crate) seed: u64,
    /// How many pictures.
    pub(crate) count: u64,
    pub(crate) steps: usize,
    pub(crate) sampler: &'static dyn Sampler,
    pub(crate) spacing: &'static Spacing,
    pub(crate) guidance: f64,
    pub(crate) noise: NoiseKind,
    /// Width and height.
    pub(crate) size: [usize; 2],
    pub(crate) model: String,
    pub(crate) model_hash: String,
}

impl Plan {
    /// Chooses each value from the first that has it: `args`, `like`, the model's defaults.
    pub(crate) fn new(
        args: &Args,
        like: Option<&Like>,
        model: &Model,
        fresh_seed: u64,
    ) -> Result<Self> {
        let defaults = model.defaults();
        let sampler = args.sampler.as_deref().or_else(|| like?.sampler());
        let schedule = args.schedule.as_deref().or_else(|| like?.schedule());
        let plan = Self {
            text: one_line(&text(args, like)?),
            negative: one_line(args.negative.as_deref().or(like.map(Like::negative)).unwrap_or("")),
            seed: args.seed.or_else(|| like?.seed()).unwrap_or(fresh_seed),
            count: args.count,
            steps: first(args.steps, like, Like::steps)?.unwrap_or(defaults.steps),
            sampler: engine::sampler(sampler.unwrap_or(defaults.sampler))?,
            spacing: engine::spacing(schedule.unwrap_or(defaults.spacing))?,
            guidance: first(args.guidance, like, Like::guidance)?.unwrap_or(defaults.guidance),
            noise: args.noise.or_else(|| like?.noise()).unwrap_or(NoiseKind::Torch),
            size: first(args.size, like, Like::size)?.unwrap_or(model.native_size()),
            model: model.name().to_owned(),
            model_hash: model.hash().to_owned(),
        };
        plan.checked()
    }

    fn checked(self) -> Result<Self> {
        let Self { seed, count, .. } = self;
        seed.checked_add(count - 1).ok_or(Error::SeedRange { seed, count })?;
        self.record(seed).to_text()?;
        Ok(self)
    }

    /// The seeds of the pictures, in order.
    pub(crate) fn seeds(&self) -> impl Iterator<Item = u64> {
        (0..self.count).map(|i| self.seed + i)
    }

    /// The record that the picture of a seed carries.
    pub(crate) fn record(&self, seed: u64) -> Parameters {
        let rng = match self.noise {
            NoiseKind::Torch => "CPU",
            NoiseKind::Nv => "NV",
        };
        Parameters {
            prompt: self.text.clone(),
            negative: self.negative.clone(),
            steps: Some(self.steps),
            sampler: Some(self.sampler.info().name.to_owned()),
            schedule: Some(self.spacing.name.to_owned()),
            cfg: Some(self.guidance),
            seed: Some(seed),
            size: Some(self.size),
            model_hash: Some(self.model_hash.clone()),
            model: Some(self.model.clone()),
            version: Some(format!("qingyun {}", env!("CARGO_PKG_VERSION"))),
            extra: vec![("RNG".to_owned(), rng.to_owned())],
        }
    }
}

fn text(args: &Args, like: Option<&Like>) -> Result<String, Error> {
    match like {
        Some(like) if args.text.is_empty() => like.text().map(str::to_owned),
        _ => Ok(args.text.join(" ")),
    }
}

/// The option if it is given, else what the picture says, which may be unusable.
fn first<T>(
    option: Option<T>,
    like: Option<&Like>,
    said: impl Fn(&Like) -> Result<Option<T>, Error>,
) -> Result<Option<T>, Error> {
    match (option, like) {
        (None, Some(like)) => said(like),
        (option, _) => Ok(option),
    }
}

/// The record keeps lines apart by their breaks, so a request has none.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
