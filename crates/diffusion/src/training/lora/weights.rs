//! How much a loss counts at a time.

use crate::Prediction;

/// The weight of the loss where the share `alpha_bar` of signal is left: that of the clean picture
/// counts min(snr, γ) (Hang et al. 2023, arXiv:2303.09556, equation 9); an error of the noise is one
/// of the picture times snr, one of the velocity times snr + 1 (their section 3.4).
pub(super) fn min_snr(alpha_bar: f64, gamma: f64, prediction: Prediction) -> f64 {
    let snr = alpha_bar / (1.0 - alpha_bar).max(1e-12);
    let capped = snr.min(gamma);
    match prediction {
        Prediction::Epsilon => capped / snr.max(1e-12),
        Prediction::V => capped / (snr + 1.0),
        Prediction::Sample | Prediction::Flow => capped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ᾱ = 0.9 has a ratio of 9, ᾱ = 0.5 one of 1.
    #[test]
    fn by_hand() {
        let of = |alpha, prediction| (min_snr(alpha, 5.0, prediction) * 1e9).round() / 1e9;
        assert_eq!(of(0.9, Prediction::Epsilon), 0.555_555_556);
        assert_eq!(of(0.5, Prediction::Epsilon), 1.0);
        assert_eq!(of(0.9, Prediction::V), 0.5);
        assert_eq!(of(0.5, Prediction::V), 0.5);
        assert_eq!(of(0.9, Prediction::Sample), 5.0);
    }

    #[test]
    fn nothing_left_of_the_picture_is_no_trouble() {
        assert_eq!(min_snr(0.0, 5.0, Prediction::V), 0.0);
        assert!(min_snr(0.0, 5.0, Prediction::Epsilon).is_finite());
    }
}
