//! What a mask keeps, kept at every step.

use burn::tensor::Tensor;

use crate::start::Kept;
use crate::{Denoise, Result};

/// A denoiser that sees, or gives, what is kept where the mask is 0.
pub(crate) struct Masked<D> {
    denoiser: D,
    kept: Option<Kept>,
    /// Whether the network has been asked: the first time it sees the start as it is.
    asked: bool,
}

impl<D> Masked<D> {
    /// Nothing is kept where there is nothing to keep.
    pub(crate) fn new(denoiser: D, kept: Option<Kept>) -> Self {
        Self { denoiser, kept, asked: false }
    }

    /// The result, with what is kept in its place.
    pub(crate) fn finish(&self, latents: Tensor<4>) -> Tensor<4> {
        match &self.kept {
            Some(kept) if kept.least == 0.0 => kept.beside(latents, kept.latents.clone()),
            _ => latents,
        }
    }
}

impl Kept {
    /// `painted` where the mask is 1, `kept` where it is 0.
    fn beside(&self, painted: Tensor<4>, kept: Tensor<4>) -> Tensor<4> {
        kept.clone() + (painted - kept) * self.mask.clone()
    }
}

impl<D: Denoise> Denoise for Masked<D> {
    fn denoise(&mut self, x: &Tensor<4>, sigma: f64) -> Result<Tensor<4>> {
        let first = !std::mem::replace(&mut self.asked, true);
        let kept = self.kept.as_ref().filter(|kept| sigma >= kept.least);
        let Some(kept) = kept else { return self.denoiser.denoise(x, sigma) };
        match &kept.noise {
            Some(_) if first => self.denoiser.denoise(x, sigma),
            Some(noise) => {
                let under = kept.latents.clone() + noise.clone().mul_scalar(sigma);
                self.denoiser.denoise(&kept.beside(x.clone(), under), sigma)
            }
            None => {
                let estimate = self.denoiser.denoise(x, sigma)?;
                Ok(kept.beside(estimate, kept.latents.clone()))
            }
        }
    }
}
