//! Where training pictures come from.

mod composed;
mod own;

use qingyun_models::Scene;
use qingyun_models::random::Random;
use rayon::prelude::*;

pub use composed::{Composed, scene};
pub use own::Own;

/// One picture and what is in it.
#[derive(Clone, Debug)]
pub struct Example {
    /// RGB, row by row, `side·side·3` values.
    pub rgb: Vec<u8>,
    /// What was asked.
    pub scene: Scene,
}

/// A source of pictures that never ends.
pub trait Pictures: Sync {
    /// Height and width in pixels.
    fn side(&self) -> usize;
    /// Names of the tags, in the order of their indexes.
    fn tags(&self) -> &[String];
    /// Names of the styles, in the order of their indexes.
    fn styles(&self) -> &[String];
    /// The picture that belongs to a seed.
    fn draw(&self, seed: u64) -> Example;
    /// Where they come from, for the record.
    fn source(&self) -> String;

    /// `count` pictures for a step; they depend on seed and step alone.
    fn batch(&self, seed: u64, step: u64, count: usize) -> Vec<Example> {
        let one = |item: usize| self.draw(Random::of(&[seed, step, item as u64]).next_u64());
        (0..count).into_par_iter().map(one).collect()
    }
}
