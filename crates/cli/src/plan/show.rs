//! In which form an estimate is shown.

use anyhow::Result;
use qingyun_files as files;
use qingyun_studio::Words;
use qingyun_studio::plan::{Estimate, Origin, Range, Unit, figure};

use super::{csv, page, text};
use crate::commands::plan::View;
use crate::context::Context;
use crate::say::Lang;

/// Prints the estimate, and writes its page where one is asked for.
pub(crate) fn all(estimate: &Estimate, view: &View, context: &Context) -> Result<()> {
    if let Some(path) = &view.html {
        files::replace(path, page::page(estimate, context.lang).as_bytes())?;
    }
    if view.json {
        return Ok(context.say_json(&serde_json::to_value(estimate)?)?);
    }
    if view.csv {
        return Ok(context.say(csv::csv(estimate))?);
    }
    context.say(text::text(estimate, context.lang))?;
    match &view.html {
        Some(path) => {
            let saved = context.lang.pick("已保存", "saved");
            Ok(context.say(format!("\n{saved} {}", path.display()))?)
        }
        None => Ok(()),
    }
}

/// A text in this language.
pub(crate) fn words(words: &Words, lang: Lang) -> &str {
    lang.pick(&words.zh, &words.en)
}

/// A number with its unit.
pub(crate) fn amount(value: f64, decimals: Option<usize>, unit: &Unit, lang: Lang) -> String {
    let unit = lang.pick(unit.zh(), unit.en());
    format!("{} {unit}", figure(value, decimals)).trim_end().to_owned()
}

/// From the lowest to the highest; nothing where there is no doubt.
pub(crate) fn range(range: &Range, decimals: Option<usize>) -> String {
    if range.is_exact() {
        return String::new();
    }
    format!("{} – {}", figure(range.low, decimals), figure(range.high, decimals))
}

/// Where a number comes from, with its source.
pub(crate) fn origin(origin: Origin, source: &Words, lang: Lang) -> String {
    let origin = lang.pick(origin.zh(), origin.en());
    match words(source, lang) {
        "" => origin.to_owned(),
        source => format!("{origin}{}{source}", lang.pick("：", ": ")),
    }
}
