//! What can go wrong in this crate.

use crate::families::Sides;
use crate::registry::What;
use std::path::PathBuf;
use thiserror::Error;

/// The result of this crate's fallible functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and what to do about it: English by `Display`, Chinese by
/// [`Error::zh`].
#[derive(Debug, Error)]
pub enum Error {
    /// No sampler, spacing or noise has this name.
    #[error("there is no {what} named \"{name}\"; did you mean {}?", .near.join(", "))]
    UnknownName {
        /// What was looked for.
        what: What,
        /// The name as it was given.
        name: String,
        /// Names that exist, the likeliest first.
        near: Vec<&'static str>,
    },
    /// The number of sampling steps is out of range.
    #[error("{steps} steps cannot be walked; ask for 1 to {limit}")]
    Steps {
        /// The steps asked for.
        steps: usize,
        /// The most that this schedule allows.
        limit: usize,
    },
    /// A schedule was asked for with too few training timesteps.
    #[error("a noise schedule of {timesteps} training timesteps is too short; use 2 or more")]
    Timesteps {
        /// The training timesteps asked for.
        timesteps: usize,
    },
    /// The noise levels given to a sampler do not descend.
    #[error(
        "the noise levels are not usable at index {index}: they must be finite, descend strictly \
         and end at 0 or above; take them from a spacing"
    )]
    Sigmas {
        /// The first level that is wrong, or the count of levels when there are too few.
        index: usize,
    },
    /// The run was stopped by its progress callback.
    #[error("stopped before step {} of {count}; no picture was made", .index + 1)]
    Stopped {
        /// The step that was being worked on, from 0.
        index: usize,
        /// The steps of the whole run.
        count: usize,
    },
    /// The network could not be evaluated.
    #[error("the network failed at noise level {sigma}; see the cause below")]
    Network {
        /// The noise level at which it was asked.
        sigma: f64,
        /// What the network reported.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A picture of this size cannot be painted.
    #[error(
        "this model cannot paint a picture of {width}×{height} pixels; both sides must be multiples \
         of {} from {} to {}", sides.step, sides.least, sides.most
    )]
    Size {
        /// Width asked for.
        width: usize,
        /// Height asked for.
        height: usize,
        /// What the model can paint.
        sides: Sides,
    },
    /// No model has this name, and no file this path.
    #[error(
        "there is no model and no file `{name}`; `qingyun models` lists the models, a file is \
         named by its path"
    )]
    NoModel {
        /// What was asked for.
        name: String,
    },
    /// A model was asked in a way that it does not understand.
    #[error("models of the family {family} cannot be asked in this way; choose another model")]
    Asked {
        /// The family.
        family: &'static str,
    },
    /// Something was put on top of a model that has no place for it.
    #[error("models of the family {family} do not take {option}; leave it away")]
    NotTaken {
        /// The family.
        family: &'static str,
        /// The options by which it was asked.
        option: &'static str,
    },
    /// There are not as many pictures as ControlNets.
    #[error("{networks} ControlNets are to see {hints} pictures; give one for each")]
    Hints {
        /// Pictures.
        hints: usize,
        /// ControlNets.
        networks: usize,
    },
    /// A LoRA was to be learned on a model that fills in what is masked.
    #[error(
        "{} fills in what is masked; a LoRA is learned on a model that paints whole pictures, and          works on its inpainting sibling too",
        path.display()
    )]
    Fills {
        /// The model.
        path: PathBuf,
    },
    /// A file holds no word for a model's text encoders.
    #[error(
        "{} holds no word for this model: its vectors are missing or have another width; words are \
         learned for one kind of model",
        path.display()
    )]
    Word {
        /// The file.
        path: PathBuf,
    },
    /// A file or folder of a training run could not be used.
    #[error("cannot use {}: {source}; check that it may be written and the disk has room", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A checkpoint was made by another recipe.
    #[error(
        "{} was made by another recipe or other pictures; give the same options again, or another \
         --out",
        path.display()
    )]
    Recipe {
        /// The checkpoint.
        path: PathBuf,
    },
    /// A person's pictures are not square.
    #[error(
        "the pictures in {} are {width}×{height} pixels; crop them to squares, the tiny family \
         learns no others",
        path.display()
    )]
    NotSquare {
        /// The folder.
        path: PathBuf,
        /// Their width.
        width: u32,
        /// Their height.
        height: u32,
    },
    /// A setting of a recipe is out of range.
    #[error("--{name} {value} is out of range; it must be {range}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
        /// What it may be.
        range: &'static str,
    },
    /// Training left the numbers.
    #[error("the loss became {loss} at step {step}; lower the learning rate and resume")]
    Diverged {
        /// The step.
        step: u64,
        /// The loss.
        loss: f64,
    },
    /// Training was stopped by the one who watches it.
    #[error("training stopped after step {step}; --resume goes on from there")]
    Paused {
        /// Steps done.
        step: u64,
    },
    /// Weights, a checkpoint or a device.
    #[error(transparent)]
    Models(#[from] qingyun_models::Error),
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] qingyun_files::Error),
    /// A prompt or a tokenizer.
    #[error(transparent)]
    Text(#[from] crate::text::TextError),
    /// Training pictures.
    #[error(transparent)]
    Corpus(#[from] qingyun_corpus::Error),
}

impl Error {
    /// The same message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::UnknownName { what, name, near } => {
                format!("没有名为“{name}”的{}；是不是想要 {}？", what.zh(), near.join("、"))
            }
            Self::Steps { steps, limit } => format!("不能走 {steps} 步；步数应为 1 到 {limit}"),
            Self::Timesteps { timesteps } => {
                format!("噪声表只有 {timesteps} 个训练时间步，太短；至少要 2 个")
            }
            Self::Sigmas { index } => format!(
                "第 {index} 个噪声级不可用：噪声级须有限、严格递减、不小于 0；请用步距方案生成"
            ),
            Self::Stopped { index, count } => {
                format!("在第 {} 步（共 {count} 步）之前停止；没有生成图片", index + 1)
            }
            Self::Network { sigma, .. } => format!("网络在噪声级 {sigma} 处出错；原因见下"),
            Self::Size { width, height, sides } => format!(
                "这个模型画不了 {width}×{height} 像素的图；两边都须是 {} 到 {} 之间 {} 的倍数",
                sides.least, sides.most, sides.step
            ),
            Self::NoModel { name } => {
                format!("没有名为 `{name}` 的模型或文件；`qingyun models` 列出模型，文件用路径指明")
            }
            Self::Asked { family } => {
                format!("{family} 家族的模型不能这样提要求；请换一个模型")
            }
            Self::NotTaken { family, option } => {
                format!("{family} 家族的模型不接受 {option}；请去掉")
            }
            Self::Hints { hints, networks } => {
                format!("{networks} 个 ControlNet 要看 {hints} 张图；请每个给一张")
            }
            Self::Fills { path } => format!(
                "{} 只填补蒙版；LoRA 要在画整张图的模型上训练，之后也能用在对应的补画模型上",
                path.display()
            ),
            Self::Word { path } => format!(
                "{} 里没有这个模型能用的词：缺少向量，或宽度不同；词只适用于学它时的那一类模型",
                path.display()
            ),
            Self::File { path, source } => {
                format!("无法使用 {}：{source}；请检查写入权限和磁盘空间", path.display())
            }
            Self::Recipe { path } => format!(
                "{} 是用别的配方或图片训练的；请给出同样的选项，或换一个 --out",
                path.display()
            ),
            Self::NotSquare { path, width, height } => format!(
                "{} 里的图片是 {width}×{height} 像素；请裁成正方形，tiny 家族只学正方形",
                path.display()
            ),
            Self::Setting { name, value, range } => {
                format!("--{name} {value} 超出范围；应为 {range}")
            }
            Self::Diverged { step, loss } => {
                format!("第 {step} 步的损失变成了 {loss}；请降低学习率后继续")
            }
            Self::Paused { step } => format!("训练在第 {step} 步后停下；用 --resume 继续"),
            Self::Models(error) => error.zh(),
            Self::Write(error) => error.zh(),
            Self::Text(error) => error.zh(),
            Self::Corpus(error) => error.zh(),
        }
    }
}
