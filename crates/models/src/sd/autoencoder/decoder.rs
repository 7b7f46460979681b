//! From latents to pictures.

use burn::tensor::Tensor;

use super::middle::Middle;
use super::norm;
use super::tiles::Tiles;
use crate::input::given;
use crate::layers::{Conv, GroupNorm};
use crate::params::Scope;
use crate::sd::AutoencoderConfig;
use crate::sd::resnet::Resnet;
use crate::{Result, Wanted};

/// Latents to pictures.
#[derive(Clone, Debug)]
pub struct Decoder {
    post_quant: Option<Conv>,
    input: Conv,
    middle: Middle,
    up: Vec<Up>,
    norm: GroupNorm,
    output: Conv,
}

impl Decoder {
    /// The network, with diffusers' names: `post_quant_conv.weight`, `decoder.conv_in.weight` and
    /// so on.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] as [`AutoencoderConfig::check`] has it, and where the checkpoint
    /// does not have a tensor so.
    pub fn new(scope: &Scope<'_>, config: &AutoencoderConfig) -> Result<Self> {
        config.check()?;
        let decoder = scope.at("decoder");
        let levels = config.block_out_channels.len();
        let [full, least] = [0, levels - 1].map(|level| config.block_out_channels[level]);
        let latent = config.latent_channels;
        let norm = norm(config, true);
        let post_quant = config
            .use_post_quant_conv
            .then(|| Conv::new(&scope.at("post_quant_conv"), 1, latent, latent));
        Ok(Self {
            post_quant: post_quant.transpose()?,
            input: Conv::new(&decoder.at("conv_in"), 3, latent, least)?,
            middle: Middle::new(&decoder.at("mid_block"), least, config)?,
            up: (0..levels).map(|i| Up::new(&decoder, i, config)).collect::<Result<_>>()?,
            norm: GroupNorm::with(&decoder.at("conv_norm_out"), full, norm)?,
            output: Conv::new(&decoder.at("conv_out"), 3, full, config.out_channels)?,
        })
    }

    /// Pictures `[batch, r·height, r·width, 3]`, about -1 to 1, of `latents`
    /// `[batch, height, width, latent]` that have been divided by the scaling factor; r is
    /// 2^(levels − 1), 8 for Stable Diffusion.
    pub fn forward(&self, latents: Tensor<4>) -> Tensor<4> {
        let x = match &self.post_quant {
            Some(post_quant) => post_quant.forward(latents),
            None => latents,
        };
        let x = self.middle.forward(self.input.forward(x));
        let x = self.up.iter().fold(x, |x, up| up.forward(x));
        self.output.forward(self.norm.forward(x))
    }

    /// The same, in tiles of `side` latents where there are more along a side: memory grows with
    /// the tile, and seams are blended. 64 is diffusers' for Stable Diffusion 1.
    ///
    /// # Errors
    /// [`crate::Error::Input`] where a tile has no latents.
    pub fn forward_tiled(&self, latents: Tensor<4>, side: usize) -> Result<Tensor<4>> {
        given(side > 0, "tile", side, Wanted::AtLeast(1))?;
        let tiles = Tiles { side, out: side << (self.up.len() - 1) };
        let [_, height, width, _] = latents.dims();
        match tiles.are_needed([height, width]) {
            true => tiles.map(&latents, |tile| Ok(self.forward(tile))),
            false => Ok(self.forward(latents)),
        }
    }
}

/// A level: residual blocks, then twice the height and width, except at the full size.
#[derive(Clone, Debug)]
struct Up {
    resnets: Vec<Resnet>,
    double: Option<Conv>,
}

impl Up {
    /// The `i`-th level from the smallest.
    fn new(decoder: &Scope<'_>, i: usize, config: &AutoencoderConfig) -> Result<Self> {
        let scope = decoder.at(format_args!("up_blocks.{i}"));
        let level = config.block_out_channels.len() - 1 - i;
        let below = (level + 1).min(config.block_out_channels.len() - 1);
        let [channels, inputs] = [level, below].map(|level| config.block_out_channels[level]);
        let resnet = |j| {
            let inputs = if j == 0 { inputs } else { channels };
            let scope = scope.at(format_args!("resnets.{j}"));
            Resnet::new(&scope, [inputs, channels], None, norm(config, true))
        };
        let double =
            (level > 0).then(|| Conv::new(&scope.at("upsamplers.0.conv"), 3, channels, channels));
        Ok(Self {
            resnets: (0..=config.layers_per_block).map(resnet).collect::<Result<_>>()?,
            double: double.transpose()?,
        })
    }

    /// `x` `[batch, height, width, channels]`.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.resnets.iter().fold(x, |x, resnet| resnet.forward(x, None));
        match &self.double {
            Some(double) => double.forward_doubled(x),
            None => x,
        }
    }
}
