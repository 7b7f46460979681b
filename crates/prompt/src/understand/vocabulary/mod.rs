//! What can be painted, and the words for it.

mod general;
mod import;
mod kind;

pub use import::ImportError;
pub use kind::Kind;
pub(crate) use kind::kind_of;

use super::lexicon::Lexicon;
use super::likeness::TagVectors;
use super::segment::is_han;
use super::sense::Sense;
use crate::words::Tagger;
use crate::{Encode, EncodeError};

/// A thing that can be painted, with what people call it. An emoji may be among the names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its unique English name.
    pub tag: String,
    /// English names.
    pub en: Vec<String>,
    /// Chinese names, simplified or traditional.
    pub zh: Vec<String>,
}

/// A style of picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Its unique id.
    pub id: String,
    /// English names.
    pub en: Vec<String>,
    /// Chinese names.
    pub zh: Vec<String>,
}

/// Subjects and styles with all their names, ready to read utterances.
#[derive(Debug)]
pub struct Vocabulary {
    /// Subjects; in the general vocabulary also all else but styles.
    entries: Vec<Entry>,
    /// The kind of each entry.
    kinds: Vec<Kind>,
    styles: Vec<Style>,
    lexicon: Lexicon,
    general: bool,
    vectors: TagVectors,
    tagger: Tagger,
}

impl Vocabulary {
    /// A vocabulary of subjects and styles; their order gives the indexes in a brief. Where two
    /// subjects share a name, a tag goes before other names, and the first before the second.
    pub fn new(subjects: Vec<Entry>, styles: Vec<Style>) -> Self {
        let mut lexicon = Lexicon::new();
        for (index, style) in styles.iter().enumerate() {
            for name in std::iter::once(&style.id).chain(&style.en).chain(&style.zh) {
                lexicon.add(name, Sense::Style(index));
            }
        }
        for (index, entry) in subjects.iter().enumerate() {
            lexicon.add(&entry.tag, Sense::Subject(index));
        }
        for (index, entry) in subjects.iter().enumerate() {
            for name in entry.en.iter().chain(&entry.zh) {
                lexicon.add(name, Sense::Subject(index));
            }
        }
        for (index, entry) in subjects.iter().enumerate() {
            for name in std::iter::once(&entry.tag).chain(&entry.en) {
                lexicon.add_singulars(name, &Sense::Subject(index));
            }
        }
        let kinds = vec![Kind::Object; subjects.len()];
        Self { entries: subjects, kinds, styles, ..Self::empty(lexicon) }
    }

    fn empty(lexicon: Lexicon) -> Self {
        let (entries, kinds, styles) = (Vec::new(), Vec::new(), Vec::new());
        let vectors = TagVectors::default();
        Self { entries, kinds, styles, lexicon, general: false, vectors, tagger: Tagger::default() }
    }

    /// Up to `count` names that resemble a word nobody knows, best first: by edit distance, and
    /// for Chinese also by shared characters.
    pub fn nearest(&self, word: &str, count: usize) -> Vec<String> {
        let word: String = word.to_lowercase().chars().take(LONGEST_NAME).collect();
        let best = |entry: &Entry| {
            let names = std::iter::once(&entry.tag).chain(&entry.en).chain(&entry.zh);
            let scored = names.map(|name| (resemblance(&word, name), name.clone()));
            scored.max_by(|a, b| a.0.total_cmp(&b.0))
        };
        let mut scored: Vec<_> = self.entries.iter().filter_map(best).collect();
        scored.retain(|(score, _)| *score >= RESEMBLES);
        scored.sort_by(|a, b| b.0.total_cmp(&a.0));
        scored.into_iter().take(count).map(|(_, name)| name).collect()
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The kind of a subject's tag, else of the first tag of that name.
    pub fn kind(&self, tag: &str) -> Option<Kind> {
        let named = |entry: &(&Entry, &Kind)| entry.0.tag == tag;
        let all = || self.entries.iter().zip(&self.kinds).filter(named).map(|(_, kind)| *kind);
        all().find(|kind| kind.is_thing()).or_else(|| all().next())
    }

    /// A vector for each entry's tag, computed once.
    pub(super) fn tag_vectors(&self, encoder: &dyn Encode) -> Result<&[Vec<f32>], EncodeError> {
        self.vectors.get(self.entries.iter().map(|entry| entry.tag.as_str()), encoder)
    }

    /// Whether this has more than things and styles.
    pub(crate) fn is_general(&self) -> bool {
        self.general
    }

    /// The kind of the entry at a position.
    pub(crate) fn kind_at(&self, index: usize) -> Kind {
        self.kinds.get(index).copied().unwrap_or(Kind::Object)
    }

    /// Position of a subject in the vocabulary.
    pub fn index(&self, tag: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.tag == tag)
    }

    /// Position of a style in the vocabulary.
    pub fn style_index(&self, id: &str) -> Option<usize> {
        self.styles.iter().position(|style| style.id == id)
    }

    pub(crate) fn tag(&self, index: usize) -> &str {
        self.entries.get(index).map_or("", |entry| &entry.tag)
    }

    pub(crate) fn style_id(&self, index: usize) -> &str {
        self.styles.get(index).map_or("", |style| &style.id)
    }

    /// Finds the words that the lexicon lacks.
    pub(crate) fn tagger(&self) -> &Tagger {
        &self.tagger
    }
}

/// Characters of an unknown word that are compared.
const LONGEST_NAME: usize = 32;

/// From this score on a name is worth suggesting: two of three letters, or one of two characters.
const RESEMBLES: f64 = 0.6;

fn resemblance(word: &str, name: &str) -> f64 {
    let edits = strsim::normalized_damerau_levenshtein(word, &name.to_lowercase());
    edits.max(shared_characters(word, name))
}

/// Share of common Chinese characters, weighted so that one of two suffices: 鸭脖 → 鸭子.
fn shared_characters(word: &str, name: &str) -> f64 {
    let common = word.chars().filter(|c| is_han(*c) && name.contains(*c)).count();
    let longest = word.chars().count().max(name.chars().count()).max(1);
    1.2 * common as f64 / longest as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let entry = |tag: &str, zh: &str| Entry {
            tag: tag.into(),
            zh: vec![zh.into()],
            ..Entry::default()
        };
        Vocabulary::new(
            vec![entry("cat", "猫"), entry("duck", "鸭子"), entry("octopus", "章鱼")],
            vec![],
        )
    }

    #[test]
    fn typing_errors_find_their_name() {
        assert_eq!(vocabulary().nearest("octopsu", 3), ["octopus"]);
        assert_eq!(vocabulary().nearest("鸭脖", 3), ["鸭子"]);
        assert!(vocabulary().nearest("zeitgeist", 3).is_empty());
    }
}
