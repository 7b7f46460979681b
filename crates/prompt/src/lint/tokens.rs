//! How many tokens a prompt is, without its model's vocabulary.

use unicode_segmentation::UnicodeSegmentation;

use super::sentence::is_han;

/// An estimate of the tokens of CLIP's byte-pair encoding: a word is one, and one more for every
/// eight letters after the first eight; a digit or a mark is one; a Chinese character, which that
/// vocabulary has only as bytes, is two.
pub fn estimate_tokens(text: &str) -> usize {
    text.split_word_bounds().map(tokens_of).sum()
}

/// Tokens of one word, mark or run of spaces.
pub(super) fn tokens_of(piece: &str) -> usize {
    let count = |test: fn(char) -> bool| piece.chars().filter(|c| test(*c)).count();
    let letters = count(|c| c.is_alphabetic() && !is_han(c));
    let marks = count(|c| !c.is_alphabetic() && !c.is_whitespace() && c != '\'' && c != '_');
    letters.div_ceil(8) + marks + 2 * count(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_digits_marks_and_characters() {
        assert_eq!(estimate_tokens("a red cat, 42"), 6);
        assert_eq!(estimate_tokens("一只猫"), 6);
        assert_eq!(estimate_tokens("  "), 0);
    }
}
