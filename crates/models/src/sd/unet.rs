//! The U-Net (Ronneberger et al. 2015; Rombach et al. 2022).

use burn::tensor::Tensor;

use super::block::{Condition, Down, Level, Middle, Up};
use super::config::BlockKind;
use super::time::Time;
use super::{Added, UnetConfig};
use crate::input::{exactly, given};
use crate::layers::{Conv, GroupNorm};
use crate::ops::Norm;
use crate::params::Scope;
use crate::{Result, Wanted};

/// The network: noisy latents, a time step and a context to a prediction.
#[derive(Clone, Debug)]
pub struct Unet {
    config: UnetConfig,
    time: Time,
    input: Conv,
    down: Vec<Down>,
    middle: Middle,
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
        let levels = config.block_out_channels.len();
        let [full, least] = [0, levels - 1].map(|level| config.block_out_channels[level]);
        let mut skips = vec![full];
        let norm = Norm { groups: config.norm_num_groups, eps: config.norm_eps, silu: true };
        Ok(Self {
            config: config.clone(),
            time: Time::new(scope, config)?,
            input: Conv::new(&scope.at("conv_in"), 3, config.in_channels, full)?,
            down: down(scope, config, &mut skips)?,
            middle: Middle::new(
                &scope.at("mid_block"),
                Level { config, index: levels - 1, kind: BlockKind::Attending },
            )?,
            up: up(scope, config, least, skips)?,
            norm: GroupNorm::with(&scope.at("conv_norm_out"), full, norm)?,
            output: Conv::new(&scope.at("conv_out"), 3, full, config.out_channels)?,
        })
    }

    /// Its sizes.
    pub fn config(&self) -> &UnetConfig {
        &self.config
    }

    /// The prediction `[batch, height, width, out_channels]` for latents `x`
    /// `[batch, height, width, in_channels]` at `timesteps` (0 to 999, one a picture) under
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
        self.check(x.dims(), timesteps.len(), context.dims(), added)?;
        let [batch, tokens, numbers] = context.dims();
        let condition = Condition {
            time: self.time.forward(timesteps, added, &x.device()),
            context: context.reshape([batch * tokens, numbers]),
        };
        let mut x = self.input.forward(x);
        let mut skips = vec![x.clone()];
        for down in &self.down {
            x = down.forward(x, &condition, &mut skips);
        }
        x = self.middle.forward(x, &condition);
        for up in &self.up {
            x = up.forward(x, &condition, &mut skips);
        }
        Ok(self.output.forward(self.norm.forward(x)))
    }

    fn check(
        &self,
        [batch, height, width, channels]: [usize; 4],
        timesteps: usize,
        [texts, _, numbers]: [usize; 3],
        added: Option<&Added>,
    ) -> Result<()> {
        for (name, side) in [("height", height), ("width", width)] {
            given(side > 0, name, side, Wanted::AtLeast(1))?;
        }
        exactly("channels", channels, self.config.in_channels)?;
        exactly("timesteps", timesteps, batch)?;
        exactly("texts", texts, batch)?;
        exactly("context", numbers, self.config.cross_attention_dim)?;
        let [rows, pooled] = added.map_or([batch, 0], |added| added.pooled.dims());
        exactly("pooled", pooled, self.config.pooled_width().unwrap_or(0))?;
        exactly("pooled_texts", rows, batch)?;
        exactly("sizes", added.map_or(batch, |added| added.sizes.len()), batch)
    }
}

fn down(scope: &Scope<'_>, config: &UnetConfig, skips: &mut Vec<usize>) -> Result<Vec<Down>> {
    let block = |(index, &kind): (usize, &BlockKind)| {
        let scope = scope.at(format_args!("down_blocks.{index}"));
        Down::new(&scope, Level { config, index, kind }, skips)
    };
    config.down_block_types.iter().enumerate().map(block).collect()
}

/// The blocks on the way up; `inputs` channels come from the middle.
fn up(
    scope: &Scope<'_>,
    config: &UnetConfig,
    mut inputs: usize,
    mut skips: Vec<usize>,
) -> Result<Vec<Up>> {
    let block = |(i, &kind): (usize, &BlockKind)| {
        let scope = scope.at(format_args!("up_blocks.{i}"));
        let index = config.block_out_channels.len() - 1 - i;
        let block = Up::new(&scope, Level { config, index, kind }, inputs, &mut skips)?;
        inputs = config.block_out_channels[index];
        Ok(block)
    };
    config.up_block_types.iter().enumerate().map(block).collect()
}
