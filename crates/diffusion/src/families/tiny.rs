//! The tiny family: our own latent diffusion, asked by structure.

use std::path::Path;

use burn::tensor::Device;
use qingyun_models::autoencoder::{self, Autoencoder};
use qingyun_models::checkpoint::{self, Checkpoint, Precision};
use qingyun_models::{Params, Scene, tiny};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::schedule::Schedule;
use crate::{Error, Result};

/// Latents are made of pictures whose sides are multiples of this, so that the U-Net can halve
/// them twice.
pub const STEP: usize = 16;
/// Key of the description in a file's metadata.
const ABOUT: &str = "qingyun.tiny";

/// A file's description of its model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// Tags in the order of their indexes.
    pub tags: Vec<String>,
    /// Styles in the order of their indexes.
    pub styles: Vec<String>,
    /// Height and width of the pictures that it learned from.
    pub side: usize,
    /// Sizes of the U-Net.
    pub unet: tiny::Config,
    /// Sizes of the autoencoder.
    pub autoencoder: autoencoder::Config,
    /// Steps that the U-Net was trained.
    pub steps: u64,
    /// Pictures a step.
    pub batch: usize,
}

/// The networks.
#[derive(Clone, Debug)]
pub struct Tiny {
    /// Sizes of the U-Net.
    pub config: tiny::Config,
    /// The denoiser, which predicts velocity.
    pub unet: tiny::Unet,
    /// Pictures to latents and back.
    pub codec: Autoencoder,
    device: Device,
}

impl Tiny {
    /// The networks from their weights.
    ///
    /// # Errors
    /// Where the weights are another network's.
    pub fn new(params: &Params, config: tiny::Config, codec: Autoencoder) -> Result<Self> {
        let still = params.on(&params.device().clone().inner());
        let unet = tiny::Unet::new(&still.root(), &config)?;
        Ok(Self { config, unet, codec, device: still.device().clone() })
    }

    /// The device that the weights are on.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Scenes for latents of `size` (height, width).
    ///
    /// # Errors
    /// Where a scene names what the model does not know.
    pub fn asked(&self, scenes: &[Scene], size: [usize; 2]) -> Result<tiny::Batch> {
        Ok(tiny::Batch::new(scenes, size, &self.config, &self.device)?)
    }
}

/// What is used where nothing is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Steps.
    pub steps: usize,
    /// Sampler's name.
    pub sampler: &'static str,
    /// Spacing's name.
    pub spacing: &'static str,
    /// Guidance scale.
    pub guidance: f64,
}

/// A model that paints.
#[derive(Clone, Debug)]
pub struct Model {
    /// The networks.
    pub networks: Tiny,
    /// How noise grows.
    pub schedule: Schedule,
    about: About,
    hash: String,
    name: String,
}

impl Model {
    /// What it is called: the built-in name or the file's stem.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The family's name.
    pub fn family(&self) -> &'static str {
        "tiny"
    }

    /// The first ten hexadecimal digits of the file's SHA-256.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Tags in the order of their indexes.
    pub fn tags(&self) -> &[String] {
        &self.about.tags
    }

    /// Styles in the order of their indexes.
    pub fn styles(&self) -> &[String] {
        &self.about.styles
    }

    /// Width and height at which it learned to paint.
    pub fn native_size(&self) -> [usize; 2] {
        [self.about.side; 2]
    }

    /// The file's description of the model.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// What is used where nothing is asked.
    pub fn defaults(&self) -> Defaults {
        Defaults { steps: 20, sampler: "DPM++ 2M", spacing: "Karras", guidance: 2.0 }
    }
}

/// Opens a tiny model; `bytes` are the file's, for its hash, `path` is what messages call it.
///
/// # Errors
/// [`qingyun_models::Error::Kind`] where the file is of another kind, and what the networks say.
pub fn open(checkpoint: &Checkpoint, bytes: &[u8], path: &Path, device: &Device) -> Result<Model> {
    let about = about(checkpoint, path)?;
    let part = |name| Params::from_entries(checkpoint.entries(name, device), device);
    let codec = Autoencoder::new(&part("autoencoder").root(), &about.autoencoder)?;
    let networks = Tiny::new(&part("unet"), about.unet.clone(), codec)?;
    let name = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    let hash = Sha256::digest(bytes).iter().take(5).map(|b| format!("{b:02x}")).collect();
    Ok(Model { networks, schedule: Schedule::cosine(1000)?, about, hash, name })
}

fn about(checkpoint: &Checkpoint, path: &Path) -> Result<About> {
    let json = checkpoint.metadata.get(ABOUT).ok_or_else(|| {
        let first = checkpoint.tensors.keys().next().cloned().unwrap_or_else(|| "-".into());
        qingyun_models::Error::Kind { path: path.to_owned(), family: "tiny", first }
    })?;
    let about: About = serde_json::from_str(json)
        .map_err(|error| qingyun_models::Error::Config { what: error.to_string() })?;
    check(&about)?;
    Ok(about)
}

/// A stranger's file may describe anything; networks are built from what is sane alone.
fn check(about: &About) -> Result<()> {
    let wrong = |what: &str| Err(qingyun_models::Error::Config { what: what.into() }.into());
    let unet = &about.unet;
    if (unet.tags, unet.styles) != (about.tags.len(), about.styles.len()) {
        return wrong("the numbers of tags or styles differ");
    }
    let widths = unet.channels.iter().chain([&unet.token, &about.autoencoder.decoder]);
    if widths.clone().any(|&n| n == 0 || n > 4096) || unet.channels.iter().any(|n| n % 16 != 0) {
        return wrong("a width is not a multiple of 16 up to 4096");
    }
    let heads = unet.heads;
    if heads == 0 || unet.channels.iter().any(|n| n % heads != 0) {
        return wrong("the heads do not divide the channels");
    }
    if unet.latent_channels != about.autoencoder.latent_channels || !about.side.is_multiple_of(STEP)
    {
        return wrong("the autoencoder does not fit the U-Net");
    }
    Ok(())
}

/// Writes a model as one file of 16-bit numbers.
///
/// # Errors
/// Where it cannot be written.
pub fn save(path: &Path, about: &About, codec: &Params, unet: &Params) -> Result<()> {
    let mut checkpoint = Checkpoint::default();
    let json = serde_json::to_string(about)
        .map_err(|error| Error::from(qingyun_models::Error::Config { what: error.to_string() }))?;
    checkpoint.metadata.insert(ABOUT.into(), json);
    checkpoint.insert("autoencoder", &codec.entries());
    checkpoint.insert("unet", &unet.entries());
    Ok(checkpoint::write(path, &checkpoint, Precision::F16)?)
}
