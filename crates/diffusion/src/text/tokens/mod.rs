//! CLIP's tokens: byte-pair encoding of words in small letters (Radford et al. 2021, section 2.4).

mod bytes;
mod embedded;
mod folder;
mod merges;
#[cfg(test)]
mod parity;
mod words;

use super::chunks::Marks;
use crate::Result;
use merges::Merges;
use std::path::Path;

/// The text in which a prompt may write the tokens of beginning and end.
const START: &str = "<|startoftext|>";
const END: &str = "<|endoftext|>";

/// Makes tokens of text, as transformers' `CLIPTokenizer` (5.24) does.
#[derive(Debug)]
pub struct Tokenizer {
    /// The token of each byte within a word, and at its end.
    within: [u32; 256],
    at_end: [u32; 256],
    merges: Merges,
    start: u32,
    end: u32,
    /// What chunks are filled with.
    pad: u32,
}

impl Tokenizer {
    /// The tokenizer with OpenAI's vocabulary of 49,408 tokens, which is part of the program. All
    /// of Stable Diffusion 1, 2 and XL use it. It is made at its first use.
    #[must_use]
    pub fn embedded() -> &'static Self {
        embedded::tokenizer()
    }

    /// The tokenizer in a folder: `vocab.json` and `merges.txt`, or `tokenizer.json` where there
    /// is no `vocab.json`; `special_tokens_map.json` or `tokenizer_config.json` may say what fills
    /// chunks. What a small vocabulary lacks becomes `<unk>`, or where it lacks that, the end.
    ///
    /// # Errors
    /// [`TextError`](super::TextError) where a file is missing, longer than 16 MiB or no JSON, or
    /// where a token is missing.
    pub fn open(folder: &Path) -> Result<Self> {
        Ok(folder::open(folder)?)
    }

    /// The tokens of a text, without those of beginning and end.
    #[must_use]
    pub fn encode(&self, text: &str) -> Vec<u32> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some((at, mark, token)) = self.mark(rest) {
            self.add(&rest[..at], &mut tokens);
            tokens.push(token);
            rest = &rest[at + mark.len()..];
        }
        self.add(rest, &mut tokens);
        tokens
    }

    /// The tokens that stand around a chunk and fill it: that of the end, as in Stable Diffusion 1,
    /// unless the folder says another.
    #[must_use]
    pub fn marks(&self) -> Marks {
        Marks { start: self.start, end: self.end, pad: self.pad }
    }

    /// The token of a comma that stands alone.
    pub(super) fn comma(&self) -> u32 {
        self.at_end[usize::from(b',')]
    }

    /// The first mark of beginning or end that is written out in a text.
    fn mark(&self, text: &str) -> Option<(usize, &'static str, u32)> {
        let marks = [(START, self.start), (END, self.end)];
        let found =
            marks.into_iter().filter_map(|(mark, token)| Some((text.find(mark)?, mark, token)));
        found.min()
    }

    fn add(&self, text: &str, tokens: &mut Vec<u32>) {
        for word in words::split(&words::fold(text)) {
            let mut bytes: Vec<u32> = word.bytes().map(|b| self.within[usize::from(b)]).collect();
            if let (Some(last), Some(byte)) = (bytes.last_mut(), word.bytes().last()) {
                *last = self.at_end[usize::from(byte)];
            }
            tokens.extend(self.merges.apply(bytes));
        }
    }
}
