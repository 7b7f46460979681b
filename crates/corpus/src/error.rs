//! What can go wrong with works and with people's own pictures, in English and Chinese.

use std::path::PathBuf;

use thiserror::Error;

/// An error of this crate. [`std::fmt::Display`] speaks English, [`Error::zh`] Chinese.
#[derive(Debug, Error)]
pub enum Error {
    /// The embedded manifest is not what this version reads.
    #[error("data/manifest.json cannot be read: {0}. Write it again with `cargo xtask dataset --write-manifest`")]
    Manifest(#[source] serde_json::Error),
    /// A work of the manifest has not been drawn yet.
    #[error("the work {} is missing. Fetch and draw the works with `cargo xtask dataset`", path.display())]
    NoWorks {
        /// The file looked for.
        path: PathBuf,
    },
    /// A picture is broken, or of a kind that is not read.
    #[error("the picture {} cannot be read: {source}", path.display())]
    Picture {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        source: image::ImageError,
    },
    /// A sprite has to be 128×128.
    #[error("a sprite has to be 128×128 pixels, this one is {width}×{height}. Draw the works again with `cargo xtask dataset`")]
    SpriteSide {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
}

impl Error {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Manifest(source) => format!(
                "无法读取 data/manifest.json：{source}。请用 `cargo xtask dataset --write-manifest` 重新生成"
            ),
            Self::NoWorks { path } => format!(
                "缺少作品 {}。请先运行 `cargo xtask dataset` 下载并绘制作品",
                path.display()
            ),
            Self::Picture { path, source } => {
                format!("无法读取图片 {}：{source}", path.display())
            }
            Self::SpriteSide { width, height } => format!(
                "作品须为 128×128 像素，而这一张是 {width}×{height}。请用 `cargo xtask dataset` 重新绘制"
            ),
        }
    }
}
