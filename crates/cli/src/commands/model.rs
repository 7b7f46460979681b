//! `qingyun model`: models of one's own by name.

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

use crate::context::Context;
use crate::engine;
use crate::error::Error;
use crate::help::Zh;
use crate::shelf::{Added, Shelf};

/// Add a model of your own by name, or take it off again
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Add(Add),
    Remove(Remove),
}

/// Look at a model and add it to the list; its files stay where they are
#[derive(Debug, clap::Args)]
struct Add {
    /// A file of safetensors or GGUF, or a folder in diffusers' layout
    #[arg(value_name = "PATH")]
    path: PathBuf,

    /// What to call it [default: the file's name]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Take a model off the list; its files stay
#[derive(Debug, clap::Args)]
struct Remove {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
}

pub(crate) const ZH: Zh = Zh {
    command: "model",
    about: "给自己的模型起名字，或从列表里去掉",
    usage: "qingyun model <命令>",
    arguments: &[],
};

pub(crate) const ZH_ADD: Zh = Zh {
    command: "model add",
    about: "看一看模型，把它加进列表；文件留在原处",
    usage: "qingyun model add [选项] <路径>",
    arguments: &[
        ("path", "safetensors 或 GGUF 文件，或 diffusers 格式的文件夹"),
        ("name", "叫什么名字 [默认：文件名]"),
        ("json", "输出 JSON"),
    ],
};

pub(crate) const ZH_REMOVE: Zh = Zh {
    command: "model remove",
    about: "从列表里去掉一个模型；文件留着",
    usage: "qingyun model remove <名字>",
    arguments: &[("name", "它的名字")],
};

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    match &args.what {
        What::Add(add) => self::add(add, context),
        What::Remove(remove) => self::remove(remove, context),
    }
}

fn add(args: &Add, context: &Context) -> Result<()> {
    let note = engine::look(&args.path)?;
    let path = std::fs::canonicalize(&args.path).map_err(Error::reading(&args.path))?;
    let name = args.name.clone().unwrap_or_else(|| engine::named(&path));
    if engine::MODELS.iter().any(|model| model.name == name) {
        return Err(Error::NameTaken { name }.into());
    }
    let added = Added { path, en: note.en, zh: note.zh };
    let about = added.about(context.lang).to_owned();
    let mut shelf = Shelf::read(context.home.as_ref())?;
    shelf.add(&name, added);
    shelf.write(context.home.as_ref())?;
    if args.json {
        return Ok(context.say_json(&json!({ "name": name, "about": about }))?);
    }
    let hint = context.lang.pick("用法：--model ", "use it by --model ");
    Ok(context.say(format!("{name}: {about}\n{hint}{name}"))?)
}

fn remove(args: &Remove, context: &Context) -> Result<()> {
    let mut shelf = Shelf::read(context.home.as_ref())?;
    if !shelf.remove(&args.name) {
        return Err(Error::NotAdded { name: args.name.clone() }.into());
    }
    shelf.write(context.home.as_ref())
}
