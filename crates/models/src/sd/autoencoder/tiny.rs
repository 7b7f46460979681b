//! TAESD, a small decoder that was distilled from the large one (github.com/madebyollin/taesd): fast
//! enough to look at a picture while it is painted.

use burn::tensor::Tensor;
use burn::tensor::activation::{relu, tanh};

use crate::Result;
use crate::layers::Conv;
use crate::params::Scope;

/// Latents are held to about this much on either side of zero.
const BOUND: f64 = 3.0;

/// A step of the decoder.
#[derive(Clone, Debug)]
enum Layer {
    /// A convolution; `doubles` where it comes after a doubling of height and width.
    Conv { conv: Box<Conv>, doubles: bool },
    /// Three convolutions with ReLU between them, added to what came in, then ReLU.
    Block(Box<[Conv; 3]>),
    /// ReLU after the first convolution.
    Relu,
}

/// What the layers are, as their weights tell; channels of each from in to out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sd) enum TinyLayer {
    /// A convolution; `doubles` where it comes after a doubling, and such have no bias.
    Conv {
        /// Channels that come in and go out.
        channels: [usize; 2],
        /// Whether height and width double before it.
        doubles: bool,
    },
    /// A block, which keeps the channels.
    Block(usize),
    /// What has no weights: a ReLU after the first convolution, and the doublings, which the
    /// convolutions after them do.
    Nothing,
}

/// Latents to pictures.
#[derive(Clone, Debug)]
pub struct TinyDecoder {
    layers: Vec<Layer>,
}

impl TinyDecoder {
    /// The network, whose layers are called by their numbers from `first` on: `0.weight`,
    /// `2.conv.0.weight` and so on.
    ///
    /// # Errors
    /// Where the checkpoint does not have a tensor so.
    pub(in crate::sd) fn new(
        scope: &Scope<'_>,
        first: usize,
        layers: &[TinyLayer],
    ) -> Result<Self> {
        let layer = |(i, layer): (usize, &TinyLayer)| made(&scope.at(first + i), *layer, i == 1);
        let layers = layers.iter().enumerate().filter_map(|layer_at| layer(layer_at).transpose());
        Ok(Self { layers: layers.collect::<Result<_>>()? })
    }

    /// Pictures `[batch, 8·height, 8·width, 3]`, about -1 to 1, of `latents`
    /// `[batch, height, width, 4]` as they are while noise is taken away, not divided by the
    /// scaling factor.
    pub fn forward(&self, latents: Tensor<4>) -> Tensor<4> {
        let x = tanh(latents.div_scalar(BOUND)).mul_scalar(BOUND);
        let x = self.layers.iter().fold(x, |x, layer| layer.forward(x));
        x.mul_scalar(2.0).sub_scalar(1.0)
    }
}

/// A layer, or none where it is part of another.
fn made(scope: &Scope<'_>, layer: TinyLayer, first: bool) -> Result<Option<Layer>> {
    Ok(match layer {
        TinyLayer::Nothing => first.then_some(Layer::Relu),
        TinyLayer::Conv { channels: [inputs, outputs], doubles } => {
            let conv = match scope.has("bias") {
                true => Conv::new(scope, 3, inputs, outputs)?,
                false => Conv::unbiased(scope, 3, inputs, outputs)?,
            };
            Some(Layer::Conv { conv: Box::new(conv), doubles })
        }
        TinyLayer::Block(channels) => {
            let conv = |i: usize| {
                let scope = scope.at(format_args!("conv.{}", 2 * i));
                Conv::new(&scope, 3, channels, channels)
            };
            Some(Layer::Block(Box::new([conv(0)?, conv(1)?, conv(2)?])))
        }
    })
}

impl Layer {
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        match self {
            Self::Relu => relu(x),
            Self::Conv { conv, doubles: false } => conv.forward(x),
            Self::Conv { conv, doubles: true } => conv.forward_doubled(x),
            Self::Block(convs) => {
                let [first, second, third] = &**convs;
                let h = relu(second.forward(relu(first.forward(x.clone()))));
                relu(third.forward_onto(x, h))
            }
        }
    }
}
