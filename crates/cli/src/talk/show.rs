//! What is told of a turn: the brief as a short block, what changed, the question, the prompt.

use qingyun_prompt::compose::{Options, Prompt, compose};
use qingyun_prompt::dialogue::Turn;
use qingyun_prompt::{Brief, Named, Subject};
use serde_json::{Value, json};

use crate::say::Lang;

/// The prompt that a brief becomes.
///
/// # Errors
/// A dialect that is not known.
pub(crate) fn prompt(brief: &Brief, dialect: &str) -> anyhow::Result<Prompt> {
    Ok(compose(brief, &Options { dialect, ..Options::default() })?)
}

/// A turn for people.
pub(crate) fn text(brief: &Brief, turn: &Turn, prompt: &Prompt, lang: Lang) -> String {
    let mut lines = vec![block(brief, lang)];
    let changed = turn.changed.iter();
    lines.extend(
        changed.map(|one| format!("{} {}", one.sign.mark(), lang.pick(&one.zh, &one.text))),
    );
    if let Some(question) = &turn.question {
        lines.push(format!("? {}", lang.pick(&question.zh, &question.text)));
    }
    lines.push(prompt_line(prompt, lang));
    lines.join("\n")
}

/// The prompt, and what it leads away from.
pub(crate) fn prompt_line(prompt: &Prompt, lang: Lang) -> String {
    let negative = match prompt.negative_text.as_str() {
        "" => String::new(),
        text => format!("\n{}{text}", lang.pick("不要：", "negative: ")),
    };
    format!("{}{}{negative}", lang.pick("提示词：", "prompt: "), prompt.text)
}

/// A turn as one object.
pub(crate) fn json(said: &str, brief: &Brief, turn: &Turn, prompt: &Prompt) -> Value {
    json!({
        "said": said,
        "brief": brief,
        "changed": turn.changed,
        "question": turn.question,
        "prompt": prompt.text,
        "negative": prompt.negative_text,
    })
}

/// What is wanted, a line for each thing.
pub(crate) fn block(brief: &Brief, lang: Lang) -> String {
    let mut lines: Vec<String> =
        brief.subjects.iter().map(|one| format!("  {}", subject(one, lang))).collect();
    let list = |words: &[Named]| words.iter().map(|word| named(word, lang)).collect::<Vec<_>>();
    let colour =
        brief.background.colour.iter().map(|colour| lang.pick(&colour.zh, &colour.name).clone());
    let whole = [
        ("背景", "background", colour.chain(list(&brief.background.scene)).collect()),
        ("风格", "style", list(brief.style.as_slice())),
        ("气氛", "mood", list(brief.mood.as_slice())),
        ("视角", "view", list(&brief.view)),
        ("不要", "without", brief.exclude.iter().map(|one| one.words.clone()).collect::<Vec<_>>()),
    ];
    for (zh, en, words) in whole.into_iter().filter(|(_, _, words)| !words.is_empty()) {
        let what = lang.pick(format!("{zh}："), format!("{en}: "));
        lines.push(format!("  {what}{}", words.join(lang.pick("、", ", "))));
    }
    if lines.is_empty() {
        lines.push(lang.pick("  （还没有说要画什么）", "  (nothing is wanted yet)").to_owned());
    }
    lines.join("\n")
}

fn subject(subject: &Subject, lang: Lang) -> String {
    let tag = subject.tag.as_ref().unwrap_or(&subject.words);
    let name = lang.pick(&subject.words, tag);
    let colour = subject.colour.as_ref().map(|colour| match lang {
        Lang::Zh => format!("{}的", colour.zh),
        Lang::En => format!("{} ", colour.name),
    });
    let mut text = format!("{}{name}", colour.unwrap_or_default());
    if subject.count != 1 {
        text += &format!(" × {}", subject.count);
    }
    let said = subject.pose.iter().chain(&subject.material).chain(&subject.attributes);
    let mut more: Vec<String> = said.map(|word| named(word, lang)).collect();
    more.extend(
        subject.place.map(|at| format!("{} {:.2},{:.2}", lang.pick("位置", "at"), at.x, at.y)),
    );
    more.extend(subject.size.map(|size| format!("{} {size:.2}", lang.pick("大小", "size"))));
    let comma = lang.pick("，", ", ");
    more.into_iter().fold(text, |text, one| text + comma + &one)
}

fn named(word: &Named, lang: Lang) -> String {
    lang.pick(&word.words, word.tag.as_ref().unwrap_or(&word.words)).clone()
}
