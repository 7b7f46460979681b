//! Placing a sprite on a flat background, antialiased at any size and sub-pixel position.
//!
//! Colours are blended as they stand in sRGB, as browsers and most painting programs do.

use crate::compose::Composition;
use crate::recolour::Recolour;
use crate::sprites::{Level, Sprite, straight};

/// The picture of a composition, RGB, `side * side * 3` bytes by rows.
pub(crate) fn render(composition: &Composition, sprite: &Sprite, side: usize) -> Vec<u8> {
    let mut picture = composition.background.to_srgb().repeat(side * side);
    let level = sprite.level(composition.size * side as f32);
    let [across, down] =
        composition.place.map(|centre| axis(centre, composition.size, level.side, side));
    let recolour = composition.colour.map(|target| Recolour::new(*sprite.tone(), target));
    let narrowed = narrow(level, &across);
    let mut row = vec![[0.0; 4]; across.len()];
    for y in &down {
        sum_rows(&narrowed, y, &mut row);
        for (x, pixel) in across.iter().zip(&row) {
            let under = &mut picture[(y.at * side + x.at) * 3..][..3];
            blend(under, *pixel, recolour.as_ref());
        }
    }
    picture
}

/// The level squeezed into `side * side` premultiplied pixels, 0..255.
pub(crate) fn shrink(level: &Level, side: usize) -> Vec<[f32; 4]> {
    let taps = axis(0.5, 1.0, level.side, side);
    let narrowed = narrow(level, &taps);
    let mut row = vec![[0.0; 4]; taps.len()];
    let mut pixels = Vec::with_capacity(side * side);
    for tap in &taps {
        sum_rows(&narrowed, tap, &mut row);
        pixels.extend_from_slice(&row);
    }
    pixels
}

/// What one column (or row) of the picture reads: source columns from `first`, with weights.
struct Tap {
    at: usize,
    first: usize,
    weights: Vec<f32>,
}

/// The taps along one axis: each pixel averages the part of the source that it covers.
fn axis(centre: f32, size: f32, source: usize, side: usize) -> Vec<Tap> {
    let scale = source as f32 / (size * side as f32);
    let start = (centre - size / 2.0) * side as f32;
    let first = start.floor().max(0.0) as usize;
    let end = ((start + size * side as f32).ceil().max(0.0) as usize).min(side);
    (first..end).filter_map(|at| tap(at, (at as f32 - start) * scale, scale, source)).collect()
}

/// The tap of the picture's pixel `at`, which covers the source from `low` for `scale` pixels.
fn tap(at: usize, low: f32, scale: f32, source: usize) -> Option<Tap> {
    let high = (low + scale).min(source as f32);
    let low = low.max(0.0);
    if high <= low {
        return None;
    }
    let first = low as usize;
    let last = (high.ceil() as usize).min(source);
    let covered = |i: usize| (high.min(i as f32 + 1.0) - low.max(i as f32)).max(0.0) / scale;
    Some(Tap { at, first, weights: (first..last).map(covered).collect() })
}

/// The source squeezed to the picture's columns: one row of pixels for each source row.
fn narrow(level: &Level, across: &[Tap]) -> Vec<Vec<[f32; 4]>> {
    level
        .pixels
        .chunks_exact(level.side)
        .map(|row| across.iter().map(|tap| weighted(&row[tap.first..], &tap.weights)).collect())
        .collect()
}

fn weighted(pixels: &[[u8; 4]], weights: &[f32]) -> [f32; 4] {
    let mut sum = [0.0; 4];
    for (pixel, weight) in pixels.iter().zip(weights) {
        for (total, value) in sum.iter_mut().zip(pixel) {
            *total += weight * f32::from(*value);
        }
    }
    sum
}

fn sum_rows(narrowed: &[Vec<[f32; 4]>], tap: &Tap, row: &mut [[f32; 4]]) {
    row.fill([0.0; 4]);
    for (source, weight) in narrowed[tap.first..].iter().zip(&tap.weights) {
        for (total, pixel) in row.iter_mut().zip(source) {
            for (sum, value) in total.iter_mut().zip(pixel) {
                *sum += weight * value;
            }
        }
    }
}

/// Lays a premultiplied pixel (0..255) over what is there.
fn blend(under: &mut [u8], pixel: [f32; 4], recolour: Option<&Recolour>) {
    let [r, g, b, alpha] = pixel;
    if alpha < 0.5 {
        return;
    }
    let over = recolour.map_or([r, g, b], |recolour| recoloured(pixel, recolour));
    for (value, over) in under.iter_mut().zip(over) {
        *value = (f32::from(*value) * (1.0 - alpha / 255.0) + over).round().min(255.0) as u8;
    }
}

fn recoloured(premultiplied: [f32; 4], recolour: &Recolour) -> [f32; 3] {
    let (colour, alpha) = straight(premultiplied);
    recolour.apply(colour).to_srgb().map(|value| f32::from(value) * alpha)
}
