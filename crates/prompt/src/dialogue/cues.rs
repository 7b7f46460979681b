//! Words of a turn that say what to do with the picture, in both languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::edit::Axis;
use super::phrases::{AXES, STEPS, TABLE, TOWARD};
use crate::understand::lexicon::key;

/// What a phrase tells about a turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cue {
    /// Takes the last turn back.
    Undo,
    /// Does again what was taken back.
    Redo,
    /// Takes every turn back but the first.
    First,
    /// Begins with nothing.
    Reset,
    /// Content with what is there.
    Fine,
    /// The last edit was wrong.
    Wrong,
    /// The kind of thing that the last edit gave was wrong: not this green.
    NotThis,
    /// Another thing was meant than the one that was edited.
    Meant,
    /// Asks for something to be painted.
    Draw,
    /// Brings something new, or more of the same.
    Add,
    /// As for another thing before: the dog too.
    Also,
    /// Takes something out.
    Remove,
    /// Takes everything else out.
    Keep,
    /// Changes what stands before into what follows.
    Become,
    /// Wants something so: 要, should be.
    Want,
    /// Stands before what is changed: 把.
    Take,
    /// Two things change places.
    Swap,
    /// One thing comes in place of another: swap the cat *for* a dog.
    For,
    /// Goes to a place.
    Move,
    /// The one that is worn, or held.
    Wear,
    /// See [`Cue::Wear`].
    Hold,
    /// Beside the other.
    Beside,
    /// A small step.
    Little,
    /// A large step.
    Much,
    /// Compares with what is there: 再, more.
    More,
    /// More than was wanted.
    Too,
    /// Makes the number smaller.
    Fewer,
    /// A colour in another: 里面, with a hint of.
    Within,
    /// A colour that shows through: 透.
    Through,
    /// A quality by its adjective: 大, dark. Compares only beside another cue that does.
    Plain(Axis),
    /// A quality in the comparative: bigger, 放大.
    Shift(Axis),
    /// Towards a colour, by its English name: greener.
    Toward(&'static str),
    /// A step to a side, x and y.
    Step([f32; 2]),
    /// What was spoken of.
    It,
    /// Everything.
    All,
    /// The one that was not spoken of.
    Other,
    /// By position, from 1; the last is 0.
    Ordinal(usize),
    /// Stands for a thing that what is beside it tells apart: the red *one*.
    One,
    /// Known already: the, 那只.
    The,
    /// The feeling of the picture is meant.
    Mood,
    /// The style of the picture is meant.
    Style,
    /// A measure word: 只.
    Measure,
    /// Joins edits: and, then.
    And,
    /// Says nothing about the edit.
    Filler,
}

/// Every cue by the key of its phrase, and the pieces of the longest one.
pub(crate) struct Cues {
    cues: HashMap<String, Cue>,
    longest: usize,
}

static CUES: LazyLock<Cues> = LazyLock::new(Cues::new);

/// The cue that a phrase of clean text is.
pub(crate) fn cue(phrase: &str) -> Option<Cue> {
    CUES.cues.get(&key(phrase).0).copied()
}

/// Pieces of the longest phrase.
pub(crate) fn longest() -> usize {
    CUES.longest
}

impl Cues {
    fn new() -> Self {
        let mut all = Self { cues: HashMap::new(), longest: 0 };
        TABLE.iter().for_each(|(cue, phrases)| all.add(*cue, phrases));
        STEPS.iter().for_each(|(step, phrases)| all.add(Cue::Step(*step), phrases));
        TOWARD.iter().for_each(|(colour, phrases)| all.add(Cue::Toward(colour), phrases));
        for (axis, plain, shift) in AXES {
            all.add(Cue::Plain(*axis), plain);
            all.add(Cue::Shift(*axis), shift);
        }
        all
    }

    /// Of two cues with one phrase the first keeps it.
    fn add(&mut self, cue: Cue, phrases: &str) {
        for phrase in phrases.split(", ") {
            let (key, length) = key(phrase);
            self.longest = self.longest.max(length);
            self.cues.entry(key).or_insert(cue);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_phrase_is_given_twice() {
        let lists = TABLE.iter().map(|(_, phrases)| *phrases);
        let lists = lists.chain(STEPS.iter().map(|(_, phrases)| *phrases));
        let lists = lists.chain(TOWARD.iter().map(|(_, phrases)| *phrases));
        let lists = lists.chain(AXES.iter().flat_map(|(_, plain, shift)| [*plain, *shift]));
        let mut phrases: Vec<&str> = lists.flat_map(|list| list.split(", ")).collect();
        phrases.sort_unstable();
        let twice: Vec<_> = phrases.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn spelling_does_not_matter() {
        assert_eq!(cue("next  to"), Some(Cue::Beside));
        assert_eq!(cue("再 来"), Some(Cue::Add));
        assert_eq!(cue("猫"), None);
    }
}
