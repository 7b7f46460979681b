//! How a model is opened, and what there is to say of it.

use std::path::PathBuf;

use burn::tensor::Device;
use qingyun_models::ops::Precision;
use qingyun_models::sd::files::Strength;

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
    /// Files or folders of ControlNets; a request has a picture for each.
    pub controls: Vec<PathBuf>,
    /// An autoencoder in place of the model's own; TAESD's decoder is one too.
    pub autoencoder: Option<PathBuf>,
    /// A decoder such as TAESD's for looking on while a picture is painted.
    pub glances: Option<PathBuf>,
    /// Pixels along a side of the tiles in which large pictures are decoded and encoded; none
    /// leaves it to the model, and 0 takes any picture as a whole.
    pub tile: Option<usize>,
    /// The numbers in which products are taken; none is the model's usual way.
    pub precision: Option<Precision>,
    /// Whether a large network's weights are kept in a byte each, for products of bf16 numbers.
    pub int8: bool,
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
            controls: Vec::new(),
            autoencoder: None,
            glances: None,
            tile: None,
            precision: None,
            int8: false,
            prediction: None,
        }
    }
}

/// A small change on top of a model's weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Lora {
    /// Its file.
    pub path: PathBuf,
    /// How much of it.
    pub strength: Strength,
}

/// Something to say of a model, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}
