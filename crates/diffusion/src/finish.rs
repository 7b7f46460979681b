//! What is done to the pixels of a picture at the end.

use crate::generate::{Picture, Request};
use crate::start::Start;

/// The picture with what the request keeps as it was, and with its lines over it.
pub(crate) fn finished(mut picture: Picture, request: &Request) -> Picture {
    if let Some(Start { rgb: before, mask: Some(mask), .. }) = &request.start
        && mask.keeps_pixels
    {
        put_back(&mut picture.rgb, before, &mask.values);
    }
    if let Some(lines) = &request.lines {
        lay_over(&mut picture.rgb, lines);
    }
    picture
}

/// What was there before, where the mask is 0, and a share of it where it is less than 1.
fn put_back(rgb: &mut [u8], before: &[u8], mask: &[f32]) {
    for ((pixel, before), share) in rgb.chunks_exact_mut(3).zip(before.chunks_exact(3)).zip(mask) {
        for (value, before) in pixel.iter_mut().zip(before) {
            let [new, old] = [*value, *before].map(f32::from);
            *value = (old + (new - old) * share).round() as u8;
        }
    }
}

/// Dark lines darken: each value times the line's brightness, as ink over colour.
fn lay_over(rgb: &mut [u8], lines: &[u8]) {
    for (pixel, line) in rgb.chunks_exact_mut(3).zip(lines) {
        for value in pixel {
            *value = ((u16::from(*value) * u16::from(*line) + 127) / 255) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_what_it_was() {
        let mut rgb = vec![200; 9];
        put_back(&mut rgb, &[100; 9], &[0.0, 1.0, 0.25]);
        assert_eq!(rgb, [100, 100, 100, 200, 200, 200, 125, 125, 125]);
    }

    #[test]
    fn ink_darkens() {
        let mut rgb = vec![200, 100, 50, 200, 100, 50, 200, 100, 50];
        lay_over(&mut rgb, &[0, 255, 128]);
        assert_eq!(rgb, [0, 0, 0, 200, 100, 50, 100, 50, 25]);
    }
}
