//! The tiny family: our own latent diffusion, asked by structure.

use std::path::Path;

use burn::tensor::{Device, Tensor};
use qingyun_models::autoencoder::{self, Autoencoder};
use qingyun_models::checkpoint::{self, Checkpoint, Precision};
use qingyun_models::layout::{channels_first, channels_last};
use qingyun_models::{Params, Scene, tiny};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Asked, Asks, Card, Defaults, Family, Note, Opening, Painter, Run, Sides, named, short_hash,
};
use crate::noise::Noise;
use crate::{Error, Guidance, Network, Prediction, Result, Schedule};

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

    /// Channels, height and width of the latents of a picture of (width, height).
    pub(crate) fn latent_shape(&self, [width, height]: [usize; 2]) -> [usize; 3] {
        let patch = autoencoder::PATCH;
        [self.config.latent_channels, height / patch, width / patch]
    }

    /// The U-Net under scenes, led away from `nothing`, for latents of `size` (height, width).
    pub(crate) fn guided(
        &self,
        scenes: &[Scene],
        nothing: &Scene,
        guidance: Guidance,
        size: [usize; 2],
    ) -> Result<Guided<'_>> {
        let guided = guidance.is_active();
        let others = std::iter::repeat_n(nothing, if guided { scenes.len() } else { 0 });
        let all: Vec<Scene> = scenes.iter().chain(others).cloned().collect();
        let asked = self.asked(&all, size)?;
        Ok(Guided { networks: self, asked, guidance: guided.then_some(guidance) })
    }
}

/// The family in the registry.
pub const FAMILY: Family = Family { name: NAME, recognises, open, look };

/// What the family is called.
const NAME: &str = "tiny";
/// Sides that it can paint.
pub const SIDES: Sides = Sides { least: 32, most: 256, step: STEP };
/// What is used where nothing is asked.
const DEFAULTS: Defaults =
    Defaults { steps: 20, sampler: "DPM++ 2M", spacing: Some("Karras"), guidance: 2.0 };

/// A model of the family.
#[derive(Clone, Debug)]
pub struct Model {
    networks: Tiny,
    schedule: Schedule,
    about: About,
    card: Card,
    hash: String,
}

impl Painter for Model {
    fn card(&self) -> &Card {
        &self.card
    }

    fn hash(&self) -> &str {
        &self.hash
    }

    fn asks(&self) -> Asks<'_> {
        Asks::Scenes(&self.about)
    }

    fn device(&self) -> &Device {
        &self.networks.device
    }

    fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    fn prediction(&self) -> Prediction {
        Prediction::V
    }

    fn latent_shape(&self, size: [usize; 2]) -> [usize; 3] {
        self.networks.latent_shape(size)
    }

    fn network<'a>(&'a self, asked: &Asked, run: Run<'_>) -> Result<Box<dyn Network + 'a>> {
        let Asked::Scene { wanted, unwanted } = asked else {
            return Err(Error::Asked { family: NAME });
        };
        let [_, height, width] = self.latent_shape(run.size);
        let nothing = unwanted.clone().unwrap_or_default();
        let wanted = std::slice::from_ref(wanted);
        let asked = self.networks.guided(wanted, &nothing, run.guidance, [height, width])?;
        Ok(Box::new(asked))
    }

    fn decode(&self, latents: Tensor<4>) -> Result<Tensor<4>> {
        Ok(self.networks.codec.decode(channels_last(latents)))
    }

    fn encode(&self, pictures: Tensor<4>, _: &mut dyn Noise) -> Result<Tensor<4>> {
        Ok(channels_first(self.networks.codec.encode(pictures)))
    }
}

/// The U-Net under guidance: what is asked and what is not run as one batch.
pub(crate) struct Guided<'a> {
    networks: &'a Tiny,
    asked: tiny::Batch,
    guidance: Option<Guidance>,
}

impl Network for Guided<'_> {
    fn predict(&mut self, x: &Tensor<4>, timestep: f64) -> Result<Tensor<4>> {
        let [batch, ..] = x.dims();
        let x = channels_last(x.clone());
        let Some(guidance) = self.guidance else {
            let velocity = self.networks.unet.forward(x, &vec![timestep; batch], &self.asked);
            return Ok(channels_first(velocity));
        };
        let both = Tensor::cat(vec![x.clone(), x], 0);
        let velocity = self.networks.unet.forward(both, &vec![timestep; 2 * batch], &self.asked);
        let velocity = channels_first(velocity);
        let asked = velocity.clone().narrow(0, 0, batch);
        Ok(guidance.combine(&asked, &velocity.narrow(0, batch, batch)))
    }
}

/// Whether a file describes itself as one of this family.
fn recognises(path: &Path) -> bool {
    matches!(checkpoint::said(path, ABOUT), Ok(Some(_)))
}

fn open(path: &Path, opening: &Opening) -> Result<super::Model> {
    let unread = |source| qingyun_models::Error::Read { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(unread)?;
    Ok(Box::new(of_bytes(&bytes, path, opening)?))
}

fn look(path: &Path) -> Result<Note> {
    let About { tags, side, .. } = about(&checkpoint::read(path)?, path)?;
    let tags = tags.len();
    Ok(Note {
        en: format!("tiny, {tags} things, {side}×{side}"),
        zh: format!("tiny，{tags} 种东西，{side}×{side}"),
    })
}

/// Opens a model from a file's bytes; `path` is what messages call it.
///
/// # Errors
/// [`Error::NotTaken`]; [`qingyun_models::Error::Kind`] where the file is of another kind, and what the networks say.
pub fn of_bytes(bytes: &[u8], path: &Path, opening: &Opening) -> Result<Model> {
    not_taken(opening)?;
    let device = &opening.device;
    let checkpoint = checkpoint::parse(bytes, path)?;
    let about = about(&checkpoint, path)?;
    let part = |name| Params::from_entries(checkpoint.entries(name, device), device);
    let codec = Autoencoder::new(&part("autoencoder").root(), &about.autoencoder)?;
    let networks = Tiny::new(&part("unet"), about.unet.clone(), codec)?;
    let card = Card {
        name: named(path),
        family: NAME,
        native_size: [about.side; 2],
        sides: SIDES,
        defaults: DEFAULTS,
        notes: Vec::new(),
    };
    let hash = short_hash(&Sha256::digest(bytes));
    Ok(Model { networks, schedule: Schedule::cosine(1000)?, about, card, hash })
}

/// Holds that nothing is put on top of the model that the family has no place for.
fn not_taken(opening: &Opening) -> Result<()> {
    let asked = [
        (!opening.loras.is_empty(), "--lora, <lora:…>"),
        (!opening.controls.is_empty(), "--control"),
        (opening.autoencoder.is_some(), "--vae"),
        (opening.int8, "--int8"),
    ];
    match asked.into_iter().find(|(asked, _)| *asked) {
        Some((_, option)) => Err(Error::NotTaken { family: NAME, option }),
        None => Ok(()),
    }
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
