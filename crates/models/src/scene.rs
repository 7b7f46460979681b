//! What is asked of the tiny family: not a sentence but a structure.

/// One thing in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Which of the model's tags.
    pub tag: usize,
    /// Which of the model's styles.
    pub style: usize,
    /// Centre of its box, x and y, from 0 to 1 from the top left.
    pub place: [f32; 2],
    /// Side of its box as a share of the picture's.
    pub size: f32,
    /// Its colour as Oklab (L, a, b) where it is not to be the usual one.
    pub colour: Option<[f32; 3]>,
}

/// A set of tokens and a background.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// What is in the picture; none at all is the unconditional scene.
    pub tokens: Vec<Token>,
    /// Background as Oklab (L, a, b); none leaves it to the model.
    pub background: Option<[f32; 3]>,
}
