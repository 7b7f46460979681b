//! `qingyun paint`: a sentence becomes pictures.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use clap::{ArgGroup, ValueEnum};
use qingyun_models::ops::Precision;

use crate::context::Context;
use crate::engine::{MODELS, NoiseKind, Prediction, SAMPLERS, SPACINGS, Second, Syntax, Variation};
use crate::help::Zh;
use crate::paint::job::Job;
use crate::paint::loras::Named;
use crate::paint::outpaint::Beyond;
use crate::paint::{control, preview, report};
use crate::say::Lang;
use crate::values;

/// Whose language a prompt is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// The A1111 web UI's.
    #[default]
    A1111,
    /// ComfyUI's.
    Comfyui,
}

impl From<Language> for Syntax {
    fn from(language: Language) -> Self {
        match language {
            Language::A1111 => Self::A1111,
            Language::Comfyui => Self::ComfyUi,
        }
    }
}

/// Paint what is said in Chinese or English
#[derive(Debug, Default, clap::Args)]
#[command(group(ArgGroup::new("begin").args(["init", "lines"]).multiple(true)))]
pub(crate) struct Args {
    /// What to paint, such as "a red cat, blue background"
    #[arg(value_name = "TEXT", required_unless_present = "like")]
    pub(crate) text: Vec<String>,

    /// Model: a name from `qingyun models`, a file or a folder
    #[arg(short, long, value_name = "NAME|PATH")]
    pub(crate) model: Option<String>,

    /// LoRA to put on top: a file, or a name of those kept; again for more
    #[arg(long, value_name = "NAME|PATH[:STRENGTH]", value_parser = values::lora)]
    pub(crate) lora: Vec<Named>,

    /// File of a word that was learned by textual inversion; the prompt calls it by the file's name
    #[arg(long, value_name = "FILE")]
    pub(crate) embedding: Vec<PathBuf>,

    /// ControlNet that sees a picture: a file, a folder, or a name of those kept; again for more
    #[arg(long, value_name = "NAME|PATH[:STRENGTH[:FROM-TO]]", value_parser = values::control)]
    pub(crate) control: Vec<control::Asked>,

    /// What a ControlNet sees: one for all, or one for each [default: the drawing or --init]
    #[arg(long, value_name = "FILE")]
    pub(crate) control_image: Vec<PathBuf>,

    /// What is done to it first, from `qingyun samplers` [default: as the ControlNet's name tells]
    #[arg(long, value_name = "NAME")]
    pub(crate) preprocessor: Vec<String>,

    /// Autoencoder in place of the model's own: a file; TAESD's decoder is one too
    #[arg(long, value_name = "FILE")]
    pub(crate) vae: Option<PathBuf>,

    /// Pixels along a side of the tiles in which large pictures are decoded; 0 for none
    #[arg(long, value_name = "PIXELS", value_parser = values::tile)]
    pub(crate) tile: Option<usize>,

    /// Numbers in which products are taken: f32 or bf16 [default: as the weights are stored]
    #[arg(long, value_name = "NAME", value_parser = values::precision)]
    pub(crate) precision: Option<Precision>,

    /// Keep a byte for each weight of a large model and of ControlNets: half the memory, a little less exact
    #[arg(long)]
    pub(crate) int8: bool,

    /// What the model's network predicts, where its files do not say: epsilon, v or sample
    #[arg(long, value_name = "KIND", value_parser = values::prediction)]
    pub(crate) prediction: Option<Prediction>,

    /// Seed of the noise; the same request and seed give the same picture [default: a new one]
    #[arg(short, long, value_parser = values::seed, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,

    /// Steps from noise to picture, 1 to 1000
    #[arg(long, value_parser = values::steps, allow_negative_numbers = true)]
    pub(crate) steps: Option<usize>,

    /// Sampler, from `qingyun samplers`
    #[arg(long, value_name = "NAME")]
    pub(crate) sampler: Option<String>,

    /// Schedule of noise levels, from `qingyun samplers`
    #[arg(long, value_name = "NAME")]
    pub(crate) schedule: Option<String>,

    /// How strongly to follow the words; 1 turns guidance off
    #[arg(short, long, value_parser = values::guidance, allow_negative_numbers = true)]
    pub(crate) guidance: Option<f64>,

    /// What the picture should lead away from
    #[arg(short, long, value_name = "TEXT")]
    pub(crate) negative: Option<String>,

    /// Width and height in pixels, such as 64x64 [default: what the model learned]
    #[arg(long, value_name = "WxH", value_parser = values::size)]
    pub(crate) size: Option<[usize; 2]>,

    /// Picture to begin from
    #[arg(long, value_name = "FILE")]
    pub(crate) init: Option<PathBuf>,

    /// Mask of the picture to begin from: white is painted anew, black stays
    #[arg(long, value_name = "FILE", requires = "init")]
    pub(crate) mask: Option<PathBuf>,

    /// Go on beyond the picture's edges: 128 pixels on all sides, or left:128,up:64
    #[arg(long, value_name = "PIXELS", requires = "init", conflicts_with_all = ["mask", "size"], value_parser = values::outpaint)]
    pub(crate) outpaint: Option<Beyond>,

    /// Drawing to colour: dark lines on light paper, which stay
    #[arg(long, value_name = "FILE")]
    pub(crate) lines: Option<PathBuf>,

    /// How far the picture to begin from may change, above 0 to 1 [default: 0.75, and 1 for
    /// --outpaint and --lines]
    #[arg(long, value_name = "SHARE", requires = "begin", value_parser = values::strength, allow_negative_numbers = true)]
    pub(crate) strength: Option<f64>,

    /// Noise of another seed to mix in, such as 7:0.2
    #[arg(long, value_name = "SEED:STRENGTH", value_parser = values::variation)]
    pub(crate) variation: Option<Variation>,

    /// Number that A1111 adds to the seed for the noise after the start [default: 0, none]
    #[arg(long, value_name = "N")]
    pub(crate) ensd: Option<u64>,

    /// Second pass: enlarge the picture so many times and paint it again, such as 2:0.5
    #[arg(long, value_name = "SCALE[:STRENGTH[:STEPS]]", value_parser = values::hires)]
    pub(crate) hires: Option<Second>,

    /// Layer of CLIP at which to stop, counted from the last, 1 to 12 [default: 1]
    #[arg(long, value_name = "N", value_parser = values::clip_skip, allow_negative_numbers = true)]
    pub(crate) clip_skip: Option<usize>,

    /// How weights are written for models that read words: a1111 or comfyui
    #[arg(long, value_name = "NAME", default_value = "a1111", hide_possible_values = true)]
    pub(crate) syntax: Language,

    /// Whose noise a seed stands for: torch (PyTorch on the CPU) or nv (on NVIDIA)
    #[arg(long, value_name = "KIND")]
    pub(crate) noise: Option<NoiseKind>,

    /// How many pictures, by consecutive seeds
    #[arg(short, long, default_value_t = 1, value_parser = values::count, allow_negative_numbers = true)]
    pub(crate) count: u64,

    /// Also write a contact sheet of all pictures
    #[arg(long)]
    pub(crate) grid: bool,

    /// Paint the picture in this file again; other options change it
    #[arg(long, value_name = "FILE")]
    pub(crate) like: Option<PathBuf>,

    /// File (.png) or folder to write to [default: qingyun-SEED.png here]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,

    /// Write the picture here after each step, as far as it is
    #[arg(long, value_name = "FILE.png")]
    pub(crate) preview: Option<PathBuf>,

    /// Small decoder for --preview, such as TAESD's [default: a map fitted to the model]
    #[arg(long, value_name = "FILE", requires = "preview")]
    pub(crate) preview_vae: Option<PathBuf>,

    /// Keep the start noise and the final latents
    #[arg(long, value_name = "FILE.safetensors")]
    pub(crate) latents_out: Option<PathBuf>,

    /// Device to compute on, from `qingyun devices`
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) device: String,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "paint",
    about: "把中文或英文说的画出来",
    usage: "qingyun paint [选项] <文字>...",
    arguments: &[
        ("text", "要画什么，如“一只红色的猫，蓝色背景”"),
        ("model", "模型：qingyun models 里的名字，或文件、文件夹"),
        ("lora", "叠加的 LoRA：文件，或保存过的名字；可重复"),
        ("embedding", "文本反演学到的词的文件；提示词用文件名来叫它"),
        ("control", "会看图的 ControlNet：文件、文件夹，或保存过的名字；可重复"),
        ("control_image", "给 ControlNet 看的图：一张共用，或每个一张 [默认：线稿或 --init]"),
        ("preprocessor", "先对它做什么，见 qingyun samplers [默认：看 ControlNet 的名字]"),
        ("vae", "换用的自编码器文件；TAESD 的解码器也可以"),
        ("tile", "大图分块解码时每块的边长（像素）；0 表示不分块"),
        ("precision", "乘积用什么数：f32 或 bf16 [默认：随权重的存法]"),
        ("int8", "大模型和 ControlNet 的每个权重只用一个字节：内存减半，精度略降"),
        ("prediction", "文件没有说明时，网络预测的是什么：epsilon、v 或 sample"),
        ("seed", "噪声的种子；请求和种子相同，图就相同 [默认：新的]"),
        ("steps", "从噪声到图画的步数，1 到 1000"),
        ("sampler", "采样器，见 qingyun samplers"),
        ("schedule", "噪声调度，见 qingyun samplers"),
        ("guidance", "多大程度上听从文字；1 表示不引导"),
        ("negative", "画面要避开什么"),
        ("size", "宽和高（像素），如 64x64 [默认：模型学的尺寸]"),
        ("init", "从哪张图开始画"),
        ("mask", "起始图的蒙版：白处重画，黑处保留"),
        ("outpaint", "向外接着画：四边各 128 像素，或 left:128,up:64"),
        ("lines", "要上色的线稿：浅色纸上的深色线条，线条会保留"),
        ("strength", "起始图可以改变多少，大于 0 到 1 [默认：0.75；--outpaint 和 --lines 为 1]"),
        ("variation", "混入另一个种子的噪声，如 7:0.2"),
        ("ensd", "A1111 在起始噪声之后给种子加的数 [默认：0，不加]"),
        ("hires", "第二遍：把图放大几倍再画一次，如 2:0.5"),
        ("clip_skip", "在 CLIP 的倒数第几层停下，1 到 12 [默认：1]"),
        ("syntax", "读文字的模型里权重的写法：a1111 或 comfyui"),
        ("noise", "种子对应谁的噪声：torch（PyTorch CPU）或 nv（NVIDIA）"),
        ("count", "画几张，种子依次加一"),
        ("grid", "另写一张把所有图排在一起的总览"),
        ("like", "把这个文件里的图再画一次；其他选项可以改动它"),
        ("out", "写到哪个文件（.png）或文件夹 [默认：当前文件夹的 qingyun-种子.png]"),
        ("preview", "每走一步，把画到一半的图写到这里"),
        ("preview_vae", "--preview 用的小解码器，如 TAESD [默认：为模型拟合的映射]"),
        ("latents_out", "保存起始噪声和最终潜变量"),
        ("device", "用哪个设备计算，见 qingyun devices"),
        ("json", "输出 JSON"),
    ],
};

/// The names that options take, read from the registries.
pub(crate) fn names(lang: Lang) -> String {
    let models: Vec<_> = MODELS.iter().map(|m| m.name).collect();
    let samplers: Vec<_> = SAMPLERS.iter().map(|s| s.info().id).collect();
    let schedules: Vec<_> = SPACINGS.iter().map(|s| s.id).collect();
    let lines = [
        (lang.pick("模型", "Models"), models),
        (lang.pick("采样器", "Samplers"), samplers),
        (lang.pick("噪声调度", "Schedules"), schedules),
    ];
    let colon = lang.pick("：", ": ");
    lines.map(|(what, names)| format!("{what}{colon}{}", names.join(", "))).join("\n")
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let started = Instant::now();
    let job = Job::prepare(args, context)?;
    if args.json {
        let done = job.paint_all(context.lang, |_, _| Ok(()))?;
        let seconds = started.elapsed().as_secs_f64();
        return Ok(context.say_json(&report::json(&job, &done, seconds))?);
    }
    let told = report::before(&job, context.lang);
    if !told.is_empty() {
        context.say(told)?;
    }
    let done = job.paint_all(context.lang, |painted, pixels| {
        if let Some(unseen) = &painted.unseen {
            context.warn(&context.lang.message(unseen.as_ref()))?;
        }
        if let Some(graphics) = context.graphics {
            context.say(preview::show(graphics, &pixels.rgb, job.final_size(), &pixels.png))?;
        }
        Ok(context.say(report::painted(&job, painted, context.lang))?)
    })?;
    match done.sheet {
        Some(saved) => Ok(context.say(report::saved(&saved, context.lang))?),
        None => Ok(()),
    }
}
