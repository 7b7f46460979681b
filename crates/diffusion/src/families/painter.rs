//! What every model that paints can do, whatever its family.

use burn::tensor::{Device, Tensor};
use qingyun_models::Scene;
use qingyun_models::sd::files::Scheduler;

use super::{Note, tiny};
use crate::noise::Noise;
use crate::text::Syntax;
use crate::{Guidance, Hint, Network, Prediction, Result, Schedule, Walk};

/// What is used where nothing is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Defaults {
    /// Steps.
    pub steps: usize,
    /// Sampler's name.
    pub sampler: &'static str,
    /// Spacing's name; none leaves it to the model's scheduler and the sampler.
    pub spacing: Option<&'static str>,
    /// Guidance scale.
    pub guidance: f64,
}

/// Which sides a picture may have, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// The shortest.
    pub least: usize,
    /// The longest.
    pub most: usize,
    /// Sides are multiples of this.
    pub step: usize,
}

impl Sides {
    /// The longest possible side that is no longer than this one, or the shortest.
    #[must_use]
    pub fn nearest(&self, side: usize) -> usize {
        side.clamp(self.least, self.most) / self.step * self.step
    }

    /// Whether a picture can have these sides.
    #[must_use]
    pub fn fit(&self, sides: [usize; 2]) -> bool {
        sides.iter().all(|s| (self.least..=self.most).contains(s) && s.is_multiple_of(self.step))
    }
}

/// What a model says of itself.
#[derive(Clone, Debug)]
pub struct Card {
    /// What it is called: the built-in name, or the file's without its extension.
    pub name: String,
    /// Its family's name.
    pub family: &'static str,
    /// Width and height at which it learned to paint.
    pub native_size: [usize; 2],
    /// Sides that it can paint.
    pub sides: Sides,
    /// What is used where nothing is asked.
    pub defaults: Defaults,
    /// What was found in its files, and what became of changes on top.
    pub notes: Vec<Note>,
}

/// How a model is asked.
#[derive(Clone, Copy, Debug)]
pub enum Asks<'a> {
    /// By structure: the things and styles that its description names.
    Scenes(&'a tiny::About),
    /// By words.
    Text,
}

/// What is asked of a model.
#[derive(Clone, Debug)]
pub enum Asked {
    /// By structure.
    Scene {
        /// What is wanted.
        wanted: Scene,
        /// What guidance leads away from; none is nothing in particular.
        unwanted: Option<Scene>,
    },
    /// By words.
    Text(Text),
}

/// What is asked by words.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What is wanted, in `syntax`.
    pub prompt: String,
    /// What guidance leads away from, likewise.
    pub negative: String,
    /// Whose language both are in.
    pub syntax: Syntax,
    /// What weights in brackets do.
    pub emphasis: Emphasis,
    /// At which layer of the text encoder to stop, counted from the last, which is 1.
    pub clip_skip: usize,
}

/// What the weight of a token does to its vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emphasis {
    /// Multiplies it; then the mean of all is brought back (A1111).
    RestoreMean,
    /// Multiplies it (A1111's "No norm").
    Multiply,
    /// Scales the way to it from the empty prompt's (ComfyUI).
    FromEmpty,
}

/// What a network is prepared for.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The walk that will be taken.
    pub walk: &'a Walk,
    /// Strength and rescale of guidance.
    pub guidance: Guidance,
    /// Width and height of the picture, in pixels.
    pub size: [usize; 2],
    /// For a network that fills in: a mask and the latents of what stays, `[1, 5, height, width]`.
    pub beside: Option<&'a Tensor<4>>,
    /// A picture for each ControlNet that the model was opened with.
    pub hints: &'a [Hint],
}

/// A model that paints.
pub trait Painter: std::fmt::Debug {
    /// What it says of itself.
    fn card(&self) -> &Card;

    /// The first ten hexadecimal digits of its file's SHA-256.
    fn hash(&self) -> &str;

    /// How it is asked.
    fn asks(&self) -> Asks<'_>;

    /// The device that the weights are on.
    fn device(&self) -> &Device;

    /// How noise grows.
    fn schedule(&self) -> &Schedule;

    /// What the network was trained to put out.
    fn prediction(&self) -> Prediction;

    /// The scheduler that came with it; none where it is walked as k-diffusion does.
    fn scheduler(&self) -> Option<&Scheduler> {
        None
    }

    /// Channels, height and width of the latents of a picture of that width and height.
    fn latent_shape(&self, size: [usize; 2]) -> [usize; 3];

    /// The network under what is asked.
    ///
    /// # Errors
    /// [`crate::Error::Asked`] where it is asked in another way than [`Self::asks`] says, and what
    /// the networks report.
    fn network<'a>(&'a self, asked: &Asked, run: Run<'_>) -> Result<Box<dyn Network + 'a>>;

    /// Pictures `[batch, height, width, 3]`, about -1 to 1, of latents
    /// `[batch, channels, height, width]`.
    ///
    /// # Errors
    /// What the network reports.
    fn decode(&self, latents: Tensor<4>) -> Result<Tensor<4>>;

    /// Pictures to look at while others are painted, of the same latents: quicker than
    /// [`Self::decode`], perhaps smaller, and only alike.
    ///
    /// # Errors
    /// What the network reports.
    fn glance(&self, latents: Tensor<4>) -> Result<Tensor<4>> {
        self.decode(latents)
    }

    /// Latents `[batch, channels, height, width]` of pictures `[batch, height, width, 3]`, -1 to 1.
    /// Where the encoder gives a distribution, `noise` draws from it.
    ///
    /// # Errors
    /// What the network reports.
    fn encode(&self, pictures: Tensor<4>, noise: &mut dyn Noise) -> Result<Tensor<4>>;

    /// Whether its network takes a mask, and what stays, beside the latents.
    fn fills(&self) -> bool {
        false
    }
}
