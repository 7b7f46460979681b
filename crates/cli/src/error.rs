//! What a person can ask of the command line that cannot be done.

use std::io;
use std::path::{Path, PathBuf};

use crate::values::BadValue;

/// An error of the command line itself; the libraries have their own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the folder {} does not exist; create it (mkdir -p) or choose another place", .0.display())]
    NoFolder(PathBuf),
    #[error("{} is a file, not a folder; choose another place", .0.display())]
    NotAFolder(PathBuf),
    #[error("{} is neither a folder nor a name that ends in .{extension}; create the folder (mkdir -p) or add .{extension}", path.display())]
    Extension { path: PathBuf, extension: &'static str },
    #[error("{count} pictures from seed {seed} go beyond the last seed, {}; start lower", u64::MAX)]
    SeedRange { seed: u64, count: u64 },
    #[error("{} says {said}, but {bad}; give {option} yourself", path.display())]
    LikeValue { path: PathBuf, said: String, bad: BadValue, option: &'static str },
    #[error("{} was painted by the model `{model}`, which does not come with this program; give its file: --model PATH", path.display())]
    LikeModel { path: PathBuf, model: String },
    #[error("{} says nothing of what was asked; give the text", path.display())]
    LikeText { path: PathBuf },
    #[error("{} holds a training run already; go on with it by --resume, or choose another folder by --out", .0.display())]
    RunExists(PathBuf),
    #[error("cannot read {}: {source}; check the path and its permissions", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("nothing was said: give a text, the name of a file, or pipe a text in")]
    NothingSaid,
    #[error("the record has no \"text\"; add one")]
    NoText,
    #[error("{} is longer than {limit} bytes; cut it into parts", path.display())]
    TooLong { path: PathBuf, limit: u64 },
    #[error("{} is not UTF-8 from byte {at} on; save it as UTF-8", path.display())]
    NotUtf8 { path: PathBuf, at: usize },
    #[error("line {line} is longer than {limit} bytes; cut it into parts")]
    LineTooLong { line: usize, limit: u64 },
    #[error("line {line} is no record ({source}); write {{\"id\": 1, \"text\": \"…\"}}")]
    Line { line: usize, source: serde_json::Error },
    #[error("{failed} of {total} lines could not be answered; each says why in \"error\"")]
    SomeFailed { failed: usize, total: usize },
    #[error("{} holds no dialogue ({source}); choose another file for --session", path.display())]
    Session { path: PathBuf, source: serde_json::Error },
    #[error("{} does not list models ({source}); mend it or delete it", path.display())]
    Shelf { path: PathBuf, source: serde_json::Error },
    #[error("there is no folder to keep the list in; set QINGYUN_HOME to one")]
    NoHome,
    #[error("{name} comes with the program; choose another --name")]
    NameTaken { name: String },
    #[error("no model {name} was added; `qingyun models` lists them")]
    NotAdded { name: String },
    #[error("the LoRA {name} is not at {}; put it there, or name its file by --lora PATH", path.display())]
    NoLora { name: String, path: PathBuf },
    #[error("the ControlNet {name} is not at {}; put it there, or name its file by --control PATH", path.display())]
    NoControl { name: String, path: PathBuf },
    #[error(
        "{controls} ControlNets and {images} pictures for them; give one --control-image for all, or one for each"
    )]
    ControlImages { controls: usize, images: usize },
    #[error("{} is no picture that can be read: {source}; PNG, JPEG and WebP are", path.display())]
    Picture { path: PathBuf, source: image::ImageError },
    #[error(
        "the model `{model}` is asked by words, not by things; only models of the tiny family can be measured and talked with"
    )]
    Worded { model: String },
    #[error(
        "this machine has {there} cores, so {asked} cannot be measured here; ask for at most {there}, or name hardware by --on"
    )]
    Cores { asked: usize, there: usize },
}

/// All of a file as text.
///
/// # Errors
/// [`Error::Read`].
pub(crate) fn read_text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(Error::reading(path))
}

impl Error {
    /// What the system said when `path` was to be read.
    pub(crate) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }

    /// The message in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::NoFolder(path) => {
                format!("文件夹 {} 不存在。请先创建（mkdir -p），或换一个位置", path.display())
            }
            Self::NotAFolder(path) => {
                format!("{} 是文件，不是文件夹。请换一个位置", path.display())
            }
            Self::Extension { path, extension } => format!(
                "{} 不是文件夹，名字也不以 .{extension} 结尾。请先创建文件夹（mkdir -p），或加上 .{extension}",
                path.display()
            ),
            Self::SeedRange { seed, count } => format!(
                "从种子 {seed} 起画 {count} 张，会超出最大的种子 {}。请从小一些的种子开始",
                u64::MAX
            ),
            Self::LikeValue { path, said, bad, option } => {
                format!("{} 里写着 {said}，但{}。请自己给出 {option}", path.display(), bad.zh())
            }
            Self::LikeModel { path, model } => format!(
                "{} 由模型 `{model}` 画成，本程序不带这个模型。请给出模型文件：--model 路径",
                path.display()
            ),
            Self::LikeText { path } => {
                format!("{} 没有记下要画什么。请给出文字", path.display())
            }
            Self::RunExists(path) => format!(
                "{} 里已有一次训练。请用 --resume 接着训练，或用 --out 换一个文件夹",
                path.display()
            ),
            Self::Read { path, source } => {
                format!("无法读取 {}：{source}。请检查路径和权限", path.display())
            }
            Self::NothingSaid => "没有文字：请给出文字或文件名，或用管道传入".to_owned(),
            Self::NoText => "这条记录没有 \"text\"。请补上".to_owned(),
            Self::TooLong { path, limit } => {
                format!("{} 超过 {limit} 字节。请分成几段", path.display())
            }
            Self::NotUtf8 { path, at } => {
                format!("{} 从第 {at} 字节起不是 UTF-8。请另存为 UTF-8", path.display())
            }
            Self::LineTooLong { line, limit } => {
                format!("第 {line} 行超过 {limit} 字节。请分成几段")
            }
            Self::Line { line, source } => {
                format!("第 {line} 行不是记录（{source}）。请写成 {{\"id\": 1, \"text\": \"…\"}}")
            }
            Self::SomeFailed { failed, total } => {
                format!("{total} 行里有 {failed} 行没有结果，原因见各行的 \"error\"")
            }
            Self::Session { path, source } => {
                format!("{} 里不是对话（{source}）。请用 --session 换一个文件", path.display())
            }
            Self::Shelf { path, source } => {
                format!("{} 里不是模型列表（{source}）。请修好或删掉", path.display())
            }
            Self::NoHome => "没有文件夹可以存放列表。请用 QINGYUN_HOME 指定一个".to_owned(),
            Self::NameTaken { name } => format!("{name} 是程序自带的。请用 --name 换一个名字"),
            Self::NotAdded { name } => {
                format!("没有添加过模型 {name}；qingyun models 列出所有模型")
            }
            Self::NoLora { name, path } => format!(
                "LoRA {name} 不在 {}。请放到那里，或用 --lora 路径 指明文件",
                path.display()
            ),
            Self::NoControl { name, path } => format!(
                "ControlNet {name} 不在 {}。请放到那里，或用 --control 路径 指明文件",
                path.display()
            ),
            Self::ControlImages { controls, images } => format!(
                "有 {controls} 个 ControlNet，却有 {images} 张给它们看的图。请用 --control-image 给一张共用，或每个一张"
            ),
            Self::Picture { path, source } => {
                format!("{} 不是能读的图片：{source}。可用 PNG、JPEG 和 WebP", path.display())
            }
            Self::Worded { model } => {
                format!("模型 `{model}` 按文字作画，不按物件；只有 tiny 家族的模型能测量和对话")
            }
            Self::Cores { asked, there } => format!(
                "本机有 {there} 个核心，测不了 {asked} 个。请最多要 {there} 个，或用 --on 写出硬件名"
            ),
        }
    }
}
