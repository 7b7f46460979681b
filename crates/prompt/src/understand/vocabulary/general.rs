//! The general picture vocabulary, from the data files.

use super::kind::{FILES, Kind, lines, names};
use super::{Entry, Style, Vocabulary};
use crate::understand::lexicon::Lexicon;
use crate::understand::sense::Sense;

impl Vocabulary {
    /// The general picture vocabulary: what people ask pictures of, with poses, materials,
    /// scenes, styles and moods. It knows every tag of the built-in model too.
    pub fn general() -> Self {
        let mut built = Self { general: true, ..Self::empty(Lexicon::general()) };
        for (kind, file) in FILES {
            for [tag, en, zh] in lines(file) {
                let list = |list| names(list).map(str::to_owned).collect();
                let entry = Entry { tag: tag.to_owned(), en: list(en), zh: list(zh) };
                built.learn(*kind, entry);
            }
        }
        built
    }

    /// Adds a tag of a kind with its names. A name that something of the same use has already
    /// stays with that.
    pub(super) fn learn(&mut self, kind: Kind, entry: Entry) {
        let sense = self.sense(kind);
        for name in std::iter::once(&entry.tag).chain(&entry.en) {
            self.lexicon.add_plain(name, &sense);
            self.lexicon.add_singular(name, &sense);
        }
        for name in &entry.zh {
            self.lexicon.add_plain(name, &sense);
        }
        match (kind, entry) {
            (Kind::Style, Entry { tag, en, zh }) => self.styles.push(Style { id: tag, en, zh }),
            (kind, entry) => {
                self.entries.push(entry);
                self.kinds.push(kind);
            }
        }
    }

    /// What the next tag of a kind means.
    fn sense(&self, kind: Kind) -> Sense {
        let index = self.entries.len();
        match kind {
            Kind::Style => Sense::Style(self.styles.len()),
            Kind::Place | Kind::Time => Sense::Scene(index),
            Kind::Pose => Sense::Pose(index),
            Kind::Expression | Kind::Mood => Sense::Mood(index),
            Kind::Body => Sense::Body(index),
            Kind::Trait | Kind::Pattern => Sense::Trait(index),
            Kind::Material => Sense::Material(index),
            Kind::Quality | Kind::View => Sense::View(index),
            _ => Sense::Subject(index),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_find_their_tags() {
        let vocabulary = Vocabulary::general();
        for (name, tag) in
            [("喵星人", "cat"), ("座驾", "car"), ("felines", "cat"), ("earring", "earrings")]
        {
            let senses = vocabulary.lexicon().senses(name).unwrap();
            let Some(Sense::Subject(index)) = senses.first() else { unreachable!("{name}") };
            assert_eq!(vocabulary.tag(*index), tag);
        }
        assert_eq!(vocabulary.kind("girl"), Some(Kind::Person));
    }
}
