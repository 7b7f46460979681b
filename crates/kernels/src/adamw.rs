//! Steps of the optimiser, one value after the other.

use crate::parallel::{Shared, for_each, threads};
use crate::simd::{Instructions, Vector, Work, dispatch, lanes};
use crate::{InstructionSet, instruction_set};

/// Values that one thread takes at a time.
const PART: usize = 16 * 1024;

/// One step of AdamW: Adam with weight decay outside the gradient (Loshchilov and Hutter,
/// arXiv:1711.05101, algorithm 2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW {
    /// Learning rate.
    pub lr: f64,
    /// Share of the old first moment, in 0..1.
    pub beta1: f64,
    /// Share of the old second moment, in 0..1.
    pub beta2: f64,
    /// Added to the root of the second moment.
    pub eps: f64,
    /// Share of the weights, times the learning rate, that a step takes away.
    pub weight_decay: f64,
    /// Which step this is: the first one is 1.
    pub step: u64,
}

impl AdamW {
    /// Updates the weights `w` and their moments `m` and `v` (zeros before the first step) by the
    /// gradient `g`.
    ///
    /// # Panics
    /// When the slices are not equally long.
    pub fn update(&self, w: &mut [f32], g: &[f32], m: &mut [f32], v: &mut [f32]) {
        self.update_on(instruction_set(), w, g, m, v);
    }

    pub(crate) fn update_on(
        &self,
        set: InstructionSet,
        w: &mut [f32],
        g: &[f32],
        m: &mut [f32],
        v: &mut [f32],
    ) {
        let length = w.len();
        assert_eq!([g.len(), m.len(), v.len()], [length; 3], "weights, gradient and moments");
        let factors = self.factors();
        let shared = [w, m, v].map(Shared::new);
        for_each(length.div_ceil(PART), threads(20 * length), |part| {
            let (start, length) = (part * PART, PART.min(length - part * PART));
            // SAFETY: each part is updated by one task.
            let [w, m, v] = shared.map(|values| unsafe { values.slice(start, length) });
            dispatch(set, Step { factors, g: &g[start..start + length], w, m, v });
        });
    }

    fn factors(&self) -> Factors {
        let correction = |beta: f64| 1.0 - beta.powf(self.step as f64);
        Factors {
            kept_weight: (1.0 - self.lr * self.weight_decay) as f32,
            beta1: self.beta1 as f32,
            rest1: (1.0 - self.beta1) as f32,
            beta2: self.beta2 as f32,
            rest2: (1.0 - self.beta2) as f32,
            rate: (-self.lr / correction(self.beta1)) as f32,
            root_scale: correction(self.beta2).sqrt().recip() as f32,
            eps: self.eps as f32,
        }
    }
}

/// What is the same for all weights.
#[derive(Clone, Copy)]
struct Factors {
    kept_weight: f32,
    beta1: f32,
    rest1: f32,
    beta2: f32,
    rest2: f32,
    rate: f32,
    root_scale: f32,
    eps: f32,
}

struct Step<'a> {
    factors: Factors,
    g: &'a [f32],
    w: &'a mut [f32],
    m: &'a mut [f32],
    v: &'a mut [f32],
}

impl Work for Step<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let factors = self.factors;
        let moments = self.m.chunks_mut(I::LANES).zip(self.v.chunks_mut(I::LANES));
        let weights = self.w.chunks_mut(I::LANES).zip(self.g.chunks(I::LANES));
        for ((w, g), (m, v)) in weights.zip(moments) {
            let g = i.load(g);
            let first = i.load(m).mul(i.splat(factors.beta1));
            let first = g.mul_add(i.splat(factors.rest1), first);
            let second = i.load(v).mul(i.splat(factors.beta2));
            let second = g.mul(g).mul_add(i.splat(factors.rest2), second);
            let root = second.sqrt().mul_add(i.splat(factors.root_scale), i.splat(factors.eps));
            let kept = i.load(w).mul(i.splat(factors.kept_weight));
            first.div(root).mul_add(i.splat(factors.rate), kept).store(w);
            first.store(m);
            second.store(v);
        }
    }
}

/// Moves each value of `ema` by `share` (0 to 1) of its way towards `w`: the running mean of the
/// weights, with decay 1 − `share`.
///
/// # Panics
/// When the slices are not equally long.
pub fn lerp(ema: &mut [f32], w: &[f32], share: f32) {
    assert_eq!(ema.len(), w.len(), "running mean and weights");
    let (length, set) = (ema.len(), instruction_set());
    let ema = Shared::new(ema);
    for_each(length.div_ceil(PART), threads(8 * length), |part| {
        let (start, length) = (part * PART, PART.min(length - part * PART));
        // SAFETY: each part is updated by one task.
        let ema = unsafe { ema.slice(start, length) };
        dispatch(set, Lerp { ema, w: &w[start..start + length], share });
    });
}

struct Lerp<'a> {
    ema: &'a mut [f32],
    w: &'a [f32],
    share: f32,
}

impl Work for Lerp<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let share = i.splat(self.share);
        for (ema, w) in self.ema.chunks_mut(I::LANES).zip(self.w.chunks(I::LANES)) {
            let old = i.load(ema);
            i.load(w).sub(old).mul_add(share, old).store(ema);
        }
    }
}

/// The sum of the squares of some values, to about 1e-6 of it.
#[must_use]
pub fn sum_of_squares(values: &[f32]) -> f64 {
    let mut sums = vec![0.0; values.len().div_ceil(PART)];
    let (shared, set) = (Shared::new(&mut sums), instruction_set());
    for_each(values.len().div_ceil(PART), threads(8 * values.len()), |part| {
        let values = &values[part * PART..values.len().min((part + 1) * PART)];
        // SAFETY: each part has its own sum.
        let sum = unsafe { shared.slice(part, 1) };
        dispatch(set, Squares { values, sum: &mut sum[0] });
    });
    sums.iter().sum()
}

struct Squares<'a> {
    values: &'a [f32],
    sum: &'a mut f64,
}

impl Work for Squares<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        let mut sums = [i.splat(0.0); 4];
        for values in self.values.chunks(4 * I::LANES) {
            for (sum, values) in sums.iter_mut().zip(values.chunks(I::LANES)) {
                let values = i.load(values);
                *sum = values.mul_add(values, *sum);
            }
        }
        *self.sum = sums.into_iter().flat_map(|sum| lanes(i, sum)).map(f64::from).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{assert_near, available, on_threads, values};

    /// By hand, with lr 0.1, betas 0.9 and 0.99, eps 0, decay 0.5, w = 2, m = 0.1, v = 0.04,
    /// g = 1 in the second step: m = 0.19, v = 0.0496; m̂ = 0.19 / 0.19 = 1;
    /// v̂ = 0.0496 / 0.0199 = 2.4924623; w = 2 · 0.95 − 0.1 / 1.5787534 = 1.8366588.
    #[test]
    fn a_step_by_hand() {
        let adamw =
            AdamW { lr: 0.1, beta1: 0.9, beta2: 0.99, eps: 0.0, weight_decay: 0.5, step: 2 };
        for set in available() {
            let (mut w, mut m, mut v) = (vec![2.0; 19], vec![0.1; 19], vec![0.04; 19]);
            adamw.update_on(set, &mut w, &[1.0; 19], &mut m, &mut v);
            assert_near(&w, &[1.836_658_8; 19], 1e-6);
            assert_near(&m, &[0.19; 19], 1e-7);
            assert_near(&v, &[0.0496; 19], 1e-7);
        }
    }

    /// The first step moves each weight by the learning rate against the sign of its gradient.
    #[test]
    fn the_first_step_is_the_learning_rate() {
        let adamw =
            AdamW { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-12, weight_decay: 0.0, step: 1 };
        let g = values(40_000, 3);
        let (mut w, mut m, mut v) = (vec![0.0; 40_000], vec![0.0; 40_000], vec![0.0; 40_000]);
        adamw.update(&mut w, &g, &mut m, &mut v);
        let right: Vec<f64> = g.iter().map(|g| -1e-3 * f64::from(g.signum())).collect();
        assert_near(&w, &right, 1e-8);
    }

    #[test]
    fn squares_are_summed_as_in_double_precision() {
        for length in [0, 1, 70, 40_001] {
            let values = values(length, 5);
            let right: f64 = values.iter().map(|&value| f64::from(value).powi(2)).sum();
            let found = [1, 3].map(|threads| on_threads(threads, || sum_of_squares(&values)));
            assert!((found[0] - right).abs() <= 1e-6 * right, "{found:?} for {right}");
            assert_eq!(found[0].to_bits(), found[1].to_bits());
        }
        assert!(sum_of_squares(&[1.0, f32::NAN]).is_nan());
    }

    #[test]
    fn lerp_goes_its_share_of_the_way() {
        let mut ema = vec![1.0; 21];
        lerp(&mut ema, &[3.0; 21], 0.25);
        assert_near(&ema, &[1.5; 21], 1e-7);
    }
}
