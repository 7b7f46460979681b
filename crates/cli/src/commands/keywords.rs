//! `qingyun keywords`: the phrases that say what a text is about.

use std::path::PathBuf;

use anyhow::Result;
use qingyun_models::ops::Precision;
use qingyun_prompt::keywords::{Keyphrase, Options, keywords, rankers};
use qingyun_prompt::words::Tagger;
use serde_json::{Value, json};

use crate::bulk::{Answer, Input, Record, for_people};
use crate::context::Context;
use crate::help::Zh;
use crate::language::{Lazy, tagger};
use crate::say::Lang;
use crate::table::table;

/// Find the phrases that say what a text is about
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// The most phrases
    #[arg(short = 'n', long, value_name = "N", default_value_t = 15)]
    count: usize,

    /// How phrases are ranked
    #[arg(long, value_name = "NAME", default_value = "bert")]
    ranker: String,

    /// How much the phrases should differ, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    diversity: f32,

    /// Tell how likely each is
    #[arg(long)]
    scores: bool,

    /// Folder of a BERT in Hugging Face's layout [default: the bilingual one that comes along]
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// File with words of your own, one a line
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "keywords",
    about: "找出说明文字主旨的关键词",
    usage: "qingyun keywords [选项] [文字|文件]...",
    arguments: &[
        ("text", "文字，或文字所在的文件 [默认：标准输入]"),
        ("jsonl", "从标准输入读取 JSON 行 {\"id\", \"text\"}，每行写出一行"),
        ("count", "最多几个"),
        ("ranker", "排序方法"),
        ("diversity", "关键词之间要多不同，0 到 1"),
        ("scores", "给出每个的可能性"),
        ("model", "BERT 所在的文件夹，Hugging Face 格式 [默认：自带的双语模型]"),
        ("dictionary", "自己的词典文件，每行一个词"),
        ("json", "输出 JSON"),
    ],
};

/// The names that `--ranker` takes, read from the registry.
pub(crate) fn names(lang: Lang) -> String {
    let ranker = |ranker: &qingyun_prompt::keywords::Ranker| {
        [format!("  {}", ranker.name), lang.pick(ranker.about_zh, ranker.about).to_owned()]
    };
    let rows: Vec<_> = rankers().iter().map(ranker).collect();
    format!("{}\n{}", lang.pick("排序方法：", "Rankers:"), table(&rows).trim_end())
}

/// What finds key phrases.
struct Finder {
    tagger: Tagger,
    options: Options,
    encoder: Lazy,
    scores: bool,
}

impl Finder {
    fn find(&self, text: &str) -> Result<Vec<Keyphrase>> {
        let encodes = rankers().iter().any(|r| r.encodes && r.name == self.options.ranker);
        let encoder = encodes.then(|| self.encoder.get()).transpose()?;
        Ok(keywords(text, &self.options, &self.tagger, encoder)?)
    }
}

impl Answer for Finder {
    fn one(&self, record: &Record) -> Result<Value> {
        let found = self.find(record.text()?)?;
        let texts: Vec<&str> = found.iter().map(|phrase| phrase.text.as_str()).collect();
        let mut answer = json!({ "keyphrases": texts });
        if self.scores {
            answer["scores"] = found.iter().map(|phrase| phrase.score).collect();
        }
        Ok(answer)
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let Args { count, ranker, diversity, scores, .. } = args;
    let options = Options { ranker: ranker.clone(), count: *count, diversity: *diversity };
    let encoder = Lazy::new(args.model.as_deref(), Precision::F32);
    let tagger = tagger(args.dictionary.as_deref())?;
    let finder = Finder { tagger, options, encoder, scores: *scores };
    let Some(text) = for_people(&finder, &args.input, args.json, context)? else { return Ok(()) };
    let row = |phrase: &Keyphrase| match scores {
        true => [format!("{:.2}", phrase.score), phrase.text.clone()],
        false => [phrase.text.clone(), String::new()],
    };
    Ok(context.say(table(&finder.find(&text)?.iter().map(row).collect::<Vec<_>>()))?)
}
