//! Clean text to words: English by Unicode's word boundaries, Chinese by [`chinese`].

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::chinese;
use super::lexicon::Lexicon;
use super::sense::Sense;
use crate::clean::is_pictograph;
use crate::words::Tagger;

/// Whether a character is Chinese.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Words, single Chinese characters and emoji of a clean text, with where they begin.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_word_bound_indices().filter(|(_, piece)| says(piece))
}

/// Whether a piece is a word, a number or an emoji, not a mark.
pub(crate) fn says(piece: &str) -> bool {
    piece.contains(|c: char| c.is_alphanumeric() || is_pictograph(c))
}

/// The sense of a punctuation mark that has one.
pub(crate) fn mark(piece: &str) -> Option<Sense> {
    match piece {
        ";" | "\n" => Some(Sense::Break),
        "=" => Some(Sense::Link),
        "、" | "&" | "+" => Some(Sense::And),
        _ => None,
    }
}

/// Words and marks of a clean text, in order.
pub(crate) fn segment(text: &str, lexicon: &Lexicon, tagger: &Tagger) -> Vec<Range<usize>> {
    let mut segments = Vec::new();
    let mut han = 0..0;
    for (start, piece) in text.split_word_bound_indices() {
        let end = start + piece.len();
        if piece.starts_with(is_han) {
            han = if han.end == start && !han.is_empty() { han.start..end } else { start..end };
            if text[end..].starts_with(is_han) {
                continue;
            }
            let words = chinese::words(&text[han.clone()], lexicon, tagger);
            segments
                .extend(words.into_iter().map(|word| han.start + word.start..han.start + word.end));
        } else if mark(piece).is_some() || piece == "#" || pieces(piece).next().is_some() {
            segments.push(start..end);
        }
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_text() {
        let mut lexicon = Lexicon::new();
        lexicon.add("t恤", Sense::Subject(0));
        let text = "一件red t恤; #f80 left=🐱";
        let segments = segment(text, &lexicon, &Tagger::default());
        let segments = segments.into_iter().map(|range| &text[range]);
        let expected = ["一", "件", "red", "t", "恤", ";", "#", "f80", "left", "=", "🐱"];
        assert_eq!(segments.collect::<Vec<_>>(), expected);
    }
}
