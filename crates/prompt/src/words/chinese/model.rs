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

/// How well a character suits a place of a new word: a signed byte by the word's part of speech,
/// then the best of these.
pub type Suit = [u8; NEW.len() + 1];

/// The best score.
#[inline]
pub(crate) fn best(suit: &Suit) -> i32 {
    i32::from(suit[NEW.len()] as i8)
}

/// The score by part of speech.
#[inline]
pub(crate) fn scores(suit: &Suit) -> [i32; NEW.len()] {
    let [scores @ .., _] = suit;
    scores.map(|score| i32::from(score as i8))
}

/// The score of a place in which a character is never looked for.
pub const NEVER: i32 = i8::MIN as i32;

const NOWHERE: [Suit; 3] = [[NEVER as u8; NEW.len() + 1]; 3];

/// Bytes of the header: number of words with choices, number of units with places.
const HEADER: usize = 8;

/// Scores, whole numbers in one unit; a sentence's words are those with the greatest sum.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// The part of speech of each class.
    tags: [Pos; CLASSES],
    /// Scores of steps `[from][to]`.
    steps: &'static [[u8; CLASSES]; CLASSES],
    /// By the word's number the classes that it can have, each with its score; [`BEYOND`] where
    /// there are fewer.
    choices: &'static [[u8; 2 * CHOICES]],
    /// By the character's number.
    places: &'static [[Suit; 3]],
}

/// The classes that a word can have with their scores, the best first.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Choices(u64);

/// Marks the first choice of a word that is likelier than all that its units could be else.
pub const SURE: u8 = 0x80;

impl Choices {
    #[inline]
    pub(crate) fn is_none(self) -> bool {
        self.0 as u8 & !SURE == BEYOND
    }

    /// The best score; 0 if there is none.
    #[inline]
    pub(crate) fn best(self) -> i32 {
        i32::from((self.0 >> 8) as i8)
    }

    #[inline]
    pub(crate) fn is_sure(self) -> bool {
        self.0 as u8 & SURE != 0
    }
}

impl Iterator for Choices {
    type Item = (u8, i32);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (class, score) = (self.0 as u8 & !SURE, (self.0 >> 8) as i8);
        self.0 >>= 16;
        (class != BEYOND).then_some((class, i32::from(score)))
    }
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
        assert!(places.len() == units * 3 * (NEW.len() + 1));
        Self {
            tags: parts_of_speech(tags),
            steps: &steps.as_chunks().0.as_chunks().0[0],
            choices: choices.as_chunks().0,
            places: places.as_chunks().0.as_chunks().0,
        }
    }

    /// The part of speech of a class.
    #[inline]
    pub(crate) fn pos(&self, class: u8) -> Pos {
        self.tags[usize::from(class) % CLASSES]
    }

    /// The scores of steps from a class, by the class after it.
    #[inline]
    pub(crate) fn steps(&self, from: u8) -> &'static [u8; CLASSES] {
        &self.steps[usize::from(from) % CLASSES]
    }

    /// The classes that a word can have.
    #[inline]
    pub(crate) fn choices(&self, word: usize) -> Choices {
        Choices(self.choices.get(word).map_or(0, |choices| u64::from_le_bytes(*choices)))
    }

    /// How well a character suits new words, as the first one, a middle one and the last.
    #[inline]
    pub(crate) fn places(&self, id: Id) -> &'static [Suit; 3] {
        self.places.get(usize::from(id)).unwrap_or(&NOWHERE)
    }
}

/// The parts of speech of classes, from their places in [`Pos::ALL`].
const fn parts_of_speech(tags: &[u8]) -> [Pos; CLASSES] {
    let mut all = [Pos::X; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        let tag = tags[class] as usize;
        if tag < Pos::ALL.len() {
            all[class] = Pos::ALL[tag];
        }
        class += 1;
    }
    all
}
