//! Stable Diffusion 1, 2 and XL, from the files that people have.

mod conditions;
pub(crate) mod encoder;
mod guided;
mod hash;
mod inversion;
#[cfg(test)]
mod parity;
#[cfg(test)]
pub(crate) mod pipelines;
pub(crate) mod schedule;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor};
use qingyun_models::layout::{channels_first, channels_last};
use qingyun_models::ops::Precision;
use qingyun_models::sd::Unet;
use qingyun_models::sd::files::{Family as Kind, Files, Found, Scheduler};

use super::{Asked, Asks, Card, Defaults, Family, Lora, Note, Opening, Painter, Run, Sides, named};
use crate::noise::Noise;
use crate::{Error, Network, Prediction, Result, Schedule};
use conditions::Conditions;
use encoder::Texts;
use guided::Guided;
use hash::Hash;
use inversion::Word;

/// The family in the registry.
pub(super) const FAMILY: Family =
    Family { name: "Stable Diffusion", recognises: |_| true, open, look };

/// Pixels to a latent, along each side.
const PATCH: usize = 8;
/// Sides that can be painted.
const SIDES: Sides = Sides { least: 32, most: 2048, step: PATCH };
/// What is used where nothing is asked.
const DEFAULTS: Defaults = Defaults { steps: 20, sampler: "Euler a", spacing: None, guidance: 7.0 };

/// A model of the family. Only the U-Net stays in memory: the others are small, and read again for
/// each picture, when it is their turn.
#[derive(Debug)]
pub(super) struct Model {
    files: Files,
    path: PathBuf,
    kind: Kind,
    card: Card,
    hash: OnceCell<Hash>,
    device: Device,
    /// Learned words.
    words: Vec<Word>,
    precision: Precision,
    schedule: Schedule,
    prediction: Prediction,
    /// A folder's own; single files are walked as A1111 does.
    scheduler: Option<Scheduler>,
    unet: OnceCell<Unet>,
    scale: f64,
}

impl Model {
    /// A model whose files have all networks that painting takes.
    fn new(files: Files, path: &Path, opening: &Opening, notes: Vec<Note>) -> Result<Self> {
        files.complete()?;
        let autoencoder = files.autoencoder_config()?;
        let scheduler = files.scheduler().clone();
        let kind = files.family().ok_or_else(|| Error::NoModel { name: named(path) })?;
        let widths: Vec<usize> = files.text_configs().iter().map(|c| c.hidden_size).collect();
        let words = opening.words.iter().map(|path| Word::read(path, &widths));
        Ok(Self {
            path: path.to_owned(),
            card: card(path, kind, notes),
            hash: OnceCell::new(),
            device: opening.device.clone(),
            words: words.collect::<Result<_>>()?,
            precision: opening.precision.unwrap_or_else(|| usual_precision(&files.found())),
            schedule: schedule::of(&scheduler)?,
            prediction: schedule::prediction(&scheduler),
            scheduler: path.is_dir().then_some(scheduler),
            unet: OnceCell::new(),
            scale: autoencoder.scaling_factor,
            kind,
            files,
        })
    }

    /// The U-Net, read once.
    fn unet(&self) -> Result<&Unet> {
        if let Some(unet) = self.unet.get() {
            return Ok(unet);
        }
        let unet = self.files.unet(&self.device, self.precision)?;
        // Not before: both would read the same file.
        self.begun_hash();
        Ok(self.unet.get_or_init(|| unet))
    }

    fn begun_hash(&self) -> &Hash {
        self.hash.get_or_init(|| Hash::of(&self.path))
    }
}

impl Painter for Model {
    fn card(&self) -> &Card {
        &self.card
    }

    fn hash(&self) -> &str {
        self.begun_hash().get()
    }

    fn asks(&self) -> Asks<'_> {
        Asks::Text
    }

    fn device(&self) -> &Device {
        &self.device
    }

    fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    fn prediction(&self) -> Prediction {
        self.prediction
    }

    fn scheduler(&self) -> Option<&Scheduler> {
        self.scheduler.as_ref()
    }

    fn latent_shape(&self, [width, height]: [usize; 2]) -> [usize; 3] {
        [4, height / PATCH, width / PATCH]
    }

    fn network<'a>(&'a self, asked: &Asked, run: Run<'_>) -> Result<Box<dyn Network + 'a>> {
        let Asked::Text(text) = asked else {
            return Err(Error::Asked { family: self.card.family });
        };
        // The text encoders are gone before the U-Net comes.
        let texts =
            Texts::new(&self.files, self.kind, &self.path, self.words.clone(), &self.device)?;
        let conditions = Conditions::new(&texts, text, run.walk.steps(), self.kind)?;
        drop(texts);
        Ok(Box::new(Guided::new(self.unet()?, conditions, &self.schedule, run)))
    }

    fn decode(&self, latents: Tensor<4>) -> Result<Tensor<4>> {
        let decoder = self.files.decoder(&self.device, self.precision)?;
        Ok(decoder.forward(channels_last(latents).div_scalar(self.scale)))
    }

    fn encode(&self, pictures: Tensor<4>, noise: &mut dyn Noise) -> Result<Tensor<4>> {
        let encoder = self.files.encoder(&self.device, self.precision)?;
        let posterior = encoder.forward(pictures)?;
        let [batch, height, width, channels] = posterior.mean.dims();
        let noise = noise.normal([batch, channels, height, width], &self.device);
        let latents = posterior.sample(channels_last(noise));
        Ok(channels_first(latents).mul_scalar(self.scale))
    }

    fn fills(&self) -> bool {
        self.files.is_inpainting()
    }
}

/// The files of a model, whose network predicts this where they do not say.
pub(super) fn files(path: &Path, prediction: Option<Prediction>) -> Result<Files> {
    let files = Files::open(path)?;
    Ok(match prediction {
        Some(prediction) => files.with_prediction(schedule::said(prediction)?),
        None => files,
    })
}

fn open(path: &Path, opening: &Opening) -> Result<super::Model> {
    let mut files = files(path, opening.prediction)?;
    let mut notes = vec![note(&files.found())];
    for Lora { path, strength } in &opening.loras {
        let applied = files.add_lora(path, *strength)?;
        notes.push(Note {
            en: format!("{}: {applied}", named(path)),
            zh: format!("{}：{}", named(path), applied.zh()),
        });
    }
    Ok(Box::new(Model::new(files, path, opening, notes)?))
}

fn look(path: &Path) -> Result<Note> {
    Ok(note(&Files::open(path)?.found()))
}

fn note(found: &Found) -> Note {
    Note { en: found.to_string(), zh: found.zh() }
}

/// Products in bf16 where most weights have no more digits than that or f16 themselves.
fn usual_precision(found: &Found) -> Precision {
    if found.format == "F32" { Precision::F32 } else { Precision::Bf16 }
}

fn card(path: &Path, kind: Kind, notes: Vec<Note>) -> Card {
    let (family, side) = match kind {
        Kind::Sd1 => ("Stable Diffusion 1", 512),
        Kind::Sd2 => ("Stable Diffusion 2", 768),
        Kind::Sdxl => ("Stable Diffusion XL", 1024),
    };
    Card {
        name: named(path),
        family,
        native_size: [side; 2],
        sides: SIDES,
        defaults: DEFAULTS,
        notes,
    }
}
