//! The one loop that generates pictures.

use burn::tensor::Tensor;
use qingyun_models::Scene;

use crate::denoise::Preconditioned;
use crate::families::tiny::Tiny;
use crate::families::{Asked, Painter, Run};
use crate::finish::finished;
use crate::guidance::Guidance;
use crate::masked::Masked;
use crate::noise::{self, Noise};
use crate::pixels;
use crate::samplers::Sampler;
use crate::second::enlarged;
use crate::spacing::Spacing;
use crate::start::{Begun, begin};
use crate::{Denoise, Error, Flow, Hint, Prediction, Result, Schedule, Step, Walk};

pub use crate::second::Second;
pub use crate::start::{Mask, Start};

/// All that decides a picture.
#[derive(Clone)]
pub struct Request {
    /// What is asked.
    pub asked: Asked,
    /// Seed of the noise.
    pub seed: u64,
    /// Whose noise.
    pub noise: noise::Kind,
    /// The sampler.
    pub sampler: &'static dyn Sampler,
    /// How noise levels are spaced; none is the way of the scheduler that came with the model, or
    /// else the sampler's usual one.
    pub spacing: Option<&'static Spacing>,
    /// Steps, 1 to 1000.
    pub steps: usize,
    /// Strength and rescale of guidance.
    pub guidance: Guidance,
    /// Width in pixels, as the model's card says.
    pub width: usize,
    /// Height in pixels, likewise.
    pub height: usize,
    /// A picture to begin from.
    pub start: Option<Start>,
    /// Noise of another seed in the start noise.
    pub variation: Option<noise::Variation>,
    /// Added to the seed for the noise after the start; 0 lets the one stream go on (A1111's ENSD).
    pub later_seed: u64,
    /// A second pass, larger.
    pub second: Option<Second>,
    /// A picture for each ControlNet that the model was opened with.
    pub hints: Vec<Hint>,
    /// Lines that are laid over the picture at the end, row by row: 0 is black, 255 nothing.
    pub lines: Option<Vec<u8>>,
}

impl Request {
    /// A picture of `size` (width, height) from PyTorch's noise of seed 0, in the sampler's usual
    /// way, and nothing beside what is asked.
    #[must_use]
    pub fn new(
        asked: Asked,
        sampler: &'static dyn Sampler,
        steps: usize,
        scale: f64,
        [width, height]: [usize; 2],
    ) -> Self {
        Self {
            asked,
            seed: 0,
            noise: noise::Kind::Torch,
            sampler,
            spacing: None,
            steps,
            guidance: Guidance { scale, rescale: 0.0 },
            width,
            height,
            start: None,
            variation: None,
            later_seed: 0,
            second: None,
            hints: Vec::new(),
            lines: None,
        }
    }
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
    model: &dyn Painter,
    request: &Request,
    on_step: &mut dyn FnMut(Step<'_>) -> Flow,
) -> Result<Picture> {
    let first = pass(model, request, walk(model, request)?, on_step)?;
    match request.second {
        None => Ok(finished(first, request)),
        Some(second) => {
            let (larger, walk) = enlarged(model, request, first, second)?;
            Ok(finished(pass(model, &larger, walk, on_step)?, &larger))
        }
    }
}

/// One walk from noise to a picture.
fn pass(
    model: &dyn Painter,
    request: &Request,
    walk: Walk,
    on_step: &mut dyn FnMut(Step<'_>) -> Flow,
) -> Result<Picture> {
    let Request { width, height, guidance, .. } = *request;
    let size = [width, height];
    let sides = model.card().sides;
    if !sides.fit(size) {
        return Err(Error::Size { width, height, sides });
    }
    let mut noise = request.noise.source(request.seed);
    let begun = begin(model, request, walk, noise.as_mut())?;
    if request.later_seed != 0 {
        noise = request.noise.source(request.seed.wrapping_add(request.later_seed));
    }
    let Begun { walk, x, noise: start, kept, beside } = begun;
    let run = Run { walk: &walk, guidance, size, beside: beside.as_ref(), hints: &request.hints };
    let network = model.network(&request.asked, run)?;
    let denoiser =
        Preconditioned::new(network, model.schedule().clone(), model.prediction()).on(&walk);
    let mut denoiser = Masked::new(denoiser, kept);
    let latents = take(&mut denoiser, request.sampler, &walk, x, noise.as_mut(), on_step)?;
    let latents = denoiser.finish(latents);
    Ok(Picture {
        latent_shape: latents.dims(),
        rgb: pixels::bytes(model.decode(latents.clone())?).concat(),
        width,
        height,
        noise: values(start),
        latents: values(latents),
    })
}

/// The walk of a request: as the model's own scheduler has it, or k-diffusion.
pub(crate) fn walk(model: &dyn Painter, request: &Request) -> Result<Walk> {
    let (schedule, steps) = (model.schedule(), request.steps);
    match (model.scheduler(), request.spacing) {
        (Some(scheduler), asked) => {
            Walk::scheduled(scheduler, request.sampler.info().kin, asked, schedule, steps)
        }
        (None, Some(spacing)) => Walk::spaced(spacing, schedule, steps),
        (None, None) => {
            let automatic = crate::spacing(request.sampler.info().spacing)?;
            Walk::spaced(automatic, schedule, steps)
        }
    }
}

/// Takes a walk, from noise to latents of the variance that the autoencoder knows.
fn take(
    denoiser: &mut dyn Denoise,
    sampler: &dyn Sampler,
    walk: &Walk,
    x: Tensor<4>,
    noise: &mut dyn Noise,
    on_step: &mut dyn FnMut(Step<'_>) -> Flow,
) -> Result<Tensor<4>> {
    let x = sampler.sample(denoiser, x, &walk.sigmas, noise, on_step)?;
    let rest = walk.rest();
    Ok(if rest == 1.0 { x } else { x.mul_scalar(rest) })
}

/// Several scenes at once, quickly, to look at while a model learns.
pub(crate) fn preview(
    networks: &Tiny,
    schedule: &Schedule,
    scenes: &[Scene],
    side: usize,
) -> Result<Vec<Vec<u8>>> {
    let [channels, height, width] = networks.latent_shape([side; 2]);
    let mut noise = noise::Kind::Nv.source(0);
    let start = noise.normal([scenes.len(), channels, height, width], networks.device());
    let walk = Walk::spaced(crate::spacing("Karras")?, schedule, 12)?;
    let guidance = Guidance { scale: 2.0, rescale: 0.0 };
    let network = networks.guided(scenes, &Scene::default(), guidance, [height, width])?;
    let mut denoiser = Preconditioned::new(network, schedule.clone(), Prediction::V);
    let sampler = crate::sampler("DPM++ 2M")?;
    let x = start.mul_scalar(walk.start);
    let go_on = &mut |_: Step<'_>| Flow::Continue;
    let latents = take(&mut denoiser, sampler, &walk, x, noise.as_mut(), go_on)?;
    Ok(pixels::bytes(networks.codec.decode(qingyun_models::layout::channels_last(latents))))
}

fn values(x: Tensor<4>) -> Vec<f32> {
    x.into_data().iter::<f32>().collect()
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
        let asked = Asked::Scene {
            wanted: Scene { tokens: vec![token], background: Some([0.7, 0.0, 0.0]) },
            unwanted: None,
        };
        let spacing = Some(spacing("Normal").unwrap());
        let request = Request::new(asked, sampler("Euler").unwrap(), 2, 2.0, [64, 32]);
        Request { seed: 7, spacing, ..request }
    }

    fn paint(request: &Request) -> Result<Picture> {
        let model = families::load("tiny", &families::Opening::on(&Device::flex()))?;
        generate(model.as_ref(), request, &mut |_| Flow::Continue)
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
        let model = families::load("tiny", &families::Opening::on(&Device::flex())).unwrap();
        let stopped = generate(model.as_ref(), &request(), &mut |_| Flow::Stop);
        assert!(matches!(stopped, Err(Error::Stopped { .. })));
    }

    #[test]
    fn a_variation_leads_from_one_seed_to_another() {
        let noise = |variation| paint(&Request { variation, ..request() }).unwrap().noise;
        let varied = |strength| noise(Some(noise::Variation { seed: 9, strength }));
        let other = paint(&Request { seed: 9, ..request() }).unwrap().noise;
        let far =
            |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(far(&varied(0.0), &noise(None)) < 1e-5);
        assert!(far(&varied(1.0), &other) < 1e-5);
        assert!(far(&varied(0.5), &other) > 0.1 && far(&varied(0.5), &noise(None)) > 0.1);
    }

    #[test]
    fn a_second_pass_is_larger_and_goes_on_from_the_first() {
        let second = Some(Second { scale: 2.0, strength: 0.5, steps: Some(1) });
        let mut steps = 0;
        let model = families::load("tiny", &families::Opening::on(&Device::flex())).unwrap();
        let count = &mut |_: Step<'_>| {
            steps += 1;
            Flow::Continue
        };
        let request = Request { second, ..request() };
        let picture = generate(model.as_ref(), &request, count).unwrap();
        assert_eq!([picture.width, picture.height, steps], [128, 64, 3]);
    }
}
