//! The autoencoder's decoder (Rombach et al. 2022, section 3.1).

use burn::tensor::Tensor;

use super::AutoencoderConfig;
use super::attention::{Attention, rows};
use super::resnet::Resnet;
use crate::Result;
use crate::layers::{Conv, GroupNorm};
use crate::ops::Norm;
use crate::params::Scope;

/// What the autoencoder adds to the variance in a normalisation.
const EPS: f32 = 1e-6;

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
}

fn norm(config: &AutoencoderConfig, silu: bool) -> Norm {
    Norm { groups: config.norm_num_groups, eps: EPS, silu }
}

/// Residual, attention of pixels to each other, residual.
#[derive(Clone, Debug)]
struct Middle {
    before: Resnet,
    norm: GroupNorm,
    attention: Attention,
    after: Resnet,
}

impl Middle {
    fn new(scope: &Scope<'_>, channels: usize, config: &AutoencoderConfig) -> Result<Self> {
        let resnet = |name| Resnet::new(&scope.at(name), [channels; 2], None, norm(config, true));
        let attention = scope.at("attentions.0");
        Ok(Self {
            before: resnet("resnets.0")?,
            norm: GroupNorm::with(&attention.at("group_norm"), channels, norm(config, false))?,
            attention: Attention::biased(&attention, channels)?,
            after: resnet("resnets.1")?,
        })
    }

    /// `x` `[batch, height, width, channels]`.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let x = self.before.forward(x, None);
        let shape = x.dims();
        let h = rows(self.norm.forward(x.clone()));
        let x = self.attention.forward_onto(rows(x), h.clone(), h, shape[0]);
        self.after.forward(x.reshape(shape), None)
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
