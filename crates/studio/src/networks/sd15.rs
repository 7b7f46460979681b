//! Stable Diffusion 1.5 (Rombach et al. 2022): its U-Net and the decoder of its autoencoder, as
//! diffusers builds them.

use super::Model;
use super::work::{Size, Work, attention, conv, halved, linear, norm, product};

/// Channels of the U-Net at each size, the largest first.
const CHANNELS: [usize; 4] = [320, 640, 1280, 1280];
/// Numbers in the time embedding.
const TIME: usize = 4 * CHANNELS[0];
/// Tokens of a text, and numbers in each.
const TEXT: [usize; 2] = [77, 768];
const HEADS: usize = 8;
const LATENT: usize = 4;
/// Channels of the decoder at each size, the smallest first.
const DECODER: [usize; 4] = [512, 512, 256, 128];

/// Stable Diffusion 1.5, at the size and with the steps that are usual for it.
pub const SD15: Model = Model {
    name: "sd15",
    about_en: "Stable Diffusion 1.5",
    about_zh: "Stable Diffusion 1.5",
    side: 512,
    steps: 50,
    denoiser: |size| unet(size.map(|pixels| pixels / 8)),
    decoder: |size| decoder(size.map(|pixels| pixels / 8)),
};

/// The U-Net at latents of `size` (multiples of 8), one picture.
fn unet(size: Size) -> Work {
    let time = linear(1, CHANNELS[0], TIME) + linear(1, TIME, TIME);
    let input = conv(3, LATENT, CHANNELS[0], size);
    let output = norm(CHANNELS[0], size[0] * size[1]) + conv(3, CHANNELS[0], LATENT, size);
    let smallest = halved(size, 3);
    let middle = 2 * residual(1280, 1280, smallest) + transformer(1280, smallest);
    time + input + down(size) + middle + up(size) + output
}

/// Two blocks at each size, with attention but at the smallest.
fn down(size: Size) -> Work {
    let level = |level: usize| {
        let channels = CHANNELS[level];
        let before = CHANNELS[level.saturating_sub(1)];
        let size = halved(size, level as u32);
        let blocks = residual(before, channels, size) + residual(channels, channels, size);
        match level {
            3 => blocks,
            _ => {
                blocks
                    + 2 * transformer(channels, size)
                    + conv(3, channels, channels, halved(size, 1))
            }
        }
    };
    (0..4).map(level).sum()
}

/// Three blocks at each size, each beside what a block on the way down put out.
fn up(size: Size) -> Work {
    let level = |level: usize| {
        let channels = CHANNELS[level];
        let below = CHANNELS[(level + 1).min(3)];
        let skip = CHANNELS[level.saturating_sub(1)];
        let size = halved(size, level as u32);
        let blocks = residual(below + channels, channels, size)
            + residual(2 * channels, channels, size)
            + residual(channels + skip, channels, size);
        let attention = if level == 3 { Work::default() } else { 3 * transformer(channels, size) };
        let double = if level == 0 {
            Work::default()
        } else {
            conv(3, channels, channels, size.map(|pixels| 2 * pixels))
        };
        blocks + attention + double
    };
    (0..4).map(level).sum()
}

fn residual(inputs: usize, outputs: usize, size: Size) -> Work {
    plain_residual(inputs, outputs, size) + linear(1, TIME, outputs)
}

/// A residual block that is not told the time.
fn plain_residual(inputs: usize, outputs: usize, size: Size) -> Work {
    let positions = size[0] * size[1];
    let shortcut = if inputs == outputs { Work::default() } else { conv(1, inputs, outputs, size) };
    norm(inputs, positions)
        + conv(3, inputs, outputs, size)
        + norm(outputs, positions)
        + conv(3, outputs, outputs, size)
        + shortcut
}

/// Attention to itself and to the text, then a gated layer (Shazeer 2020) of four times the width.
fn transformer(channels: usize, size: Size) -> Work {
    let rows = size[0] * size[1];
    let [tokens, token] = TEXT;
    let project = |rows, inputs| product(rows, inputs, channels);
    let itself = 3 * project(rows, channels) + attention(rows, rows, channels, HEADS);
    let text = project(rows, channels)
        + 2 * project(tokens, token)
        + attention(rows, tokens, channels, HEADS);
    let gated = linear(rows, channels, 8 * channels) + linear(rows, 4 * channels, channels);
    let ends = norm(channels, rows) + 2 * conv(1, channels, channels, size);
    ends + 3 * norm(channels, rows) + itself + text + 2 * linear(rows, channels, channels) + gated
}

/// The decoder from latents of `size` to a picture eight times as high and wide.
fn decoder(size: Size) -> Work {
    let widest = DECODER[0];
    let rows = size[0] * size[1];
    let look =
        norm(widest, rows) + 4 * linear(rows, widest, widest) + attention(rows, rows, widest, 1);
    let middle = 2 * plain_residual(widest, widest, size) + look;
    let input = conv(1, LATENT, LATENT, size) + conv(3, LATENT, widest, size);
    let large = size.map(|pixels| 8 * pixels);
    let last = DECODER[3];
    let output = norm(last, large[0] * large[1]) + conv(3, last, 3, large);
    input + middle + (0..4).map(|level| decoder_level(level, size)).sum() + output
}

/// Three blocks, then twice the size but at the last.
fn decoder_level(level: usize, size: Size) -> Work {
    let channels = DECODER[level];
    let before = DECODER[level.saturating_sub(1)];
    let size = size.map(|pixels| pixels << level);
    let blocks =
        plain_residual(before, channels, size) + 2 * plain_residual(channels, channels, size);
    match level {
        3 => blocks,
        _ => blocks + conv(3, channels, channels, size.map(|pixels| 2 * pixels)),
    }
}
