//! Stable Diffusion 1, 2 and XL, from the files that people have.

mod conditions;
mod controls;
pub(crate) mod encoder;
mod glance;
mod guided;
pub(super) mod hash;
mod inversion;
#[cfg(test)]
mod parity;
mod pictures;
#[cfg(test)]
pub(crate) mod pipelines;
pub(crate) mod schedule;
mod usual;

use std::cell::{OnceCell, RefCell};
use std::path::{Path, PathBuf};

use burn::tensor::{Device, Tensor};
use qingyun_models::ops::Precision;
use qingyun_models::sd::Unet;
use qingyun_models::sd::files::{Family as Kind, Files, Found, Kept, Scheduler};

use super::{Asked, Asks, Card, Family, Lora, Note, Opening, Painter, Run, Sides, Text, named};
use crate::noise::Noise;
use crate::{Error, Network, Prediction, Result, Schedule};
use conditions::Conditions;
use controls::Controls;
use encoder::Texts;
use guided::Guided;
use hash::Hash;
use inversion::Word;
use pictures::Pictures;

/// The family in the registry.
pub(super) const FAMILY: Family =
    Family { name: "Stable Diffusion", recognises: |_| true, open, look };

/// Pixels to a latent, along each side.
const PATCH: usize = 8;
/// Sides that can be painted.
const SIDES: Sides = Sides { least: 32, most: 2048, step: PATCH };

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
    /// How the weights of the U-Net and of ControlNets are kept.
    kept: Kept,
    /// Learned words.
    words: Vec<Word>,
    controls: Controls,
    pictures: Pictures,
    schedule: Schedule,
    prediction: Prediction,
    /// A folder's own; single files are walked as A1111 does.
    scheduler: Option<Scheduler>,
    unet: OnceCell<Unet>,
    read: RefCell<Option<Read>>,
}

/// A text that was read for so many steps.
#[derive(Debug)]
struct Read {
    text: Text,
    steps: usize,
    conditions: Conditions,
}

impl Model {
    /// A model whose files have all networks that painting takes.
    fn new(files: Files, path: &Path, opening: &Opening, notes: Vec<Note>) -> Result<Self> {
        let (files, pictures) =
            Pictures::open(files, opening, |files| usual_precision(&files.found()))?;
        files.complete()?;
        let scheduler = files.scheduler().clone();
        let kind = files.family().ok_or_else(|| Error::NoModel { name: named(path) })?;
        let widths: Vec<usize> = files.text_configs().iter().map(|c| c.hidden_size).collect();
        let words = opening.words.iter().map(|path| Word::read(path, &widths));
        Ok(Self {
            path: path.to_owned(),
            card: card(&files, path, kind, opening, notes),
            hash: OnceCell::new(),
            device: opening.device.clone(),
            kept: if opening.int8 { Kept::InBytes } else { pictures.precision().into() },
            words: words.collect::<Result<_>>()?,
            controls: Controls::open(&opening.controls, &files)?,
            pictures,
            schedule: schedule::of(&scheduler)?,
            prediction: schedule::prediction(&scheduler),
            scheduler: path.is_dir().then_some(scheduler),
            unet: OnceCell::new(),
            read: RefCell::new(None),
            kind,
            files,
        })
    }

    /// The U-Net, read once.
    fn unet(&self) -> Result<&Unet> {
        once(&self.unet, || {
            let unet = self.files.unet(&self.device, self.kept)?;
            // Not before: both would read the same file.
            self.begun_hash();
            Ok(unet)
        })
    }

    /// What the U-Net is told. The text encoders are gone before the U-Net comes; what they last
    /// read is kept, for pictures that differ in the seed alone.
    fn conditions(&self, text: &Text, steps: usize) -> Result<Conditions> {
        if let Some(Read { text: read, steps: of, conditions }) = &*self.read.borrow()
            && (read, *of) == (text, steps)
        {
            return Ok(conditions.clone());
        }
        let texts =
            Texts::new(&self.files, self.kind, &self.path, self.words.clone(), &self.device)?;
        let conditions = Conditions::new(&texts, text, steps, self.kind)?;
        *self.read.borrow_mut() =
            Some(Read { text: text.clone(), steps, conditions: conditions.clone() });
        Ok(conditions)
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
        let conditions = self.conditions(text, run.walk.steps())?;
        let unet = self.unet()?;
        let shown = self.controls.shown(run, &self.device, self.kept)?;
        Ok(Box::new(Guided::new(unet, conditions, shown, &self.schedule, run)))
    }

    fn decode(&self, latents: Tensor<4>) -> Result<Tensor<4>> {
        self.pictures.decode(&self.files, latents)
    }

    fn glance(&self, latents: Tensor<4>) -> Result<Tensor<4>> {
        self.pictures.glance(&self.files, latents)
    }

    fn encode(&self, pictures: Tensor<4>, noise: &mut dyn Noise) -> Result<Tensor<4>> {
        self.pictures.encode(&self.files, pictures, noise)
    }

    fn fills(&self) -> bool {
        self.files.is_inpainting()
    }
}

/// What the cell holds, made first where it holds nothing.
fn once<T>(cell: &OnceCell<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
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

fn card(files: &Files, path: &Path, kind: Kind, opening: &Opening, mut notes: Vec<Note>) -> Card {
    let family = match kind {
        Kind::Sd1 => "Stable Diffusion 1",
        Kind::Sd2 => "Stable Diffusion 2",
        Kind::Sdxl => "Stable Diffusion XL",
    };
    let loras = opening.loras.iter().map(|lora| lora.path.as_path());
    let (defaults, note) = usual::defaults(
        std::iter::once(path).chain(loras),
        files.scheduler().class_name.as_deref(),
    );
    notes.extend(note);
    Card {
        name: named(path),
        family,
        native_size: [usual::side(kind, files.scheduler().prediction_type); 2],
        sides: SIDES,
        defaults,
        notes,
    }
}
