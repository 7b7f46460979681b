//! Words that a user adds: each stays whole, with its part of speech.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::unit::is_han;
use super::{Pos, Word};
use crate::Span;

/// Most characters of a user's word.
const LONGEST: usize = 32;

/// Why a user dictionary cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}, line {line}: {reason}: write a line as `word [frequency] [tag]`", file.display())]
pub struct UserDictionaryError {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a line of a user dictionary.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Reason {
    /// More characters than a word may have.
    #[error("the word has more than {LONGEST} characters")]
    Long,
    /// The tag belongs to neither set.
    #[error("\"{0}\" is neither a universal part of speech nor one of jieba's tags")]
    Tag(String),
    /// There is something after the tag.
    #[error("\"{0}\" is left over")]
    Rest(String),
}

impl UserDictionaryError {
    /// The message in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        let reason = match &self.reason {
            Reason::Long => format!("词超过 {LONGEST} 个字"),
            Reason::Tag(tag) => format!("“{tag}”既不是通用词性，也不是 jieba 的词性"),
            Reason::Rest(rest) => format!("多出“{rest}”"),
        };
        format!("{} 第 {} 行：{reason}：每行写作“词 [频率] [词性]”", self.file.display(), self.line)
    }
}

/// A user's words with their parts of speech, where these were given.
#[derive(Clone, Debug, Default)]
pub struct UserDictionary {
    words: HashMap<String, Option<Pos>>,
    /// Characters of the longest word.
    longest: usize,
}

impl UserDictionary {
    /// Reads lines of `word [frequency] [tag]`, as jieba has them; `#` begins a remark. The
    /// frequency is read over, for a user's word always stays whole; the tag is a universal
    /// part of speech or one of jieba's. `file` is named in errors.
    ///
    /// # Errors
    /// The first line that is none of this.
    pub fn parse(text: &str, file: &Path) -> Result<Self, UserDictionaryError> {
        let mut dictionary = Self::default();
        for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
            if let Err(reason) = dictionary.read(line) {
                return Err(UserDictionaryError { file: file.to_owned(), line: number, reason });
            }
        }
        Ok(dictionary)
    }

    /// Adds a word of at most 32 characters.
    ///
    /// # Errors
    /// [`Reason::Long`] for a longer one.
    pub fn add(&mut self, word: &str, pos: Option<Pos>) -> Result<(), Reason> {
        let length = word.chars().take(LONGEST + 1).count();
        if length > LONGEST {
            return Err(Reason::Long);
        }
        self.longest = self.longest.max(length);
        self.words.insert(word.to_owned(), pos);
        Ok(())
    }

    fn read(&mut self, line: &str) -> Result<(), Reason> {
        let mut fields = line.split_whitespace().peekable();
        let Some(word) = fields.next().filter(|word| !word.starts_with('#')) else {
            return Ok(());
        };
        fields.next_if(|field| field.parse::<u64>().is_ok());
        let pos = match fields.next() {
            Some(tag) => Some(part(tag).ok_or_else(|| Reason::Tag(tag.to_owned()))?),
            None => None,
        };
        match fields.next() {
            Some(rest) => Err(Reason::Rest(rest.to_owned())),
            None => self.add(word, pos),
        }
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Words with the user's in their places: what these cut in two stays on both sides.
    pub(crate) fn apply(&self, text: &str, words: Vec<Word>) -> Vec<Word> {
        let mut left = words.into_iter().peekable();
        let mut all = Vec::with_capacity(left.len());
        let mut carried: Option<Word> = None;
        for (span, given) in self.find(text) {
            let mut old = None;
            while let Some(word) =
                carried.take().or_else(|| left.next_if(|w| w.span.start < span.end))
            {
                if word.span.end <= span.start {
                    all.push(word);
                    continue;
                }
                old = old.or(Some(word.pos));
                if word.span.start < span.start {
                    let span = Span { end: span.start, ..word.span };
                    all.push(Word { span, ..word });
                }
                if word.span.end > span.end {
                    let span = Span { start: span.end, ..word.span };
                    carried = Some(Word { span, ..word });
                    break;
                }
            }
            all.push(Word { span, pos: given.or(old).unwrap_or(Pos::Noun) });
        }
        all.extend(carried);
        all.extend(left);
        all
    }

    /// The user's words in a text: the longest at each place, from left to right.
    fn find(&self, text: &str) -> Vec<(Span, Option<Pos>)> {
        let mut found = Vec::new();
        let mut free = 0;
        for (start, _) in text.char_indices() {
            if start < free || !parts(text, start) {
                continue;
            }
            let ends = text[start..].char_indices().take(self.longest);
            let ends: Vec<usize> = ends.map(|(at, c)| start + at + c.len_utf8()).collect();
            let word = ends.into_iter().rev().filter(|end| parts(text, *end)).find_map(|end| {
                let pos = self.words.get(&text[start..end])?;
                Some((Span { start, end }, *pos))
            });
            free = word.map_or(free, |(span, _)| span.end);
            found.extend(word);
        }
        found
    }
}

/// Whether a word may begin or end here: not between two letters or digits, but anywhere beside a
/// Chinese character.
fn parts(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().next();
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(c));
    !(inside(before) && inside(after))
}

/// The part of speech of a universal or a jieba tag.
fn part(tag: &str) -> Option<Pos> {
    let universal = Pos::ALL.into_iter().find(|pos| pos.name().eq_ignore_ascii_case(tag));
    universal.or_else(|| {
        Some(match tag {
            "nr" | "ns" | "nt" | "nz" | "nrt" | "nrfg" => Pos::Propn,
            "n" | "ng" | "s" | "t" | "tg" | "f" | "l" | "i" | "j" | "q" | "mq" | "vn" | "an" => {
                Pos::Noun
            }
            "a" | "ag" | "ad" | "b" | "z" => Pos::Adj,
            "v" | "vg" | "vd" | "vi" | "vq" => Pos::Verb,
            "d" | "dg" => Pos::Adv,
            "m" | "mg" => Pos::Num,
            "p" => Pos::Adp,
            "r" | "rr" | "rg" | "rz" => Pos::Pron,
            "c" => Pos::Cconj,
            "u" | "uj" | "ul" | "ud" | "ug" | "uv" | "uz" | "y" | "h" | "k" => Pos::Part,
            "e" | "o" => Pos::Intj,
            "x" | "eng" => Pos::X,
            "w" => Pos::Punct,
            _ => return None,
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(text: &str) -> Result<UserDictionary, UserDictionaryError> {
        UserDictionary::parse(text, Path::new("my.txt"))
    }

    #[test]
    fn a_word_stays_whole() {
        let dictionary = parse("# mine\n云霞纹路 5 n\n青鸾\n").unwrap();
        let text = "画青鸾和云霞纹路";
        let word = |start, end, pos| Word { span: Span { start, end }, pos };
        let words = vec![word(0, 6, Pos::Verb), word(6, 12, Pos::X), word(12, 24, Pos::Verb)];
        let expected = [
            word(0, 3, Pos::Verb),
            word(3, 9, Pos::Verb),
            word(9, 12, Pos::X),
            word(12, 24, Pos::Noun),
        ];
        assert_eq!(dictionary.apply(text, words), expected);
    }

    #[test]
    fn not_inside_an_english_word() {
        let dictionary = parse("art NOUN").unwrap();
        assert_eq!(dictionary.find("artist art").len(), 1);
    }

    #[test]
    fn errors_say_where() {
        let error = parse("好 3 a\n坏 3 nonsense").unwrap_err();
        assert_eq!((error.line, error.reason.clone()), (2, Reason::Tag("nonsense".to_owned())));
        assert!(error.to_string().starts_with("my.txt, line 2: "));
        assert!(parse(&"长".repeat(33)).is_err());
        assert!(parse("词 3 n 多").is_err());
    }
}
