//! Words that the vocabulary lacks, to the tag that is nearest in meaning.

use std::sync::OnceLock;

use super::vocabulary::Kind;
use crate::{Encode, EncodeError, Vocabulary, likeness};

/// From this likeness on two names are taken to mean the same thing. A vector of a word and of
/// its translation lie above it, those of two things of one kind below.
const SAME: f32 = 0.75;

/// The vectors of a vocabulary's tags, computed when first asked for.
#[derive(Debug, Default)]
pub(super) struct TagVectors(OnceLock<Vec<Vec<f32>>>);

impl TagVectors {
    /// One vector for each tag, in the order of the vocabulary.
    pub(super) fn get<'a>(
        &self,
        tags: impl Iterator<Item = &'a str>,
        encoder: &dyn Encode,
    ) -> Result<&[Vec<f32>], EncodeError> {
        if let Some(known) = self.0.get() {
            return Ok(known);
        }
        let vectors = encoder.encode(&tags.collect::<Vec<_>>())?;
        Ok(self.0.get_or_init(|| vectors))
    }
}

/// The tag of a kind that fits which is nearest to a word, with its likeness, if it is near
/// enough to be the same.
pub(super) fn nearest(
    word: &str,
    names: &Vocabulary,
    encoder: &dyn Encode,
    fits: impl Fn(Kind) -> bool,
) -> Result<Option<(usize, f32)>, EncodeError> {
    let vectors = names.tag_vectors(encoder)?;
    let Some(vector) = encoder.encode(&[word])?.pop() else { return Ok(None) };
    let scored = vectors.iter().enumerate().filter(|(index, _)| fits(names.kind_at(*index)));
    let scored = scored.map(|(index, other)| (index, likeness(&vector, other)));
    let best = scored.max_by(|a, b| a.1.total_cmp(&b.1));
    Ok(best.filter(|(_, likeness)| *likeness >= SAME))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Texts that share their first two letters are alike; others are not at all.
    struct Prefixes;

    impl Encode for Prefixes {
        fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
            let place = |text: &&str| {
                let mut vector = vec![0.0; 65_536];
                let key = text.bytes().take(2).fold(0, |key, byte| key * 256 + usize::from(byte));
                vector[key] = 1.0;
                vector
            };
            Ok(texts.iter().map(place).collect())
        }
    }

    #[test]
    fn the_nearest_tag_is_found_and_nothing_is_invented() {
        let entry = |tag: &str| crate::Entry { tag: tag.into(), ..crate::Entry::default() };
        let names = Vocabulary::new(vec![entry("cat"), entry("dog")], vec![]);
        let found = |word| nearest(word, &names, &Prefixes, Kind::is_thing).unwrap();
        assert_eq!(found("doggo"), Some((1, 1.0)));
        assert_eq!(found("zebra"), None);
    }
}
