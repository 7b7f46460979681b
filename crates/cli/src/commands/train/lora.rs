//! `qingyun train --lora`: a LoRA of one's own pictures on top of a model, with kohya's options.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;
use qingyun_corpus::folder::{Captioned, Reading};
use qingyun_diffusion::training::Decay;
use qingyun_diffusion::training::lora::{LoraSettings, Place, train_lora};
use qingyun_models::checkpoint::Precision;
use qingyun_models::lora::LoraConfig;
use serde_json::json;

use super::view::View;
use crate::context::Context;
use crate::engine::Prediction;
use crate::error::Error;
use crate::shelf::Shelf;
use crate::values;

/// The options of a LoRA, by the names of kohya's scripts.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Rank of the changes
    #[arg(long = "network_dim", value_name = "N", requires = "lora", default_value_t = LoraSettings::default().network.dim)]
    network_dim: usize,

    /// What changes count, divided by their rank [default: the rank]
    #[arg(long = "network_alpha", value_name = "NUMBER", requires = "lora")]
    network_alpha: Option<f64>,

    /// Highest learning rate
    #[arg(long = "learning_rate", value_name = "NUMBER", requires = "lora", default_value_t = LoraSettings::default().learning_rate)]
    learning_rate: f64,

    /// Highest learning rate of the U-Net [default: --learning_rate]
    #[arg(long = "unet_lr", value_name = "NUMBER", requires = "lora")]
    unet_lr: Option<f64>,

    /// Highest learning rate of the text encoders; 0 leaves them alone [default: --learning_rate]
    #[arg(long = "text_encoder_lr", value_name = "NUMBER", requires = "lora")]
    text_encoder_lr: Option<f64>,

    /// Leave the text encoders as they are
    #[arg(long = "network_train_unet_only", requires = "lora")]
    network_train_unet_only: bool,

    /// Steps
    #[arg(long = "max_train_steps", value_name = "N", requires = "lora", default_value_t = LoraSettings::default().max_train_steps)]
    max_train_steps: u64,

    /// Pictures of a batch
    #[arg(long = "train_batch_size", value_name = "N", requires = "lora", default_value_t = LoraSettings::default().train_batch_size)]
    train_batch_size: usize,

    /// Batches of a step
    #[arg(long = "gradient_accumulation_steps", value_name = "N", requires = "lora", default_value_t = LoraSettings::default().gradient_accumulation_steps)]
    gradient_accumulation_steps: u64,

    /// Side, or width and height, that pictures are scaled and cut to, such as 512 or 512,768
    #[arg(long, value_name = "PIXELS", requires = "lora", default_value = "512", value_parser = values::resolution)]
    resolution: [usize; 2],

    /// How often a picture counts whose folder is not called N_name
    #[arg(long = "num_repeats", value_name = "N", requires = "lora", default_value_t = 1)]
    num_repeats: usize,

    /// Extension of the captions beside the pictures
    #[arg(
        long = "caption_extension",
        value_name = "NAME",
        requires = "lora",
        default_value = ".txt"
    )]
    caption_extension: String,

    /// Tags at a caption's beginning that are neither moved nor left out
    #[arg(long = "keep_tokens", value_name = "N", requires = "lora", default_value_t = 0)]
    keep_tokens: usize,

    /// Put tags in another order each time
    #[arg(long = "shuffle_caption", requires = "lora")]
    shuffle_caption: bool,

    /// Share of pictures that are shown without a caption
    #[arg(
        long = "caption_dropout_rate",
        value_name = "SHARE",
        requires = "lora",
        default_value_t = 0.0
    )]
    caption_dropout_rate: f64,

    /// Share of tags that are left out
    #[arg(
        long = "caption_tag_dropout_rate",
        value_name = "SHARE",
        requires = "lora",
        default_value_t = 0.0
    )]
    caption_tag_dropout_rate: f64,

    /// Largest ratio of signal to noise that counts in the loss, such as 5 [default: none]
    #[arg(long = "min_snr_gamma", value_name = "NUMBER", requires = "lora")]
    min_snr_gamma: Option<f64>,

    /// Share of noise that is the same all over a picture
    #[arg(long = "noise_offset", value_name = "SHARE", requires = "lora", default_value_t = 0.0)]
    noise_offset: f64,

    /// Layer of CLIP at which to stop, counted from the last, 1 to 12
    #[arg(long = "clip_skip", value_name = "N", requires = "lora", default_value_t = 1)]
    clip_skip: usize,

    /// How the learning rate falls: constant, constant_with_warmup, linear or cosine
    #[arg(
        long = "lr_scheduler",
        value_name = "NAME",
        requires = "lora",
        default_value = "constant",
        hide_possible_values = true
    )]
    lr_scheduler: Scheduler,

    /// Steps of rising learning rate at the start
    #[arg(long = "lr_warmup_steps", value_name = "N", requires = "lora", default_value_t = 0)]
    lr_warmup_steps: u64,

    /// Steps between LoRAs that are written on the way, each with a checkpoint [default: none, and
    /// a checkpoint every 100 steps]
    #[arg(long = "save_every_n_steps", value_name = "N", requires = "lora")]
    save_every_n_steps: Option<u64>,

    /// Numbers in the files: float or fp16
    #[arg(
        long = "save_precision",
        value_name = "NAME",
        requires = "lora",
        default_value = "float",
        hide_possible_values = true
    )]
    save_precision: Numbers,

    /// What the model's network predicts, where its files do not say: epsilon, v or sample
    #[arg(long, value_name = "KIND", requires = "lora", value_parser = values::prediction)]
    prediction: Option<Prediction>,
}

/// How a learning rate falls, by kohya's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Scheduler {
    Constant,
    ConstantWithWarmup,
    Linear,
    Cosine,
}

impl Scheduler {
    fn decay(self) -> Decay {
        match self {
            Self::Constant | Self::ConstantWithWarmup => Decay::Constant,
            Self::Linear => Decay::Linear,
            Self::Cosine => Decay::Cosine(0.0),
        }
    }
}

/// Numbers in files, by kohya's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Numbers {
    Float,
    Fp16,
}

impl Numbers {
    fn precision(self) -> Precision {
        match self {
            Self::Float => Precision::F32,
            Self::Fp16 => Precision::F16,
        }
    }
}

impl Options {
    fn settings(&self, args: &super::Args) -> LoraSettings {
        let alpha = self.network_alpha.unwrap_or(self.network_dim as f64);
        LoraSettings {
            network: LoraConfig { dim: self.network_dim, alpha },
            learning_rate: self.learning_rate,
            unet_lr: self.unet_lr,
            text_encoder_lr: self.text_encoder_lr,
            network_train_unet_only: self.network_train_unet_only,
            max_train_steps: self.max_train_steps,
            train_batch_size: self.train_batch_size,
            gradient_accumulation_steps: self.gradient_accumulation_steps,
            resolution: self.resolution,
            keep_tokens: self.keep_tokens,
            shuffle_caption: self.shuffle_caption,
            caption_dropout_rate: self.caption_dropout_rate,
            caption_tag_dropout_rate: self.caption_tag_dropout_rate,
            min_snr_gamma: self.min_snr_gamma,
            noise_offset: self.noise_offset,
            clip_skip: self.clip_skip,
            lr_scheduler: self.lr_scheduler.decay(),
            lr_warmup_steps: self.lr_warmup_steps,
            seed: args.seed,
            precision: args.precision,
            save_every_n_steps: self.save_every_n_steps,
            save_precision: self.save_precision.precision(),
        }
    }

    fn reading(&self) -> Reading {
        let extension = self.caption_extension.trim_start_matches('.').to_owned();
        Reading { extension, repeats: self.num_repeats }
    }
}

/// Learns a LoRA of one's own pictures on top of `model`.
pub(super) fn run(
    model: &str,
    own: &Path,
    args: &super::Args,
    context: &Context,
) -> anyhow::Result<()> {
    let (folder, file) = places(args.out.as_deref())?;
    if !args.resume && folder.join(CHECKPOINT).exists() {
        return Err(Error::RunExists(folder).into());
    }
    let started = Instant::now();
    let shelf = Shelf::read(context.home.as_ref())?;
    let path = shelf.find(model).map_or_else(|| PathBuf::from(model), |added| added.path.clone());
    let options = &args.options;
    let pictures = Captioned::read(own, &options.reading())?;
    let (settings, place) = (options.settings(args), Place { folder: &folder, file: &file });
    let mut view = View::new(context.lang)?;
    train_lora(&path, options.prediction, &pictures, &settings, place, &mut |p| view.show(p))?;
    view.finish();
    let seconds = started.elapsed().as_secs_f64();
    if args.json {
        let report = json!({ "lora": file, "pictures": pictures.len(), "seconds": seconds });
        return Ok(context.say_json(&report)?);
    }
    let file = file.display();
    Ok(context.say(context.lang.pick(
        format!("LoRA 已写入 {file}\n用它画画：qingyun paint \"…\" --model {model} --lora {file}"),
        format!(
            "the LoRA is in {file}\npaint with it: qingyun paint \"…\" --model {model} --lora {file}"
        ),
    ))?)
}

/// What a run leaves of itself to go on from.
const CHECKPOINT: &str = "lora.checkpoint.safetensors";

/// The folder of a run and its finished file: a folder's file has the folder's name, a file's folder
/// the file's name and `-run`.
fn places(out: Option<&Path>) -> Result<(PathBuf, PathBuf), Error> {
    let out = out.unwrap_or(Path::new("runs/lora"));
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if out.extension().is_none_or(|kind| kind != "safetensors") {
        let name = out.file_name().unwrap_or("lora".as_ref()).to_string_lossy();
        return Ok((out.to_owned(), out.join(format!("{name}.safetensors"))));
    }
    match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() && !parent.is_dir() => {
            Err(Error::NoFolder(parent.to_owned()))
        }
        _ => Ok((out.with_file_name(format!("{}-run", stem(out))), out.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_folder_or_a_file() {
        let of = |out| {
            let (folder, file) = places(out).unwrap();
            (folder.to_string_lossy().into_owned(), file.to_string_lossy().into_owned())
        };
        let pair = |folder: &str, file: &str| (folder.to_owned(), file.to_owned());
        assert_eq!(of(None), pair("runs/lora", "runs/lora/lora.safetensors"));
        assert_eq!(of(Some(Path::new("a/v1.2"))), pair("a/v1.2", "a/v1.2/v1.2.safetensors"));
        assert_eq!(of(Some(Path::new("ink.safetensors"))), pair("ink-run", "ink.safetensors"));
        let missing = places(Some(Path::new("no/such/ink.safetensors")));
        assert!(matches!(missing, Err(Error::NoFolder(_))));
    }
}
