//! From pictures to latents.

use burn::tensor::Tensor;

use super::middle::Middle;
use super::tiles::Tiles;
use super::{Posterior, norm};
use crate::input::{exactly, given};
use crate::layers::{Conv, GroupNorm};
use crate::params::Scope;
use crate::sd::AutoencoderConfig;
use crate::sd::resnet::Resnet;
use crate::{Result, Wanted};

/// Pictures to latents.
#[derive(Clone, Debug)]
pub struct Encoder {
    config: AutoencoderConfig,
    input: Conv,
    down: Vec<Down>,
    middle: Middle,
    norm: GroupNorm,
    output: Conv,
    quant: Option<Conv>,
}

impl Encoder {
    /// The network, with diffusers' names: `encoder.conv_in.weight`, `quant_conv.weight` and so
    /// on.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] as [`AutoencoderConfig::check`] has it, and where the checkpoint
    /// does not have a tensor so.
    pub fn new(scope: &Scope<'_>, config: &AutoencoderConfig) -> Result<Self> {
        config.check()?;
        let encoder = scope.at("encoder");
        let levels = config.block_out_channels.len();
        let [full, least] = [0, levels - 1].map(|level| config.block_out_channels[level]);
        let moments = 2 * config.latent_channels;
        let quant =
            config.use_quant_conv.then(|| Conv::new(&scope.at("quant_conv"), 1, moments, moments));
        Ok(Self {
            config: config.clone(),
            input: Conv::new(&encoder.at("conv_in"), 3, config.in_channels, full)?,
            down: (0..levels).map(|i| Down::new(&encoder, i, config)).collect::<Result<_>>()?,
            middle: Middle::new(&encoder.at("mid_block"), least, config)?,
            norm: GroupNorm::with(&encoder.at("conv_norm_out"), least, norm(config, true))?,
            output: Conv::new(&encoder.at("conv_out"), 3, least, moments)?,
            quant: quant.transpose()?,
        })
    }

    /// The latents `[batch, height/r, width/r, latent]`, sides rounded down, of `pictures`
    /// `[batch, height, width, 3]` from -1 to 1; r is 2^(levels − 1), 8 for Stable Diffusion.
    ///
    /// # Errors
    /// [`crate::Error::Input`] for a side below r, and for other channels.
    pub fn forward(&self, pictures: Tensor<4>) -> Result<Posterior> {
        Ok(Posterior::new(self.moments(pictures)?))
    }

    /// The same, in tiles of `side` pixels where there are more along a side, as
    /// [`super::Decoder::forward_tiled`] has it.
    ///
    /// # Errors
    /// The same, and [`crate::Error::Input`] for a tile without latents.
    pub fn forward_tiled(&self, pictures: Tensor<4>, side: usize) -> Result<Posterior> {
        let tiles = Tiles { side, out: side >> (self.down.len() - 1) };
        given(tiles.out > 0, "tile", side, Wanted::AtLeast(self.least()))?;
        let [_, height, width, _] = pictures.dims();
        match tiles.are_needed([height, width]) {
            true => Ok(Posterior::new(tiles.map(&pictures, |tile| self.moments(tile))?)),
            false => self.forward(pictures),
        }
    }

    fn moments(&self, pictures: Tensor<4>) -> Result<Tensor<4>> {
        self.check(pictures.dims())?;
        let x = self.down.iter().fold(self.input.forward(pictures), |x, down| down.forward(x));
        let x = self.output.forward(self.norm.forward(self.middle.forward(x)));
        Ok(match &self.quant {
            Some(quant) => quant.forward(x),
            None => x,
        })
    }

    /// The shortest side of a picture, which has one latent.
    fn least(&self) -> usize {
        1 << (self.down.len() - 1)
    }

    fn check(&self, [_, height, width, channels]: [usize; 4]) -> Result<()> {
        let least = self.least();
        for (name, side) in [("height", height), ("width", width)] {
            given(side >= least, name, side, Wanted::AtLeast(least))?;
        }
        exactly("channels", channels, self.config.in_channels)
    }
}

/// A level: residual blocks, then half the height and width, except at the smallest size.
#[derive(Clone, Debug)]
struct Down {
    resnets: Vec<Resnet>,
    halve: Option<Conv>,
}

impl Down {
    /// The `i`-th level from the full size.
    fn new(encoder: &Scope<'_>, i: usize, config: &AutoencoderConfig) -> Result<Self> {
        let scope = encoder.at(format_args!("down_blocks.{i}"));
        let [above, channels] =
            [i.saturating_sub(1), i].map(|level| config.block_out_channels[level]);
        let resnet = |j| {
            let inputs = if j == 0 { above } else { channels };
            let scope = scope.at(format_args!("resnets.{j}"));
            Resnet::new(&scope, [inputs, channels], None, norm(config, true))
        };
        let halve = (i + 1 < config.block_out_channels.len())
            .then(|| Conv::unpadded_down(&scope.at("downsamplers.0.conv"), channels, channels));
        Ok(Self {
            resnets: (0..config.layers_per_block).map(resnet).collect::<Result<_>>()?,
            halve: halve.transpose()?,
        })
    }

    /// `x` `[batch, height, width, channels]`.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.resnets.iter().fold(x, |x, resnet| resnet.forward(x, None));
        match &self.halve {
            // Zeros below and to the right alone, as those have it who trained it.
            Some(halve) => halve.forward(x.pad([(0, 1), (0, 1), (0, 0)], 0.0)),
            None => x,
        }
    }
}
