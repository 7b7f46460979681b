//! `qingyun train`: a model of one's own, from our recipe or one's own pictures.

use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use qingyun_corpus::manifest::Manifest;
use qingyun_corpus::sprites::Sprites;
use qingyun_diffusion::Flow;
use qingyun_diffusion::training::pictures::{Composed, Own, Pictures};
use qingyun_diffusion::training::{Progress, Recipe, train};
use qingyun_models::ops::Precision;
use serde_json::json;

use crate::context::Context;
use crate::error::Error;
use crate::help::Zh;
use crate::say::Lang;
use crate::values;

/// Train a model: our recipe over emoji, or your own pictures
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Folder of your pictures with .txt sidecars or metadata.jsonl [default: our recipe]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Folder for checkpoints, losses, samples and the finished model
    #[arg(short, long, value_name = "DIR", default_value = "runs/tiny")]
    out: PathBuf,

    /// Go on from the checkpoints in the output folder
    #[arg(long)]
    resume: bool,

    /// Steps of the denoiser
    #[arg(long, default_value_t = Recipe::default().steps)]
    steps: u64,

    /// Steps of the autoencoder, which is learned first
    #[arg(long, default_value_t = Recipe::default().codec_steps)]
    codec_steps: u64,

    /// Pictures a step
    #[arg(short, long, default_value_t = Recipe::default().batch)]
    batch: usize,

    /// Highest learning rate of the denoiser
    #[arg(long, default_value_t = Recipe::default().rate)]
    rate: f64,

    /// Numbers in which products are taken: f32, or bf16, which is faster where the processor has it
    #[arg(long, default_value = "f32", value_parser = values::precision)]
    precision: Precision,

    /// Seed of weights, pictures and noise
    #[arg(short, long, default_value_t = Recipe::default().seed, value_parser = values::seed)]
    seed: u64,

    /// Height and width at which to learn, a multiple of 16 from 32 to 256
    #[arg(long, default_value_t = 64, value_parser = values::side)]
    side: usize,

    /// Steps between checkpoints
    #[arg(long, default_value_t = Recipe::default().save_every)]
    save_every: u64,

    /// Steps between grids of samples; 0 for none
    #[arg(long, default_value_t = Recipe::default().preview_every)]
    preview_every: u64,

    /// Folder with the drawn works of our recipe, from `cargo xtask dataset`
    #[arg(long, value_name = "DIR", default_value = "data/works")]
    works: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "train",
    about: "训练模型：用我们的表情配方，或你自己的图片",
    usage: "qingyun train [选项] [文件夹]",
    arguments: &[
        ("folder", "你的图片文件夹，带 .txt 说明或 metadata.jsonl [默认：我们的配方]"),
        ("out", "检查点、损失、样图和成品模型放在哪个文件夹"),
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

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    if !args.resume && holds_a_run(&args.out) {
        return Err(Error::RunExists(args.out.clone()).into());
    }
    let started = Instant::now();
    let pictures = args.pictures()?;
    let mut view = View::new(context.lang)?;
    let model = train(pictures.as_ref(), &args.recipe(), &args.out, &mut |p| view.show(p))?;
    view.bar.finish_and_clear();
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

/// The live view: a bar on stderr; where that is no terminal, nothing is drawn.
struct View {
    bar: ProgressBar,
    lang: Lang,
}

impl View {
    fn new(lang: Lang) -> anyhow::Result<Self> {
        let style = ProgressStyle::with_template("{msg}\n{bar:60} {pos}/{len}")?;
        Ok(Self { bar: ProgressBar::new(0).with_style(style.progress_chars("━╸─")), lang })
    }

    fn show(&mut self, progress: &Progress<'_>) -> Flow {
        let Progress { mean_loss, rate, .. } = progress;
        let (left, folder) = (HumanDuration(progress.left), progress.folder.display());
        let stage = match progress.name {
            "autoencoder" => self.lang.pick("自编码器", "autoencoder"),
            _ => self.lang.pick("去噪网络", "denoiser"),
        };
        self.bar.set_length(progress.steps);
        self.bar.set_position(progress.step);
        self.bar.set_message(self.lang.pick(
            format!("{stage}  损失 {mean_loss:.4}  每秒 {rate:.0} 张  还需 {left}  {folder}"),
            format!("{stage}  loss {mean_loss:.4}  {rate:.0} pictures/s  {left} left  {folder}"),
        ));
        Flow::Continue
    }
}
