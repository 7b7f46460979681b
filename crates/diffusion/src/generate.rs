//! The one loop that generates pictures.

use burn::tensor::Tensor;
use qingyun_models::layout::{channels_first, channels_last};
use qingyun_models::tiny::Batch;
use qingyun_models::{Scene, autoencoder};

use crate::denoise::{Network, Preconditioned, Prediction};
use crate::families::Model;
use crate::families::tiny::{STEP, Tiny};
use crate::guidance::Guidance;
use crate::noise::{self, Noise};
use crate::samplers::Sampler;
use crate::schedule::Schedule;
use crate::spacing::Spacing;
use crate::training::codec::rgb;
use crate::{Error, Flow, Result, Step};

/// Sides of a picture, in pixels.
pub const SIDES: [usize; 2] = [32, 256];

/// All that decides a picture.
#[derive(Clone)]
pub struct Request {
    /// What is asked.
    pub scene: Scene,
    /// What guidance leads away from; none is nothing in particular.
    pub negative: Option<Scene>,
    /// Seed of the noise.
    pub seed: u64,
    /// Whose noise.
    pub noise: noise::Kind,
    /// The sampler.
    pub sampler: &'static dyn Sampler,
    /// How noise levels are spaced.
    pub spacing: &'static Spacing,
    /// Steps, 1 to 1000.
    pub steps: usize,
    /// Strength and rescale of guidance.
    pub guidance: Guidance,
    /// Width in pixels, a multiple of 16 from 32 to 256.
    pub width: usize,
    /// Height in pixels, likewise.
    pub height: usize,
}

/// A picture and what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// RGB, row by row.
    pub rgb: Vec<u8>,
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// The start noise, in the order of `latent_shape`.
    pub noise: Vec<f32>,
    /// The latents before the autoencoder, in the order of `latent_shape`.
    pub latents: Vec<f32>,
    /// `[batch, channels, height, width]` of noise and latents.
    pub latent_shape: [usize; 4],
}

/// Paints a request.
///
/// # Errors
/// [`Error::Size`] for a size out of range, [`Error::Stopped`] where `on_step` stops it, and what
/// the spacing, the sampler and the networks say.
pub fn generate(
    model: &Model,
    request: &Request,
    on_step: &mut dyn FnMut(Step<'_>) -> Flow,
) -> Result<Picture> {
    let Request { width, height, .. } = *request;
    if [width, height].iter().any(|s| !(SIDES[0]..=SIDES[1]).contains(s) || s % STEP != 0) {
        return Err(Error::Size { width, height });
    }
    let mut noise = request.noise.source(request.seed);
    let shape = latent_shape(&model.networks, 1, [height, width]);
    let start = noise.normal(shape, model.networks.device());
    let scenes = std::slice::from_ref(&request.scene);
    let run = Run {
        networks: &model.networks,
        schedule: &model.schedule,
        sampler: request.sampler,
        sigmas: request.spacing.sigmas(&model.schedule, request.steps)?,
        guidance: request.guidance,
    };
    let nothing = request.negative.clone().unwrap_or_default();
    let latents = run.latents(scenes, &nothing, start.clone(), noise.as_mut(), on_step)?;
    let pictures = rgb(model.networks.codec.decode(channels_last(latents.clone())));
    Ok(Picture {
        rgb: pictures.concat(),
        width,
        height,
        noise: values(start),
        latents: values(latents),
        latent_shape: shape,
    })
}

/// Several scenes at once, quickly, to look at while a model learns.
pub(crate) fn preview(
    networks: &Tiny,
    schedule: &Schedule,
    scenes: &[Scene],
    side: usize,
) -> Result<Vec<Vec<u8>>> {
    let mut noise = noise::Kind::Nv.source(0);
    let start = noise.normal(latent_shape(networks, scenes.len(), [side; 2]), networks.device());
    let run = Run {
        networks,
        schedule,
        sampler: crate::samplers::sampler("DPM++ 2M")?,
        sigmas: crate::spacing::spacing("Karras")?.sigmas(schedule, 12)?,
        guidance: Guidance { scale: 2.0, rescale: 0.0 },
    };
    let go_on = &mut |_: Step<'_>| Flow::Continue;
    let latents = run.latents(scenes, &Scene::default(), start, noise.as_mut(), go_on)?;
    Ok(rgb(networks.codec.decode(channels_last(latents))))
}

fn latent_shape(networks: &Tiny, batch: usize, [height, width]: [usize; 2]) -> [usize; 4] {
    let patch = autoencoder::PATCH;
    [batch, networks.config.latent_channels, height / patch, width / patch]
}

fn values(x: Tensor<4>) -> Vec<f32> {
    x.into_data().iter::<f32>().collect()
}

/// One way from noise to latents.
struct Run<'a> {
    networks: &'a Tiny,
    schedule: &'a Schedule,
    sampler: &'static dyn Sampler,
    sigmas: Vec<f64>,
    guidance: Guidance,
}

impl Run<'_> {
    fn latents(
        &self,
        scenes: &[Scene],
        nothing: &Scene,
        start: Tensor<4>,
        noise: &mut dyn Noise,
        on_step: &mut dyn FnMut(Step<'_>) -> Flow,
    ) -> Result<Tensor<4>> {
        let [_, _, height, width] = start.dims();
        let guided = self.guidance.is_active();
        let others = std::iter::repeat_n(nothing, if guided { scenes.len() } else { 0 });
        let all: Vec<Scene> = scenes.iter().chain(others).cloned().collect();
        let network = Guided {
            networks: self.networks,
            asked: self.networks.asked(&all, [height, width])?,
            guidance: guided.then_some(self.guidance),
        };
        let mut denoiser = Preconditioned::new(network, self.schedule.clone(), Prediction::V);
        let x = start.mul_scalar(self.sigmas.first().copied().unwrap_or(1.0));
        self.sampler.sample(&mut denoiser, x, &self.sigmas, noise, on_step)
    }
}

/// The U-Net under guidance: what is asked and what is not run as one batch.
struct Guided<'a> {
    networks: &'a Tiny,
    asked: Batch,
    guidance: Option<Guidance>,
}

impl Network for Guided<'_> {
    fn predict(&mut self, x: &Tensor<4>, timestep: f64) -> Result<Tensor<4>> {
        let [batch, ..] = x.dims();
        let x = channels_last(x.clone());
        let Some(guidance) = self.guidance else {
            let velocity = self.networks.unet.forward(x, &vec![timestep; batch], &self.asked);
            return Ok(channels_first(velocity));
        };
        let both = Tensor::cat(vec![x.clone(), x], 0);
        let velocity = self.networks.unet.forward(both, &vec![timestep; 2 * batch], &self.asked);
        let velocity = channels_first(velocity);
        let asked = velocity.clone().narrow(0, 0, batch);
        Ok(guidance.combine(&asked, &velocity.narrow(0, batch, batch)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use burn::tensor::Device;
    use qingyun_models::Token;

    use super::*;
    use crate::families;
    use crate::samplers::sampler;
    use crate::spacing::spacing;

    fn request() -> Request {
        let token = Token { tag: 4, style: 0, place: [0.5; 2], size: 0.7, colour: None };
        Request {
            scene: Scene { tokens: vec![token], background: Some([0.7, 0.0, 0.0]) },
            negative: None,
            seed: 7,
            noise: noise::Kind::Torch,
            sampler: sampler("Euler").unwrap(),
            spacing: spacing("Normal").unwrap(),
            steps: 2,
            guidance: Guidance { scale: 2.0, rescale: 0.0 },
            width: 64,
            height: 32,
        }
    }

    fn paint(request: &Request) -> Result<Picture> {
        let model = families::load("tiny", &Device::flex())?;
        generate(&model, request, &mut |_| Flow::Continue)
    }

    #[test]
    fn the_same_request_gives_the_same_picture() {
        let picture = paint(&request()).unwrap();
        assert_eq!(picture, paint(&request()).unwrap());
        assert_eq!(picture.latent_shape, [1, 12, 8, 16]);
        assert_eq!((picture.rgb.len(), picture.noise.len()), (64 * 32 * 3, 12 * 8 * 16));
        assert_ne!(picture.rgb, paint(&Request { seed: 8, ..request() }).unwrap().rgb);
    }

    #[test]
    fn guidance_of_one_is_no_guidance() {
        let off = Guidance { scale: 1.0, rescale: 0.0 };
        let almost = Guidance { scale: 1.0 + 1e-12, rescale: 0.0 };
        let [off, almost] =
            [off, almost].map(|guidance| paint(&Request { guidance, ..request() }).unwrap());
        let pairs = off.latents.iter().zip(&almost.latents);
        assert!(pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) < 1e-3);
    }

    #[test]
    fn sizes_and_steps_out_of_range_are_refused() {
        for (width, height) in [(0, 64), (63, 64), (64, 272), (16, 64)] {
            let refused = paint(&Request { width, height, ..request() });
            assert!(matches!(refused, Err(Error::Size { .. })), "{width} {height}");
        }
        for steps in [0, 10_000] {
            let refused = paint(&Request { steps, ..request() });
            assert!(matches!(refused, Err(Error::Steps { .. })));
        }
    }

    #[test]
    fn a_run_can_be_stopped() {
        let model = families::load("tiny", &Device::flex()).unwrap();
        let stopped = generate(&model, &request(), &mut |_| Flow::Stop);
        assert!(matches!(stopped, Err(Error::Stopped { .. })));
    }
}
