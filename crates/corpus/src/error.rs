//! What can go wrong with works and with people's own pictures, in English and Chinese.

use std::path::PathBuf;

use thiserror::Error;

use crate::folder::{Encoding, Sizes};

/// An error of this crate. [`std::fmt::Display`] speaks English, [`Error::zh`] Chinese.
#[derive(Debug, Error)]
pub enum Error {
    /// The embedded manifest is not what this version reads.
    #[error(
        "data/manifest.json cannot be read: {0}. \
         Write it again with `cargo xtask dataset --write-manifest`"
    )]
    Manifest(#[source] serde_json::Error),
    /// A work of the manifest has not been drawn yet.
    #[error(
        "the work {} is missing. Fetch and draw the works with `cargo xtask dataset`",
        path.display()
    )]
    NoWorks {
        /// The file looked for.
        path: PathBuf,
    },
    /// A picture is broken, or of a kind that is not read.
    #[error(
        "the picture {} cannot be read: {source}. Replace it, or take it out of the folder",
        path.display()
    )]
    Picture {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        source: image::ImageError,
    },
    /// A sprite has to be 128×128.
    #[error(
        "a sprite has to be 128×128 pixels, this one is {width}×{height}. \
         Draw the works again with `cargo xtask dataset`"
    )]
    SpriteSide {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// A file or folder cannot be opened.
    #[error("{} cannot be read: {source}. Check that it exists and may be read", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A training folder holds no picture.
    #[error(
        "there is no picture in {}. Put .png, .jpg or .webp files there, with captions",
        path.display()
    )]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A picture promises more pixels than any training picture needs: perhaps a decompression bomb.
    #[error(
        "the picture {} is {width}×{height}, more than 64 million pixels, and was not opened. \
         Make it smaller, or take it out of the folder",
        path.display()
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The width its header gives.
        width: u32,
        /// The height its header gives.
        height: u32,
    },
    /// The pictures of a training folder differ in size.
    #[error("the pictures differ in size; training needs one size. Bring them to one:\n{sizes}")]
    MixedSizes {
        /// The sizes found.
        sizes: Sizes,
    },
    /// A picture has no caption, or an empty one.
    #[error(
        "the picture {} has no caption. Write its tags, with commas between, into {}",
        path.display(), caption.display()
    )]
    NoCaption {
        /// The picture.
        path: PathBuf,
        /// The file where it was looked for.
        caption: PathBuf,
    },
    /// A caption is not UTF-8 text.
    #[error(
        "{} is not UTF-8 text; it looks like {encoding}. Convert it: \
         iconv -f {encoding} -t UTF-8 FILE > NEW",
        path.display()
    )]
    NotUtf8 {
        /// The caption's file.
        path: PathBuf,
        /// What it seems to be written in.
        encoding: Encoding,
    },
    /// A line of `metadata.jsonl` is not what it should be.
    #[error(
        "line {line} of {} cannot be read: {source}. It should be like \
         {{\"file_name\": \"cat.png\", \"text\": \"cat, red\"}}",
        path.display()
    )]
    MetadataLine {
        /// The `metadata.jsonl`.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A line of `metadata.jsonl` names a picture that is not in the folder.
    #[error(
        "line {line} of {} names {file_name:?}, but the folder has no such picture. \
         Add the picture, or take the line out",
        path.display()
    )]
    NoSuchPicture {
        /// The `metadata.jsonl`.
        path: PathBuf,
        /// Its line, from 1.
        line: usize,
        /// The name given there.
        file_name: String,
    },
}

impl Error {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Manifest(source) => format!(
                "无法读取 data/manifest.json：{source}。\
                 请用 `cargo xtask dataset --write-manifest` 重新生成"
            ),
            Self::NoWorks { path } => {
                format!("缺少作品 {}。请先运行 `cargo xtask dataset` 下载并绘制", path.display())
            }
            Self::SpriteSide { width, height } => format!(
                "作品须为 128×128 像素，这一张却是 {width}×{height}。\
                 请用 `cargo xtask dataset` 重新绘制"
            ),
            Self::Picture { path, source } => {
                format!("无法读取图片 {}：{source}。请替换它，或把它移出文件夹", path.display())
            }
            Self::Unreadable { path, source } => {
                format!("无法读取 {}：{source}。请检查它是否存在、是否有读取权限", path.display())
            }
            Self::EmptyFolder { path } => format!(
                "文件夹 {} 里没有图片。请放入 .png、.jpg 或 .webp 图片，并为每张配上标签",
                path.display()
            ),
            Self::TooLarge { path, width, height } => format!(
                "图片 {} 有 {width}×{height} 像素，超过 6400 万，没有打开。\
                 请缩小它，或把它移出文件夹",
                path.display()
            ),
            Self::MixedSizes { sizes } => {
                format!("图片尺寸不一，训练需要统一尺寸。请先统一：\n{sizes}")
            }
            Self::NoCaption { path, caption } => format!(
                "图片 {} 没有标签。请把标签写进 {}，用逗号隔开",
                path.display(),
                caption.display()
            ),
            Self::NotUtf8 { path, encoding } => format!(
                "{} 不是 UTF-8 文本，看起来是 {encoding} 编码。\
                 请转换：iconv -f {encoding} -t UTF-8 原文件 > 新文件",
                path.display()
            ),
            Self::MetadataLine { path, line, source } => format!(
                "{} 第 {line} 行无法读取：{source}。\
                 应写成 {{\"file_name\": \"cat.png\", \"text\": \"猫, 红色\"}} 的样子",
                path.display()
            ),
            Self::NoSuchPicture { path, line, file_name } => format!(
                "{} 第 {line} 行提到 {file_name:?}，但文件夹里没有这张图片。\
                 请补上图片，或删去这一行",
                path.display()
            ),
        }
    }
}
