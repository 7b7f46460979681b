//! `qingyun models`: what paints.

use serde_json::{Value, json};

use crate::context::Context;
use crate::engine::MODELS;
use crate::help::Zh;
use crate::table::table;

/// List the models that come with the program
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "models",
    about: "列出随程序附带的模型",
    usage: "qingyun models [选项]",
    arguments: &[("json", "输出 JSON")],
};

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let about = |m: &crate::engine::Builtin| context.lang.pick(m.about_zh, m.about_en);
    if args.json {
        let list: Vec<Value> =
            MODELS.iter().map(|m| json!({ "name": m.name, "about": about(m) })).collect();
        return Ok(context.say_json(&json!({ "models": list }))?);
    }
    let rows: Vec<_> = MODELS.iter().map(|m| [m.name.to_owned(), about(m).to_owned()]).collect();
    context.say(table(&rows))?;
    let own = context.lang.pick(
        "自己训练的模型用文件路径：--model 路径.safetensors",
        "a model of your own is named by its file: --model PATH.safetensors",
    );
    Ok(context.say(own)?)
}
