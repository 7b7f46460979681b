//! How a learning rate falls.

use serde::Serialize;

/// How a learning rate falls over the steps of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Decay {
    /// It does not.
    Constant,
    /// Evenly, to nothing.
    Linear,
    /// As half a cosine (Loshchilov & Hutter 2017, equation 5), to this share.
    Cosine(f64),
}

impl Decay {
    /// The share of the highest rate that is left when the share `done` of all steps is done.
    pub(super) fn at(self, done: f64) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Linear => 1.0 - done,
            Self::Cosine(least) => {
                least + (1.0 - least) * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_and_middles() {
        let of = |decay: Decay| [0.0, 0.5, 1.0].map(|done| (decay.at(done) * 1e6).round() / 1e6);
        assert_eq!(of(Decay::Constant), [1.0, 1.0, 1.0]);
        assert_eq!(of(Decay::Linear), [1.0, 0.5, 0.0]);
        assert_eq!(of(Decay::Cosine(0.2)), [1.0, 0.6, 0.2]);
    }
}
