//! Pictures composed of the works that the manifest names.

use qingyun_corpus::colour::Oklab;
use qingyun_corpus::compose::Composition;
use qingyun_corpus::manifest::Manifest;
use qingyun_corpus::sprites::Sprites;
use qingyun_models::{Scene, Token};

use super::{Example, Pictures};

/// Pictures composed of the works that the manifest names.
pub struct Composed {
    sprites: Sprites,
    tags: Vec<String>,
    styles: Vec<String>,
    side: usize,
}

impl Composed {
    /// Compositions of `side` pixels.
    pub fn new(sprites: Sprites, manifest: &Manifest, side: usize) -> Self {
        Self {
            sprites,
            tags: manifest.subjects.iter().map(|s| s.tag.clone()).collect(),
            styles: manifest.sets.iter().map(|s| s.id.clone()).collect(),
            side,
        }
    }
}

impl Pictures for Composed {
    fn side(&self) -> usize {
        self.side
    }

    fn tags(&self) -> &[String] {
        &self.tags
    }

    fn styles(&self) -> &[String] {
        &self.styles
    }

    fn draw(&self, seed: u64) -> Example {
        let composition = Composition::draw(seed, self.tags.len(), self.styles.len());
        let rgb = composition.render(&self.sprites, self.side);
        Example { rgb, scene: scene(&composition) }
    }

    fn source(&self) -> String {
        "data/manifest.json".into()
    }
}

/// How a composition is asked for.
pub fn scene(composition: &Composition) -> Scene {
    let Composition { subject: tag, style, place, size, colour, background } = *composition;
    let token = Token { tag, style, place, size, colour: colour.map(numbers) };
    Scene { tokens: vec![token], background: Some(numbers(background)) }
}

fn numbers(colour: Oklab) -> [f32; 3] {
    [colour.l, colour.a, colour.b]
}
