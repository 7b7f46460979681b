//! Texts as vectors, by whatever network is at hand.

use std::error::Error;

/// Why a text could not be encoded; the network's own error.
pub type EncodeError = Box<dyn Error + Send + Sync>;

/// The likeness in meaning of two vectors that an encoder gave, -1..=1.
pub fn likeness(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// Turns texts into vectors whose dot product is their likeness in meaning.
///
/// The rooms of this crate ask for meaning through this seam alone, so that they need no network
/// to be built or tested.
pub trait Encode: Sync {
    /// One vector of length 1 for each text, all of the same dimension. A text may hold the
    /// word `[MASK]`, which stands for a word that is not known.
    ///
    /// # Errors
    /// What keeps the network from running.
    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError>;
}
