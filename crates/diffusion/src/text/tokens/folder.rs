//! The tokenizer of a model's folder.

use super::merges::Merges;
use super::{END, START, Tokenizer, bytes};
use crate::text::TextError;
use serde::Deserialize;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

/// Bytes of the longest file; CLIP's have less than 4 MB.
const MOST: u64 = 16 << 20;

/// What stands for all that a vocabulary lacks.
const UNKNOWN: &str = "<unk>";

/// What a vocabulary writes at the end of a word.
const WORD_END: &str = "</w>";

type Vocabulary = HashMap<String, u32>;

/// What a folder says that chunks are filled with.
fn pad(folder: &Path) -> Result<Option<String>, TextError> {
    for name in ["special_tokens_map.json", "tokenizer_config.json"] {
        let path = folder.join(name);
        if path.is_file() {
            let Said { pad_token } = json(&path, &text(&path)?)?;
            if let Some(Mark::Text(pad) | Mark::Whole { content: pad }) = pad_token {
                return Ok(Some(pad));
            }
        }
    }
    Ok(None)
}

#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    pad_token: Option<Mark>,
}

/// A token that is written as its text, or with how it is matched.
#[derive(Deserialize)]
#[serde(untagged)]
enum Mark {
    Text(String),
    Whole { content: String },
}

pub(super) fn open(folder: &Path) -> Result<Tokenizer, TextError> {
    let path = folder.join("vocab.json");
    let vocabulary = match text(&path) {
        Ok(text) => json::<Vocabulary>(&path, &text)?,
        Err(TextError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => {
            return whole(folder);
        }
        Err(error) => return Err(error),
    };
    let merges = text(&folder.join("merges.txt"))?;
    let lines = merges.lines().filter(|line| !line.starts_with("#version"));
    let pairs = lines.filter_map(|line| line.split_once(' '));
    make(folder, &vocabulary, pairs, pad(folder)?)
}

/// A `tokenizer.json`.
fn whole(folder: &Path) -> Result<Tokenizer, TextError> {
    let path = folder.join("tokenizer.json");
    let file: Whole = json(&path, &text(&path)?)?;
    let mut vocabulary = file.model.vocab;
    vocabulary.extend(file.added_tokens.into_iter().map(|token| (token.content, token.id)));
    make(&path, &vocabulary, file.model.merges.iter().filter_map(Merge::pair), pad(folder)?)
}

#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    added_tokens: Vec<Added>,
    model: Model,
}

#[derive(Deserialize)]
struct Added {
    id: u32,
    content: String,
}

#[derive(Deserialize)]
struct Model {
    vocab: Vocabulary,
    merges: Vec<Merge>,
}

/// Older files write a pair as one text, newer ones as two.
#[derive(Deserialize)]
#[serde(untagged)]
enum Merge {
    Line(String),
    Pair(String, String),
}

impl Merge {
    fn pair(&self) -> Option<(&str, &str)> {
        match self {
            Self::Line(line) => line.split_once(' '),
            Self::Pair(first, second) => Some((first, second)),
        }
    }
}

fn make<'a>(
    path: &Path,
    vocabulary: &Vocabulary,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    pad: Option<String>,
) -> Result<Tokenizer, TextError> {
    let token = |text: &str| {
        let missing = || TextError::Vocabulary { path: path.to_owned(), token: text.to_owned() };
        vocabulary.get(text).copied().ok_or_else(missing)
    };
    let (start, end) = (token(START)?, token(END)?);
    let known = |text: &str| vocabulary.get(text).copied();
    let unknown = known(UNKNOWN).unwrap_or(end);
    let (mut within, mut at_end) = ([0; 256], [0; 256]);
    for (byte, letter) in bytes::letters().into_iter().enumerate() {
        within[byte] = known(&letter.to_string()).unwrap_or(unknown);
        at_end[byte] = known(&format!("{letter}{WORD_END}")).unwrap_or(unknown);
    }
    let mut merges = Merges::default();
    for (first, second) in pairs {
        merges.learn((token(first)?, token(second)?), token(&format!("{first}{second}"))?);
    }
    let pad = pad.and_then(|pad| known(&pad)).unwrap_or(end);
    Ok(Tokenizer { within, at_end, merges, start, end, pad })
}

fn json<'a, T: Deserialize<'a>>(path: &Path, text: &'a str) -> Result<T, TextError> {
    serde_json::from_str(text).map_err(|source| TextError::Json { path: path.to_owned(), source })
}

/// The text of a file of a bounded length.
fn text(path: &Path) -> Result<String, TextError> {
    let read = || -> io::Result<String> {
        let mut text = String::new();
        File::open(path)?.take(MOST + 1).read_to_string(&mut text)?;
        let fits = text.len() as u64 <= MOST;
        fits.then_some(text).ok_or_else(|| ErrorKind::FileTooLarge.into())
    };
    read().map_err(|source| TextError::Read { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;
    use std::fs;
    use tempfile::TempDir;

    const PAIRS: [(&str, &str); 3] = [("a", "t</w>"), ("c", "at</w>"), ("a", "b")];

    /// A vocabulary whose tokens are counted from the end, so that none is where OpenAI's is.
    fn vocabulary() -> Vocabulary {
        let letters = bytes::letters().into_iter();
        let mut tokens: Vec<String> = letters
            .flat_map(|letter| [letter.to_string(), format!("{letter}{WORD_END}")])
            .collect();
        tokens.extend(PAIRS.map(|(first, second)| format!("{first}{second}")));
        tokens.extend([START.to_owned(), END.to_owned()]);
        tokens.into_iter().zip((1000..2000).rev()).collect()
    }

    fn written(files: &[(&str, String)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn two_files() -> [(&'static str, String); 2] {
        let lines = PAIRS.map(|(first, second)| format!("{first} {second}\n")).concat();
        let vocabulary = serde_json::to_string(&vocabulary()).unwrap();
        [("vocab.json", vocabulary), ("merges.txt", format!("#version: 0.2\n{lines}"))]
    }

    fn one_file(merges: &serde_json::Value) -> [(&'static str, String); 1] {
        let mut vocabulary = vocabulary();
        let end = vocabulary.remove(END).unwrap();
        let added = json!([{"id": end, "content": END, "special": true}]);
        let whole =
            json!({"added_tokens": added, "model": {"vocab": vocabulary, "merges": merges}});
        [("tokenizer.json", whole.to_string())]
    }

    fn check(folder: &TempDir) {
        let tokenizer = open(folder.path()).unwrap();
        let ids = vocabulary();
        let expected = ["cat</w>", "ab", "c</w>", "#</w>"].map(|token| ids[token]);
        assert_eq!(tokenizer.encode("Cat abc#"), expected);
        assert_eq!([tokenizer.start, tokenizer.end], [ids[START], ids[END]]);
    }

    #[test]
    fn what_fills_chunks_may_be_said() {
        let [vocabulary_file, merges] = two_files();
        for said in [json!("#"), json!({"content": "#", "lstrip": false})] {
            let map = json!({"pad_token": said}).to_string();
            let files = [vocabulary_file.clone(), merges.clone(), ("special_tokens_map.json", map)];
            let marks = open(written(&files).path()).unwrap().marks();
            assert_eq!((marks.pad, marks.end), (vocabulary()["#"], vocabulary()[END]));
        }
    }

    #[test]
    fn a_small_vocabulary_has_a_token_for_all_it_lacks() {
        let few = json!({"a": 0, "a</w>": 1, "<unk>": 2, START: 3, END: 4}).to_string();
        let folder = written(&[("vocab.json", few), ("merges.txt", String::new())]);
        assert_eq!(open(folder.path()).unwrap().encode("aa b"), [0, 1, 2]);
    }

    #[test]
    fn both_layouts_are_read() {
        check(&written(&two_files()));
        let lines = PAIRS.map(|(first, second)| format!("{first} {second}"));
        check(&written(&one_file(&json!(lines))));
        check(&written(&one_file(&json!(PAIRS))));
    }

    #[test]
    fn what_is_missing_is_said() {
        assert!(matches!(open(written(&[]).path()), Err(TextError::Read { .. })));
        let broken = written(&[("vocab.json", "{\"a\": -1}".to_owned())]);
        assert!(matches!(open(broken.path()), Err(TextError::Json { .. })));
        let [vocabulary, (name, lines)] = two_files();
        let folder = written(&[vocabulary, (name, lines + "c c\n")]);
        assert!(
            matches!(open(folder.path()), Err(TextError::Vocabulary { token, .. }) if token == "cc")
        );
    }
}
