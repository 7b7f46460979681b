//! `qingyun prompt`: what is said becomes a prompt.

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use qingyun_prompt::chat::Scenes;
use qingyun_prompt::compose::Options;
use qingyun_prompt::toml_files;
use serde_json::Value;

use crate::bulk::{Answer, Input, Record, for_people};
use crate::context::Context;
use crate::endpoint::{self, Endpoint};
use crate::error::{Error, read_text};
use crate::help::Zh;
use crate::language::Language;
use crate::prompt::chat::Writer;
use crate::prompt::made::Made;
use crate::prompt::picture::Painter;
use crate::say::Lang;

/// What a prompt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Purpose {
    /// A diffusion model.
    Picture,
    /// A chat model.
    Chat,
}

/// Turn what is said into a prompt, for a picture or for a chat model
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// What the prompt is for: picture or chat [default: picture; chat with --scene]
    #[arg(long = "for", value_name = "PURPOSE", hide_possible_values = true)]
    purpose: Option<Purpose>,

    /// How terms and weights are written: a1111, comfyui, compel, plain or tiny
    #[arg(long, value_name = "NAME", default_value = "a1111")]
    dialect: String,

    /// For which family of models: tiny, sd15, sdxl, anime or flux
    #[arg(long, value_name = "NAME", default_value = "sd15")]
    family: String,

    /// Add the words of quality that the family is used to
    #[arg(long)]
    extras: bool,

    /// Tag list of your own, as the tagcomplete extension has them
    #[arg(long, value_name = "FILE.csv")]
    tags: Option<PathBuf>,

    /// Scene of a chat prompt, such as customer-service [default: by the words]
    #[arg(long, value_name = "NAME")]
    scene: Option<String>,

    /// Folder with scenes of your own, .toml files
    #[arg(long, value_name = "DIR")]
    scenes: Option<PathBuf>,

    /// Folder of a BERT in Hugging Face's layout [default: the bilingual one that comes along]
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    #[command(flatten)]
    endpoint: endpoint::Options,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "prompt",
    about: "把说的话变成提示词，用于绘画或聊天模型",
    usage: "qingyun prompt [选项] [文字|文件]...",
    arguments: &[
        ("text", "文字，或文字所在的文件 [默认：标准输入]"),
        ("jsonl", "从标准输入读取 JSON 行 {\"id\", \"text\"} 或 {\"id\", \"turns\"}，每行写出一行"),
        ("purpose", "提示词的用途：picture 或 chat [默认：picture；给出 --scene 时为 chat]"),
        ("dialect", "词语和权重的写法：a1111、comfyui、compel、plain 或 tiny"),
        ("family", "给哪个系列的模型：tiny、sd15、sdxl、anime 或 flux"),
        ("extras", "加上该系列惯用的质量词"),
        ("tags", "自己的标签表，tagcomplete 扩展的格式"),
        ("scene", "聊天提示词的场景，如 customer-service [默认：由文字判断]"),
        ("scenes", "存放自己的场景（.toml 文件）的文件夹"),
        ("model", "BERT 所在的文件夹，Hugging Face 格式 [默认：自带的双语模型]"),
        (
            "chat_url",
            "OpenAI 兼容接口的地址，如 http://localhost:11434/v1，可请它改写；密钥取自 QINGYUN_CHAT_KEY",
        ),
        ("chat_model", "向接口要用的模型"),
        ("json", "输出 JSON"),
    ],
};

/// What answers: everything that is loaded once.
struct Prompt<'a> {
    args: &'a Args,
    scenes: Scenes,
    language: Language,
    endpoint: Option<Endpoint>,
    lang: Lang,
}

impl Prompt<'_> {
    fn is_chat(&self) -> bool {
        let usual = if self.args.scene.is_some() { Purpose::Chat } else { Purpose::Picture };
        self.args.purpose.unwrap_or(usual) == Purpose::Chat
    }

    fn painter(&self) -> Painter<'_> {
        let Args { dialect, family, extras, .. } = self.args;
        let options = Options { dialect, family, extras: *extras, stressed: &[] };
        Painter { language: &self.language, options, lang: self.lang }
    }

    fn make(&self, said: &str) -> Result<Made> {
        let made = match self.is_chat() {
            true => self.writer().write(said)?,
            false => self.painter().write(said)?,
        };
        match &self.endpoint {
            Some(endpoint) => {
                made.rewritten(said, !self.is_chat(), endpoint, self.language.encoder.get()?)
            }
            None => Ok(made),
        }
    }

    fn writer(&self) -> Writer<'_> {
        let scene = self.args.scene.as_deref();
        Writer { scenes: &self.scenes, scene, language: &self.language, lang: self.lang }
    }
}

impl Answer for Prompt<'_> {
    fn one(&self, record: &Record) -> Result<Value> {
        match &record.turns {
            Some(turns) => self.painter().follow(turns),
            None => Ok(self.make(record.text()?)?.json()),
        }
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let language = Language::load(args.model.as_deref(), args.tags.as_deref())?;
    let endpoint = args.endpoint.endpoint(|name| std::env::var(name).ok());
    let scenes = scenes(args)?;
    let prompt = Prompt { args, scenes, language, endpoint, lang: context.lang };
    let Some(text) = for_people(&prompt, &args.input, args.json, context)? else { return Ok(()) };
    Ok(context.say(prompt.make(&text)?.text(context.lang))?)
}

/// The scenes that come along and the user's own, in the order of their names.
fn scenes(args: &Args) -> Result<Scenes> {
    let mut scenes = Scenes::embedded()?;
    let Some(folder) = &args.scenes else { return Ok(scenes) };
    for path in toml_files(folder).map_err(Error::reading(folder))? {
        scenes.add(&read_text(&path)?, &path.display().to_string())?;
    }
    Ok(scenes)
}
