//! The U-Net (Ronneberger et al. 2015; Rombach et al. 2022).

use burn::tensor::Tensor;

use super::block::{Level, Up};
use super::config::BlockKind;
use super::contracting::{Asked, Contracted, Contracting};
use super::{Added, Control, UnetConfig};
use crate::Result;
use crate::layers::{Conv, GroupNorm};
use crate::ops::Norm;
use crate::params::Scope;

/// The network: noisy latents, a time step and a context to a prediction.
#[derive(Clone, Debug)]
pub struct Unet {
    contracting: Contracting,
    up: Vec<Up>,
    norm: GroupNorm,
    output: Conv,
}

impl Unet {
    /// The network, with diffusers' names: `conv_in.weight`, `down_blocks.0.resnets.0.norm1.weight`
    /// and so on.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] as [`UnetConfig::check`] has it, and where the checkpoint does
    /// not have a tensor so.
    pub fn new(scope: &Scope<'_>, config: &UnetConfig) -> Result<Self> {
        config.check()?;
        let full = config.block_out_channels[0];
        let norm = Norm { groups: config.norm_num_groups, eps: config.norm_eps, silu: true };
        // The last convolution is the prediction itself, and a small part of the work.
        let inside = &scope.clone().rounding_more();
        let (contracting, skips) = Contracting::new(inside, config)?;
        Ok(Self {
            contracting,
            up: up(inside, config, skips)?,
            norm: GroupNorm::with(&scope.at("conv_norm_out"), full, norm)?,
            output: Conv::new(&scope.at("conv_out"), 3, full, config.out_channels)?,
        })
    }

    /// Its sizes.
    pub fn config(&self) -> &UnetConfig {
        self.contracting.config()
    }

    /// The prediction `[batch, height, width, out_channels]` for latents `x`
    /// `[batch, height, width, in_channels]`, or `[1, …]` where they are the same for all, at `timesteps` (0 to 999, one a picture) under
    /// `context` `[batch, tokens, cross_attention_dim]`, and under `added` where the config has a
    /// [`UnetConfig::pooled_width`].
    ///
    /// # Errors
    /// [`crate::Error::Input`] for what does not fit the config or the number of pictures.
    pub fn forward(
        &self,
        x: Tensor<4>,
        timesteps: &[f64],
        context: Tensor<3>,
        added: Option<&Added>,
    ) -> Result<Tensor<4>> {
        self.controlled(x, timesteps, context, added, None)
    }

    /// The same with what ControlNets add.
    ///
    /// # Errors
    /// The same, and [`crate::Error::Input`] for what a ControlNet of another model adds.
    pub fn controlled(
        &self,
        x: Tensor<4>,
        timesteps: &[f64],
        context: Tensor<3>,
        added: Option<&Added>,
        control: Option<Control>,
    ) -> Result<Tensor<4>> {
        let asked = Asked { timesteps, context: &context, added };
        let Contracted { condition, mut skips, mut x } =
            self.contracting.forward(x, None, asked)?;
        if let Some(control) = control {
            x = control.add_to(&mut skips, x)?;
        }
        for up in &self.up {
            x = up.forward(x, &condition, &mut skips);
        }
        Ok(self.output.forward(self.norm.forward(x)))
    }
}

/// The blocks on the way up, whose `skips` have so many channels.
fn up(scope: &Scope<'_>, config: &UnetConfig, mut skips: Vec<usize>) -> Result<Vec<Up>> {
    let last = config.block_out_channels.len() - 1;
    let mut inputs = config.block_out_channels[last];
    let block = |(i, &kind): (usize, &BlockKind)| {
        let scope = scope.at(format_args!("up_blocks.{i}"));
        let index = last - i;
        let block = Up::new(&scope, Level { config, index, kind }, inputs, &mut skips)?;
        inputs = config.block_out_channels[index];
        Ok(block)
    };
    config.up_block_types.iter().enumerate().map(block).collect()
}
