//! From a picture to what a ControlNet sees of it.

use burn::tensor::Tensor;
use burn::tensor::activation::silu;

use crate::input::{exactly, given};
use crate::layers::Conv;
use crate::params::Scope;
use crate::sd::ControlConfig;
use crate::{Result, Wanted};

/// Convolutions with SiLU between them, from pixels to latents' size (Zhang et al. 2023,
/// section 3.2).
#[derive(Clone, Debug)]
pub(super) struct HintEmbedding {
    input: Conv,
    blocks: Vec<Conv>,
    output: Conv,
    channels: usize,
    /// How many times the sides become shorter.
    shrinks: usize,
}

impl HintEmbedding {
    /// A convolution that keeps the size, and one that halves it, for each number of channels but
    /// the last.
    pub(super) fn new(scope: &Scope<'_>, config: &ControlConfig) -> Result<Self> {
        let widths = &config.conditioning_embedding_out_channels;
        let full = config.unet.block_out_channels[0];
        let mut blocks = Vec::new();
        for (i, pair) in widths.windows(2).enumerate() {
            let at = |j| scope.at(format_args!("blocks.{j}"));
            blocks.push(Conv::new(&at(2 * i), 3, pair[0], pair[0])?);
            blocks.push(Conv::down(&at(2 * i + 1), pair[0], pair[1])?);
        }
        let last = widths[widths.len() - 1];
        Ok(Self {
            input: Conv::new(&scope.at("conv_in"), 3, config.conditioning_channels, widths[0])?,
            shrinks: 1 << (blocks.len() / 2),
            blocks,
            output: Conv::zero(&scope.at("conv_out"), 3, last, full)?,
            channels: config.conditioning_channels,
        })
    }

    /// `pictures` `[batch, height, width, 3]` from 0 to 1 to `[batch, height/8, width/8, full]`.
    pub(super) fn forward(&self, pictures: Tensor<4>) -> Result<Tensor<4>> {
        let [_, height, width, channels] = pictures.dims();
        exactly("channels", channels, self.channels)?;
        for (name, side) in [("height", height), ("width", width)] {
            let fits = side > 0 && side.is_multiple_of(self.shrinks);
            given(fits, name, side, Wanted::Multiple(self.shrinks))?;
        }
        let first = silu(self.input.forward(pictures));
        let last = self.blocks.iter().fold(first, |x, conv| silu(conv.forward(x)));
        Ok(self.output.forward(last))
    }
}
