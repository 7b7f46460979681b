//! Learning changes on top of a model.

use burn::tensor::{Device, Tensor, TensorData};
use qingyun_models::Params;
use qingyun_models::random::Random;
use qingyun_models::sd::files::Frozen;
use qingyun_models::sd::{Added, UnetConfig};

use super::LoraSettings;
use super::captions::caption;
use super::latents::Lesson;
use super::order::Order;
use super::output::Output;
use super::texts::Texts;
use super::weights::min_snr;
use crate::training::codec::noise;
use crate::training::fit::Objective;
use crate::{Prediction, Result, Schedule, forward};

/// Noisy latents and a caption in, what the model predicts out.
pub(super) struct Tuning<'a> {
    pub(super) settings: &'a LoraSettings,
    pub(super) lessons: Vec<Lesson>,
    pub(super) order: Order,
    pub(super) texts: Texts,
    pub(super) unet: Frozen<UnetConfig>,
    pub(super) schedule: Schedule,
    pub(super) prediction: Prediction,
    pub(super) output: Output<'a>,
}

/// What a batch learns from, drawn from seed and number alone.
struct Draw<'a> {
    lessons: Vec<&'a Lesson>,
    captions: Vec<String>,
    timesteps: Vec<usize>,
    noise: Tensor<4>,
}

impl Objective for Tuning<'_> {
    fn name(&self) -> &'static str {
        super::NAME
    }

    fn batch(&self) -> usize {
        self.settings.train_batch_size
    }

    /// The mean of w · |prediction' − prediction|² (Ho et al. 2020, equation 14), w as
    /// [`min_snr`] has it.
    fn loss(&self, params: &Params, step: u64) -> Result<Tensor<1>> {
        let Draw { lessons, captions, timesteps, noise } = self.draw(step);
        let latents = lessons.iter().map(|lesson| lesson.latents.clone()).collect();
        let latents = Tensor::cat(latents, 0);
        let shares: Vec<f64> = timesteps.iter().map(|&t| self.schedule.alpha_bar(t)).collect();
        let noisy = forward::diffuse(&latents, &noise, &shares);
        let target = self.prediction.target(&latents, &noise, &shares);

        let told = self.texts.told(&captions, params, self.settings)?;
        let network = self.unet.network(params, self.settings.network)?;
        let added = network.config().pooled_width().map(|_| Added {
            pooled: told.pooled,
            sizes: lessons.iter().map(|lesson| lesson.sizes).collect(),
        });
        let timesteps: Vec<f64> = timesteps.into_iter().map(|t| t as f64).collect();
        let noisy = Tensor::from_inner(noisy);
        let predicted = network.forward(noisy, &timesteps, told.context, added.as_ref())?;
        let error = predicted - Tensor::from_inner(target);
        let weights = forward::per_picture(&latents, &shares, |share| self.weight(share));
        Ok((error.clone() * error * Tensor::from_inner(weights)).mean())
    }

    fn keep(&self, params: &Params, step: u64) -> Result<()> {
        let asked = self.settings.save_every_n_steps.is_some();
        if asked { self.output.keep(params, step) } else { Ok(()) }
    }
}

impl Tuning<'_> {
    fn weight(&self, alpha_bar: f64) -> f64 {
        let gamma = self.settings.min_snr_gamma;
        gamma.map_or(1.0, |gamma| min_snr(alpha_bar, gamma, self.prediction))
    }

    fn draw(&self, step: u64) -> Draw<'_> {
        let LoraSettings { seed, train_batch_size, noise_offset, .. } = *self.settings;
        let pictures = self.order.batch(step, train_batch_size);
        let lessons: Vec<&Lesson> =
            pictures.iter().filter_map(|&at| self.lessons.get(at)).collect();
        let mut random = Random::of(&[seed, step, u64::MAX - 1]);
        let mut captions = Vec::new();
        let mut timesteps = Vec::new();
        for lesson in &lessons {
            captions.push(caption(&lesson.tags, self.settings, &mut random));
            timesteps.push(random.below(self.schedule.len()));
        }
        let [_, height, width, channels] = lessons[0].latents.dims();
        let shape = [lessons.len(), height, width, channels];
        let offset = random.normals(lessons.len() * channels);
        let offset = TensorData::new(offset, [lessons.len(), 1, 1, channels]);
        let offset: Tensor<4> = Tensor::from_data(offset, &Device::flex());
        let noise = noise(seed, step, shape) + offset.mul_scalar(noise_offset);
        Draw { lessons, captions, timesteps, noise }
    }
}
