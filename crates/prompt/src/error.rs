//! Why an utterance could not be read.

use thiserror::Error as ThisError;

use crate::MAX_BYTES;

/// Why an utterance could not become a brief.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// Nothing but spaces and invisible characters.
    #[error("the text is empty: say what to paint, for example \"a red cat, blue background\"")]
    Empty,
    /// Longer than [`MAX_BYTES`].
    #[error("the text has {bytes} bytes, more than {MAX_BYTES}: say it in fewer words")]
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
    },
    /// No word names anything that the model can paint.
    #[error("{}", nothing_known(words, nearest))]
    NothingKnown {
        /// Words that were not understood, as typed.
        words: Vec<String>,
        /// Names from the vocabulary that resemble them, best first.
        nearest: Vec<String>,
    },
}

impl Error {
    /// The message in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        match self {
            Error::Empty => "没有文字：请说要画什么，例如“一只红色的猫，蓝色背景”".to_owned(),
            Error::TooLong { bytes } => {
                format!("文字有 {bytes} 字节，超过 {MAX_BYTES} 字节：请说得短一些")
            }
            Error::NothingKnown { words, nearest } => nothing_known_zh(words, nearest),
        }
    }
}

fn nothing_known(words: &[String], nearest: &[String]) -> String {
    let mut message = "found nothing to paint in the text".to_owned();
    if !words.is_empty() {
        message += &format!(" (not known: {})", words.join(", "));
    }
    message += ": name something the model knows";
    if !nearest.is_empty() {
        message += &format!(", perhaps {}", nearest.join(", "));
    }
    message
}

fn nothing_known_zh(words: &[String], nearest: &[String]) -> String {
    let mut message = "没有找到可以画的东西".to_owned();
    if !words.is_empty() {
        message += &format!("（不认识：{}）", words.join("、"));
    }
    message += "：请说一样模型认识的东西";
    if !nearest.is_empty() {
        message += &format!("，比如：{}", nearest.join("、"));
    }
    message
}
