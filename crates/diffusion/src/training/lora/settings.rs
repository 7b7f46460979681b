//! What decides what a LoRA learns, under the names that kohya's scripts give it.

use qingyun_models::checkpoint::Precision as FileNumbers;
use qingyun_models::lora::LoraConfig;
use qingyun_models::ops::Precision;
use serde::Serialize;

use crate::training::decay::Decay;
use crate::{Error, Result};

/// Pixels to a latent, along each side.
pub(super) const PATCH: usize = 8;
/// The least and the largest side of a picture.
const SIDES: [usize; 2] = [32, 2048];

/// Everything that decides what a LoRA learns, beside the model and the pictures.
#[derive(Clone, Debug, Serialize)]
pub struct LoraSettings {
    /// Rank of the changes, and the α that counts divided by it.
    pub network: LoraConfig,
    /// Highest learning rate.
    pub learning_rate: f64,
    /// That of the U-Net, where it is another.
    pub unet_lr: Option<f64>,
    /// That of the text encoders, where it is another; 0 leaves them as they are.
    pub text_encoder_lr: Option<f64>,
    /// Whether the text encoders stay as they are.
    pub network_train_unet_only: bool,
    /// Steps in all. A run may be resumed with more.
    #[serde(skip)]
    pub max_train_steps: u64,
    /// Pictures of a batch.
    pub train_batch_size: usize,
    /// Batches of a step.
    pub gradient_accumulation_steps: u64,
    /// Width and height to which pictures are brought, in pixels.
    pub resolution: [usize; 2],
    /// Tags at a caption's beginning that are neither moved nor left out.
    pub keep_tokens: usize,
    /// Whether tags stand in another order each time.
    pub shuffle_caption: bool,
    /// Share of pictures that are shown without a caption.
    pub caption_dropout_rate: f64,
    /// Share of tags that are left out.
    pub caption_tag_dropout_rate: f64,
    /// γ of Hang et al. 2023, where losses are weighed.
    pub min_snr_gamma: Option<f64>,
    /// Share of noise that is the same for all of a picture's pixels (Guttenberg 2023).
    pub noise_offset: f64,
    /// Layer of CLIP at which to stop, counted from the last, from 1.
    pub clip_skip: usize,
    /// How the learning rate falls.
    pub lr_scheduler: Decay,
    /// Steps of rising learning rate at the start.
    pub lr_warmup_steps: u64,
    /// Seed of the changes' start, of order, captions, times and noise.
    pub seed: u64,
    /// The numbers in which the U-Net's products are taken; changes and sums are always f32.
    #[serde(skip)]
    pub precision: Precision,
    /// Steps between files on the way, which have a checkpoint each; none leaves none.
    #[serde(skip)]
    pub save_every_n_steps: Option<u64>,
    /// The numbers in which files are written.
    #[serde(skip)]
    pub save_precision: FileNumbers,
}

impl Default for LoraSettings {
    fn default() -> Self {
        Self {
            network: LoraConfig { dim: 16, alpha: 16.0 },
            learning_rate: 1e-4,
            unet_lr: None,
            text_encoder_lr: None,
            network_train_unet_only: false,
            max_train_steps: 1600,
            train_batch_size: 1,
            gradient_accumulation_steps: 1,
            resolution: [512; 2],
            keep_tokens: 0,
            shuffle_caption: false,
            caption_dropout_rate: 0.0,
            caption_tag_dropout_rate: 0.0,
            min_snr_gamma: None,
            noise_offset: 0.0,
            clip_skip: 1,
            lr_scheduler: Decay::Constant,
            lr_warmup_steps: 0,
            seed: 1,
            precision: Precision::F32,
            save_every_n_steps: None,
            save_precision: FileNumbers::F32,
        }
    }
}

impl LoraSettings {
    /// The highest learning rate of the U-Net.
    pub(super) fn unet_rate(&self) -> f64 {
        self.unet_lr.unwrap_or(self.learning_rate)
    }

    /// The highest learning rate of the text encoders; none where they stay as they are.
    pub(super) fn text_rate(&self) -> Option<f64> {
        let rate = self.text_encoder_lr.unwrap_or(self.learning_rate);
        Some(rate).filter(|rate| *rate > 0.0 && !self.network_train_unet_only)
    }

    /// Whether the same picture has other captions at other times.
    pub(super) fn captions_vary(&self) -> bool {
        self.shuffle_caption || self.caption_tag_dropout_rate > 0.0
    }

    /// # Errors
    /// [`Error::Setting`] for the first that is out of range.
    pub(super) fn check(&self) -> Result<()> {
        let whole = |name, value: u64, most, range| {
            (name, value.to_string(), (1..=most).contains(&value), range)
        };
        let above = |name, value: f64, most, range| {
            (name, value.to_string(), value > 0.0 && value <= most, range)
        };
        let share =
            |name, value: f64| (name, value.to_string(), (0.0..=1.0).contains(&value), "0..=1");
        let [width, height] = self.resolution;
        let sides = self
            .resolution
            .iter()
            .all(|&side| (SIDES[0]..=SIDES[1]).contains(&side) && side.is_multiple_of(PATCH));
        let checks = [
            whole("network_dim", self.network.dim as u64, 1024, "1..=1024"),
            above("network_alpha", self.network.alpha, 1024.0, "> 0, <= 1024"),
            above("learning_rate", self.learning_rate, 1.0, "> 0, <= 1"),
            above("unet_lr", self.unet_rate(), 1.0, "> 0, <= 1"),
            share("text_encoder_lr", self.text_encoder_lr.unwrap_or(0.0)),
            whole("max_train_steps", self.max_train_steps, 10_000_000, "1..=10000000"),
            whole("train_batch_size", self.train_batch_size as u64, 1024, "1..=1024"),
            whole(
                "gradient_accumulation_steps",
                self.gradient_accumulation_steps,
                1024,
                "1..=1024",
            ),
            ("resolution", format!("{width},{height}"), sides, "32..=2048, % 8 = 0"),
            share("caption_dropout_rate", self.caption_dropout_rate),
            share("caption_tag_dropout_rate", self.caption_tag_dropout_rate),
            above("min_snr_gamma", self.min_snr_gamma.unwrap_or(1.0), 1000.0, "> 0, <= 1000"),
            share("noise_offset", self.noise_offset),
            whole("clip_skip", self.clip_skip as u64, 12, "1..=12"),
        ];
        match checks.into_iter().find(|(_, _, holds, _)| !holds) {
            Some((name, value, _, range)) => Err(Error::Setting { name, value, range }),
            None => Ok(()),
        }
    }
}
