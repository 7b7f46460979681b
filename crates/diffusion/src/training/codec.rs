//! Learning the autoencoder.

use burn::tensor::{Device, Tensor, TensorData};
use qingyun_models::autoencoder::{Autoencoder, Config, PATCH_VALUES};
use qingyun_models::params::Entry;
use qingyun_models::random::Random;
use qingyun_models::{Params, layout};

use super::fit::Objective;
use super::pca::principal_components;
use super::pictures::{Example, Pictures};
use super::sheet::Sheet;
use crate::Result;
use crate::pixels::{self, signed};

/// Noise on the latents while learning, so that the decoder forgives a denoiser's small errors.
const LATENT_NOISE: f64 = 0.05;
/// Pictures from which principal components and the latents' scale are taken.
const SURVEY: usize = 512;
/// The step numbers under which the survey's and the preview's pictures are drawn: beyond any
/// step of training.
const SURVEY_STEP: u64 = u64::MAX;
const PREVIEW_STEP: u64 = u64::MAX - 1;

/// Pictures in, the same pictures out.
pub struct Codec<'a> {
    /// Where pictures come from.
    pub pictures: &'a dyn Pictures,
    /// Sizes of the network.
    pub config: Config,
    /// Seed of pictures and noise.
    pub seed: u64,
    /// Pictures a step.
    pub batch: usize,
}

impl Objective for Codec<'_> {
    fn name(&self) -> &'static str {
        "autoencoder"
    }

    fn batch(&self) -> usize {
        self.batch
    }

    fn loss(&self, params: &Params, step: u64) -> Result<Tensor<1>> {
        let network = Autoencoder::new(&params.root(), &self.config)?;
        let examples = self.pictures.batch(self.seed, step, self.batch);
        let pictures = Tensor::from_inner(tensor(&examples, self.pictures.side()));
        let latents = network.latents(pictures.clone());
        let noise = standard_normal(self.seed, step, latents.dims());
        let error = network.pictures(latents + noise.mul_scalar(LATENT_NOISE)) - pictures;
        Ok(error.clone().abs().mean() + (error.clone() * error).mean())
    }

    /// Pictures above what comes back of them.
    fn preview(&self, params: &Params) -> Result<Option<Sheet>> {
        let network = Autoencoder::new(&params.root(), &self.config)?;
        let side = self.pictures.side();
        let examples = self.pictures.batch(self.seed, PREVIEW_STEP, 10);
        let pictures = Tensor::from_inner(tensor(&examples, side));
        let back = pixels::bytes(network.pictures(network.latents(pictures)).inner());
        let pictures = examples.into_iter().map(|e| e.rgb).chain(back).collect();
        Ok(Some(Sheet { columns: 10, side, pictures }))
    }
}

impl Codec<'_> {
    /// Puts the principal components of the pictures' patches into `params`.
    ///
    /// # Errors
    /// None that a working device gives.
    pub fn survey_patches(&self, params: &Params) -> Result<()> {
        let examples = self.pictures.batch(self.seed, SURVEY_STEP, SURVEY);
        let pictures = tensor(&examples, self.pictures.side());
        let patches = layout::patches(pictures, qingyun_models::autoencoder::PATCH);
        let rows: Vec<f32> = patches.into_data().iter::<f32>().collect();
        let channels = self.config.latent_channels;
        let (centre, components) = principal_components(&rows, PATCH_VALUES, channels);
        set(params, "pca.centre", centre, [1, 1, 1, PATCH_VALUES]);
        set(params, "pca.components", components, [1, 1, PATCH_VALUES, channels]);
        Ok(())
    }

    /// Puts the latents' mean and scale into `params`.
    ///
    /// Latents are whitened half way: a channel is divided by the root of its deviation times the
    /// mean deviation. Whitened fully, fine detail would weigh as much as what the picture shows;
    /// not at all, noise would drown it at once.
    ///
    /// # Errors
    /// Where the network fails.
    pub fn survey_latents(&self, params: &Params) -> Result<()> {
        let network = Autoencoder::new(&params.root(), &self.config)?;
        let examples = self.pictures.batch(self.seed, SURVEY_STEP, SURVEY);
        let channels = self.config.latent_channels;
        let mut rows = Vec::new();
        for part in examples.chunks(64) {
            let pictures = Tensor::from_inner(tensor(part, self.pictures.side()));
            rows.extend(network.latents(pictures).into_data().iter::<f32>());
        }
        let (means, deviations) = spread(&rows, channels);
        let usual = deviations.iter().sum::<f32>() / channels as f32;
        let scales = deviations.iter().map(|d| (d * usual).sqrt().max(1e-6)).collect();
        set(params, "latent.mean", means, [1, 1, 1, channels]);
        set(params, "latent.scale", scales, [1, 1, 1, channels]);
        Ok(())
    }
}

fn set(params: &Params, name: &str, values: Vec<f32>, shape: [usize; 4]) {
    params.set(name, Entry::new(shape.to_vec(), values, params.device()));
}

/// Mean and deviation of each column of `rows`.
fn spread(rows: &[f32], columns: usize) -> (Vec<f32>, Vec<f32>) {
    let count = (rows.len() / columns).max(1) as f64;
    let mut sums = vec![[0.0_f64; 2]; columns];
    for row in rows.chunks_exact(columns) {
        for (sum, &value) in sums.iter_mut().zip(row) {
            sum[0] += f64::from(value) / count;
            sum[1] += f64::from(value).powi(2) / count;
        }
    }
    let deviation = |[mean, square]: &[f64; 2]| (square - mean * mean).max(0.0).sqrt() as f32;
    (sums.iter().map(|s| s[0] as f32).collect(), sums.iter().map(deviation).collect())
}

/// Examples as `[batch, side, side, 3]` from -1 to 1.
pub(super) fn tensor(examples: &[Example], side: usize) -> Tensor<4> {
    let values = examples.iter().flat_map(|example| &example.rgb).copied().map(signed);
    pixels::tensor(values, [side, side], &Device::flex())
}

/// Standard normal noise for a step.
fn standard_normal(seed: u64, step: u64, shape: [usize; 4]) -> Tensor<4> {
    let noise = noise(seed, step, shape);
    Tensor::from_inner(noise)
}

/// Standard normal noise that depends on seed and step alone.
pub(super) fn noise(seed: u64, step: u64, shape: [usize; 4]) -> Tensor<4> {
    let mut random = Random::of(&[seed, step, u64::MAX]);
    let data = TensorData::new(random.normals(shape.iter().product()), shape);
    Tensor::from_data(data, &Device::flex())
}
