//! An estimate as a page that needs nothing else.

use std::fmt::Write;

use qingyun_studio::plan::{Estimate, Ingredient, NUDGE, Outcome};

use super::show::{amount, range, words};
use super::tornado::tornado;
use crate::say::Lang;

const STYLE: &str = include_str!("page.css");

/// The page.
pub(crate) fn page(estimate: &Estimate, lang: Lang) -> String {
    let title = escaped(words(&estimate.title, lang));
    let code = lang.pick("zh-CN", "en");
    format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n<h1>{title}</h1>\n{}{}{}{}{}</html>\n",
        headline(estimate, lang),
        warnings(estimate, lang),
        matters(estimate, lang),
        tables(estimate, lang),
        notes(estimate, lang),
    )
}

fn headline(estimate: &Estimate, lang: Lang) -> String {
    let Some(result) = estimate.result(&estimate.headline) else { return String::new() };
    let what = escaped(words(&result.words, lang));
    let value = escaped(&amount(result.value, result.decimals, &result.unit, lang));
    let range = escaped(&range(&result.range, result.decimals));
    format!("<p class=\"headline\">{value} <small>{what} {range}</small></p>\n")
}

fn warnings(estimate: &Estimate, lang: Lang) -> String {
    let line = |text| format!("<p class=\"warning\">{}</p>\n", escaped(words(text, lang)));
    estimate.warnings.iter().map(line).collect()
}

fn matters(estimate: &Estimate, lang: Lang) -> String {
    let title = lang.pick("哪个输入最要紧", "Which input matters");
    let nudge = NUDGE * 100.0;
    let key = lang.pick(
        format!("只动一个输入时，结果从哪里到哪里。蓝色：输入取低值；橙色：取高值。淡色：没有自己的范围，上下各动 {nudge} %。"),
        format!("Where the result goes when one input alone is moved. Blue: the input is low; orange: it is high. Pale: no range of its own, moved by {nudge} %."),
    );
    format!("<h2>{title}</h2>\n{}<p class=\"key\">{key}</p>\n", tornado(estimate, lang))
}

fn tables(estimate: &Estimate, lang: Lang) -> String {
    let results: String = estimate.results.iter().map(|r| result(r, lang)).collect();
    let inputs: String = estimate.inputs.iter().map(|i| input(i, lang)).collect();
    let head = |cells: [&str; 4]| {
        cells.iter().fold(String::new(), |mut row, cell| {
            let _ = write!(row, "<th>{cell}</th>");
            row
        })
    };
    let [what, value, range] = lang.pick(["名称", "值", "范围"], ["what", "value", "range"]);
    let (formula, origin) = lang.pick(("公式", "出处"), ("formula", "where it comes from"));
    let (titled, titled_inputs) = lang.pick(("结果", "输入"), ("Results", "Inputs"));
    format!(
        "<h2>{titled}</h2>\n<table>\n<tr>{}</tr>\n{results}</table>\n\
         <h2>{titled_inputs}</h2>\n<table>\n<tr>{}</tr>\n{inputs}</table>\n",
        head([what, value, range, formula]),
        head([what, value, range, origin]),
    )
}

fn result(result: &Outcome, lang: Lang) -> String {
    let formula = format!("{} = {}", result.name, result.formula);
    format!(
        "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td><code>{}</code></td></tr>\n",
        escaped(words(&result.words, lang)),
        escaped(&amount(result.value, result.decimals, &result.unit, lang)),
        escaped(&range(&result.range, result.decimals)),
        escaped(&formula),
    )
}

fn input(input: &Ingredient, lang: Lang) -> String {
    format!(
        "<tr><td>{}<br><code>{}</code></td><td class=\"number\">{}</td><td class=\"number\">{}</td><td><span class=\"origin\">{}</span> {}</td></tr>\n",
        escaped(words(&input.words, lang)),
        escaped(&input.name),
        escaped(&amount(input.range.likely, None, &input.unit, lang)),
        escaped(&range(&input.range, None)),
        lang.pick(input.origin.zh(), input.origin.en()),
        escaped(words(&input.source, lang)),
    )
}

fn notes(estimate: &Estimate, lang: Lang) -> String {
    let line = |text| format!("<p>{}</p>\n", escaped(words(text, lang)));
    let notes: String = estimate.notes.iter().map(line).collect();
    let (draws, seed) = (estimate.draws, estimate.seed);
    let drawn = lang.pick(
        format!("范围是 {draws} 次抽样的 5 % 到 95 %，种子 {seed}。"),
        format!("Ranges are 5 % to 95 % of {draws} draws, seed {seed}."),
    );
    let title = lang.pick("说明", "Notes");
    format!("<h2>{title}</h2>\n{notes}<p class=\"key\">{drawn}</p>\n")
}

/// Text that is text and nothing else in a page.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use qingyun_studio::plan::preset;

    use super::*;

    #[test]
    fn a_strangers_words_stay_words() {
        let mut estimate = preset("palm").unwrap().worksheet().unwrap().estimate(0, 10).unwrap();
        for words in [&mut estimate.title, &mut estimate.notes[0], &mut estimate.inputs[0].words] {
            words.en = "<script>alert('&')</script>".into();
        }
        estimate.inputs[0].source.en = "\"><img src=x>".into();
        estimate.inputs[0].name = "<b>".into();
        let page = page(&estimate, Lang::En);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"));
        assert!(page.contains("&lt;script&gt;alert(&#39;&amp;&#39;)"));
    }

    #[test]
    fn a_page_asks_for_nothing_from_outside() {
        let estimate = preset("palm").unwrap().worksheet().unwrap().estimate(0, 10).unwrap();
        for lang in [Lang::En, Lang::Zh] {
            let page = page(&estimate, lang);
            assert!(["http", "src=", "href=", "url(", "@import"].iter().all(|w| !page.contains(w)));
        }
    }
}
