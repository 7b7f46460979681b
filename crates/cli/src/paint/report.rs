//! What is told of a job: which words did what, what was guessed, where the pictures are.

use qingyun_prompt::{Guess, Reading};
use serde_json::{Value, json};

use super::asked::Asked;
use super::job::{Done, Job, Painted};
use super::output::Saved;
use super::things::Things;
use super::words::Words;
use crate::commands::info;
use crate::say::Lang;

/// What there is to say of the model and of the words, one line for each kind; empty for none.
pub(crate) fn before(job: &Job, lang: Lang) -> String {
    let notes = job.notes().iter().map(|note| lang.pick(note.zh.clone(), note.en.clone()));
    let words = Some(words(&job.asked, lang)).filter(|words| !words.is_empty());
    notes.chain(words).collect::<Vec<_>>().join("\n")
}

/// Which words were used and which were not, one line for each kind.
fn words(asked: &Asked, lang: Lang) -> String {
    match asked {
        Asked::Things(things) => used_words(things, lang),
        Asked::Words(words) => put_in_english(words, lang),
    }
}

/// What became of words that were not English; nothing for those that were.
fn put_in_english(words: &Words, lang: Lang) -> String {
    let Some(said) = &words.said else { return String::new() };
    let missed = said.missed.iter().map(String::as_str).collect();
    let lines = [
        line(lang, "按标签画", "painting the tags", vec![words.text.prompt.as_str()]),
        line(lang, "避开", "away from", named(&words.text.negative)),
        line(lang, "没有对应的标签", "no tag for", missed),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn named(text: &str) -> Vec<&str> {
    Some(text).filter(|text| !text.is_empty()).into_iter().collect()
}

fn used_words(asked: &Things, lang: Lang) -> String {
    let ignored = asked.reading.ignored.iter().map(|i| i.words.as_str()).collect();
    let unwanted = asked.negative.iter().map(|n| used(n, lang)).collect();
    let negative_ignored = asked.negative_ignored.iter().map(String::as_str).collect();
    let lines = [
        line(lang, "用到", "used", vec![used(&asked.reading, lang)]),
        line(lang, "忽略", "ignored", ignored),
        line(lang, "只画第一样，没有画", "painting the first thing only, not", asked.unpainted()),
        line(lang, "避开", "away from", unwanted),
        line(lang, "避开的文字里忽略", "ignored in the negative text", negative_ignored),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn line<T: AsRef<str>>(lang: Lang, zh: &str, en: &str, items: Vec<T>) -> Option<String> {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    let (colon, comma) = lang.pick(("：", "；"), (": ", "; "));
    let what = lang.pick(zh, en);
    (!items.is_empty()).then(|| format!("{what}{colon}{}", items.join(comma)))
}

fn used(reading: &Reading, lang: Lang) -> String {
    let meanings = reading.used.iter().map(|used| match lang {
        Lang::Zh => format!("{} → {}", used.words, used.meaning.zh()),
        Lang::En => format!("{} → {}", used.words, used.meaning),
    });
    meanings.collect::<Vec<_>>().join(lang.pick("；", "; "))
}

/// One picture: what was guessed for it, and where it is.
pub(crate) fn painted(job: &Job, painted: &Painted, lang: Lang) -> String {
    let guesses = painted.guesses.iter().map(|guess| guessed(guess, lang)).collect();
    let mut lines: Vec<String> = line(lang, "猜测", "guessed", guesses).into_iter().collect();
    lines.push(saved(&painted.saved, lang) + &settings(job, painted.seed, lang));
    lines.extend(painted.latents.iter().map(|latents| saved(latents, lang)));
    lines.join("\n")
}

fn guessed(guess: &Guess, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{} = {}（{}）", guess.what_zh, guess.value_zh, guess.why_zh),
        Lang::En => format!("{} = {} ({})", guess.what, guess.value, guess.why),
    }
}

/// Where a file is.
pub(crate) fn saved(saved: &Saved, lang: Lang) -> String {
    let what = match saved.replaced {
        true => lang.pick("已替换", "replaced"),
        false => lang.pick("已保存", "saved"),
    };
    format!("{what} {}", saved.path.display())
}

fn settings(job: &Job, seed: u64, lang: Lang) -> String {
    let plan = &job.plan;
    let [width, height] = job.final_size();
    let (steps, guidance) = (plan.steps, plan.guidance);
    let (sampler, schedule) = (plan.sampler.info().name, plan.schedule());
    let model = &plan.model;
    match lang {
        Lang::Zh => format!(
            "（种子 {seed}，{width}x{height}，{steps} 步 {sampler} {schedule}，引导 {guidance}，模型 {model}）"
        ),
        Lang::En => format!(
            " (seed {seed}, {width}x{height}, {steps} steps of {sampler} {schedule}, guidance {guidance}, model {model})"
        ),
    }
}

/// The whole job as one object.
pub(crate) fn json(job: &Job, done: &Done, seconds: f64) -> Value {
    let path = |saved: &Saved| json!(saved.path.display().to_string());
    let files: Vec<Value> = done
        .painted
        .iter()
        .map(|painted| {
            json!({
                "path": path(&painted.saved),
                "seed": painted.seed,
                "guessed": painted.guesses,
                "latents": painted.latents.as_ref().map(path),
            })
        })
        .collect();
    json!({
        "files": files,
        "grid": done.sheet.as_ref().map(path),
        "request": info::as_json(&job.asked.record(&job.plan, job.plan.seed, job.model.hash())),
        "reading": reading(&job.asked),
        "notes": job.notes().iter().map(|note| &note.en).collect::<Vec<_>>(),
        "seconds": seconds,
    })
}

fn reading(asked: &Asked) -> Value {
    match asked {
        Asked::Things(things) => {
            let Things { reading, negative, negative_ignored, .. } = things.as_ref();
            json!({
                "used": reading.used,
                "ignored": reading.ignored,
                "unpainted": things.unpainted(),
                "negative_used": negative.as_ref().map(|n| &n.used),
                "negative_ignored": negative_ignored,
            })
        }
        Asked::Words(words) => json!({
            "prompt": words.text.prompt,
            "negative": words.text.negative,
            "missed": words.said.as_ref().map(|said| &said.missed),
        }),
    }
}
