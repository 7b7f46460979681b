//! The autoencoder of the tiny family: pixels to latents a quarter as high and wide, and back.
//!
//! Principal components of 4×4 patches, fixed, carry most of the picture; convolutions without
//! normalisation add what they miss.

use burn::tensor::Tensor;
use burn::tensor::activation::silu;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::layers::Conv;
use crate::layout::{patches, pixels};
use crate::params::{Init, Scope};

/// Pixels along a patch's side, and so the ratio of picture to latents.
pub const PATCH: usize = 4;
/// Numbers in a patch: 4×4 pixels of red, green and blue.
pub const PATCH_VALUES: usize = PATCH * PATCH * 3;

/// Sizes of an autoencoder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Channels of the latents.
    pub latent_channels: usize,
    /// Channels of the encoder's convolutions.
    pub encoder: usize,
    /// Channels of the decoder at the latents' size.
    pub decoder: usize,
    /// Channels of the decoder at twice the latents' size.
    pub detail: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { latent_channels: 12, encoder: 64, decoder: 96, detail: 48 }
    }
}

/// Pictures `[batch, height, width, 3]` from -1 to 1, latents `[batch, height/4, width/4, latent]`.
#[derive(Clone, Debug)]
pub struct Autoencoder {
    components: Tensor<4>,
    centre: Tensor<4>,
    mean: Tensor<4>,
    scale: Tensor<4>,
    encoder: Vec<Conv>,
    decoder: Vec<Conv>,
    detail: Vec<Conv>,
}

impl Autoencoder {
    /// The network. `pca.components` and `pca.centre` come from the training pictures, as do
    /// `latent.mean` and `latent.scale` once it is trained; they take no gradient.
    ///
    /// # Errors
    /// Where the checkpoint does not have it so.
    pub fn new(scope: &Scope<'_>, config: &Config) -> Result<Self> {
        let Config { latent_channels: latent, encoder, decoder, detail } = *config;
        let fixed =
            |name, channels, init| scope.get(name, [1, 1, 1, channels], init).map(Tensor::detach);
        let components = scope.get("pca.components", [1, 1, PATCH_VALUES, latent], Init::Zeros)?;
        let conv = |name: &str, inputs, outputs| Conv::new(&scope.at(name), 3, inputs, outputs);
        let zero = |name: &str, inputs, outputs| Conv::zero(&scope.at(name), 3, inputs, outputs);
        Ok(Self {
            components: components.detach(),
            centre: fixed("pca.centre", PATCH_VALUES, Init::Zeros)?,
            mean: fixed("latent.mean", latent, Init::Zeros)?,
            scale: fixed("latent.scale", latent, Init::Ones)?,
            encoder: vec![
                conv("encoder.0", PATCH_VALUES, encoder)?,
                conv("encoder.1", encoder, encoder)?,
                zero("encoder.2", encoder, latent)?,
            ],
            decoder: vec![
                conv("decoder.0", latent, decoder)?,
                conv("decoder.1", decoder, decoder)?,
                conv("decoder.2", decoder, decoder)?,
            ],
            detail: vec![
                conv("detail.0", decoder, detail)?,
                conv("detail.1", detail, detail)?,
                zero("detail.2", detail, PATCH_VALUES / 4)?,
            ],
        })
    }

    /// Latents of `pictures`, each channel about standard normal.
    pub fn encode(&self, pictures: Tensor<4>) -> Tensor<4> {
        (self.latents(pictures) - self.mean.clone()) / self.scale.clone()
    }

    /// Pictures of `latents` as [`Self::encode`] gives them.
    pub fn decode(&self, latents: Tensor<4>) -> Tensor<4> {
        self.pictures(latents * self.scale.clone() + self.mean.clone())
    }

    /// Latents before they are centred and scaled.
    pub fn latents(&self, pictures: Tensor<4>) -> Tensor<4> {
        let patches = patches(pictures, PATCH) - self.centre.clone();
        let h = silu(self.encoder[0].forward(patches.clone()));
        let h = h.clone() + silu(self.encoder[1].forward(h));
        project(patches, self.components.clone()) + self.encoder[2].forward(h)
    }

    /// Pictures of latents that are not centred and scaled.
    pub fn pictures(&self, latents: Tensor<4>) -> Tensor<4> {
        let basis = self.components.clone().swap_dims(2, 3);
        let base = pixels(project(latents.clone(), basis) + self.centre.clone(), PATCH);
        let h = silu(self.decoder[0].forward(latents));
        let h = h.clone() + silu(self.decoder[1].forward(h));
        let h = h.clone() + silu(self.decoder[2].forward(h));
        let h = silu(self.detail[0].forward_doubled(h));
        let h = h.clone() + silu(self.detail[1].forward(h));
        base + pixels(self.detail[2].forward(h), 2)
    }
}

/// `x` `[batch, height, width, in]` times `basis` `[1, 1, in, out]` at each place.
fn project(x: Tensor<4>, basis: Tensor<4>) -> Tensor<4> {
    let [batch, height, width, inputs] = x.dims();
    let outputs = basis.dims()[3];
    let rows = x.reshape([batch * height * width, inputs]);
    rows.matmul(basis.reshape([inputs, outputs])).reshape([batch, height, width, outputs])
}
