//! What a file says of how it was learned, by the names that kohya's scripts use and others show.

use std::collections::{BTreeMap, HashMap};

use qingyun_corpus::folder::Captioned;
use qingyun_models::sd::files::Family;
use serde_json::json;

use super::LoraSettings;
use crate::Prediction;
use crate::training::decay::Decay;

/// What a file says of itself, but for its step.
#[derive(Clone, Debug)]
pub(super) struct Described(BTreeMap<&'static str, String>);

impl Described {
    /// Of changes on top of a model of that name.
    pub(super) fn new(
        model: &str,
        family: Family,
        prediction: Prediction,
        settings: &LoraSettings,
        pictures: &[Captioned],
    ) -> Self {
        let mut said = BTreeMap::from([
            ("ss_network_module", "networks.lora".to_owned()),
            ("ss_network_dim", settings.network.dim.to_string()),
            ("ss_network_alpha", settings.network.alpha.to_string()),
            ("ss_sd_model_name", model.to_owned()),
            ("ss_base_model_version", version(family).to_owned()),
            ("ss_v2", capital(family == Family::Sd2)),
            ("modelspec.architecture", format!("{}/lora", architecture(family))),
            ("modelspec.prediction_type", predicted(prediction).to_owned()),
        ]);
        said.extend(learning(settings));
        said.extend(shown(settings, pictures));
        Self(said)
    }

    /// What the file of a step says.
    pub(super) fn at(&self, step: u64) -> HashMap<String, String> {
        let all = self.0.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        all.chain([("ss_steps".to_owned(), step.to_string())]).collect()
    }
}

/// How fast and how long it learned.
fn learning(settings: &LoraSettings) -> [(&'static str, String); 11] {
    let or_none = |value: Option<f64>| value.map_or_else(|| "None".to_owned(), |v| v.to_string());
    let scheduler = match settings.lr_scheduler {
        Decay::Constant if settings.lr_warmup_steps > 0 => "constant_with_warmup",
        Decay::Constant => "constant",
        Decay::Linear => "linear",
        Decay::Cosine(_) => "cosine",
    };
    [
        ("ss_learning_rate", settings.learning_rate.to_string()),
        ("ss_unet_lr", settings.unet_rate().to_string()),
        ("ss_text_encoder_lr", or_none(settings.text_rate())),
        ("ss_lr_scheduler", scheduler.to_owned()),
        ("ss_lr_warmup_steps", settings.lr_warmup_steps.to_string()),
        ("ss_max_train_steps", settings.max_train_steps.to_string()),
        ("ss_gradient_accumulation_steps", settings.gradient_accumulation_steps.to_string()),
        ("ss_optimizer", "AdamW".to_owned()),
        ("ss_min_snr_gamma", or_none(settings.min_snr_gamma)),
        ("ss_noise_offset", settings.noise_offset.to_string()),
        ("ss_seed", settings.seed.to_string()),
    ]
}

/// What it was shown.
fn shown(settings: &LoraSettings, pictures: &[Captioned]) -> [(&'static str, String); 10] {
    let [width, height] = settings.resolution;
    let all: usize = pictures.iter().map(|picture| picture.repeats).sum();
    [
        ("ss_num_train_images", all.to_string()),
        ("ss_total_batch_size", settings.train_batch_size.to_string()),
        ("ss_resolution", format!("({width}, {height})")),
        ("ss_clip_skip", settings.clip_skip.to_string()),
        ("ss_keep_tokens", settings.keep_tokens.to_string()),
        ("ss_shuffle_caption", capital(settings.shuffle_caption)),
        ("ss_caption_dropout_rate", settings.caption_dropout_rate.to_string()),
        ("ss_caption_tag_dropout_rate", settings.caption_tag_dropout_rate.to_string()),
        ("ss_tag_frequency", frequency(pictures)),
        ("ss_dataset_dirs", folders(pictures)),
    ]
}

/// By folder, how many pictures have each tag.
fn frequency(pictures: &[Captioned]) -> String {
    let mut counts = BTreeMap::<String, BTreeMap<&str, usize>>::new();
    for picture in pictures {
        let folder = counts.entry(folder(picture)).or_default();
        picture.tags.iter().for_each(|tag| *folder.entry(tag).or_default() += 1);
    }
    json!(counts).to_string()
}

/// By folder, how many pictures it has and how often they count.
fn folders(pictures: &[Captioned]) -> String {
    let mut folders = BTreeMap::<String, [usize; 2]>::new();
    for picture in pictures {
        let [count, repeats] = folders.entry(folder(picture)).or_default();
        (*count, *repeats) = (*count + 1, picture.repeats);
    }
    let said = folders.into_iter().map(|(name, [count, repeats])| {
        (name, json!({ "n_repeats": repeats, "img_count": count }))
    });
    json!(said.collect::<BTreeMap<_, _>>()).to_string()
}

fn folder(picture: &Captioned) -> String {
    let folder = picture.path.parent().and_then(|folder| folder.file_name());
    folder.map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// As Python writes it.
fn capital(holds: bool) -> String {
    if holds { "True".to_owned() } else { "False".to_owned() }
}

fn version(family: Family) -> &'static str {
    match family {
        Family::Sd1 => "sd_v1",
        Family::Sd2 => "sd_v2",
        Family::Sdxl => "sdxl_base_v1-0",
    }
}

fn architecture(family: Family) -> &'static str {
    match family {
        Family::Sd1 => "stable-diffusion-v1",
        Family::Sd2 => "stable-diffusion-v2-768-v",
        Family::Sdxl => "stable-diffusion-xl-v1-base",
    }
}

fn predicted(prediction: Prediction) -> &'static str {
    match prediction {
        Prediction::Epsilon | Prediction::Flow => "epsilon",
        Prediction::V => "v",
        Prediction::Sample => "sample",
    }
}
