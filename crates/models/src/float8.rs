//! Numbers of 8 bits (Micikevicius et al. 2022, "FP8 formats for deep learning"), each exact in
//! f32.

use half::f16;

/// 4 bits of exponent, 3 of fraction; no infinity, and one NaN of either sign.
pub(crate) fn e4m3(bits: u8) -> f32 {
    let (exponent, fraction) = (i32::from(bits >> 3 & 15), f32::from(bits & 7));
    let size = match (exponent, bits & 7) {
        (15, 7) => f32::NAN,
        (0, _) => fraction * 2_f32.powi(-9),
        _ => (8.0 + fraction) * 2_f32.powi(exponent - 10),
    };
    if bits < 128 { size } else { -size }
}

/// 5 bits of exponent, 2 of fraction: the upper half of an f16.
pub(crate) fn e5m2(bits: u8) -> f32 {
    f16::from_bits(u16::from(bits) << 8).to_f32()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parity::fixture;

    /// All numbers of both formats as PyTorch has them; `tests/parity/quantised.py` wrote them, with
    /// null for what is not finite.
    #[derive(serde::Deserialize)]
    struct Fixture {
        f8_e4m3: Vec<Option<f32>>,
        f8_e5m2: Vec<Option<f32>>,
    }

    #[test]
    fn every_number_is_that_of_the_reference() {
        let Fixture { f8_e4m3, f8_e5m2 } = fixture("quantised");
        let all = |number: fn(u8) -> f32| -> Vec<Option<f32>> {
            (0..=255).map(|bits| Some(number(bits)).filter(|value| value.is_finite())).collect()
        };
        assert_eq!(all(e4m3), f8_e4m3);
        assert_eq!(all(e5m2), f8_e5m2);
        assert!(e4m3(0x7f).is_nan() && e4m3(0xff).is_nan() && e5m2(0x7d).is_nan());
        assert_eq!([e5m2(0x7c), e5m2(0xfc)], [f32::INFINITY, f32::NEG_INFINITY]);
    }
}
