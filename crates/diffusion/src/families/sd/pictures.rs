//! Latents to pictures and back.

use std::cell::OnceCell;
use std::path::Path;

use burn::tensor::{Device, Tensor};
use qingyun_models::layout::{channels_first, channels_last};
use qingyun_models::ops::Precision;
use qingyun_models::sd::TinyDecoder;
use qingyun_models::sd::files::{Files, TinyFile};

use super::glance::Glance;
use super::{PATCH, once};
use crate::Result;
use crate::families::Opening;
use crate::noise::Noise;

/// Pixels along a side of a tile where nothing is asked: what Stable Diffusion 1 learned.
const TILE: usize = 512;
/// Pixels of a picture up to which it is decoded as a whole where nothing is asked.
const WHOLE: usize = 1024 * 1024;

/// How latents become pictures, and pictures latents.
#[derive(Debug)]
pub(super) struct Pictures {
    /// A small decoder in place of the large one.
    instead: Option<TinyFile>,
    /// A small decoder for looking on.
    for_glances: Option<TinyFile>,
    small: OnceCell<TinyDecoder>,
    fitted: OnceCell<Glance>,
    /// Pixels along a side of a tile that were asked for; 0 is one tile for all.
    tile: Option<usize>,
    /// What latents are multiplied by.
    scale: f64,
    device: Device,
    precision: Precision,
}

impl Pictures {
    /// As they are asked for, with another decoder for `files` where one is named.
    pub(super) fn open(
        files: Files,
        opening: &Opening,
        precision: impl Fn(&Files) -> Precision,
    ) -> Result<(Files, Self)> {
        let small = |path: &Path| -> Result<_> { Ok(TinyFile::open(path)?) };
        let instead = opening.autoencoder.as_deref().map(small).transpose()?.flatten();
        let files = match (&opening.autoencoder, &instead) {
            (Some(path), None) => files.with(Files::open(path)?)?,
            _ => files,
        };
        let pictures = Self {
            for_glances: opening.glances.as_deref().map(small).transpose()?.flatten(),
            instead,
            small: OnceCell::new(),
            fitted: OnceCell::new(),
            tile: opening.tile,
            scale: files.autoencoder_config()?.scaling_factor,
            device: opening.device.clone(),
            precision: opening.precision.unwrap_or_else(|| precision(&files)),
        };
        Ok((files, pictures))
    }

    /// Numbers in which products are taken.
    pub(super) fn precision(&self) -> Precision {
        self.precision
    }

    /// Pictures `[batch, height, width, 3]` of latents `[batch, channels, height, width]`.
    pub(super) fn decode(&self, files: &Files, latents: Tensor<4>) -> Result<Tensor<4>> {
        let latents = channels_last(latents);
        if let Some(small) = &self.instead {
            return Ok(small.decoder(&self.device, self.precision)?.forward(latents));
        }
        let decoder = files.decoder(&self.device, self.precision)?;
        let [_, height, width, _] = latents.dims();
        let latents = latents.div_scalar(self.scale);
        Ok(match self.tile(height * width * PATCH * PATCH) {
            Some(side) => decoder.forward_tiled(latents, (side / PATCH).max(1))?,
            None => decoder.forward(latents),
        })
    }

    /// Latents of pictures; `noise` draws from what the encoder gives.
    pub(super) fn encode(
        &self,
        files: &Files,
        pictures: Tensor<4>,
        noise: &mut dyn Noise,
    ) -> Result<Tensor<4>> {
        let encoder = files.encoder(&self.device, self.precision)?;
        let [_, height, width, _] = pictures.dims();
        let posterior = match self.tile(height * width) {
            Some(side) => encoder.forward_tiled(pictures, side.max(PATCH))?,
            None => encoder.forward(pictures)?,
        };
        let [batch, height, width, channels] = posterior.mean.dims();
        let noise = noise.normal([batch, channels, height, width], &self.device);
        let latents = posterior.sample(channels_last(noise));
        Ok(channels_first(latents).mul_scalar(self.scale))
    }

    /// Pictures to look at while others are made: by a small decoder where one was given, and else
    /// by a map from each latent to a colour, with one pixel a latent.
    pub(super) fn glance(&self, files: &Files, latents: Tensor<4>) -> Result<Tensor<4>> {
        let latents = channels_last(latents);
        if let Some(file) = self.for_glances.as_ref().or(self.instead.as_ref()) {
            let small = once(&self.small, || Ok(file.decoder(&self.device, self.precision)?))?;
            return Ok(small.forward(latents));
        }
        let fitted = once(&self.fitted, || {
            let encoder = files.encoder(&self.device, self.precision)?;
            Glance::fitted(&encoder, self.scale, &self.device)
        })?;
        Ok(fitted.colours(latents))
    }

    /// Pixels along a side of a tile, for pictures of so many pixels; none is no tiles.
    fn tile(&self, pixels: usize) -> Option<usize> {
        let asked = self.tile.unwrap_or(if pixels > WHOLE { TILE } else { 0 });
        (asked > 0).then_some(asked)
    }
}
