//! `qingyun samplers`: the ways from noise to a picture.

use serde_json::{Value, json};

use crate::context::Context;
use crate::engine::{PREPROCESSORS, SAMPLERS, SPACINGS};
use crate::help::Zh;
use crate::say::Lang;
use crate::table::table;

/// List the samplers, the schedules of their noise levels, and what prepares pictures for ControlNets
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "samplers",
    about: "列出采样器、噪声调度和 ControlNet 的预处理",
    usage: "qingyun samplers [选项]",
    arguments: &[("json", "输出 JSON")],
};

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    Ok(if args.json { context.say_json(&as_json()) } else { context.say(as_text(context.lang)) }?)
}

fn as_text(lang: Lang) -> String {
    let row = |id: &str, name: &str, about: [&str; 2]| {
        [id.to_owned(), name.to_owned(), lang.pick(about[0], about[1]).to_owned()]
    };
    let samplers = SAMPLERS.iter().map(|sampler| sampler.info());
    let samplers: Vec<_> = samplers.map(|s| row(s.id, s.name, [s.about_zh, s.about_en])).collect();
    let spacings: Vec<_> =
        SPACINGS.iter().map(|s| row(s.id, s.name, [s.about_zh, s.about_en])).collect();
    let preprocessors: Vec<_> =
        PREPROCESSORS.iter().map(|p| row(p.id, p.name, [p.about_zh, p.about_en])).collect();
    format!(
        "{}\n{}\n{}\n{}\n{}\n{}",
        lang.pick("采样器（--sampler，代号或名称均可）", "samplers (--sampler, by id or name)"),
        table(&samplers),
        lang.pick("噪声调度（--schedule）", "schedules (--schedule)"),
        table(&spacings),
        lang.pick(
            "给 ControlNet 的预处理（--preprocessor）",
            "preprocessors for ControlNets (--preprocessor)"
        ),
        table(&preprocessors),
    )
}

fn as_json() -> Value {
    let samplers: Vec<Value> = SAMPLERS
        .iter()
        .map(|sampler| sampler.info())
        .map(|s| {
            json!({
                "id": s.id, "name": s.name, "about": s.about_en, "about_zh": s.about_zh,
                "paper": s.paper, "stochastic": s.stochastic,
                "evaluations_per_step": s.evaluations_per_step,
            })
        })
        .collect();
    let spacings: Vec<Value> = SPACINGS
        .iter()
        .map(|s| {
            json!({
                "id": s.id, "name": s.name, "about": s.about_en, "about_zh": s.about_zh,
                "paper": s.paper,
            })
        })
        .collect();
    let preprocessors: Vec<Value> = PREPROCESSORS
        .iter()
        .map(|p| json!({ "id": p.id, "name": p.name, "about": p.about_en, "about_zh": p.about_zh }))
        .collect();
    json!({ "samplers": samplers, "schedules": spacings, "preprocessors": preprocessors })
}
