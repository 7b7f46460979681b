//! What was learned: how well words suit parts of speech, and how well words follow each other.

use super::dictionary::Id;
use crate::words::Pos;

/// Classes of words at most: each has one part of speech, and is finer than it.
pub const CLASSES: usize = 128;

/// The class of what lies before the first word and after the last.
pub const BEYOND: u8 = 0;

/// Parts of speech that a word has that the dictionary lacks: class 1 is the first's, and so on.
pub const NEW: [Pos; 4] = [Pos::Propn, Pos::Noun, Pos::Verb, Pos::Adj];

/// Classes of a word at most.
pub const CHOICES: usize = 4;

/// The scores of a character as the first, a middle and the last one of a new word, by its part
/// of speech: signed bytes.
pub type Places = [[u8; NEW.len()]; 3];

/// The score of a place in which a character is never looked for.
pub const NEVER: u8 = i8::MIN as u8;

const NOWHERE: Places = [[NEVER; NEW.len()]; 3];

/// Bytes of the header: number of words with choices, number of units with places.
const HEADER: usize = 8;

/// Scores, whole numbers in one unit; a sentence's words are those with the greatest sum.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// The part of speech of each class, by its place in [`Pos::ALL`].
    tags: &'static [u8; CLASSES],
    /// Scores of steps `[from][to]`.
    steps: &'static [[u8; CLASSES]],
    /// By the word's number the classes that it can have, each with its score; [`BEYOND`] where
    /// there are fewer.
    choices: &'static [[u8; 2 * CHOICES]],
    /// By the character's number.
    places: &'static [Places],
}

impl Model {
    /// The model that a file holds: header, tags, steps, choices, places.
    ///
    /// # Panics
    /// If the length does not fit the header. Only files that are built into the program are
    /// opened, in constants, so this is found while building.
    pub const fn new(bytes: &'static [u8]) -> Self {
        let (header, rest) = bytes.split_at(HEADER);
        let words = u32::from_le_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let units = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        let (tags, rest) = rest.split_at(CLASSES);
        let (steps, rest) = rest.split_at(CLASSES * CLASSES);
        let (choices, places) = rest.split_at(words * 2 * CHOICES);
        assert!(places.len() == units * 3 * NEW.len());
        let Some(tags) = tags.first_chunk() else { panic!() };
        Self {
            tags,
            steps: steps.as_chunks().0,
            choices: choices.as_chunks().0,
            places: places.as_chunks().0.as_chunks().0,
        }
    }
    /// The part of speech of a class.
    pub(crate) fn pos(&self, class: u8) -> Pos {
        let tag = self.tags[usize::from(class) % CLASSES];
        Pos::ALL.get(usize::from(tag)).copied().unwrap_or(Pos::X)
    }

    /// The scores of steps from a class, by the class after it.
    #[inline]
    pub(crate) fn steps(&self, from: u8) -> &'static [u8; CLASSES] {
        self.steps.get(usize::from(from)).unwrap_or(&[0; CLASSES])
    }

    /// The classes that a word can have.
    #[inline]
    pub(crate) fn choices(&self, word: usize) -> impl Iterator<Item = (u8, i32)> {
        let mut left = self.choices.get(word).map_or(0, |choices| u64::from_le_bytes(*choices));
        std::iter::from_fn(move || {
            let (class, score) = (left as u8, (left >> 8) as i8);
            left >>= 16;
            (class != BEYOND).then_some((class, i32::from(score)))
        })
    }

    /// The scores of a character in new words, `[place][part of speech]`; places are the first,
    /// a middle one and the last.
    #[inline]
    pub(crate) fn places(&self, id: Id) -> &'static Places {
        self.places.get(usize::from(id)).unwrap_or(&NOWHERE)
    }
}
