use super::*;
use crate::testing::{assert_near, available, on_threads, values};

/// The forward pass of one sample by its formula, in double precision.
fn by_formula(norm: &GroupNorm, x: &[f64], scale: &[f64], shift: &[f64]) -> Vec<f64> {
    let width = norm.channels / norm.groups;
    let count = (norm.positions * width) as f64;
    let mut y = vec![0.0; x.len()];
    for group in 0..norm.groups {
        let members: Vec<usize> =
            (0..x.len()).filter(|index| index % norm.channels / width == group).collect();
        let mean = members.iter().map(|&index| x[index]).sum::<f64>() / count;
        let variance = members.iter().map(|&index| (x[index] - mean).powi(2)).sum::<f64>() / count;
        for index in members {
            let normal = (x[index] - mean) / (variance + f64::from(norm.eps)).sqrt();
            let value = normal * scale[index % norm.channels] + shift[index % norm.channels];
            y[index] = if norm.silu { value / (1.0 + (-value).exp()) } else { value };
        }
    }
    y
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&value| f64::from(value)).collect()
}

/// The slope of Σ dy · y as `values[index]` changes, by a central difference.
fn slope(values: &[f64], index: usize, loss: impl Fn(&[f64]) -> f64) -> f64 {
    let step = 1e-5;
    let moved = |by: f64| {
        let mut values = values.to_vec();
        values[index] += by;
        loss(&values)
    };
    (moved(step) - moved(-step)) / (2.0 * step)
}

const SHAPES: [GroupNorm; 5] = [
    GroupNorm { batch: 2, positions: 9, channels: 12, groups: 4, eps: 1e-5, silu: true },
    GroupNorm { batch: 1, positions: 70, channels: 8, groups: 1, eps: 1e-5, silu: false },
    GroupNorm { batch: 3, positions: 1, channels: 34, groups: 2, eps: 1e-3, silu: true },
    GroupNorm { batch: 2, positions: 33, channels: 5, groups: 5, eps: 1e-5, silu: true },
    GroupNorm { batch: 1, positions: 1, channels: 4, groups: 4, eps: 0.1, silu: false },
];

struct Case {
    norm: GroupNorm,
    x: Vec<f32>,
    scale: Vec<f32>,
    shift: Vec<f32>,
    dy: Vec<f32>,
}

impl Case {
    fn new(norm: GroupNorm) -> Self {
        let (pixels, channels) =
            (norm.batch * norm.positions * norm.channels, norm.batch * norm.channels);
        let x = values(pixels, 1).iter().map(|x| 2.0 * x + 0.7).collect();
        let scale = values(channels, 2).iter().map(|scale| 1.0 + scale).collect();
        Self { norm, x, scale, shift: values(channels, 3), dy: values(pixels, 4) }
    }

    fn forward(&self, set: InstructionSet) -> [Vec<f32>; 2] {
        let mut found =
            [vec![9.0; self.x.len()], vec![9.0; self.norm.batch * self.norm.groups * 2]];
        let [y, stats] = &mut found;
        self.norm.forward_on(set, &self.x, &self.scale, &self.shift, y, stats);
        found
    }

    fn backward(&self, set: InstructionSet) -> [Vec<f32>; 3] {
        let [_, stats] = self.forward(set);
        let Self { norm, x, scale, shift, dy } = self;
        let channels = scale.len();
        let mut found = [vec![9.0; x.len()], vec![9.0; channels], vec![9.0; channels]];
        let [dx, dscale, dshift] = &mut found;
        let inputs = GroupNormInputs { x, scale, shift, stats: &stats, dy };
        norm.backward_on(set, inputs, dx, dscale, dshift);
        found
    }

    fn sample(&self, sample: usize) -> [Vec<f64>; 4] {
        let (pixels, channels) = (self.norm.pixels(sample), self.norm.of_channels(sample));
        let [scale, shift] = [&self.scale, &self.shift].map(|v| wide(&v[channels.clone()]));
        [wide(&self.x[pixels.clone()]), scale, shift, wide(&self.dy[pixels])]
    }
}

#[test]
fn forward_is_the_formula() {
    for norm in SHAPES {
        let case = Case::new(norm);
        let right: Vec<f64> = (0..norm.batch)
            .flat_map(|sample| {
                let [x, scale, shift, _] = case.sample(sample);
                by_formula(&norm, &x, &scale, &shift)
            })
            .collect();
        for set in available() {
            assert_near(&case.forward(set)[0], &right, 4e-6);
        }
    }
}

#[test]
fn backward_is_the_slope_of_the_formula() {
    for norm in SHAPES {
        let case = Case::new(norm);
        let [mut dx, mut dscale, mut dshift] = [vec![], vec![], vec![]];
        for sample in 0..norm.batch {
            let [x, scale, shift, dy] = case.sample(sample);
            let loss = |x: &[f64], scale: &[f64], shift: &[f64]| -> f64 {
                by_formula(&norm, x, scale, shift).iter().zip(&dy).map(|(y, dy)| y * dy).sum()
            };
            dx.extend((0..x.len()).map(|at| slope(&x, at, |x| loss(x, &scale, &shift))));
            dscale.extend((0..scale.len()).map(|at| slope(&scale, at, |s| loss(&x, s, &shift))));
            dshift.extend((0..shift.len()).map(|at| slope(&shift, at, |s| loss(&x, &scale, s))));
        }
        for set in available() {
            let found = case.backward(set);
            for (found, right) in found.iter().zip([&dx, &dscale, &dshift]) {
                assert_near(found, right, 1e-5);
            }
        }
    }
}

#[test]
fn a_mean_far_from_zero_keeps_its_variance() {
    let norm = GroupNorm { batch: 1, positions: 64, channels: 8, groups: 1, eps: 0.0, silu: false };
    let x: Vec<f32> = (0..512u16).map(|index| 1000.0 + f32::from(index % 2)).collect();
    let (mut y, mut stats) = (vec![0.0; 512], [0.0; 2]);
    norm.forward(&x, &[1.0; 8], &[0.0; 8], &mut y, &mut stats);
    let right: Vec<f64> = (0..512).map(|index| if index % 2 == 0 { -1.0 } else { 1.0 }).collect();
    assert_near(&y, &right, 1e-4);
}

#[test]
fn threads_do_not_change_the_result() {
    let norm =
        GroupNorm { batch: 7, positions: 256, channels: 96, groups: 8, eps: 1e-5, silu: true };
    let case = Case::new(norm);
    for set in available() {
        let [one, two] =
            [1, 2].map(|threads| on_threads(threads, || (case.forward(set), case.backward(set))));
        assert_eq!(one, two);
    }
}

#[test]
fn nothing_stays_nothing() {
    let norm = GroupNorm { batch: 0, positions: 4, channels: 8, groups: 2, eps: 1e-5, silu: true };
    norm.forward(&[], &[], &[], &mut [], &mut []);
    let norm = GroupNorm { batch: 1, positions: 0, ..norm };
    norm.forward(&[], &[1.0; 8], &[0.0; 8], &mut [], &mut [0.0; 4]);
}

#[test]
fn in_place_is_the_same() {
    for norm in SHAPES {
        let Case { x, scale, shift, .. } = Case::new(norm);
        for set in available() {
            let (mut y, mut over) = (vec![0.0; x.len()], x.clone());
            let [mut stats, mut over_stats] =
                [(); 2].map(|()| vec![0.0; norm.batch * norm.groups * 2]);
            norm.forward_on(set, &x, &scale, &shift, &mut y, &mut stats);
            norm.in_place_on(set, &mut over, &scale, &shift, &mut over_stats);
            assert_eq!((over, over_stats), (y, stats), "{set:?} {norm:?}");
        }
    }
}
