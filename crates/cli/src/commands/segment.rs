//! `qingyun segment`: words with their parts of speech.

use std::path::PathBuf;

use qingyun_prompt::words::{Tagger, Word};
use serde_json::{Value, json};

use crate::bulk::{Answer, Input, Record, for_people};
use crate::context::Context;
use crate::help::Zh;
use crate::language::tagger;

/// Cut a text into words and tag their parts of speech
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// File with words of your own, one a line
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "segment",
    about: "分词并标注词性",
    usage: "qingyun segment [选项] [文字|文件]...",
    arguments: &[
        ("text", "文字，或文字所在的文件 [默认：标准输入]"),
        ("jsonl", "从标准输入读取 JSON 行 {\"id\", \"text\"}，每行写出一行"),
        ("dictionary", "自己的词典文件，每行一个词"),
        ("json", "输出 JSON"),
    ],
};

struct Segment(Tagger);

impl Answer for Segment {
    fn one(&self, record: &Record) -> anyhow::Result<Value> {
        let text = record.text()?;
        Ok(json!({ "words": words(text, &self.0.tag(text)) }))
    }
}

fn words(text: &str, words: &[Word]) -> Vec<Value> {
    let word = |word: &Word| {
        let Word { span, pos } = word;
        let words = text.get(span.start..span.end);
        json!({ "text": words, "pos": pos, "start": span.start, "end": span.end })
    };
    words.iter().map(word).collect()
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<()> {
    let segment = Segment(tagger(args.dictionary.as_deref())?);
    let Some(text) = for_people(&segment, &args.input, args.json, context)? else { return Ok(()) };
    let tagged = segment.0.tag(&text);
    let written = tagged.iter().filter_map(|word| {
        Some(format!("{}/{}", text.get(word.span.start..word.span.end)?, word.pos))
    });
    Ok(context.say(written.collect::<Vec<_>>().join(" "))?)
}
