//! `qingyun info`: the request that a picture carries.

use std::path::PathBuf;

use qingyun_provenance::{Parameters, png};
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::help::Zh;
use crate::say::Lang;
use crate::table::table;

/// Show how a picture was made
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The picture, a PNG file
    file: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "info",
    about: "显示一张图是怎样画成的",
    usage: "qingyun info [选项] <文件>",
    arguments: &[("file", "图片，PNG 文件"), ("json", "输出 JSON")],
};

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let request = png::read(&args.file)?;
    if args.json {
        return Ok(context.say_json(&as_json(&request))?);
    }
    context.say(as_text(&request, context.lang))?;
    let again = context.lang.pick("再画一张相同的：", "paint it again: ");
    Ok(context.say(format!("{again}qingyun paint --like {}", args.file.display()))?)
}

/// The request as data; what the picture does not say is null.
pub(crate) fn as_json(request: &Parameters) -> Value {
    let extra: Map<String, Value> =
        request.extra.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "prompt": request.prompt,
        "negative": request.negative,
        "steps": request.steps,
        "sampler": request.sampler,
        "schedule": request.schedule,
        "guidance": request.cfg,
        "seed": request.seed,
        "width": request.size.map(|[width, _]| width),
        "height": request.size.map(|[_, height]| height),
        "model_hash": request.model_hash,
        "model": request.model,
        "version": request.version,
        "extra": extra,
    })
}

fn as_text(request: &Parameters, lang: Lang) -> String {
    let size = request.size.map(|[width, height]| format!("{width}x{height}"));
    let fields = [
        ("文字", "text", Some(request.prompt.clone())),
        ("不要", "negative", Some(request.negative.clone()).filter(|n| !n.is_empty())),
        ("种子", "seed", request.seed.map(|n| n.to_string())),
        ("步数", "steps", request.steps.map(|n| n.to_string())),
        ("采样器", "sampler", request.sampler.clone()),
        ("调度", "schedule", request.schedule.clone()),
        ("引导强度", "guidance", request.cfg.map(|n| n.to_string())),
        ("尺寸", "size", size),
        ("模型", "model", request.model.clone()),
        ("模型哈希", "model hash", request.model_hash.clone()),
        ("版本", "version", request.version.clone()),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(zh, en, value)| Some([lang.pick(zh, en).to_owned(), visible(&value?)]));
    let extra = request.extra.iter().map(|(name, value)| [visible(name), visible(value)]);
    table(&known.chain(extra).collect::<Vec<_>>())
}

/// A stranger's text must not steer the terminal, nor turn its lines around.
fn visible(text: &str) -> String {
    let hidden =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if hidden(c) { ' ' } else { c }).collect()
}
