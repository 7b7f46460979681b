//! ControlNet (Zhang et al. 2023, arXiv:2302.05543): a copy of the U-Net's contracting path that
//! sees a picture, such as lines or edges, and tells the U-Net of it.

mod added;
mod hint;
#[cfg(test)]
mod parity;

use burn::tensor::Tensor;

use super::contracting::{Asked, Contracted, Contracting};
use super::{Added, ControlConfig, UnetConfig};
use crate::layers::Conv;
use crate::params::Scope;
use crate::{Result, Wanted, input};
pub use added::Control;
use hint::HintEmbedding;

/// The network: noisy latents, a time step, a context and a picture to what is added to a U-Net's
/// skips.
#[derive(Clone, Debug)]
pub struct ControlNet {
    contracting: Contracting,
    hint: HintEmbedding,
    /// 1×1 convolutions that start as zero, one a skip.
    skips: Vec<Conv>,
    middle: Conv,
}

impl ControlNet {
    /// The network, with diffusers' names: `controlnet_cond_embedding.conv_in.weight`,
    /// `down_blocks.0.resnets.0.norm1.weight`, `controlnet_down_blocks.0.weight` and so on.
    ///
    /// # Errors
    /// [`crate::Error::Setting`] as [`ControlConfig::check`] has it, and where the checkpoint does
    /// not have a tensor so.
    pub fn new(scope: &Scope<'_>, config: &ControlConfig) -> Result<Self> {
        config.check()?;
        let (contracting, channels) =
            Contracting::new(&scope.clone().rounding_more(), &config.unet)?;
        let last = config.unet.block_out_channels.len() - 1;
        let least = config.unet.block_out_channels[last];
        let zero = |name: String, channels| Conv::zero(&scope.at(name), 1, channels, channels);
        let skip =
            |(i, &channels): (usize, &usize)| zero(format!("controlnet_down_blocks.{i}"), channels);
        Ok(Self {
            contracting,
            hint: HintEmbedding::new(&scope.at("controlnet_cond_embedding"), config)?,
            skips: channels.iter().enumerate().map(skip).collect::<Result<_>>()?,
            middle: zero("controlnet_mid_block".to_owned(), least)?,
        })
    }

    /// The sizes that it shares with the U-Net.
    pub fn config(&self) -> &UnetConfig {
        self.contracting.config()
    }

    /// What the network sees of pictures `[batch, 8·height, 8·width, 3]` from 0 to 1:
    /// `[batch, height, width, channels]`. It is the same at every step.
    ///
    /// # Errors
    /// [`crate::Error::Input`] for other channels, and for sides that are no multiples of 8.
    pub fn see(&self, pictures: Tensor<4>) -> Result<Tensor<4>> {
        self.hint.forward(pictures)
    }

    /// What is added to a U-Net that is asked the same as here, one `x` for all included, where `hint` is what
    /// [`Self::see`] gave for pictures of the size of `x`.
    ///
    /// # Errors
    /// [`crate::Error::Input`] for what does not fit the config or the number of pictures.
    pub fn forward(
        &self,
        x: Tensor<4>,
        timesteps: &[f64],
        context: Tensor<3>,
        added: Option<&Added>,
        hint: Tensor<4>,
    ) -> Result<Control> {
        let [batch, height, width, _] = x.dims();
        for (name, found, wanted) in [
            ("hints", hint.dims()[0], batch),
            ("hint_height", hint.dims()[1], height),
            ("hint_width", hint.dims()[2], width),
        ] {
            input::given(found == wanted, name, found, Wanted::Exactly(wanted))?;
        }
        let asked = Asked { timesteps, context: &context, added };
        let Contracted { skips, x, .. } = self.contracting.forward(x, Some(hint), asked)?;
        let skips = self.skips.iter().zip(skips).map(|(conv, skip)| conv.forward(skip));
        Ok(Control::new(skips.collect(), self.middle.forward(x)))
    }
}
