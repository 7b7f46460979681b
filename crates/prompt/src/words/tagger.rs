//! Segments a text and tags each word, in the language of each stretch.

use super::Word;
use super::chinese::Chinese;
use super::chinese::dictionary::Dictionary;
use super::chinese::model::Model;
use super::english::English;
use super::sequence::Sequence;
use super::table::Table;
use super::unit::{is_blank, is_han};
use super::user::UserDictionary;
use crate::Span;

const DICTIONARY: Dictionary =
    Dictionary::new(include_bytes!("../../../../weights/words/zh-dictionary.bin"));
const MODEL: Model = Model::new(include_bytes!("../../../../weights/words/zh-words.bin"));
const EN_TAGS: Table<'static> = Table::new(include_bytes!("../../../../weights/words/en-tags.bin"));

/// English words in a row from which on they are read as English among Chinese.
const QUOTED: usize = 3;

/// Segments and tags.
#[derive(Clone, Debug)]
pub struct Tagger {
    chinese: Chinese,
    english: English,
    user: UserDictionary,
}

impl Default for Tagger {
    fn default() -> Self {
        Self {
            chinese: Chinese::new(DICTIONARY, MODEL),
            english: English::new(Sequence::new(EN_TAGS)),
            user: UserDictionary::default(),
        }
    }
}

impl Tagger {
    /// A tagger that keeps a user's words whole.
    pub fn with_words(user: UserDictionary) -> Self {
        Self { user, ..Self::default() }
    }

    /// The words of a text in order; spaces belong to none.
    pub fn tag(&self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        let all = Span { start: 0, end: text.len() };
        match text.contains(is_han) {
            false => self.english.words(text, all, &mut words),
            true if !may_quote(text) => self.chinese.words(text, all, &mut words),
            true => self.stretches(text, &mut words),
        }
        if self.user.is_empty() { words } else { self.user.apply(text, words) }
    }

    fn stretches(&self, text: &str, words: &mut Vec<Word>) {
        for (stretch, chinese) in stretches(text) {
            match chinese {
                true => self.chinese.words(text, stretch, words),
                false => self.english.words(text, stretch, words),
            }
        }
    }
}

/// Whether there may be English among Chinese: few texts have so many letters, and a glance tells.
fn may_quote(text: &str) -> bool {
    let letter = |byte: &u8| u8::from(byte.is_ascii_alphabetic());
    let letters = text.as_bytes().chunks(128).map(|chunk| chunk.iter().map(letter).sum::<u8>());
    letters.map(usize::from).sum::<usize>() >= QUOTED
        && text.split(is_blank).take(QUOTED).count() == QUOTED
}

/// A text with Chinese in stretches of one language; true for Chinese. A stretch is English from
/// the first to the last of [`QUOTED`] or more words in a row that spaces part.
fn stretches(text: &str) -> Vec<(Span, bool)> {
    let mut stretches: Vec<(Span, bool)> = Vec::new();
    let mut push = |start: usize, end: usize, chinese: bool| match stretches.last_mut() {
        Some(last) if last.1 == chinese => last.0.end = end,
        _ if start < end => stretches.push((Span { start, end }, chinese)),
        _ => {}
    };
    let mut at = 0;
    for line in text.split_inclusive(is_han_or_break) {
        let end = at + line.len();
        let last = line.chars().next_back().filter(|c| is_han(*c));
        let body = end - last.map_or(0, char::len_utf8);
        push(at, body, !is_english(&text[at..body]));
        push(body, end, true);
        at = end;
    }
    stretches
}

fn is_han_or_break(c: char) -> bool {
    is_han(c) || c == '\n'
}

fn is_english(text: &str) -> bool {
    let words = text.split(is_blank).filter(|word| word.starts_with(char::is_alphabetic));
    words.take(QUOTED).count() == QUOTED
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::Pos;

    fn tag(text: &str) -> Vec<(&str, Pos)> {
        Tagger::default().tag(text).iter().map(|word| (word.span.of(text), word.pos)).collect()
    }

    #[test]
    fn a_request() {
        let expected = [
            ("画", Pos::Verb),
            ("三", Pos::Num),
            ("只", Pos::Noun),
            ("红色", Pos::Noun),
            ("的", Pos::Part),
            ("猫", Pos::Noun),
        ];
        assert_eq!(tag("画三只红色的猫"), expected);
        let traditional: Vec<Pos> = tag("畫三隻紅色的貓").iter().map(|word| word.1).collect();
        assert_eq!(traditional, expected.map(|word| word.1));
    }

    #[test]
    fn english() {
        let expected = [
            ("The", Pos::Det),
            ("old", Pos::Adj),
            ("dog", Pos::Noun),
            ("does", Pos::Aux),
            ("n't", Pos::Part),
            ("sleep", Pos::Verb),
            (".", Pos::Punct),
        ];
        assert_eq!(tag("The old dog doesn't sleep."), expected);
    }

    #[test]
    fn nothing_to_say() {
        for text in ["", " \n\t", "\u{200b}\u{202e}\u{0}"] {
            assert!(tag(text).iter().all(|word| word.1 == Pos::Punct));
        }
        assert_eq!(
            tag("🐱🐻\u{200d}❄\u{fe0f}"),
            [("🐱", Pos::Sym), ("🐻\u{200d}❄\u{fe0f}", Pos::Sym)]
        );
        assert_eq!(tag("שלום عالم").len(), 2);
    }

    #[test]
    fn a_megabyte_is_bounded() {
        for part in ["a", "猫", "'", "a-", "1.", "🐱", "http://", "@a", "，", "U."] {
            let text = part.repeat(200_000 / part.len());
            assert!(!tag(&text).is_empty());
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "\\PC{0,4}",
            "[a-zA-Z'’.-]{1,6}",
            "[一-龥]{1,5}",
            " ",
            "[0-9.,]{1,4}",
            Just("\n".to_owned()),
            Just("www.a".to_owned())
        ];
        proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn words_cover_the_text(text in any_text()) {
            let mut end = 0;
            for word in Tagger::default().tag(&text) {
                prop_assert!(word.span.start >= end && word.span.end > word.span.start);
                prop_assert!(text[end..word.span.start].chars().all(is_blank));
                let said = text.get(word.span.start..word.span.end);
                prop_assert!(said.is_some_and(|said| said.trim() == said));
                end = word.span.end;
            }
            prop_assert!(text[end..].chars().all(is_blank));
        }
    }
}
