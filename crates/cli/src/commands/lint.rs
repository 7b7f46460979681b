//! `qingyun lint`: what is wrong with a prompt, and how to put it right.

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;
use qingyun_prompt::lint::{self, Finding, Kind, Rule, Severity};
use qingyun_prompt::words::Tagger;
use serde_json::{Value, json};

use crate::bulk::{Answer, Input, Record, for_people};
use crate::context::Context;
use crate::findings;
use crate::help::Zh;

/// What a text is written for.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Purpose {
    /// Found out from the text.
    #[default]
    Auto,
    /// A chat model.
    Chat,
    /// A diffusion model.
    Picture,
    /// People.
    Text,
}

/// How much a finding has to matter.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Least {
    #[default]
    Hint,
    Warning,
    Error,
}

/// Find what is wrong or unclear in a prompt, and put it right
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// What the text is for: auto, picture, chat or text
    #[arg(
        long = "for",
        value_name = "PURPOSE",
        default_value = "auto",
        hide_possible_values = true
    )]
    purpose: Purpose,

    /// Apply the fixes: to the file, or print the text
    #[arg(long)]
    fix: bool,

    /// The least that is reported: hint, warning or error
    #[arg(long, value_name = "SEVERITY", default_value = "hint", hide_possible_values = true)]
    least: Least,

    /// The most tokens that the model reads of a picture prompt
    #[arg(long, value_name = "N", default_value_t = 75)]
    tokens: usize,

    /// The model reads nothing but English
    #[arg(long)]
    english_only: bool,

    /// Folder with rules of your own, .toml files
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "lint",
    about: "找出提示词里的错误和含糊之处，并加以改正",
    usage: "qingyun lint [选项] [文字|文件]...",
    arguments: &[
        ("text", "文字，或文字所在的文件 [默认：标准输入]"),
        ("jsonl", "从标准输入读取 JSON 行 {\"id\", \"text\"}，每行写出一行"),
        ("purpose", "文字的用途：auto、picture、chat 或 text"),
        ("fix", "改正：写回文件，或输出改好的文字"),
        ("least", "至少多严重才报告：hint、warning 或 error"),
        ("tokens", "模型最多读绘画提示词的多少个 token"),
        ("english_only", "模型只懂英文"),
        ("rules", "存放自己的规则（.toml 文件）的文件夹"),
        ("json", "输出 JSON"),
    ],
};

/// What looks for findings.
struct Lint {
    tagger: Tagger,
    rules: Vec<Rule>,
    options: lint::Options,
    fix: bool,
}

impl Lint {
    fn new(args: &Args) -> Result<Self> {
        let rules = args.rules.as_deref().map(lint::read_folder).transpose()?.unwrap_or_default();
        let kind = match args.purpose {
            Purpose::Auto => Kind::Auto,
            Purpose::Chat => Kind::Chat,
            Purpose::Picture => Kind::Picture,
            Purpose::Text => Kind::Text,
        };
        let least = match args.least {
            Least::Hint => Severity::Hint,
            Least::Warning => Severity::Warning,
            Least::Error => Severity::Error,
        };
        let (tokens, english_only) = (args.tokens, args.english_only);
        let options =
            lint::Options { kind, tokens, english_only, least, ..lint::Options::default() };
        Ok(Self { tagger: Tagger::default(), rules, options, fix: args.fix })
    }

    /// The findings, and the text with its fixes.
    fn check(&self, text: &str) -> (Vec<Finding>, Option<String>) {
        let Self { tagger, rules, options, .. } = self;
        match self.fix {
            true => {
                let (fixed, left) = lint::fix(text, tagger, rules, options);
                (left, Some(fixed))
            }
            false => (lint::check(text, tagger, rules, options), None),
        }
    }
}

impl Answer for Lint {
    fn one(&self, record: &Record) -> Result<Value> {
        let (findings, fixed) = self.check(record.text()?);
        Ok(json!({ "findings": findings, "fixed": fixed }))
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let lint = Lint::new(args)?;
    let Some(text) = for_people(&lint, &args.input, args.json, context)? else { return Ok(()) };
    let (found, fixed) = lint.check(&text);
    let place = args.input.file().map_or_else(String::new, |file| file.display().to_string());
    let Some(fixed) = fixed else {
        return Ok(context.say(findings::told(&found, &text, &place, context.lang))?);
    };
    match args.input.file() {
        Some(file) => {
            qingyun_files::replace(file, fixed.as_bytes())?;
            Ok(context.say(findings::told(&found, &fixed, &place, context.lang))?)
        }
        None => Ok(context.say(fixed)?),
    }
}
