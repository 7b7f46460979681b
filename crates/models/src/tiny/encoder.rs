//! The encoder for what is asked: scenes become tokens, a condition, and maps for the U-Net.

use burn::tensor::activation::silu;
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::Config;
use super::canvas::{SIDE, Span, stretch};
use crate::layers::{Linear, sinusoids};
use crate::params::{Init, Scope};
use crate::{Error, Result, Token};

/// Waves for each of a token's place and size.
const WAVES: usize = 4;
/// A token's numbers: waves of x, y and size, then whether it has a colour, and the colour.
const ATTRIBUTES: usize = 3 * 2 * WAVES + 4;
/// A colour's numbers: whether it is there, L, a, b.
const COLOUR: usize = 4;
/// Channels of the maps that are made on the host: cover, place in the box (2), the token's
/// colour in its box (4), background (4).
const MAPS: usize = 3 + 2 * COLOUR;

/// Scenes as tensors, ready for the network.
#[derive(Clone, Debug)]
pub struct Batch {
    tags: Tensor<1, Int>,
    styles: Tensor<1, Int>,
    pairs: Tensor<1, Int>,
    attributes: Tensor<2>,
    present: Tensor<2>,
    background: Tensor<2>,
    rows: Tensor<3>,
    columns: Tensor<3>,
    maps: Tensor<4>,
    scenes: usize,
}

/// A scene's colour as numbers of about unit size.
fn colour_values(colour: Option<[f32; 3]>) -> [f32; COLOUR] {
    colour.map_or([0.0; COLOUR], |[l, a, b]| [1.0, 2.0 * l - 1.0, 4.0 * a, 4.0 * b])
}

fn attributes(token: &Token) -> Vec<f32> {
    let numbers = [token.place[0], token.place[1], token.size];
    let waves = numbers.map(|n| sinusoids(f64::from(n) * 16.0, WAVES, 8.0));
    waves.into_iter().flatten().chain(colour_values(token.colour)).collect()
}

/// What is gathered on the host before tensors are made.
#[derive(Default)]
struct Host {
    tags: Vec<i32>,
    styles: Vec<i32>,
    pairs: Vec<i32>,
    attributes: Vec<f32>,
    present: Vec<f32>,
    background: Vec<f32>,
    rows: Vec<f32>,
    columns: Vec<f32>,
    maps: Vec<f32>,
}

impl Host {
    fn scene(&mut self, scene: &crate::Scene, slots: usize, [height, width]: [usize; 2]) {
        let background = colour_values(scene.background);
        let mut maps = vec![[0.0; MAPS]; height * width];
        maps.iter_mut().for_each(|pixel| pixel[MAPS - COLOUR..].copy_from_slice(&background));
        self.background.extend(background);
        for slot in 0..slots {
            match scene.tokens.get(slot) {
                Some(token) => self.token(token, &mut maps, [height, width]),
                None => self.nothing([height, width]),
            }
        }
        self.maps.extend(maps.into_iter().flatten());
    }

    fn token(&mut self, token: &Token, maps: &mut [[f32; MAPS]], [height, width]: [usize; 2]) {
        self.tags.push(token.tag as i32);
        self.styles.push(token.style as i32);
        self.attributes.extend(attributes(token));
        self.present.push(1.0);
        let across = Span::new(token.place[0], token.size, width);
        let down = Span::new(token.place[1], token.size, height);
        self.rows.extend(down.weights());
        self.columns.extend(across.weights());
        let colour = colour_values(token.colour);
        for (i, pixel) in maps.iter_mut().enumerate() {
            let (y, x) = (i / width, i % width);
            let cover = down.cover[y] * across.cover[x];
            pixel[0] += cover;
            pixel[1] += cover * across.inside[x];
            pixel[2] += cover * down.inside[y];
            (0..COLOUR).for_each(|c| pixel[3 + c] += cover * colour[c]);
        }
    }

    fn nothing(&mut self, [height, width]: [usize; 2]) {
        self.tags.push(0);
        self.styles.push(0);
        self.present.push(0.0);
        self.attributes.extend([0.0; ATTRIBUTES]);
        self.rows.extend(std::iter::repeat_n(0.0, height * SIDE));
        self.columns.extend(std::iter::repeat_n(0.0, width * SIDE));
    }
}

impl Batch {
    /// Scenes for latents of `size` (height, width).
    ///
    /// # Errors
    /// [`Error::Unknown`] where a scene names a tag or style beyond the model's.
    pub fn new(
        scenes: &[crate::Scene],
        size: [usize; 2],
        config: &Config,
        device: &Device,
    ) -> Result<Self> {
        let tokens = || scenes.iter().flat_map(|s| &s.tokens);
        known("tag", tokens().map(|t| t.tag), config.tags)?;
        known("style", tokens().map(|t| t.style), config.styles)?;
        let slots = scenes.iter().map(|s| s.tokens.len()).max().unwrap_or(0).max(1);
        let mut host = Host::default();
        scenes.iter().for_each(|scene| host.scene(scene, slots, size));
        let pair = |(tag, style): (&i32, &i32)| tag * config.styles as i32 + style;
        host.pairs = host.tags.iter().zip(&host.styles).map(pair).collect();
        Ok(Self::from_host(host, scenes.len(), slots, size, device))
    }

    fn from_host(
        host: Host,
        scenes: usize,
        slots: usize,
        [height, width]: [usize; 2],
        device: &Device,
    ) -> Self {
        let boxes = scenes * slots;
        let ids = |values: Vec<i32>| Tensor::from_data(TensorData::new(values, [boxes]), device);
        Self {
            tags: ids(host.tags),
            styles: ids(host.styles),
            pairs: ids(host.pairs),
            attributes: tensor(host.attributes, [boxes, ATTRIBUTES], device),
            present: tensor(host.present, [boxes, 1], device),
            background: tensor(host.background, [scenes, COLOUR], device),
            rows: tensor(host.rows, [boxes, height, SIDE], device),
            columns: tensor(host.columns, [boxes, width, SIDE], device),
            maps: tensor(host.maps, [scenes, height, width, MAPS], device),
            scenes,
        }
    }
}

fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    Tensor::from_data(TensorData::new(values, shape), device)
}

fn known(what: &'static str, mut indexes: impl Iterator<Item = usize>, count: usize) -> Result<()> {
    match indexes.find(|&index| index >= count) {
        Some(index) => Err(Error::Unknown { what, index, count }),
        None => Ok(()),
    }
}

/// What the U-Net is told.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Tokens for attention, `[batch, 1 + slots, token]`; the first is the background.
    pub tokens: Tensor<3>,
    /// All of it in one, `[batch, token]`.
    pub condition: Tensor<2>,
    /// Canvases in their boxes and the other maps, `[batch, height, width, Encoder::maps]`.
    pub maps: Tensor<4>,
}

/// Embeddings of tags and styles, the canvases, and the layers that mix them with attributes.
#[derive(Clone, Debug)]
pub struct Encoder {
    tags: Tensor<2>,
    styles: Tensor<2>,
    canvases: Tensor<2>,
    empty: Tensor<2>,
    attributes: Linear,
    mix: Linear,
    background: Linear,
    canvas: usize,
}

impl Encoder {
    /// The encoder.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, config: &Config) -> Result<Self> {
        let Config { tags, styles, token, canvas, .. } = *config;
        let small = Init::Normal(0.5);
        Ok(Self {
            tags: scope.get("tags", [tags, token], small)?,
            styles: scope.get("styles", [styles, token], small)?,
            canvases: scope.get("canvases", [tags * styles, SIDE * SIDE * canvas], small)?,
            empty: scope.get("empty", [1, token], small)?,
            attributes: Linear::new(&scope.at("attributes"), ATTRIBUTES, token)?,
            mix: Linear::new(&scope.at("mix"), token, token)?,
            background: Linear::new(&scope.at("background"), COLOUR, token)?,
            canvas,
        })
    }

    /// Channels of the maps.
    pub fn maps(config: &Config) -> usize {
        config.canvas + MAPS
    }

    /// Encodes a batch of scenes.
    pub fn forward(&self, batch: &Batch) -> Asked {
        let tokens = self.tokens(batch);
        let background = self.background.forward(batch.background.clone()).unsqueeze_dim(1);
        let tokens = Tensor::cat(vec![background, tokens], 1);
        let condition = tokens.clone().sum_dim(1).squeeze_dim::<2>(1);
        let maps = Tensor::cat(vec![self.painted(batch), batch.maps.clone()], 3);
        Asked { tokens, condition, maps }
    }

    fn tokens(&self, batch: &Batch) -> Tensor<3> {
        let named = self.tags.clone().select(0, batch.tags.clone())
            + self.styles.clone().select(0, batch.styles.clone());
        let h = named + self.attributes.forward(batch.attributes.clone());
        let full = h.clone() + self.mix.forward(silu(h));
        let absent = batch.present.clone().neg().add_scalar(1.0);
        let tokens = full * batch.present.clone() + self.empty.clone() * absent;
        let [boxes, token] = tokens.dims();
        tokens.reshape([batch.scenes, boxes / batch.scenes, token])
    }

    /// The canvases of each scene in their boxes, added up.
    fn painted(&self, batch: &Batch) -> Tensor<4> {
        let canvases = self.canvases.clone().select(0, batch.pairs.clone());
        let [boxes, _] = canvases.dims();
        let canvases = canvases.reshape([boxes, SIDE, SIDE, self.canvas]);
        let painted = stretch(canvases, batch.rows.clone(), batch.columns.clone());
        let [_, height, width, channels] = painted.dims();
        let slots = boxes / batch.scenes;
        if slots == 1 {
            return painted;
        }
        let scenes = painted.reshape([batch.scenes, slots, height, width, channels]);
        scenes.sum_dim(1).squeeze_dim::<4>(1)
    }
}
