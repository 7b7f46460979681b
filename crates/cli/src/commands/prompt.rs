//! `qingyun prompt`: what is said becomes a prompt.

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use qingyun_prompt::chat::Scenes;
use serde_json::Value;

use crate::bulk::{Answer, Input, Record, answer_lines};
use crate::context::Context;
use crate::error::Error;
use crate::help::Zh;
use crate::prompt::chat::Writer;
use crate::prompt::made::Made;

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

    /// Scene of a chat prompt, such as customer-service [default: by the words]
    #[arg(long, value_name = "NAME")]
    scene: Option<String>,

    /// Folder with scenes of your own, .toml files
    #[arg(long, value_name = "DIR")]
    scenes: Option<PathBuf>,

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
        ("jsonl", "从标准输入读取 JSON 行 {\"id\", \"text\"}，每行写出一行"),
        ("purpose", "提示词的用途：picture 或 chat [默认：picture；给出 --scene 时为 chat]"),
        ("scene", "聊天提示词的场景，如 customer-service [默认：由文字判断]"),
        ("scenes", "存放自己的场景（.toml 文件）的文件夹"),
        ("json", "输出 JSON"),
    ],
};

/// What answers: everything that is loaded once.
struct Prompt<'a> {
    args: &'a Args,
    scenes: Scenes,
    context: &'a Context,
}

impl Prompt<'_> {
    fn make(&self, said: &str) -> Result<Made> {
        let Self { scenes, context, .. } = self;
        let scene = self.args.scene.as_deref();
        let writer = Writer { scenes, scene, encoder: None, lang: context.lang };
        writer.write(said, Vec::new())
    }
}

impl Answer for Prompt<'_> {
    fn one(&self, record: &Record) -> Result<Value> {
        Ok(self.make(record.text()?)?.json())
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let prompt = Prompt { args, scenes: scenes(args)?, context };
    if args.input.jsonl {
        return answer_lines(&prompt, context);
    }
    let made = prompt.make(&args.input.one()?)?;
    Ok(if args.json {
        context.say_json(&made.json())
    } else {
        context.say(made.text(context.lang))
    }?)
}

/// The scenes that come along and the user's own, in the order of their names.
fn scenes(args: &Args) -> Result<Scenes> {
    let mut scenes = Scenes::embedded()?;
    let Some(folder) = &args.scenes else { return Ok(scenes) };
    let failed = |source| Error::Read { path: folder.clone(), source };
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut files: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>().map_err(failed)?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path);
        let text = text.map_err(|source| Error::Read { path: path.clone(), source })?;
        scenes.add(&text, &path.display().to_string())?;
    }
    Ok(scenes)
}
