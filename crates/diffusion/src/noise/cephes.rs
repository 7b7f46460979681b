//! Single-precision logarithm, sine and cosine, bit for bit as PyTorch's vectorised normal fill
//! computes them.
//!
//! PyTorch fills normal tensors with the Cephes polynomials (Moshier 1989, `logf`, `sinf`,
//! `cosf`), compiled for AVX2, where the compiler fuses most products with the sum that follows
//! them. Which ones it fuses decides the last bit, so each fused product is written as
//! `mul_add` here; that gives the same bits on every processor.

const LOG: [f32; 9] = [
    7.037_683_6e-2,
    -1.151_461e-1,
    0.116_769_984,
    -1.242_014_1e-1,
    1.424_932_3e-1,
    -1.666_805_8e-1,
    0.200_007_14,
    -2.499_999_4e-1,
    3.333_333e-1,
];
const LN_2_LOW: f32 = -2.121_944_4e-4;
const LN_2_HIGH: f32 = 0.693_359_4;

/// The three parts of -π/4 that are taken away one after the other, so that no bit is lost.
const MINUS_QUARTER_PI: [f32; 3] = [-0.785_156_25, -2.418_756_5e-4, -3.774_895e-8];
const SIN: [f32; 3] = [-1.951_529_6e-4, 8.332_161e-3, -1.666_665_5e-1];
const COS: [f32; 3] = [2.443_315_7e-5, -1.388_731_6e-3, 4.166_664_6e-2];

/// Natural logarithm of a positive normal number.
pub(crate) fn ln(x: f32) -> f32 {
    let (mantissa, exponent) = split(x);
    let square = mantissa * mantissa;
    let series = polynomial(&LOG, mantissa) * mantissa;
    let y = series.mul_add(square, exponent * LN_2_LOW) - square * 0.5;
    exponent.mul_add(LN_2_HIGH, mantissa + y)
}

/// Writes `x` as `(1 + m)·2^e` with `m` between √½ - 1 and √2 - 1; returns `(m, e)`.
fn split(x: f32) -> (f32, f32) {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 126;
    let half_to_one = f32::from_bits(bits & 0x007F_FFFF | 0.5_f32.to_bits());
    if half_to_one < std::f32::consts::FRAC_1_SQRT_2 {
        (half_to_one - 1.0 + half_to_one, (exponent - 1) as f32)
    } else {
        (half_to_one - 1.0, exponent as f32)
    }
}

/// Sine and cosine of an angle of 0 or more.
pub(crate) fn sin_cos(angle: f32) -> (f32, f32) {
    let octant = ((angle * std::f32::consts::FRAC_2_PI * 2.0) as i32 + 1) & !1;
    let rest = MINUS_QUARTER_PI.iter().fold(angle, |rest, part| part.mul_add(octant as f32, rest));
    let (near_sin, near_cos) = (sin_series(rest), cos_series(rest));
    match octant & 6 {
        0 => (near_sin, near_cos),
        2 => (near_cos, -near_sin),
        4 => (-near_sin, -near_cos),
        _ => (-near_cos, near_sin),
    }
}

/// Sine between -π/4 and π/4.
fn sin_series(x: f32) -> f32 {
    let square = x * x;
    (polynomial(&SIN, square) * square).mul_add(x, x)
}

/// Cosine between -π/4 and π/4.
fn cos_series(x: f32) -> f32 {
    let square = x * x;
    let series = polynomial(&COS, square) * square;
    series.mul_add(square, -(square * 0.5)) + 1.0
}

/// Horner's scheme, highest power first, each step one fused multiply-add.
fn polynomial(coefficients: &[f32], x: f32) -> f32 {
    coefficients.iter().copied().reduce(|sum, next| sum.mul_add(x, next)).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Cephes states a relative error near 1e-7; the standard library is the reference.
        #[test]
        fn agrees_with_the_standard_library(x in 1e-7_f32..1.0, angle in 0.0_f32..6.25) {
            let error = (f64::from(ln(x)) - f64::from(x).ln()).abs();
            prop_assert!(error <= 2e-7 * f64::from(x).ln().abs() + 1e-9);
            let (sin, cos) = sin_cos(angle);
            prop_assert!((f64::from(sin) - f64::from(angle).sin()).abs() < 2e-7);
            prop_assert!((f64::from(cos) - f64::from(angle).cos()).abs() < 2e-7);
        }
    }
}
