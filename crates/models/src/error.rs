//! What can go wrong with weights, checkpoints and devices.

use std::path::PathBuf;

use crate::{GgufFault, Wanted};

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error about weights, a checkpoint or a device.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read.
    #[error("cannot read {}: {source}; check that the path exists and may be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] qingyun_files::Error),
    /// A file is not a safetensors file, or is cut short.
    #[error("{} is not a whole safetensors file: {source}; fetch or save it again", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: safetensors::SafeTensorError,
    },
    /// A file is not one of GGUF, or is damaged.
    #[error("{} is not a whole GGUF file: {fault}; fetch it again", path.display())]
    Gguf {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        fault: GgufFault,
    },
    /// A file holds weights, but of another kind of model.
    #[error(
        "{} holds another kind of model than {family} (its first tensor: {first}); choose a matching file",
        path.display()
    )]
    Kind {
        /// The file.
        path: PathBuf,
        /// The family wanted.
        family: &'static str,
        /// The name of the first tensor in the file; `-` where there is none.
        first: String,
    },
    /// The description of the network in a checkpoint is unusable.
    #[error(
        "the checkpoint's description of its network is unusable ({what}); save it again with `qingyun train`"
    )]
    Config {
        /// What is wrong.
        what: String,
    },
    /// A model's `config.json` is not JSON, or a setting in it is of another kind than it must be.
    #[error("the model's config.json cannot be read: {source}; fetch it again")]
    Json {
        /// What the reader said, with line and column.
        #[from]
        source: serde_json::Error,
    },
    /// One of a model's files of text is not JSON, or a setting in it is of another kind than it
    /// must be.
    #[error("cannot read {}: {source}; fetch it again", path.display())]
    JsonFile {
        /// The file.
        path: PathBuf,
        /// What the reader said, with line and column.
        source: serde_json::Error,
    },
    /// A model's `tokenizer.json` is not one that the tokenizer can be made of.
    #[error("{} describes no tokenizer: {what}; fetch it again", path.display())]
    Tokenizer {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        what: String,
    },
    /// A tokenizer knows more tokens than the network.
    #[error(
        "the tokenizer knows {tokens} tokens, the network {rows}; config.json and tokenizer.json are of two models"
    )]
    Vocabulary {
        /// Tokens of the tokenizer.
        tokens: usize,
        /// Rows of the network's table.
        rows: usize,
    },
    /// A text could not be cut into tokens.
    #[error("the tokenizer fails on a text: {what}; its tokenizer.json is damaged")]
    Untokenized {
        /// What the tokenizer said.
        what: String,
    },
    /// A setting in a model's `config.json` or beside it is one that the networks here cannot have.
    #[error(
        "the model's settings have {field} = {value}, where {wanted} is needed; it is of another kind of model, or damaged"
    )]
    Setting {
        /// The setting.
        field: &'static str,
        /// Its value, as JSON; of a list that is too short or too long, `[…; length]`.
        value: String,
        /// What it may be.
        wanted: Wanted,
    },
    /// A file of Stable Diffusion's weights that cannot be used.
    #[error(transparent)]
    Refused(#[from] crate::sd::files::Refused),
    /// A tensor that the network needs is not there.
    #[error("the weights lack the tensor `{name}`; the file is of another model, or damaged")]
    Missing {
        /// The tensor.
        name: String,
    },
    /// A tensor has another shape than the network needs.
    #[error(
        "the tensor `{name}` has shape {found:?}, the network needs {expected:?}; the file is of another model"
    )]
    Shape {
        /// The tensor.
        name: String,
        /// Shape needed.
        expected: Vec<usize>,
        /// Shape found.
        found: Vec<usize>,
    },
    /// A tensor is stored in a number format that is not read.
    #[error(
        "the tensor `{name}` is stored as {found}; f32, f16, bf16, f8_e4m3, f8_e5m2 and in GGUF its blocks of 4 to 8 bits are read"
    )]
    Dtype {
        /// The tensor.
        name: String,
        /// The format found.
        found: String,
    },
    /// A tensor holds NaN or infinity.
    #[error("the tensor `{name}` holds {value} at element {index}; the weights are damaged")]
    NotFinite {
        /// The tensor.
        name: String,
        /// The value.
        value: f32,
        /// Its place.
        index: usize,
    },
    /// No such device, or not in this build.
    #[error("this build has no device `{name}`; `qingyun devices` lists what there is")]
    Device {
        /// The device asked for.
        name: String,
    },
    /// This build reaches such a device, but this machine has none.
    #[error(
        "this machine has no GPU that `{name}` can use; check its driver, or use `--device cpu`"
    )]
    NoAdapter {
        /// The device asked for.
        name: String,
    },
    /// A scene names a tag or style that the model has not learned.
    #[error("the scene asks for {what} number {index}, the model knows {count}")]
    Unknown {
        /// `tag` or `style`.
        what: &'static str,
        /// The index asked for.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A network is given what it cannot take.
    #[error(
        "the network is given `{name}` = {value}, where {wanted} is needed; its parts are of different models, or the setting does not suit them"
    )]
    Input {
        /// What it is given.
        name: &'static str,
        /// Its value: a count, a size or a width.
        value: usize,
        /// What it may be.
        wanted: Wanted,
    },
    /// A token's id is beyond the vocabulary.
    #[error(
        "token {id} is asked for, the network knows {count}; its tokenizer is of another model"
    )]
    Token {
        /// The id.
        id: u32,
        /// Tokens of the vocabulary.
        count: usize,
    },
    /// A text has more tokens than the network has places.
    #[error("a text has {tokens} tokens, the network takes {most}; cut it before")]
    TooLong {
        /// Tokens of the text.
        tokens: usize,
        /// The most that it may have.
        most: usize,
    },
}

impl Error {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Read { path, source } => {
                format!("无法读取 {}：{source}；请检查路径是否存在、是否有权限", path.display())
            }
            Self::Write(error) => error.zh(),
            Self::Format { path, source } => {
                format!(
                    "{} 不是完整的 safetensors 文件：{source}；请重新获取或保存",
                    path.display()
                )
            }
            Self::Gguf { path, fault } => {
                format!("{} 不是完整的 GGUF 文件：{}；请重新获取", path.display(), fault.zh())
            }
            Self::Kind { path, family, first } => format!(
                "{} 里的模型不是 {family} 家族（第一个张量：{first}）；请换一个相符的文件",
                path.display()
            ),
            Self::Config { what } => {
                format!("模型文件里的网络说明无法使用（{what}）；请用 `qingyun train` 重新保存")
            }
            Self::Json { source } => {
                format!("无法读取模型的 config.json：{source}；请重新获取")
            }
            Self::JsonFile { path, source } => {
                format!("无法读取 {}：{source}；请重新获取", path.display())
            }
            Self::Tokenizer { path, what } => {
                format!("{} 不是可用的分词器：{what}；请重新获取", path.display())
            }
            Self::Vocabulary { tokens, rows } => format!(
                "分词器有 {tokens} 个词元，网络只有 {rows} 个；config.json 与 tokenizer.json 属于两个模型"
            ),
            Self::Untokenized { what } => {
                format!("分词器处理一段文字时出错：{what}；tokenizer.json 已损坏")
            }
            Self::Setting { field, value, wanted } => format!(
                "模型的设置里 {field} 是 {value}，应为{}；模型属于别的种类，或文件已损坏",
                wanted.zh()
            ),
            Self::Refused(refused) => refused.zh(),
            Self::Missing { name } => {
                format!("权重里缺少张量 `{name}`；文件属于别的模型，或已损坏")
            }
            Self::Shape { name, expected, found } => {
                format!("张量 `{name}` 的形状是 {found:?}，网络需要 {expected:?}；文件属于别的模型")
            }
            Self::Dtype { name, found } => {
                format!(
                    "张量 `{name}` 以 {found} 存储；只能读取 f32、f16、bf16、f8_e4m3、f8_e5m2，以及 GGUF 的 4 到 8 位量化块"
                )
            }
            Self::NotFinite { name, value, index } => {
                format!("张量 `{name}` 第 {index} 个元素是 {value}；权重已损坏")
            }
            Self::Device { name } => {
                format!("本程序没有设备 `{name}`；`qingyun devices` 会列出可用的设备")
            }
            Self::NoAdapter { name } => {
                format!("这台机器没有 `{name}` 可用的 GPU；请检查驱动，或用 `--device cpu`")
            }
            Self::Unknown { what, index, count } => {
                let what = if *what == "tag" { "标签" } else { "风格" };
                format!("画面要求第 {index} 个{what}，模型只认识 {count} 个")
            }
            Self::Input { name, value, wanted } => format!(
                "给网络的 `{name}` 是 {value}，应为{}；各部分属于不同的模型，或设置与模型不符",
                wanted.zh()
            ),
            Self::Token { id, count } => {
                format!("要查第 {id} 个词元，网络只认识 {count} 个；分词器属于别的模型")
            }
            Self::TooLong { tokens, most } => {
                format!("一段文字有 {tokens} 个词元，网络最多接受 {most} 个；请先截短")
            }
        }
    }
}
