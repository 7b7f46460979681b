//! A photograph as a scribble: the difference of two blurs, cut at a threshold (XDoG, Winnemöller
//! et al. 2012, with the widths that ControlNet was trained with).

use super::{Pixels, Preprocessor, as_rgb, mirrored};

/// Standard deviations of the blurs, in pixels.
const NEAR: f64 = 0.5;
const FAR: f64 = 5.0;
/// Twice the difference above which a pixel belongs to a line.
const LINE: f32 = 32.0;

/// What is darker than its surroundings.
pub(super) const PREPROCESSOR: Preprocessor = Preprocessor {
    name: "Scribble XDoG",
    id: "xdog",
    told_by: &[],
    about_en: "what is darker than its surroundings as white on black: a scribble of a photograph",
    about_zh: "比周围暗的地方变成黑底白线：把照片变成草图",
    prepare: scribbled,
};

fn scribbled(picture: Pixels<'_>) -> Vec<u8> {
    let [near, far] = [NEAR, FAR].map(|deviation| blurred(picture, deviation));
    let differences = far.iter().zip(&near).map(|(far, near)| far - near);
    let differences: Vec<f32> = differences.collect();
    let (pixels, _) = differences.as_chunks::<3>();
    let line = |pixel: &[f32; 3]| 2.0 * pixel.iter().copied().fold(f32::INFINITY, f32::min) > LINE;
    as_rgb(pixels.iter().map(|pixel| if line(pixel) { 255 } else { 0 }))
}

/// The picture under a Gaussian, first along rows, then along columns; beyond the edges it is
/// mirrored.
fn blurred(Pixels { size: [width, height], rgb }: Pixels<'_>, deviation: f64) -> Vec<f32> {
    let kernel = kernel(deviation);
    let reach = (kernel.len() / 2) as isize;
    let along = |values: &[f32], across: bool| -> Vec<f32> {
        let value = |i: usize| {
            let [c, x, y] = [i % 3, i / 3 % width, i / 3 / width];
            let tap = |(j, weight): (usize, &f32)| {
                let shift = j as isize - reach;
                let (x, y) = match across {
                    true => (mirrored(x as isize + shift, width), y),
                    false => (x, mirrored(y as isize + shift, height)),
                };
                weight * values[(y * width + x) * 3 + c]
            };
            kernel.iter().enumerate().map(tap).sum()
        };
        (0..values.len()).map(value).collect()
    };
    let values: Vec<f32> = rgb.iter().map(|v| f32::from(*v)).collect();
    along(&along(&values, true), false)
}

/// A Gaussian of that deviation out to four of it, of sum 1.
fn kernel(deviation: f64) -> Vec<f32> {
    let reach = (4.0 * deviation).ceil() as i32;
    let height = |at: i32| (-0.5 * (f64::from(at) / deviation).powi(2)).exp();
    let sum: f64 = (-reach..=reach).map(height).sum();
    (-reach..=reach).map(|at| (height(at) / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dark_line_is_found_and_plain_paper_is_not() {
        let size = [30, 20];
        let mut rgb = vec![230; 30 * 20 * 3];
        for y in 0..20 {
            rgb[(y * 30 + 15) * 3..][..3].fill(10);
        }
        let seen = scribbled(Pixels { size, rgb: &rgb });
        let white = |x: usize, y: usize| seen[(y * 30 + x) * 3] == 255;
        assert!((0..20).all(|y| white(15, y)));
        assert!((0..20).all(|y| !white(3, y) && !white(27, y)));
    }

    #[test]
    fn a_blur_keeps_a_plain_picture() {
        let rgb = vec![77; 7 * 5 * 3];
        let blurred = blurred(Pixels { size: [7, 5], rgb: &rgb }, FAR);
        assert!(blurred.iter().all(|v| (v - 77.0).abs() < 1e-3));
    }
}
