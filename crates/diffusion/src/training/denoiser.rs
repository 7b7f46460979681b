//! Learning to take noise away.

use burn::tensor::{Device, Tensor, TensorData};
use qingyun_models::autoencoder::{Autoencoder, PATCH};
use qingyun_models::params::{Entry, Init};
use qingyun_models::random::Random;
use qingyun_models::tiny::{Batch, CANVAS_SIDE, Config, Unet};
use qingyun_models::{Params, Scene};

use super::canvases::Survey;
use super::codec::{noise, tensor};
use super::fit::Objective;
use super::pictures::{Example, Pictures};
use super::sheet::Sheet;
use crate::families::tiny::Tiny;
use crate::{Prediction, Result, Schedule, forward, generate};

/// Signal-to-noise ratio above which a step no longer weighs more (Hang et al. 2023).
const MAX_SNR: f64 = 5.0;
/// Pictures of each work, on average, from which its canvas starts.
const SURVEY: usize = 16;
/// Step number under which the survey's first pictures are drawn, going down from there.
const SURVEY_STEP: u64 = u64::MAX / 2;
/// Step number under which the preview's pictures are drawn.
const PREVIEW_STEP: u64 = u64::MAX - 1;

/// Noisy latents and what is asked in, velocity out.
pub struct Denoiser<'a> {
    /// Where pictures come from.
    pub pictures: &'a dyn Pictures,
    /// Sizes of the network.
    pub config: Config,
    /// The autoencoder, learned before.
    pub codec: Autoencoder,
    /// How noise grows.
    pub schedule: Schedule,
    /// Seed of pictures, times and noise.
    pub seed: u64,
    /// Pictures a step.
    pub batch: usize,
    /// Share of pictures for which nothing is asked, for guidance (Ho & Salimans 2022).
    pub drop: f64,
}

/// What a step learns from, drawn from seed and step alone.
struct Draw {
    examples: Vec<Example>,
    timesteps: Vec<usize>,
    noise: Tensor<4>,
}

impl Objective for Denoiser<'_> {
    fn name(&self) -> &'static str {
        "denoiser"
    }

    fn batch(&self) -> usize {
        self.batch
    }

    /// The v-prediction loss (Salimans & Ho 2022, appendix D) with min-SNR weights (Hang et al.
    /// 2023, eq. 9): mean of min(snr, 5)/(snr + 1) · |v' - v|².
    fn loss(&self, params: &Params, step: u64) -> Result<Tensor<1>> {
        let Draw { examples, timesteps, noise } = self.draw(step);
        let latents = self.codec.encode(tensor(&examples, self.pictures.side()));
        let shares = timesteps.iter().map(|&t| self.schedule.alpha_bar(t));
        let shares: Vec<f64> = shares.collect();
        let noisy = forward::diffuse(&latents, &noise, &shares);
        let velocity = Prediction::V.target(&latents, &noise, &shares);

        let network = Unet::new(&params.root(), &self.config)?;
        let side = self.pictures.side() / PATCH;
        let scenes: Vec<Scene> = examples.into_iter().map(|e| e.scene).collect();
        let asked = Batch::new(&scenes, [side, side], &self.config, params.device())?;
        let timesteps: Vec<f64> = timesteps.into_iter().map(|t| t as f64).collect();
        let predicted = network.forward(Tensor::from_inner(noisy), &timesteps, &asked);
        let error = predicted - Tensor::from_inner(velocity);
        let weights = per_picture(&shares, weight);
        Ok((error.clone() * error * Tensor::from_inner(weights)).mean())
    }

    fn preview(&self, params: &Params) -> Result<Option<Sheet>> {
        let scenes = self.pictures.batch(self.seed, PREVIEW_STEP, 40);
        let side = self.pictures.side();
        let model = Tiny::new(params, self.config.clone(), self.codec.clone())?;
        let scenes: Vec<Scene> = scenes.into_iter().map(|e| e.scene).collect();
        let pictures = generate::preview(&model, &self.schedule, &scenes, side)?;
        Ok(Some(Sheet { columns: 10, side, pictures }))
    }
}

impl Denoiser<'_> {
    /// Puts the canvases' start into `params`: see `canvases.rs`.
    ///
    /// # Errors
    /// Where the network's weights are another network's.
    pub fn survey_canvases(&self, params: &Params) -> Result<()> {
        let Config { tags, styles, latent_channels, canvas, .. } = self.config;
        let side = self.pictures.side();
        let mut survey = Survey::new(tags, styles, latent_channels);
        let batches = (tags * styles * SURVEY).div_ceil(64);
        for batch in 0..batches as u64 {
            let examples = self.pictures.batch(self.seed, SURVEY_STEP - batch, 64);
            let latents = self.codec.encode(tensor(&examples, side));
            let latents: Vec<f32> = latents.into_data().iter::<f32>().collect();
            let pictures = latents.chunks_exact(latents.len() / examples.len());
            for (example, latents) in examples.iter().zip(pictures) {
                let tokens = example.scene.tokens.iter();
                tokens.for_each(|token| survey.add(token, latents, side / PATCH));
            }
        }
        let shape = [tags * styles, CANVAS_SIDE * CANVAS_SIDE * canvas];
        let start = params.root().at("encoder").get("canvases", shape, Init::Zeros)?;
        let start = start.into_data().iter::<f32>().collect();
        let values = survey.canvases(canvas, start);
        params.set("encoder.canvases", Entry::new(shape.to_vec(), values, params.device()));
        Ok(())
    }

    fn draw(&self, step: u64) -> Draw {
        let mut examples = self.pictures.batch(self.seed, step, self.batch);
        let mut random = Random::of(&[self.seed, step, u64::MAX - 1]);
        for example in &mut examples {
            if random.uniform() < self.drop {
                example.scene = Scene::default();
            }
        }
        // Times are denser towards pure noise, where the picture's plan is made.
        let last = self.schedule.len() as f64 - 1.0;
        let timesteps = examples.iter().map(|_| (random.uniform().sqrt() * last).round() as usize);
        let timesteps = timesteps.collect();
        let side = self.pictures.side() / PATCH;
        let shape = [self.batch, side, side, self.config.latent_channels];
        Draw { examples, timesteps, noise: noise(self.seed, step, shape) }
    }
}

fn weight(alpha_bar: f64) -> f64 {
    let snr = alpha_bar / (1.0 - alpha_bar).max(1e-12);
    snr.min(MAX_SNR) / (snr + 1.0)
}

/// `value` of each picture's share of signal, `[batch, 1, 1, 1]`.
fn per_picture(shares: &[f64], value: impl Fn(f64) -> f64) -> Tensor<4> {
    let values: Vec<f32> = shares.iter().map(|&share| value(share) as f32).collect();
    let shape = [values.len(), 1, 1, 1];
    Tensor::from_data(TensorData::new(values, shape), &Device::flex())
}
