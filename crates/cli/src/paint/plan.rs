//! What decides the pictures: options first, then the picture to be like, then the model.

use anyhow::Result;
use qingyun_provenance::Parameters;

use super::control::Found;
use super::like::Like;
use super::start;
use crate::commands::paint::Args;
use crate::engine::{
    self, Hint, Lora, Model, NoiseKind, Sampler, Second, Sides, Spacing, Start, Syntax, Variation,
};
use crate::error::Error;

/// The record's name for what was said where the prompt is another.
pub(crate) const SAID: &str = "Said";

/// What A1111 calls a schedule that model and sampler decide.
const AUTOMATIC: &str = "Automatic";

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
    /// None is automatic.
    pub(crate) spacing: Option<&'static Spacing>,
    pub(crate) guidance: f64,
    pub(crate) noise: NoiseKind,
    /// Width and height.
    pub(crate) size: [usize; 2],
    pub(crate) model: String,
    /// At which layer of the text encoder to stop, counted from the last.
    pub(crate) clip_skip: usize,
    /// Whose language the texts are in, for models that read words.
    pub(crate) syntax: Syntax,
    /// What was said, where the picture to be like was painted from other words than those.
    pub(crate) said: Option<String>,
    /// Noise of another seed in the start noise.
    pub(crate) variation: Option<Variation>,
    /// Added to the seed for the noise after the start.
    pub(crate) later_seed: u64,
    /// A second pass, larger.
    pub(crate) second: Option<Second>,
    /// A picture to begin from.
    pub(crate) start: Option<Start>,
    /// ControlNets, and what each of them sees.
    controls: Vec<Found>,
    pub(crate) hints: Vec<Hint>,
    /// Lines that are laid over the picture.
    pub(crate) lines: Option<Vec<u8>>,
    /// The LoRAs' names and hashes.
    loras: Vec<String>,
    /// The name of an autoencoder that is not the model's own.
    autoencoder: Option<String>,
}

impl Plan {
    /// Chooses each value from the first that has it: `args`, `like`, the model's defaults.
    pub(crate) fn new(
        args: &Args,
        like: Option<&Like>,
        model: &Model,
        controls: Vec<Found>,
        fresh_seed: u64,
    ) -> Result<Self> {
        let card = model.card();
        let defaults = card.defaults;
        let sampler = args.sampler.as_deref().or_else(|| like?.sampler());
        let schedule = args.schedule.as_deref().or_else(|| like?.schedule());
        let of_pictures = start::size_of_all(args, card.sides)?;
        let size = match (args.outpaint, first(args.size, like, Like::size)?) {
            (None, Some(size)) => size,
            _ => of_pictures.unwrap_or(card.native_size),
        };
        engine::check_size(model, size)?;
        let plan = Self {
            text: one_line(&text(args, like)?),
            negative: one_line(args.negative.as_deref().or(like.map(Like::negative)).unwrap_or("")),
            seed: args.seed.or_else(|| like?.seed()).unwrap_or(fresh_seed),
            count: args.count,
            steps: first(args.steps, like, Like::steps)?.unwrap_or(defaults.steps),
            sampler: engine::sampler(sampler.unwrap_or(defaults.sampler))?,
            spacing: spacing(schedule.or(defaults.spacing))?,
            guidance: first(args.guidance, like, Like::guidance)?.unwrap_or(defaults.guidance),
            noise: args.noise.or_else(|| like?.noise()).unwrap_or(NoiseKind::Torch),
            size,
            model: card.name.clone(),
            clip_skip: args.clip_skip.or_else(|| like?.clip_skip()).unwrap_or(1),
            syntax: args.syntax.into(),
            said: like.filter(|_| args.text.is_empty()).and_then(Like::said),
            variation: args.variation.or_else(|| like?.variation()),
            later_seed: args.ensd.or_else(|| like?.later_seed()).unwrap_or(0),
            second: args.hires.or_else(|| like?.second()),
            start: start::of(args, size, card.sides)?,
            hints: controls.iter().map(|found| found.hint(size)).collect::<Result<_>>()?,
            controls,
            lines: args.lines.as_deref().map(|path| start::lines(path, size)).transpose()?,
            loras: Vec::new(),
            autoencoder: args.vae.as_deref().map(engine::named),
        };
        plan.checked()
    }

    /// The same with a text that names all its LoRAs, which are these, for a model of that name.
    ///
    /// # Errors
    /// Where a LoRA cannot be read.
    pub(crate) fn of(self, text: &str, loras: &[Lora], model: String) -> Result<Self> {
        let hash = |Lora { path, .. }: &Lora| {
            Ok(format!("{}: {}", engine::named(path), engine::lora_hash(path)?))
        };
        let loras = loras.iter().map(hash).collect::<Result<_>>()?;
        Ok(Self { text: one_line(text), loras, model, ..self })
    }

    fn checked(self) -> Result<Self> {
        let Self { seed, count, .. } = self;
        seed.checked_add(count - 1).ok_or(Error::SeedRange { seed, count })?;
        // Finding the hash of a large file takes seconds, and it is never what is wrong.
        self.record(seed, "").to_text()?;
        Ok(self)
    }

    /// The seeds of the pictures, in order.
    pub(crate) fn seeds(&self) -> impl Iterator<Item = u64> {
        (0..self.count).map(|i| self.seed + i)
    }

    /// What the record says that has no field of its own, in A1111's words.
    fn beside(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut say = |name: &str, value: String| pairs.push((name.to_owned(), value));
        if let Some(Variation { seed, strength }) = self.variation {
            say("Variation seed", seed.to_string());
            say("Variation seed strength", strength.to_string());
        }
        let again = self.second.map(|second| second.strength);
        if let Some(strength) = self.start.as_ref().map(|start| start.strength).or(again) {
            say("Denoising strength", strength.to_string());
        }
        if let Some(second) = self.second {
            say("Hires upscale", second.scale.to_string());
            if let Some(steps) = second.steps {
                say("Hires steps", steps.to_string());
            }
            say("Hires upscaler", "Lanczos".to_owned());
        }
        for (i, found) in self.controls.iter().enumerate() {
            say(&format!("ControlNet {i}"), found.record());
        }
        if !self.loras.is_empty() {
            say("Lora hashes", self.loras.join(", "));
        }
        if let Some(autoencoder) = &self.autoencoder {
            say("VAE", autoencoder.clone());
        }
        if self.later_seed != 0 {
            say("ENSD", self.later_seed.to_string());
        }
        pairs
    }

    /// Width and height of the pictures that come out.
    pub(crate) fn final_size(&self, sides: Sides) -> [usize; 2] {
        self.size.map(|side| self.second.map_or(side, |second| second.side(side, sides)))
    }

    /// Steps of a picture, all passes together.
    pub(crate) fn all_steps(&self) -> usize {
        let again = self.second.map_or(0, |second| second.steps.unwrap_or(self.steps));
        self.steps + again
    }

    /// The name of the schedule.
    pub(crate) fn schedule(&self) -> &'static str {
        self.spacing.map_or(AUTOMATIC, |spacing| spacing.name)
    }

    /// The record that the picture of a seed carries.
    pub(crate) fn record(&self, seed: u64, model_hash: &str) -> Parameters {
        let rng = match self.noise {
            NoiseKind::Torch => "CPU",
            NoiseKind::Nv => "NV",
        };
        let mut extra = vec![("RNG".to_owned(), rng.to_owned())];
        extra.extend(self.beside());
        extra.extend(self.said.clone().map(|said| (SAID.to_owned(), said)));
        Parameters {
            prompt: self.text.clone(),
            negative: self.negative.clone(),
            steps: Some(self.steps),
            sampler: Some(self.sampler.info().name.to_owned()),
            schedule: Some(self.schedule().to_owned()),
            cfg: Some(self.guidance),
            seed: Some(seed),
            size: Some(self.size),
            model_hash: Some(model_hash.to_owned()),
            model: Some(self.model.clone()),
            version: Some(format!("qingyun {}", env!("CARGO_PKG_VERSION"))),
            extra,
        }
    }
}

/// The spacing of a name; none and `Automatic` leave it to model and sampler.
fn spacing(name: Option<&str>) -> Result<Option<&'static Spacing>> {
    let named = name.filter(|name| !name.eq_ignore_ascii_case(AUTOMATIC));
    Ok(named.map(engine::spacing).transpose()?)
}

/// What is said on the command line, or else by the picture to be like.
///
/// # Errors
/// [`Error::LikeText`] where neither says anything.
pub(crate) fn text(args: &Args, like: Option<&Like>) -> Result<String, Error> {
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
