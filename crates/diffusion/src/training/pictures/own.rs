//! A person's own pictures.

use std::collections::BTreeMap;
use std::path::Path;

use image::imageops::{FilterType, resize};
use qingyun_corpus::folder::{Folder, Item};
use qingyun_models::random::Random;
use qingyun_models::{Scene, Token};

use super::{Example, Pictures};
use crate::{Error, Result};

/// Tags of a picture that are learned; further ones of a long list say little.
const MOST_TAGS: usize = 12;
/// Share of tags that a draw leaves out, so that none depends on the others.
const TAG_DROP: f64 = 0.1;

/// Pictures of a folder. Nobody says where in a picture a tag is, so each tag's box is all of it.
pub struct Own {
    items: Vec<Example>,
    tags: Vec<String>,
    styles: Vec<String>,
    side: usize,
    source: String,
}

impl Own {
    /// The pictures of a folder (see [`Folder`]), scaled to `side` pixels.
    ///
    /// # Errors
    /// What [`Folder::read`] says, and [`Error::NotSquare`].
    pub fn open(root: &Path, side: usize) -> Result<Self> {
        let folder = Folder::read(root)?;
        let Folder { width, height, .. } = folder;
        if width != height {
            return Err(Error::NotSquare { path: root.to_owned(), width, height });
        }
        let tags = tags(&folder.items);
        let items = folder.items.iter().map(|item| example(item, width, side, &tags));
        Ok(Self {
            items: items.collect(),
            styles: vec!["own".into()],
            side,
            source: root.display().to_string(),
            tags,
        })
    }
}

/// Every tag, the most frequent first.
fn tags(items: &[Item]) -> Vec<String> {
    let mut counts = BTreeMap::new();
    for tag in items.iter().flat_map(|item| &item.tags) {
        *counts.entry(tag).or_insert(0) += 1;
    }
    let mut tags: Vec<(&String, i32)> = counts.into_iter().collect();
    tags.sort_by_key(|(_, count)| -count);
    tags.into_iter().map(|(tag, _)| tag.clone()).collect()
}

fn example(item: &Item, width: u32, side: usize, tags: &[String]) -> Example {
    let picture = image::RgbImage::from_raw(width, width, item.rgb.clone()).unwrap_or_default();
    let rgb = resize(&picture, side as u32, side as u32, FilterType::CatmullRom).into_raw();
    let index = |tag: &String| tags.iter().position(|known| known == tag);
    let token = |tag| Token { tag, style: 0, place: [0.5; 2], size: 1.0, colour: None };
    let tokens = item.tags.iter().filter_map(index).take(MOST_TAGS).map(token).collect();
    Example { rgb, scene: Scene { tokens, background: None } }
}

impl Pictures for Own {
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
        let mut random = Random::new(seed);
        let mut example = self.items[random.below(self.items.len())].clone();
        example.scene.tokens.retain(|_| random.uniform() >= TAG_DROP);
        example
    }

    fn source(&self) -> String {
        self.source.clone()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder(size: [u32; 2]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, tags) in [("a", "cat, red"), ("b", "cat, blue"), ("c", "dog, red, cat")] {
            let picture = image::RgbImage::from_pixel(size[0], size[1], image::Rgb([200, 10, 10]));
            picture.save(folder.path().join(name).with_extension("png")).unwrap();
            std::fs::write(folder.path().join(name).with_extension("txt"), tags).unwrap();
        }
        folder
    }

    #[test]
    fn tags_come_in_the_order_of_their_frequency() {
        let own = Own::open(folder([96, 96]).path(), 64).unwrap();
        assert_eq!(own.tags(), ["cat", "red", "blue", "dog"]);
        let drawn = own.draw(1);
        assert_eq!(drawn.rgb, [200, 10, 10].repeat(64 * 64));
        assert_eq!(drawn.scene, own.draw(1).scene);
    }

    #[test]
    fn oblong_pictures_are_refused() {
        let refused = Own::open(folder([96, 64]).path(), 64);
        assert!(matches!(refused, Err(Error::NotSquare { width: 96, height: 64, .. })));
    }
}
