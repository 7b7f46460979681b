//! The vocabulary: Han characters, common Chinese words, and pieces of English.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, anyhow};
use jieba_rs::Jieba;
use serde_json::{Map, Value, json};
use tokenizers::models::wordpiece::{WordPiece, WordPieceTrainer};
use tokenizers::{Model, Trainer};

use super::gather::{self, Text};

/// Tokens that stand for no text, in the order of their ids.
const SPECIAL: [&str; 5] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/// Han characters with a token each, the commonest.
const CHARACTERS: usize = 4_600;

/// Other signs of Chinese text: marks and the like.
const SIGNS: usize = 60;

/// Pieces of English, single letters among them.
const PIECES: usize = 7_600;

/// Chinese words with a token each. A shallow network cannot spell a word together from characters
/// that mean other things; a table can.
const WORDS: usize = 8_000;

/// Tokens of the longest text.
pub(super) const LONGEST: usize = 256;

/// Writes runs/bert/tokenizer.json.
pub(super) fn run() -> Result<()> {
    let texts = super::texts()?;
    let (pieces, words) = (pieces(&texts)?, words(&texts));
    println!("{} pieces, {} Chinese words", pieces.len(), words.len());
    let path = super::folder().join("tokenizer.json");
    qingyun_files::replace(&path, tokenizer(&pieces, &words).to_string().as_bytes())?;
    println!("wrote {}", path.display());
    Ok(())
}

/// Special tokens, Han characters and signs by how common they are, pieces of English.
fn pieces(texts: &[Text]) -> Result<Vec<String>> {
    let chinese = || texts.iter().filter_map(|text| text.zh.as_deref()).flat_map(str::chars);
    let characters = common(chinese().filter(|&c| gather::is_han(c)), CHARACTERS);
    let signs = common(
        chinese().filter(|&c| !gather::is_han(c) && !c.is_ascii() && !c.is_whitespace()),
        SIGNS,
    );
    let special = SPECIAL.map(str::to_owned).into_iter();
    let mut pieces: Vec<String> = special.collect();
    pieces.extend(characters.into_iter().chain(signs).map(String::from));
    let known: HashSet<String> = pieces.iter().cloned().collect();
    pieces.extend(english(texts)?.into_iter().filter(|piece| !known.contains(piece)));
    Ok(pieces)
}

fn common(characters: impl Iterator<Item = char>, count: usize) -> Vec<char> {
    let mut counts = HashMap::new();
    characters.for_each(|c| *counts.entry(c).or_insert(0usize) += 1);
    let mut order: Vec<(char, usize)> = counts.into_iter().collect();
    order.sort_by_key(|&(c, count)| (std::cmp::Reverse(count), c));
    order.into_iter().take(count).map(|(c, _)| c).collect()
}

/// WordPiece (Schuster & Nakajima 2012) on all English words.
fn english(texts: &[Text]) -> Result<Vec<String>> {
    let mut trainer = WordPieceTrainer::builder()
        .vocab_size(PIECES)
        .min_frequency(3)
        .limit_alphabet(100)
        .initial_alphabet((' '..='~').filter(|c| !c.is_whitespace()).collect())
        .show_progress(false)
        .build();
    let words = |text: &str| {
        let words = text.to_lowercase();
        let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Ok(words.map(str::to_owned).collect())
    };
    let failed = |error| anyhow!("the vocabulary could not be learned: {error}");
    trainer.feed(texts.iter().map(|text| text.en.as_str()), words).map_err(failed)?;
    let mut model = WordPiece::default();
    Trainer::train(&trainer, &mut model).map_err(failed)?;
    let mut pieces: Vec<(String, u32)> = model.get_vocab().into_iter().collect();
    pieces.sort_by_key(|(_, id)| *id);
    Ok(pieces.into_iter().map(|(piece, _)| piece).collect())
}

/// The dictionary's words of two to four characters that jieba has seen most often.
fn words(texts: &[Text]) -> Vec<String> {
    let jieba = Jieba::new();
    let headwords: HashSet<&str> = texts
        .iter()
        .filter(|text| text.source == "cedict" && !text.held)
        .filter_map(|text| text.zh.as_deref())
        .filter(|word| (2..=4).contains(&word.chars().count()))
        .collect();
    let mut words: Vec<(usize, &str)> =
        headwords.into_iter().map(|word| (jieba.suggest_freq(word), word)).collect();
    words.sort_by_key(|&(count, word)| (std::cmp::Reverse(count), word));
    words.into_iter().take(WORDS).map(|(_, word)| word.to_owned()).collect()
}

/// A tokenizer as Hugging Face's library reads it. Chinese words are found before all else, the
/// longest first; what is left falls into single characters and pieces of English.
fn tokenizer(pieces: &[String], words: &[String]) -> Value {
    let vocabulary: Map<String, Value> =
        pieces.iter().enumerate().map(|(id, piece)| (piece.clone(), id.into())).collect();
    let special = SPECIAL.iter().enumerate().map(|(id, token)| added(id, token, true));
    let words = words.iter().enumerate().map(|(i, word)| added(pieces.len() + i, word, false));
    json!({
        "version": "1.0",
        "truncation": {
            "direction": "Right", "max_length": LONGEST, "strategy": "LongestFirst", "stride": 0
        },
        "padding": null,
        "added_tokens": special.chain(words).collect::<Vec<_>>(),
        "normalizer": {
            "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": true, "lowercase": true
        },
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}}
            ],
            "pair": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"Sequence": {"id": "B", "type_id": 0}}
            ],
            "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}}
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": vocabulary
        }
    })
}

fn added(id: usize, content: &str, special: bool) -> Value {
    json!({
        "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
        "normalized": false, "special": special
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_come_before_characters_and_pieces() {
        let pieces = SPECIAL.iter().copied().chain(["猫", "小", "咪", "cat", "##s", "，"]);
        let pieces: Vec<String> = pieces.map(str::to_owned).collect();
        let json = tokenizer(&pieces, &["小猫".to_owned()]).to_string();
        let tokenizer: tokenizers::Tokenizer = json.parse().unwrap();
        let tokens = |text: &str| tokenizer.encode(text, true).unwrap().get_tokens().to_vec();
        assert_eq!(tokens("小猫咪，Cats狗"), ["[CLS]", "小猫", "咪", "，", "cat", "##s", "[UNK]"]);
        assert_eq!(tokens(""), ["[CLS]"]);
    }
}
