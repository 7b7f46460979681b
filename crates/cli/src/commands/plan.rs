//! `qingyun plan`: what computing costs.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use qingyun_studio::networks;
use qingyun_studio::plan::{Catalogue, PRESETS, Worksheet, preset};

use crate::context::Context;
use crate::help::Zh;
use crate::plan::{asked, show};
use crate::say::Lang;
use crate::values::{self, Place};

/// Plan what computing costs: repeat published estimates, or make your own
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,

    /// Published estimate to repeat
    #[arg(long, value_name = "NAME", required = true)]
    like: Option<String>,

    #[command(flatten)]
    view: View,
}

/// What is planned.
#[derive(Debug, Subcommand)]
enum What {
    Serve(Serve),
    Train(Train),
}

/// Plan a service that paints, or one that answers
#[derive(Debug, clap::Args)]
#[group(id = "load", required = true, args = ["pictures_per_day", "tokens_per_day"])]
pub(crate) struct Serve {
    /// Pictures a day
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) pictures_per_day: Option<String>,

    /// Tokens a day of a language model
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "params",
        conflicts_with = "pictures_per_day",
        allow_hyphen_values = true
    )]
    pub(crate) tokens_per_day: Option<String>,

    /// What paints: tiny, sd15, or a model file of yours
    #[arg(short, long, value_name = "NAME|PATH", default_value = "tiny")]
    pub(crate) model: String,

    /// Parameters of the language model
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) params: Option<String>,

    /// Steps of a picture [default: the model's]
    #[arg(long, value_parser = values::steps, allow_negative_numbers = true)]
    pub(crate) steps: Option<usize>,

    /// Where: "2 cores" of this machine, which is measured, or hardware [default: this machine, or h100 for tokens]
    #[arg(long, visible_alias = "gpu", value_name = "PLACE", value_parser = values::place)]
    pub(crate) on: Option<Place>,

    #[command(flatten)]
    pub(crate) own: Own,

    #[command(flatten)]
    view: View,
}

/// Plan the training of a model
#[derive(Debug, clap::Args)]
#[group(id = "lesson", required = true, args = ["samples", "tokens"])]
pub(crate) struct Train {
    /// Samples that a diffusion model learns from, repetitions included
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) samples: Option<String>,

    /// Tokens that a language model learns from
    #[arg(
        long,
        value_name = "NUMBER",
        requires = "params",
        conflicts_with_all = ["samples", "model"],
        allow_hyphen_values = true
    )]
    pub(crate) tokens: Option<String>,

    /// Diffusion model whose work is counted: tiny or sd15 [default: as sd15, scaled to --params]
    #[arg(short, long, value_name = "NAME")]
    pub(crate) model: Option<String>,

    /// Parameters [default: those of the model]
    #[arg(long, value_name = "NUMBER", conflicts_with = "model", allow_hyphen_values = true)]
    pub(crate) params: Option<String>,

    /// Hardware
    #[arg(long, visible_alias = "on", value_name = "NAME", default_value = "h100")]
    pub(crate) gpu: String,

    #[command(flatten)]
    pub(crate) own: Own,

    #[command(flatten)]
    view: View,
}

/// What every plan of one's own takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Own {
    /// Share of the hardware's peak that is reached
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true)]
    pub(crate) utilisation: Option<String>,

    /// Precision in which the hardware computes
    #[arg(long, value_name = "NAME", default_value = "bf16")]
    pub(crate) precision: String,

    /// Whose electricity
    #[arg(long, value_name = "NAME", default_value = "world")]
    pub(crate) grid: String,

    /// A catalogue of your own hardware and grids, beside ours
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) hardware: Option<PathBuf>,
}

/// How an estimate is made and shown.
#[derive(Debug, clap::Args)]
pub(crate) struct View {
    /// Change an input, such as price=2.5 or price=2..2.5..4
    #[arg(long, value_name = "NAME=VALUE", value_parser = values::setting)]
    pub(crate) set: Vec<(String, String)>,

    /// Seed of the draws from ranges
    #[arg(long, default_value_t = 0, value_parser = values::seed, allow_negative_numbers = true)]
    pub(crate) seed: u64,

    /// How often to draw
    #[arg(long, default_value_t = 10_000, value_parser = values::draws, allow_negative_numbers = true)]
    pub(crate) draws: usize,

    /// Also write a page with a chart of what matters
    #[arg(long, value_name = "FILE.html")]
    pub(crate) html: Option<PathBuf>,

    /// Print comma-separated values
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

const SET: (&str, &str) = ("set", "改动一个输入，如 price=2.5 或 price=2..2.5..4");
const SEED: (&str, &str) = ("seed", "从范围中抽样的种子");
const DRAWS: (&str, &str) = ("draws", "抽样多少次");
const HTML: (&str, &str) = ("html", "另写一个网页，含显示哪些输入要紧的图");
const CSV: (&str, &str) = ("csv", "输出逗号分隔的值");
const JSON: (&str, &str) = ("json", "输出 JSON");
const UTILISATION: (&str, &str) = ("utilisation", "达到硬件峰值的比例");
const PRECISION: (&str, &str) = ("precision", "硬件用什么精度计算");
const GRID: (&str, &str) = ("grid", "用哪里的电");
const HARDWARE: (&str, &str) = ("hardware", "你自己的硬件和电网目录，补充内置目录");

pub(crate) const ZH: Zh = Zh {
    command: "plan",
    about: "算清计算要花多少：重现公布过的估算，或做你自己的",
    usage: "qingyun plan --like <名字> [选项]\n      qingyun plan <命令>",
    arguments: &[("like", "要重现的公布过的估算"), SET, SEED, DRAWS, HTML, CSV, JSON],
};

pub(crate) const SERVE_ZH: Zh = Zh {
    command: "plan serve",
    about: "规划一个画图或回答的服务",
    usage: "qingyun plan serve <--pictures-per-day <数>|--tokens-per-day <数>> [选项]",
    arguments: &[
        ("pictures_per_day", "每天多少张图"),
        ("tokens_per_day", "语言模型每天多少词元"),
        ("model", "用什么画：tiny、sd15，或你自己的模型文件"),
        ("params", "语言模型的参数量"),
        ("steps", "每张图的步数 [默认：模型自己的]"),
        ("on", "在哪里：本机的“2 cores”（会实测），或硬件名 [默认：本机；词元用 h100]"),
        UTILISATION,
        PRECISION,
        GRID,
        HARDWARE,
        SET,
        SEED,
        DRAWS,
        HTML,
        CSV,
        JSON,
    ],
};

pub(crate) const TRAIN_ZH: Zh = Zh {
    command: "plan train",
    about: "规划一次训练",
    usage: "qingyun plan train <--samples <数>|--tokens <数>> [选项]",
    arguments: &[
        ("samples", "扩散模型训练看多少样本（含重复）"),
        ("tokens", "语言模型训练看多少词元"),
        ("model", "按哪个扩散模型计数：tiny 或 sd15 [默认：按 sd15 折算到 --params]"),
        ("params", "参数量 [默认：模型自己的]"),
        ("gpu", "硬件"),
        UTILISATION,
        PRECISION,
        GRID,
        HARDWARE,
        SET,
        SEED,
        DRAWS,
        HTML,
        CSV,
        JSON,
    ],
};

/// The command with the names that its options take, read from the registries.
pub(crate) fn named(command: clap::Command, lang: Lang) -> clap::Command {
    let list = |zh, en, names: Vec<String>| {
        format!("{}{}{}", lang.pick(zh, en), lang.pick("：", ": "), names.join(", "))
    };
    let presets = PRESETS.iter().map(|preset| preset.name.to_owned()).collect();
    let models = networks::MODELS.iter().map(|model| model.name.to_owned()).collect();
    let Catalogue { hardware, grids } = Catalogue::built_in().unwrap_or_default();
    let own = [
        list("计数的模型", "Counted models", models),
        list("硬件", "Hardware", hardware.into_iter().map(|h| h.name).collect()),
        list("电网", "Grids", grids.into_iter().map(|g| g.name).collect()),
    ];
    let own = own.join("\n");
    command
        .after_help(list("公布过的估算", "Published estimates", presets))
        .mut_subcommands(|sub| sub.after_help(own.clone()))
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let (worksheet, view) = match &args.what {
        None => (preset(args.like.as_deref().unwrap_or_default())?.worksheet()?, &args.view),
        Some(What::Serve(serve)) => (asked::serve(serve)?, &serve.view),
        Some(What::Train(train)) => (asked::train(train)?, &train.view),
    };
    let estimate = with_settings(worksheet, view)?.estimate(view.seed, view.draws)?;
    show::all(&estimate, view, context)
}

fn with_settings(mut worksheet: Worksheet, view: &View) -> Result<Worksheet> {
    for (name, text) in &view.set {
        worksheet.set(name, text)?;
    }
    Ok(worksheet)
}
