//! exp, the logistic function and SiLU on vectors.

use crate::simd::{Instructions, Vector};

/// eˣ for |x| ≤ 87, to about one unit in the last place; outside it stays at the borders, and what
/// is not a number stays so. Range reduction and polynomial are those of Moshier's Cephes
/// library (`expf`): eˣ = 2ⁿ · eʳ with n = ⌊x · log₂e⌉ and ln 2 in two parts.
#[inline(always)]
pub(crate) fn exp<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    const POLYNOMIAL: [f32; 5] = [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5e-1];
    // The limits first: where one side is not a number, the other one is taken.
    let x = i.splat(-87.0).max(i.splat(87.0).min(x));
    let n = x.mul(i.splat(std::f32::consts::LOG2_E)).round();
    let r = n.mul_add(i.splat(-0.693_359_4), x);
    let r = n.mul_add(i.splat(2.121_944_4e-4), r);
    let mut sum = i.splat(1.987_569_1e-4);
    for coefficient in POLYNOMIAL {
        sum = sum.mul_add(r, i.splat(coefficient));
    }
    let exp_r = sum.mul_add(r.mul(r), r).add(i.splat(1.0));
    exp_r.scale(n)
}

/// 2ˣ for x from −126 to 126, to about one unit in the last place; further down it stays at the
/// border, and what is not a number stays so. The polynomial is that of Cephes (`exp2f`):
/// 2ˣ = 2ⁿ · (1 + r · p(r)) with n = ⌊x⌉.
#[inline(always)]
pub(crate) fn exp2<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    const POLYNOMIAL: [f32; 6] =
        [1.339_887_4e-3, 9.618_437e-3, 5.550_332_6e-2, 2.402_264_8e-1, 6.931_472e-1, 1.0];
    let x = i.splat(-126.0).max(x);
    let n = x.round();
    let r = x.sub(n);
    let mut sum = i.splat(1.535_336_2e-4);
    for coefficient in POLYNOMIAL {
        sum = sum.mul_add(r, i.splat(coefficient));
    }
    sum.scale(n)
}

/// 2ˣ for x up to 126 to within 8e-5 of itself: a twentieth of what rounding to bf16 takes. Below −126
/// it is next to nothing, and what is not a number stays so. The polynomial is that of the least largest
/// relative error for fractions from 0 to 1 (Lawson's iteration in double precision).
#[inline(always)]
pub(crate) fn exp2_rough<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    const POLYNOMIAL: [f32; 3] = [0.226_067_16, 0.695_833_56, 0.999_925_2];
    let [fraction, n] = i.split(x);
    let mut sum = i.splat(0.078_024_52);
    for coefficient in POLYNOMIAL {
        sum = sum.mul_add(fraction, i.splat(coefficient));
    }
    sum.scale(n)
}

/// 1 / (1 + e⁻ˣ).
#[inline(always)]
pub(crate) fn logistic<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    let one = i.splat(1.0);
    one.div(exp(i, i.splat(0.0).sub(x)).add(one))
}

/// SiLU, x · logistic(x) (Elfwing et al., arXiv:1702.03118).
#[inline(always)]
pub(crate) fn silu<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    x.mul(logistic(i, x))
}

/// The derivative of SiLU: σ · (1 + x · (1 − σ)), σ = logistic(x), with e⁻ˣ · σ for 1 − σ, which
/// would lose its digits where σ is nearly 1.
#[inline(always)]
pub(crate) fn silu_slope<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    let one = i.splat(1.0);
    let exp = exp(i, i.splat(0.0).sub(x));
    let logistic = one.div(exp.add(one));
    logistic.mul(exp.mul(logistic).mul_add(x, one))
}

/// GELU, x · Φ(x) with the normal distribution's own Φ (Hendrycks and Gimpel, arXiv:1606.08415), off
/// by 1e-6 · (1 + |x|) at most; far out it is 0 or x itself.
#[inline(always)]
pub(crate) fn gelu<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    let half = x.mul(i.splat(0.5));
    half.mul_add(twice_normal(i, x), half)
}

/// The derivative of GELU: Φ(x) + x · φ(x) with the normal distribution's density φ.
#[inline(always)]
pub(crate) fn gelu_slope<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    /// 1 / √(2π).
    const PEAK: f32 = 0.398_942_3;
    let half = i.splat(0.5);
    let density = exp(i, x.mul(x).mul(i.splat(-0.5))).mul(i.splat(PEAK));
    x.mul_add(density, half.mul_add(twice_normal(i, x), half))
}

/// 2Φ(x) − 1, which is odd: x times a polynomial in x², which is −1 to 1 where |x| is 0 to 5.2. Its
/// coefficients are those of the least largest error (Lawson's iteration in double precision), the
/// last one raised by a hair so that further out the result is 1 or −1.
#[inline(always)]
fn twice_normal<I: Instructions>(i: I, x: I::Vector) -> I::Vector {
    const LIMIT: f32 = 5.2;
    const POLYNOMIAL: [f32; 13] = [
        2.537_022_3e-3,
        -2.442_992_3e-3,
        3.600_244_9e-3,
        -9.578_072e-3,
        1.711_993_7e-2,
        -2.501_024_5e-2,
        3.590_957_4e-2,
        -4.944_725_7e-2,
        6.397_992e-2,
        -7.985_964e-2,
        1.000_490_4e-1,
        -1.354_873_3e-1,
        2.719e-1,
    ];
    let near = x.max(i.splat(-LIMIT)).min(i.splat(LIMIT));
    let place = near.mul(near).mul_add(i.splat(2.0 / (LIMIT * LIMIT)), i.splat(-1.0));
    let mut sum = i.splat(-9.624_757e-4);
    for coefficient in POLYNOMIAL {
        sum = sum.mul_add(place, i.splat(coefficient));
    }
    near.mul(sum).max(i.splat(-1.0)).min(i.splat(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::{Work, dispatch};
    use crate::testing::available;

    struct Apply<'a> {
        x: f32,
        results: &'a mut [f32; 5],
    }

    impl Work for Apply<'_> {
        #[inline(always)]
        fn run<I: Instructions>(self, i: I) {
            let x = i.splat(self.x);
            let results = [exp(i, x), silu(i, x), silu_slope(i, x), exp2(i, x), exp2_rough(i, x)];
            for (result, to) in results.into_iter().zip(self.results.iter_mut()) {
                result.store(std::slice::from_mut(to));
            }
        }
    }

    #[test]
    fn as_in_double_precision() {
        for set in available() {
            for step in -8000..8000 {
                let x = step as f32 / 100.0 + 0.0037;
                let mut found = [0.0; 5];
                dispatch(set, Apply { x, results: &mut found });
                let wide = f64::from(x);
                let logistic = 1.0 / (1.0 + (-wide).exp());
                let slope = logistic * (1.0 + wide * (1.0 - logistic));
                let near = |found: f32, right: f64, allowed: f64| {
                    let error = (f64::from(found) - right).abs();
                    assert!(error <= allowed, "{set:?} {x}: {found} for {right}");
                };
                near(found[0], wide.exp(), 2e-7 * wide.exp());
                near(found[1], wide * logistic, 4e-7 * (wide * logistic).abs());
                near(found[2], slope, 4e-7 * slope.abs() + 1e-7);
                near(found[3], wide.exp2(), 2e-7 * wide.exp2());
                near(found[4], wide.exp2(), 8e-5 * wide.exp2());
            }
        }
    }

    #[test]
    fn gelu_is_the_integral() {
        struct Gelu<'a>(&'a mut [f32]);
        impl Work for Gelu<'_> {
            #[inline(always)]
            fn run<I: Instructions>(self, i: I) {
                self.0.chunks_mut(I::LANES).for_each(|x| gelu(i, i.load(x)).store(x));
            }
        }
        // Φ(x) by Simpson's rule from 0 on, in steps of 1/128.
        let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let step = 1.0 / 128.0;
        let (mut points, mut right, mut phi) = (vec![0.0], vec![0.0], 0.5);
        for at in (0..8 * 128).map(|at| f64::from(at) * step) {
            phi += step / 6.0 * (density(at) + 4.0 * density(at + step / 2.0) + density(at + step));
            let x = at + step;
            points.extend([x as f32, -x as f32]);
            right.extend([x * phi, -x * (1.0 - phi)]);
        }
        for set in available() {
            let mut found = points.clone();
            dispatch(set, Gelu(&mut found));
            for ((x, found), right) in points.iter().zip(found).zip(&right) {
                let error = (f64::from(found) - right).abs();
                let allowed = 1e-6 * (1.0 + f64::from(x.abs()));
                assert!(error <= allowed, "{set:?} {x}: {found} for {right}");
            }
        }
    }

    #[test]
    fn far_out_and_not_a_number() {
        for set in available() {
            let silu_of = |x: f32| {
                let mut found = [0.0; 5];
                dispatch(set, Apply { x, results: &mut found });
                found[1]
            };
            assert_eq!(silu_of(1e30), 1e30);
            assert!(silu_of(-100.0).abs() < 1e-30);
            assert!(silu_of(f32::NAN).is_nan());
            let mut found = [0.0; 5];
            dispatch(set, Apply { x: f32::NAN, results: &mut found });
            assert!(found.iter().all(|value| value.is_nan()));
        }
    }
}
