//! What can go wrong with a record.

use std::path::PathBuf;

/// An error of this crate. `Display` says it in English, [`Error::zh`] in Chinese.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be opened or read.
    #[error("cannot read {}: {source}; check the path and its permissions", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The pixels could not be put into a PNG.
    #[error("cannot make a {width}x{height} PNG of {bytes} bytes of pixels: {source}")]
    Encode {
        /// Pixels a row.
        width: u32,
        /// Rows.
        height: u32,
        /// How many bytes were given.
        bytes: usize,
        /// What the encoder said.
        source: png::EncodingError,
    },
    /// The file is no PNG, or a broken one.
    #[error("{} is not a readable PNG ({source}); give a PNG file that is whole", path.display())]
    Decode {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        source: png::DecodingError,
    },
    /// The file is a PNG without a record.
    #[error("{} carries no `parameters` text: another program made it, or one that shares pictures removed the text; give the file as it was painted", path.display())]
    NoParameters {
        /// The file.
        path: PathBuf,
    },
    /// The file's record is unusable.
    #[error("{}: {source}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Box<Error>,
    },
    /// The text is larger than anything that was meant as a request.
    #[error("the `parameters` text is longer than {limit} bytes; this is no record of a picture")]
    TooLong {
        /// The most bytes that are read.
        limit: usize,
    },
    /// A field holds something that is not its kind of value.
    #[error(
        "the `parameters` text says `{field}: {value}`, which is not {expected}; correct the text or give the value yourself"
    )]
    BadValue {
        /// The field's name in the text.
        field: &'static str,
        /// What stands there, shortened.
        value: String,
        /// What should stand there, in English.
        expected: &'static str,
        /// What should stand there, in Chinese.
        expected_zh: &'static str,
    },
    /// The text format has no way to say this request.
    #[error(
        "this request cannot be written into the picture so that it reads back the same; remove line breaks and \"Negative prompt:\" from the text"
    )]
    NotRepresentable,
}

impl Error {
    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Read { path, source } => {
                format!("无法读取 {}：{source}。请检查路径和权限", path.display())
            }
            Self::Encode { width, height, bytes, source } => {
                format!("无法把 {bytes} 字节的像素写成 {width}x{height} 的 PNG：{source}")
            }
            Self::Decode { path, source } => {
                format!("{} 不是可读的 PNG（{source}）。请给出完整的 PNG 文件", path.display())
            }
            Self::NoParameters { path } => format!(
                "{} 里没有 parameters 文本：它由别的程序生成，或在分享时被删去了文本。请给出刚画好的原文件",
                path.display()
            ),
            Self::Record { path, source } => format!("{}：{}", path.display(), source.zh()),
            Self::TooLong { limit } => {
                format!("parameters 文本超过 {limit} 字节，不是图片的记录")
            }
            Self::BadValue { field, value, expected_zh, .. } => format!(
                "parameters 文本里写着“{field}: {value}”，这不是{expected_zh}。请改正文本，或自己给出这个值"
            ),
            Self::NotRepresentable => {
                "这个请求写进图片后读不回原样。请从文字里去掉换行和“Negative prompt:”".to_owned()
            }
        }
    }
}
