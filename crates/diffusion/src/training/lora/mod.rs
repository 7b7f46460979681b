//! Learning a LoRA on top of a Stable Diffusion model, with kohya's options by their names.
//!
//! The model stays as it is; what learns are small changes of the linear layers in the transformers
//! of the U-Net and, unless asked otherwise, of the text encoders ([`qingyun_models::lora`]).
//! Pictures are encoded once, before the first step.

mod captions;
mod described;
mod latents;
mod order;
mod output;
mod settings;
#[cfg(test)]
mod tests;
mod texts;
mod tuning;
mod weights;

use std::path::Path;
use std::time::Duration;

use burn::tensor::Device;
use qingyun_corpus::folder::Captioned;
use qingyun_models::Params;
use qingyun_models::optimiser::Settings;
use qingyun_models::sd::Files;
use sha2::{Digest, Sha256};

use super::fit::{Progress, Schedule, Watch, fit};
use super::journal::Journal;
use crate::families::sd::schedule;
use crate::families::{learnable, named};
use crate::{Error, Flow, Prediction, Result};
use described::Described;
use latents::Lesson;
use order::Order;
use output::Output;
pub use settings::LoraSettings;
use texts::Texts;
use tuning::Tuning;

/// What the stage is called in which the changes learn.
pub const NAME: &str = "lora";
/// What the stage is called before it, in which pictures are encoded.
pub const ENCODING: &str = "latents";

/// Steps between checkpoints where nobody asks for files on the way.
const CHECKPOINT_EVERY: u64 = 100;

/// Where a run writes.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Checkpoints and losses.
    pub folder: &'a Path,
    /// The finished LoRA.
    pub file: &'a Path,
}

/// Learns a LoRA on top of `model`, a file or folder that predicts `prediction` where it does not
/// say, and writes it. Where the folder holds an earlier run's checkpoint it goes on from there.
///
/// # Errors
/// [`Error::Setting`], [`Error::NotTaken`], [`Error::Fills`]; what reading the model and the pictures
/// gives; and see [`fit`].
pub fn train_lora(
    model: &Path,
    prediction: Option<Prediction>,
    pictures: &[Captioned],
    settings: &LoraSettings,
    place: Place<'_>,
    watch: &mut Watch<'_>,
) -> Result<()> {
    settings.check()?;
    if pictures.iter().all(|picture| picture.repeats == 0) {
        let value = "0".to_owned();
        return Err(Error::Setting { name: "num_repeats", value, range: ">= 1" });
    }
    let files = learnable(model, prediction)?;
    files.complete()?;
    if files.is_inpainting() {
        return Err(Error::Fills { path: model.to_owned() });
    }
    let folder_error = |source| Error::File { path: place.folder.to_owned(), source };
    std::fs::create_dir_all(place.folder).map_err(folder_error)?;
    let lessons = encoded(&files, pictures, settings, place, watch)?;
    let recipe = recipe(settings, &named(model), pictures, &lessons);
    let tuning = tuning(&files, model, pictures, settings, place, lessons)?;
    let params = Params::new(settings.seed, &Device::flex().autodiff());
    tuning.unet.network(&params, settings.network)?;
    tuning.texts.begin(&params, settings)?;
    let mut journal = Journal::new(place.folder, NAME, &recipe);
    fit(&tuning, &params, &steps(settings), &mut journal, watch)?;
    tuning.output.finish(&params)
}

fn encoded(
    files: &Files,
    pictures: &[Captioned],
    settings: &LoraSettings,
    place: Place<'_>,
    watch: &mut Watch<'_>,
) -> Result<Vec<Lesson>> {
    let progress = Progress {
        name: ENCODING,
        step: 0,
        steps: pictures.len() as u64,
        loss: 0.0,
        mean_loss: 0.0,
        rate: 0.0,
        left: Duration::ZERO,
        folder: place.folder,
    };
    latents::encode(files, pictures, settings, |done| {
        match watch(&Progress { step: done as u64, ..progress.clone() }) {
            Flow::Continue => Ok(()),
            Flow::Stop => Err(Error::Paused { step: 0 }),
        }
    })
}

/// Everything that is needed to learn.
fn tuning<'a>(
    files: &'a Files,
    model: &Path,
    pictures: &[Captioned],
    settings: &'a LoraSettings,
    place: Place<'a>,
    lessons: Vec<Lesson>,
) -> Result<Tuning<'a>> {
    let family = files.family().ok_or_else(|| Error::NoModel { name: named(model) })?;
    let prediction = schedule::prediction(files.scheduler());
    let described = Described::new(&named(model), family, prediction, settings, pictures);
    let texts = Texts::new(files, family, model, settings, &lessons)?;
    Ok(Tuning {
        settings,
        order: Order::new(settings.seed, lessons.iter().map(|lesson| lesson.repeats)),
        lessons,
        texts,
        unet: files.frozen_unet(&Device::flex().autodiff(), settings.precision)?,
        schedule: schedule::of(files.scheduler())?,
        prediction,
        output: Output { files, settings, described, file: place.file },
    })
}

/// How long and how fast to learn, by kohya's AdamW.
fn steps(settings: &LoraSettings) -> Schedule {
    let (rate, text) = (settings.unet_rate(), settings.text_rate());
    let times = text.unwrap_or(0.0) / rate;
    let rates = ["text.", "second_text."].map(|network| (network.to_owned(), times));
    // Nothing is averaged: the file is what has been learned.
    let optimiser =
        Settings { beta2: 0.999, average: 0.0, rates: rates.into(), ..Settings::default() };
    Schedule {
        steps: settings.max_train_steps,
        rate,
        warmup: settings.lr_warmup_steps,
        decay: settings.lr_scheduler,
        batches: settings.gradient_accumulation_steps,
        save_every: settings.save_every_n_steps.unwrap_or(CHECKPOINT_EVERY),
        preview_every: 0,
        optimiser,
    }
}

/// What a checkpoint must have been made by to be gone on from.
fn recipe(
    settings: &LoraSettings,
    model: &str,
    pictures: &[Captioned],
    lessons: &[Lesson],
) -> String {
    let mut digest = Sha256::new();
    for (picture, lesson) in pictures.iter().zip(lessons) {
        digest.update(format!("{:?} {:?}\n", picture.tags, picture.repeats));
        let values: Vec<f32> = lesson.latents.clone().into_data().iter::<f32>().collect();
        values.iter().for_each(|value| digest.update(value.to_le_bytes()));
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let said = serde_json::to_string(settings).unwrap_or_default();
    format!("{said} {:?} {model} {digest}", settings.precision)
}
