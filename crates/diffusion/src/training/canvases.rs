//! How canvases start: as the mean of the latents that training pictures show in their boxes.
//!
//! A canvas learns only when its work is drawn, so from a random start it would take most of the
//! training to find what can be counted beforehand.

use qingyun_models::Token;
use qingyun_models::tiny::CANVAS_SIDE;

/// Sums over the pictures that show one work.
#[derive(Clone)]
struct Sums {
    count: f32,
    values: Vec<f32>,
    squares: Vec<f32>,
}

/// Gathers what is seen in the boxes of each work.
pub(super) struct Survey {
    sums: Vec<Sums>,
    styles: usize,
    channels: usize,
}

impl Survey {
    /// A survey of `tags · styles` works in latents of so many channels.
    pub(super) fn new(tags: usize, styles: usize, channels: usize) -> Self {
        let zeros = vec![0.0; CANVAS_SIDE * CANVAS_SIDE * channels];
        let sums = Sums { count: 0.0, values: zeros.clone(), squares: zeros };
        Self { sums: vec![sums; tags * styles], styles, channels }
    }

    /// Adds what `latents` `[side, side, channels]` show in the box of `token`. A work in another
    /// colour than its own is passed over.
    pub(super) fn add(&mut self, token: &Token, latents: &[f32], side: usize) {
        let Some(sums) = self.sums.get_mut(token.tag * self.styles + token.style) else { return };
        if token.colour.is_some() {
            return;
        }
        sums.count += 1.0;
        for cell in 0..CANVAS_SIDE * CANVAS_SIDE {
            let at = |cell: usize, centre: f32| {
                let inside = (cell as f32 + 0.5) / CANVAS_SIDE as f32 - 0.5;
                (centre + inside * token.size) * side as f32 - 0.5
            };
            let [x, y] =
                [at(cell % CANVAS_SIDE, token.place[0]), at(cell / CANVAS_SIDE, token.place[1])];
            for channel in 0..self.channels {
                let value =
                    bilinear(|x, y| latents[(y * side + x) * self.channels + channel], side, x, y);
                sums.values[cell * self.channels + channel] += value;
                sums.squares[cell * self.channels + channel] += value * value;
            }
        }
    }

    /// The canvases, `[works, CANVAS_SIDE, CANVAS_SIDE, depth]`: the mean latents, then how much
    /// they vary, which is where the background shows through; further channels keep `start`.
    pub(super) fn canvases(&self, depth: usize, mut start: Vec<f32>) -> Vec<f32> {
        for (canvas, sums) in
            start.chunks_exact_mut(CANVAS_SIDE * CANVAS_SIDE * depth).zip(&self.sums)
        {
            if sums.count == 0.0 {
                continue;
            }
            for (cell, values) in canvas.chunks_exact_mut(depth).enumerate() {
                self.cell(sums, cell, values);
            }
        }
        start
    }

    fn cell(&self, sums: &Sums, cell: usize, values: &mut [f32]) {
        let mut variance = 0.0;
        for channel in 0..self.channels {
            let at = cell * self.channels + channel;
            let mean = sums.values[at] / sums.count;
            variance += (sums.squares[at] / sums.count - mean * mean).max(0.0);
            if let Some(value) = values.get_mut(channel) {
                *value = mean;
            }
        }
        if let Some(value) = values.get_mut(self.channels) {
            *value = variance.sqrt();
        }
    }
}

/// The value between four neighbours; outside, the nearest one.
fn bilinear(value: impl Fn(usize, usize) -> f32, side: usize, x: f32, y: f32) -> f32 {
    let last = side as f32 - 1.0;
    let (x, y) = (x.clamp(0.0, last), y.clamp(0.0, last));
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(side - 1), (top + 1).min(side - 1));
    let (fx, fy) = (x - left as f32, y - top as f32);
    let upper = value(left, top) * (1.0 - fx) + value(right, top) * fx;
    let lower = value(left, bottom) * (1.0 - fx) + value(right, bottom) * fx;
    upper * (1.0 - fy) + lower * fy
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Latents of one channel that say their column.
    fn columns(side: usize) -> Vec<f32> {
        (0..side * side).map(|i| (i % side) as f32).collect()
    }

    #[test]
    fn a_whole_box_is_resampled() {
        let mut survey = Survey::new(1, 1, 1);
        let token = Token { tag: 0, style: 0, place: [0.5; 2], size: 1.0, colour: None };
        survey.add(&token, &columns(16), 16);
        let canvas = survey.canvases(2, vec![0.0; CANVAS_SIDE * CANVAS_SIDE * 2]);
        // Cell i of 8 has its centre between columns 2i and 2i + 1 of 16.
        let row: Vec<f32> = canvas.chunks_exact(2).take(CANVAS_SIDE).map(|c| c[0]).collect();
        assert_eq!(row, [0.5, 2.5, 4.5, 6.5, 8.5, 10.5, 12.5, 14.5]);
    }

    #[test]
    fn what_varies_is_told_apart() {
        let mut survey = Survey::new(1, 1, 1);
        let token = Token { tag: 0, style: 0, place: [0.5; 2], size: 0.5, colour: None };
        survey.add(&token, &[1.0; 256], 16);
        survey.add(&token, &[3.0; 256], 16);
        let canvas = survey.canvases(2, vec![0.0; CANVAS_SIDE * CANVAS_SIDE * 2]);
        assert_eq!(canvas[..2], [2.0, 1.0]);
    }
}
