//! `qingyun models`: what paints.

use serde_json::{Value, json};

use crate::context::Context;
use crate::engine::{Builtin, MODELS};
use crate::help::Zh;
use crate::shelf::Shelf;
use crate::table::table;

/// List the models that come with the program and those that you added
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "models",
    about: "列出随程序附带的和自己添加的模型",
    usage: "qingyun models [选项]",
    arguments: &[("json", "输出 JSON")],
};

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let about = |m: &Builtin| context.lang.pick(m.about_zh, m.about_en).to_owned();
    let shelf = Shelf::read(context.home.as_ref())?;
    let built_in = MODELS.iter().map(|m| (m.name.to_owned(), about(m), None));
    let added = shelf.all().map(|(name, added)| {
        (name.to_owned(), added.about(context.lang).to_owned(), Some(added.path.clone()))
    });
    let all: Vec<_> = built_in.chain(added).collect();
    if args.json {
        let list: Vec<Value> = all
            .iter()
            .map(|(name, about, path)| json!({ "name": name, "about": about, "path": path }))
            .collect();
        return Ok(context.say_json(&json!({ "models": list }))?);
    }
    let rows: Vec<_> = all.into_iter().map(|(name, about, _)| [name, about]).collect();
    context.say(table(&rows))?;
    let own = context.lang.pick(
        "自己的模型：--model 路径，或先用 qingyun model add 路径 起名字",
        "a model of your own: --model PATH, or name it first by qingyun model add PATH",
    );
    Ok(context.say(own)?)
}
