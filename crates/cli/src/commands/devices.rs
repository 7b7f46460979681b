//! `qingyun devices`: where pictures can be computed.

use serde_json::{Value, json};

use crate::context::Context;
use crate::engine;
use crate::help::Zh;
use crate::table::table;

/// List the devices that pictures can be computed on
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "devices",
    about: "列出可以用来计算的设备",
    usage: "qingyun devices [选项]",
    arguments: &[("json", "输出 JSON")],
};

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let devices = engine::devices();
    if args.json {
        let list: Vec<Value> = devices
            .iter()
            .map(|d| json!({ "name": d.name, "about": d.about, "available": d.available }))
            .collect();
        return Ok(context.say_json(&json!({ "devices": list }))?);
    }
    let state = |available| match available {
        true => context.lang.pick("可用", "available"),
        false => context.lang.pick("不可用", "not available"),
    };
    let row =
        |d: &engine::Device| [d.name.to_owned(), state(d.available).to_owned(), d.about.clone()];
    let rows: Vec<_> = devices.iter().map(row).collect();
    Ok(context.say(table(&rows))?)
}
