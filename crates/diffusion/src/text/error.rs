//! What can be wrong with a prompt, or with the files of a tokenizer.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a prompt, an embedding's name or a tokenizer's files cannot be used: English by
/// `Display`, Chinese by [`TextError::zh`].
#[derive(Debug, Error)]
pub enum TextError {
    /// A prompt is longer than anything that a picture could follow.
    #[error("the prompt has {bytes} bytes; shorten it to {limit} or less")]
    Long {
        /// Its length.
        bytes: usize,
        /// The longest allowed.
        limit: usize,
    },
    /// A prompt changes so often that writing out what each step sees is too much.
    #[error(
        "written out for each step, the prompt has more than {limit} bytes; shorten it, ask for \
         fewer steps, or take out some of its [a|b] and [a:b:0.5]"
    )]
    Changes {
        /// The most allowed.
        limit: usize,
    },
    /// A tag of an extra network has a strength that is no number.
    #[error("\"{tag}\" has a strength that is no number; write it like <lora:name:0.8>")]
    Strength {
        /// The tag as it was written.
        tag: String,
    },
    /// An embedding does not fit a chunk, or its name has no tokens.
    #[error(
        "the embedding \"{name}\" of {vectors} vectors cannot be used; it needs a name of letters \
         and 1 to {limit} vectors"
    )]
    Embedding {
        /// Its name.
        name: String,
        /// How many vectors it has.
        vectors: usize,
        /// The most that fit a chunk.
        limit: usize,
    },
    /// A file of a tokenizer could not be read.
    #[error(
        "cannot read {}: {source}; a tokenizer's folder has vocab.json and merges.txt, or \
         tokenizer.json",
        path.display()
    )]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of a tokenizer is no JSON, or not of the kind expected.
    #[error("{} is no vocabulary: {source}; take the file of a CLIP model", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// A vocabulary lacks a token.
    #[error("{} lacks the token \"{token}\"; take the files of one CLIP model", path.display())]
    Vocabulary {
        /// The folder or file.
        path: PathBuf,
        /// The token.
        token: String,
    },
}

impl TextError {
    /// The same message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Long { bytes, limit } => {
                format!("提示词有 {bytes} 字节；请缩短到 {limit} 字节以内")
            }
            Self::Changes { limit } => format!(
                "按步展开后，提示词超过 {limit} 字节；请缩短提示词、减少步数，或去掉一些 [a|b] 和 \
                 [a:b:0.5]"
            ),
            Self::Strength { tag } => {
                format!("“{tag}”里的强度不是数字；请写成 <lora:名称:0.8>")
            }
            Self::Embedding { name, vectors, limit } => format!(
                "无法使用有 {vectors} 个向量的嵌入“{name}”；名称须有文字，向量须为 1 到 {limit} 个"
            ),
            Self::Read { path, source } => format!(
                "无法读取 {}：{source}；分词器文件夹应有 vocab.json 和 merges.txt，或 tokenizer.json",
                path.display()
            ),
            Self::Json { path, source } => {
                format!("{} 不是词表：{source}；请用 CLIP 模型的文件", path.display())
            }
            Self::Vocabulary { path, token } => {
                format!("{} 缺少词元“{token}”；请用同一个 CLIP 模型的文件", path.display())
            }
        }
    }
}
