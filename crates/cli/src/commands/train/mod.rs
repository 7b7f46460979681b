//! `qingyun train`: a model of one's own, from our recipe or one's own pictures, or a LoRA.

mod lora;
mod view;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use qingyun_corpus::manifest::Manifest;
use qingyun_corpus::sprites::Sprites;
use qingyun_diffusion::training::pictures::{Composed, Own, Pictures};
use qingyun_diffusion::training::{Recipe, train};
use qingyun_models::ops::Precision;
use serde_json::json;

use crate::context::Context;
use crate::error::Error;
use crate::help::Zh;
use crate::values;
use view::View;

/// Train a model: our recipe over emoji, your own pictures, or a LoRA on top of Stable Diffusion
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of your pictures with .txt sidecars or metadata.jsonl [default: our recipe]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Learn a LoRA on top of this Stable Diffusion model, with kohya's options
    #[arg(long, value_name = "MODEL", requires = "folder")]
    lora: Option<String>,

    /// Folder for checkpoints, losses, samples and the finished model; a LoRA's file may be named
    /// [default: runs/tiny, or runs/lora]
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,

    /// Go on from the checkpoints in the output folder
    #[arg(long)]
    resume: bool,

    /// Steps of the denoiser
    #[arg(long, default_value_t = Recipe::default().steps, conflicts_with = "lora")]
    steps: u64,

    /// Steps of the autoencoder, which is learned first
    #[arg(long, default_value_t = Recipe::default().codec_steps, conflicts_with = "lora")]
    codec_steps: u64,

    /// Pictures a step
    #[arg(short, long, default_value_t = Recipe::default().batch, conflicts_with = "lora")]
    batch: usize,

    /// Highest learning rate of the denoiser
    #[arg(long, default_value_t = Recipe::default().rate, conflicts_with = "lora")]
    rate: f64,

    /// Numbers in which products are taken: f32, or bf16, which is faster where the processor has it
    #[arg(long, default_value = "f32", value_parser = values::precision)]
    precision: Precision,

    /// Seed of weights, pictures and noise
    #[arg(short, long, default_value_t = Recipe::default().seed, value_parser = values::seed)]
    seed: u64,

    /// Height and width at which to learn, a multiple of 16 from 32 to 256
    #[arg(long, default_value_t = 64, value_parser = values::side, conflicts_with = "lora")]
    side: usize,

    /// Steps between checkpoints
    #[arg(long, default_value_t = Recipe::default().save_every, conflicts_with = "lora")]
    save_every: u64,

    /// Steps between grids of samples; 0 for none
    #[arg(long, default_value_t = Recipe::default().preview_every, conflicts_with = "lora")]
    preview_every: u64,

    /// Folder with the drawn works of our recipe, from `cargo xtask dataset`
    #[arg(long, value_name = "DIR", default_value = "data/works", conflicts_with = "lora")]
    works: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten, next_help_heading = "LoRA")]
    options: lora::Options,
}

pub(crate) const ZH: Zh = Zh {
    command: "train",
    about: "训练模型：用我们的表情配方、你自己的图片，或在 Stable Diffusion 上训练 LoRA",
    usage: "qingyun train [选项] [文件夹]",
    arguments: &[
        ("folder", "你的图片文件夹，带 .txt 说明或 metadata.jsonl [默认：我们的配方]"),
        ("lora", "在这个 Stable Diffusion 模型上训练 LoRA，选项与 kohya 同名"),
        (
            "out",
            "检查点、损失、样图和成品模型放在哪个文件夹；LoRA 也可写出文件名 [默认：runs/tiny 或 runs/lora]",
        ),
        ("resume", "从输出文件夹里的检查点继续"),
        ("steps", "去噪网络训练多少步"),
        ("codec_steps", "自编码器训练多少步（先训练它）"),
        ("batch", "每步看几张图"),
        ("rate", "去噪网络的最高学习率"),
        ("precision", "乘积用什么数：f32，或 bf16（处理器支持时更快）"),
        ("seed", "权重、图片和噪声的种子"),
        ("side", "学习时图片的边长，32 到 256 之间 16 的倍数"),
        ("save_every", "每隔多少步存一次检查点"),
        ("preview_every", "每隔多少步画一张样图；0 表示不画"),
        ("works", "我们配方所用作品的文件夹，由 cargo xtask dataset 生成"),
        ("network_dim", "改动的秩"),
        ("network_alpha", "改动的分量，除以秩 [默认：等于秩]"),
        ("learning_rate", "最高学习率"),
        ("unet_lr", "U-Net 的最高学习率 [默认：--learning_rate]"),
        ("text_encoder_lr", "文本编码器的最高学习率；0 表示不训练 [默认：--learning_rate]"),
        ("network_train_unet_only", "不训练文本编码器"),
        ("max_train_steps", "训练多少步"),
        ("train_batch_size", "每批几张图"),
        ("gradient_accumulation_steps", "每步几批"),
        ("resolution", "图片缩放并裁剪到的边长或宽高，如 512 或 512,768"),
        ("num_repeats", "文件夹不叫 N_名字 时，每张图算几次"),
        ("caption_extension", "图片旁说明文件的扩展名"),
        ("keep_tokens", "说明开头几个标签不移动也不丢弃"),
        ("shuffle_caption", "每次打乱标签的顺序"),
        ("caption_dropout_rate", "不带说明出现的图片所占比例"),
        ("caption_tag_dropout_rate", "丢弃的标签所占比例"),
        ("min_snr_gamma", "损失里信噪比最多算多少，如 5 [默认：不限]"),
        ("noise_offset", "整张图相同的噪声所占比例"),
        ("clip_skip", "在 CLIP 的倒数第几层停下，1 到 12"),
        ("lr_scheduler", "学习率怎样下降：constant、constant_with_warmup、linear 或 cosine"),
        ("lr_warmup_steps", "开头学习率上升多少步"),
        (
            "save_every_n_steps",
            "每隔多少步写一个途中的 LoRA 并存检查点 [默认：不写，每 100 步存检查点]",
        ),
        ("save_precision", "文件里用什么数：float 或 fp16"),
        ("prediction", "文件没有说明时，网络预测的是什么：epsilon、v 或 sample"),
        ("json", "输出 JSON"),
    ],
};

impl Args {
    fn recipe(&self) -> Recipe {
        Recipe {
            seed: self.seed,
            batch: self.batch,
            codec_steps: self.codec_steps,
            steps: self.steps,
            rate: self.rate,
            precision: self.precision,
            save_every: self.save_every,
            preview_every: self.preview_every,
            ..Recipe::default()
        }
    }

    fn pictures(&self) -> anyhow::Result<Box<dyn Pictures>> {
        Ok(match &self.folder {
            Some(folder) => Box::new(Own::open(folder, self.side)?),
            None => {
                let manifest = Manifest::embedded()?;
                let sprites = Sprites::load(&self.works, &manifest)?;
                Box::new(Composed::new(sprites, &manifest, self.side))
            }
        })
    }
}

/// Longer than any step takes, at whose end much is freed that the next one needs.
const STEP: Duration = Duration::from_secs(100);

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    qingyun_kernels::keep_memory(STEP);
    if let (Some(model), Some(own)) = (&args.lora, &args.folder) {
        return lora::run(model, own, args, context);
    }
    let out = args.out.as_deref().unwrap_or(Path::new("runs/tiny"));
    if !args.resume && holds_a_run(out) {
        return Err(Error::RunExists(out.to_owned()).into());
    }
    let started = Instant::now();
    let pictures = args.pictures()?;
    let mut view = View::new(context.lang)?;
    let model = train(pictures.as_ref(), &args.recipe(), out, &mut |p| view.show(p))?;
    view.finish();
    let seconds = started.elapsed().as_secs_f64();
    if args.json {
        let report = json!({ "model": model, "tags": pictures.tags().len(), "seconds": seconds });
        return Ok(context.say_json(&report)?);
    }
    let model = model.display();
    Ok(context.say(context.lang.pick(
        format!("模型已写入 {model}\n用它画画：qingyun paint \"…\" --model {model}"),
        format!("the model is in {model}\npaint with it: qingyun paint \"…\" --model {model}"),
    ))?)
}

fn holds_a_run(folder: &Path) -> bool {
    ["autoencoder", "denoiser"]
        .iter()
        .any(|stage| folder.join(format!("{stage}.checkpoint.safetensors")).exists())
}
