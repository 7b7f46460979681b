//! Why a file of weights is not used.

use std::path::PathBuf;

use super::{Applied, Beside, Role};

/// A file of weights that cannot be used. `Display` says why, and what to do, in English,
/// [`Self::zh`] in Chinese.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// A pickle: to read one is to run what is in it.
    #[error(
        "{} is a pickle, which can run any program when it is read, and is not opened whatever its name; \
         fetch the model as .safetensors, or convert it where nothing can be harmed: \
         `torch.load(file, weights_only=True)`, then `safetensors.torch.save_file` of its tensors",
        path.display()
    )]
    Pickle {
        /// The file.
        path: PathBuf,
    },
    /// What Git leaves in place of a large file.
    #[error("{} only points to a large file that Git has not fetched; run `git lfs pull`", path.display())]
    Pointer {
        /// The file.
        path: PathBuf,
    },
    /// Neither safetensors nor GGUF.
    #[error(
        "{} holds no weights that can be read: it {}; safetensors and GGUF are read",
        path.display(),
        if first.is_empty() { "is empty".into() } else { format!("begins with {first}") }
    )]
    NoWeights {
        /// The file.
        path: PathBuf,
        /// Its first bytes; none where it is empty.
        first: String,
    },
    /// Weights, but none of the networks here.
    #[error(
        "{} holds no network of Stable Diffusion 1, 2 or XL; it has {count} tensors, such as {names}",
        path.display()
    )]
    NoNetwork {
        /// The file.
        path: PathBuf,
        /// How many tensors it has.
        count: usize,
        /// Some of their names.
        names: String,
    },
    /// Another kind of model, which is known.
    #[error(
        "{} is {family}, which is not painted with here; choose Stable Diffusion 1, 2 or XL, for text or inpainting",
        path.display()
    )]
    Other {
        /// The file.
        path: PathBuf,
        /// What it is.
        family: &'static str,
    },
    /// What goes with a model was given as one.
    #[error(
        "{} is no model but goes with one: {}; give it by {} beside --model",
        path.display(), beside.name(), beside.option()
    )]
    Beside {
        /// The file.
        path: PathBuf,
        /// What it is.
        beside: Beside,
    },
    /// A network is asked for that the file does not have.
    #[error("{} has no {role}; give a file that has it beside this one", path.display())]
    Lacks {
        /// The file.
        path: PathBuf,
        /// The network.
        role: Role,
    },
    /// Networks of two models were put together.
    #[error(
        "the {role} gives {found} numbers where the U-Net takes {wanted}; they are of two models"
    )]
    Disagree {
        /// The network that does not fit the U-Net.
        role: Role,
        /// Its channels of latents, or numbers of a token or of the pooled text.
        found: usize,
        /// What the U-Net takes.
        wanted: usize,
    },
    /// A folder is not a model in diffusers' layout.
    #[error(
        "{} is no model: it has no model_index.json; choose the folder that has, or a .safetensors file",
        path.display()
    )]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// A folder in diffusers' layout holds another kind of model.
    #[error(
        "{} is made for {pipeline}, which is not painted with here; choose Stable Diffusion 1, 2 or XL",
        path.display()
    )]
    Pipeline {
        /// The folder.
        path: PathBuf,
        /// diffusers' name for what uses it.
        pipeline: String,
    },
    /// A network's folder has no weights that are read.
    #[error("{} has no .safetensors of this network's weights; fetch the model in safetensors", path.display())]
    NoFile {
        /// The folder.
        path: PathBuf,
    },
    /// A file that was given as a LoRA is none.
    #[error("{} is no LoRA: no tensor of it is named as one's; choose another file", path.display())]
    NotLora {
        /// The file.
        path: PathBuf,
    },
    /// A LoRA changes nothing here.
    #[error("the LoRA {} {applied}; it is for another model, or of a kind that is not added", path.display())]
    NoMatch {
        /// The file.
        path: PathBuf,
        /// What became of it.
        applied: Applied,
    },
    /// A file that was given as a ControlNet is none.
    #[error("{} is no ControlNet: no tensor of it sees a picture; choose another file", path.display())]
    NotControl {
        /// The file or folder.
        path: PathBuf,
    },
    /// A ControlNet was made for other U-Nets.
    #[error(
        "the ControlNet {} is for U-Nets of {found} (channels × layers, numbers of a token); \
         the model's has {wanted}; choose one for this kind of model",
        path.display()
    )]
    OtherControl {
        /// The file or folder.
        path: PathBuf,
        /// The sizes that it was made for.
        found: String,
        /// The model's.
        wanted: String,
    },
    /// The layers of a small decoder do not lead from latents to pictures.
    #[error(
        "{} is not TAESD's decoder for Stable Diffusion: its layers do not lead from 4 channels to \
         pictures of 8 times the sides; choose another file",
        path.display()
    )]
    NotTiny {
        /// The file.
        path: PathBuf,
    },
    /// A list of files names one outside of its folder.
    #[error("{} names {name:?}, which is no file beside it; fetch it again", path.display())]
    Outside {
        /// The list.
        path: PathBuf,
        /// The name.
        name: String,
    },
}

impl Refused {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Pickle { path } => format!(
                "{} 是 pickle 文件，读取时可能运行其中的任意程序，因此无论叫什么名字都不会打开；\
                 请获取 .safetensors 版本，或在隔离的环境里转换：先 `torch.load(file, weights_only=True)`，\
                 再用 `safetensors.torch.save_file` 保存其中的张量",
                path.display()
            ),
            Self::Pointer { path } => {
                format!("{} 只是 Git 尚未下载的大文件的指针；请运行 `git lfs pull`", path.display())
            }
            Self::NoWeights { path, first } => {
                let seen = if first.is_empty() {
                    "文件是空的".into()
                } else {
                    format!("开头是 {first}")
                };
                format!(
                    "{} 里没有可读取的权重：{seen}；能读取的是 safetensors 与 GGUF",
                    path.display()
                )
            }
            Self::NoNetwork { path, count, names } => format!(
                "{} 里没有 Stable Diffusion 1、2 或 XL 的网络；它有 {count} 个张量，例如 {names}",
                path.display()
            ),
            Self::Other { path, family } => format!(
                "{} 是 {family}，这里不能用它作画；请选择文生图或局部重绘的 Stable Diffusion 1、2 或 XL",
                path.display()
            ),
            Self::Beside { path, beside } => format!(
                "{} 不是模型，而是与模型一起用的 {}；请在 --model 之外用 {} 给出",
                path.display(),
                beside.name(),
                beside.option()
            ),
            Self::Lacks { path, role } => {
                format!("{} 没有{}；请另外给出含有它的文件", path.display(), role.zh())
            }
            Self::Disagree { role, found, wanted } => {
                format!("{}给出 {found} 个数，U-Net 需要 {wanted} 个；它们属于两个模型", role.zh())
            }
            Self::Folder { path } => format!(
                "{} 不是模型：没有 model_index.json；请选择含有它的文件夹，或 .safetensors 文件",
                path.display()
            ),
            Self::Pipeline { path, pipeline } => format!(
                "{} 是给 {pipeline} 用的，这里不能用它作画；请选择 Stable Diffusion 1、2 或 XL",
                path.display()
            ),
            Self::NoFile { path } => format!(
                "{} 里没有这个网络的 .safetensors 权重；请获取 safetensors 版本的模型",
                path.display()
            ),
            Self::NotLora { path } => {
                format!("{} 不是 LoRA：没有一个张量的名字像 LoRA；请换一个文件", path.display())
            }
            Self::NoMatch { path, applied } => format!(
                "LoRA {} {}；它属于别的模型，或是不支持的种类",
                path.display(),
                applied.zh()
            ),
            Self::NotControl { path } => {
                format!("{} 不是 ControlNet：没有一个张量用来看图；请换一个文件", path.display())
            }
            Self::OtherControl { path, found, wanted } => format!(
                "ControlNet {} 适用于 {found} 的 U-Net（通道 × 层，词元的数目），而这个模型是 {wanted}；\
                 请选择适合这种模型的",
                path.display()
            ),
            Self::NotTiny { path } => format!(
                "{} 不是 Stable Diffusion 的 TAESD 解码器：它的层不能从 4 个通道得到边长 8 倍的图；请换一个文件",
                path.display()
            ),
            Self::Outside { path, name } => {
                format!("{} 提到 {name:?}，但它不是同一文件夹里的文件；请重新获取", path.display())
            }
        }
    }
}
