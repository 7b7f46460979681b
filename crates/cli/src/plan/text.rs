//! An estimate as tables for the terminal.

use qingyun_studio::Words;
use qingyun_studio::plan::{Estimate, Ingredient, NUDGE, Outcome, Swing, figure};

use super::show::{amount, origin, range, words};
use crate::say::Lang;
use crate::table::table;

/// How many inputs are told that matter.
const MATTER: usize = 8;
/// Places of the longest bar.
const BAR: f64 = 24.0;

/// The whole estimate.
pub(crate) fn text(estimate: &Estimate, lang: Lang) -> String {
    let parts = [
        format!("{}\n", words(&estimate.title, lang)),
        format!("{}\n{}", lang.pick("结果", "results"), results(estimate, lang)),
        format!(
            "{}\n{}",
            lang.pick("输入（--set 名字=值 可改）", "inputs (change them by --set NAME=VALUE)"),
            inputs(estimate, lang)
        ),
        matters(estimate, lang),
        remarks(estimate, lang),
    ];
    parts.join("\n")
}

fn results(estimate: &Estimate, lang: Lang) -> String {
    let row = |result: &Outcome| {
        let what = format!("  {}", words(&result.words, lang));
        let value = amount(result.value, result.decimals, &result.unit, lang);
        let formula = format!("{} = {}", result.name, result.formula);
        ([what, value, range(&result.range, result.decimals)], formula)
    };
    rows(estimate.results.iter().map(row))
}

fn inputs(estimate: &Estimate, lang: Lang) -> String {
    let row = |input: &Ingredient| {
        let name = format!("  {}", input.name);
        let value = amount(input.range.likely, None, &input.unit, lang);
        let origin = origin(input.origin, &input.source, lang);
        let what = words(&input.words, lang);
        let about = lang.pick(format!("{what}（{origin}）"), format!("{what} ({origin})"));
        ([name, value, range(&input.range, None)], about)
    };
    rows(estimate.inputs.iter().map(row))
}

/// Columns, with a line of their own below each row.
fn rows(rows: impl Iterator<Item = ([String; 3], String)>) -> String {
    let (cells, below): (Vec<_>, Vec<_>) = rows.unzip();
    let lines = table(&cells);
    let pairs = lines.lines().zip(below);
    pairs.map(|(line, below)| format!("{line}\n      {below}\n")).collect()
}

/// What moving each input does to the headline, as bars.
fn matters(estimate: &Estimate, lang: Lang) -> String {
    let Some(headline) = estimate.result(&estimate.headline) else { return String::new() };
    let widest = estimate.swings.first().map_or(1.0, |swing| swing.width());
    let row = |swing: &Swing| {
        let own = if swing.own_range { "" } else { "±" };
        let [low, high] = swing.from.map(|value| figure(value, None));
        let [to_low, to_high] = swing.to.map(|value| figure(value, headline.decimals));
        [
            format!("  {}", swing.name),
            format!("{own}{low} – {high}"),
            format!("→ {to_low} – {to_high}"),
            "█".repeat((swing.width() / widest * BAR).ceil() as usize),
        ]
    };
    let rows: Vec<_> = estimate.swings.iter().take(MATTER).map(row).collect();
    let (what, nudge) = (words(&headline.words, lang), NUDGE * 100.0);
    let title = lang.pick(
        format!("哪个输入最影响“{what}”（± 表示没有自己的范围，上下各动 {nudge} %）"),
        format!(
            "which input matters most to \"{what}\" (±: no range of its own, moved by {nudge} %)"
        ),
    );
    format!("{title}\n{}", table(&rows))
}

fn remarks(estimate: &Estimate, lang: Lang) -> String {
    let warnings = estimate.warnings.iter().map(|w| (lang.pick("注意：", "note: "), w));
    let notes = estimate.notes.iter().map(|n| ("", n));
    let line = |(mark, text): (&str, &Words)| format!("{mark}{}", words(text, lang));
    let lines: Vec<_> = warnings.chain(notes).map(line).collect();
    let draws = estimate.draws;
    let drawn = lang.pick(
        format!("范围是 {draws} 次抽样的 5 % 到 95 %，种子 {}。", estimate.seed),
        format!("Ranges are 5 % to 95 % of {draws} draws, seed {}.", estimate.seed),
    );
    format!("{}\n{drawn}", lines.join("\n")).trim_start().to_owned()
}
