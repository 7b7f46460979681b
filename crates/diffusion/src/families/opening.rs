//! How a model is opened, and what there is to say of it.

use std::path::PathBuf;

use burn::tensor::Device;
use qingyun_models::ops::Precision;

use crate::Prediction;

/// How a model is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Where its weights go.
    pub device: Device,
    /// What is put on top of its weights, in order.
    pub loras: Vec<Lora>,
    /// Files of words that were learned by textual inversion; a prompt calls each by its file's name.
    pub words: Vec<PathBuf>,
    /// The numbers in which products are taken; none is the model's usual way.
    pub precision: Option<Precision>,
    /// What its network puts out, where that is not what its files say or most of its kind do.
    pub prediction: Option<Prediction>,
}

impl Opening {
    /// As it is, on a device.
    #[must_use]
    pub fn on(device: &Device) -> Self {
        Self {
            device: device.clone(),
            loras: Vec::new(),
            words: Vec::new(),
            precision: None,
            prediction: None,
        }
    }
}

/// A small change on top of a model's weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Lora {
    /// Its file.
    pub path: PathBuf,
    /// How much of it; 1 is as it was trained.
    pub strength: f64,
}

/// Something to say of a model, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}
