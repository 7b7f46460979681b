//! `qingyun encode`: texts as vectors, and how alike they are.

use std::path::PathBuf;

use anyhow::Result;
use qingyun_models::ops::Precision;
use qingyun_prompt::{Encode, likeness};
use serde_json::{Value, json};

use crate::bulk::{Answer, Input, Record, answer_lines};
use crate::context::Context;
use crate::help::Zh;
use crate::meaning::Meaning;
use crate::table::table;
use crate::values;

/// Turn texts into vectors; several texts are compared
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    input: Input,

    /// Folder of a BERT in Hugging Face's layout [default: the bilingual one that comes along]
    #[arg(short, long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Precision of products: f32 or bf16, which is faster
    #[arg(long, default_value = "f32", value_parser = values::precision)]
    precision: Precision,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(crate) const ZH: Zh = Zh {
    command: "encode",
    about: "把文字变成向量；给出几段文字时比较它们",
    usage: "qingyun encode [选项] [文字|文件]...",
    arguments: &[
        ("text", "文字，或文字所在的文件 [默认：标准输入]"),
        ("jsonl", "从标准输入读取 JSON 行 {\"id\", \"text\"}，每行写出一行"),
        ("model", "BERT 所在的文件夹，Hugging Face 格式 [默认：自带的双语模型]"),
        ("precision", "乘积的精度：f32 或更快的 bf16"),
        ("json", "输出 JSON"),
    ],
};

impl Answer for Meaning {
    fn one(&self, record: &Record) -> Result<Value> {
        let vectors = self.encode(&[record.text()?]).map_err(anyhow::Error::from_boxed)?;
        Ok(json!({ "embedding": vectors.first() }))
    }

    /// All at once: texts of like lengths go through the network together.
    fn many(&self, records: &[&Record]) -> Vec<Result<Value>> {
        let texts: Vec<&str> = records.iter().filter_map(|record| record.text().ok()).collect();
        let mut vectors = match self.encode(&texts) {
            Ok(vectors) => vectors.into_iter(),
            Err(_) => return records.iter().map(|record| self.one(record)).collect(),
        };
        let answer = |record: &&Record| {
            record.text()?;
            Ok(json!({ "embedding": vectors.next() }))
        };
        records.iter().map(answer).collect()
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<()> {
    let model = Meaning::open(args.model.as_deref(), args.precision)?;
    if args.input.jsonl {
        return answer_lines(&model, context);
    }
    let texts = match args.input.text.as_slice() {
        [] | [_] => vec![args.input.one()?],
        several => several.to_vec(),
    };
    let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
    let vectors = model.encode(&borrowed).map_err(anyhow::Error::from_boxed)?;
    match vectors.as_slice() {
        [only] if args.json => Ok(context.say_json(&json!({ "embedding": only }))?),
        [only] => Ok(context.say(format!("{only:.4?}"))?),
        several if args.json => Ok(context.say_json(&json!({ "embeddings": several }))?),
        several => Ok(context.say(likenesses(&borrowed, several))?),
    }
}

/// Each text with its likeness to every other.
fn likenesses(texts: &[&str], vectors: &[Vec<f32>]) -> String {
    let row = |(text, one): (&&str, &Vec<f32>)| {
        let numbers = vectors.iter().map(|other| format!("{:.2}", likeness(one, other)));
        [(*text).to_owned(), numbers.collect::<Vec<_>>().join("  ")]
    };
    table(&texts.iter().zip(vectors).map(row).collect::<Vec<_>>())
}
