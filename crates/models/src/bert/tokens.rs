//! From texts to token ids.

use std::path::Path;
use std::str::FromStr;

use tokenizers::{PostProcessor, Tokenizer, TruncationParams};

use super::BertConfig;
use crate::{Error, Result};

/// Characters for each token beyond which a text is cut before it is looked at. A word has some
/// five; only stretches of blanks and words of more than a hundred letters reach it.
const CHARACTERS_OF_A_TOKEN: usize = 128;

/// A tokenizer that cuts texts to the length that the network takes.
#[derive(Debug)]
pub(super) struct Tokens {
    tokenizer: Tokenizer,
    longest: usize,
}

impl Tokens {
    /// The tokenizer of a `tokenizer.json`, for texts of `longest` tokens or as many as the network
    /// has places for. What the file says about cutting and padding does not count.
    pub(super) fn new(
        json: &str,
        path: &Path,
        config: &BertConfig,
        longest: usize,
    ) -> Result<Self> {
        let unusable = |what: tokenizers::Error| Error::Tokenizer {
            path: path.to_owned(),
            what: what.to_string(),
        };
        let mut tokenizer = Tokenizer::from_str(json).map_err(unusable)?;
        let (tokens, rows) = (tokenizer.get_vocab_size(true), config.vocab_size);
        if tokens > rows {
            return Err(Error::Vocabulary { tokens, rows });
        }
        let longest = longest.min(config.max_position_embeddings);
        let marks = tokenizer.get_post_processor().map_or(0, |marks| marks.added_tokens(false));
        if marks > longest {
            return Err(unusable(format!("{marks} marks for texts of {longest} tokens").into()));
        }
        let cut = TruncationParams { max_length: longest, ..TruncationParams::default() };
        tokenizer.with_truncation(Some(cut)).map_err(unusable)?;
        tokenizer.with_padding(None);
        Ok(Self { tokenizer, longest })
    }

    /// The ids of a text with the marks of beginning and end; at least one, for where a tokenizer
    /// has no marks, an empty text is the vocabulary's first token.
    pub(super) fn ids(&self, text: &str) -> Result<Vec<u32>> {
        let most = self.longest * CHARACTERS_OF_A_TOKEN;
        let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
        let failed = |what: tokenizers::Error| Error::Untokenized { what: what.to_string() };
        let encoding = self.tokenizer.encode_fast(&text[..end], true).map_err(failed)?;
        let ids = encoding.get_ids();
        Ok(if ids.is_empty() { vec![0] } else { ids.to_vec() })
    }
}
