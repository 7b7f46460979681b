//! A chart of what moving each input does to the headline, the largest above: a tornado.

use qingyun_studio::plan::{Estimate, Outcome, Swing, figure};

use super::page::escaped;
use super::show::words;
use crate::say::Lang;

/// Bars at most.
const BARS: usize = 12;
/// Sizes in the chart's own units.
const WIDTH: f64 = 960.0;
const LABELS: f64 = 330.0;
const NUMBERS: f64 = 90.0;
const ROW: f64 = 30.0;
const BAR: f64 = 18.0;
/// Where text sits in its row.
const BASELINE: f64 = 19.0;

/// Where values lie across the chart.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn over(swings: &[Swing], middle: f64) -> Self {
        let ends = swings.iter().flat_map(|swing| swing.to).chain([middle]);
        let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| {
            (low.min(end), high.max(end))
        });
        Self { low, high: high.max(low + f64::MIN_POSITIVE) }
    }

    fn at(&self, value: f64) -> f64 {
        let room = WIDTH - LABELS - 2.0 * NUMBERS;
        LABELS + NUMBERS + (value - self.low) / (self.high - self.low) * room
    }
}

/// The chart as SVG; nothing where nothing moves.
pub(crate) fn tornado(estimate: &Estimate, lang: Lang) -> String {
    let Some(headline) = estimate.result(&estimate.headline) else { return String::new() };
    let swings = estimate.swings.get(..BARS).unwrap_or(&estimate.swings);
    let scale = Scale::over(swings, headline.value);
    let height = ROW * (swings.len() + 1) as f64;
    let middle = scale.at(headline.value);
    let label = |swing: &Swing| {
        let input = estimate.inputs.iter().find(|input| input.name == swing.name);
        input.map_or("", |input| words(&input.words, lang))
    };
    let rows = swings.iter().enumerate();
    let bars: String =
        rows.map(|(i, swing)| bar(ROW * i as f64, swing, label(swing), headline, &scale)).collect();
    let foot = figure(headline.value, headline.decimals);
    let end = height - ROW;
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n{bars}\
         <line class=\"middle\" x1=\"{middle:.1}\" x2=\"{middle:.1}\" y1=\"0\" y2=\"{end}\"/>\n\
         <text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{foot}</text>\n</svg>\n",
        end + BASELINE,
    )
}

fn bar(top: f64, swing: &Swing, label: &str, headline: &Outcome, scale: &Scale) -> String {
    let middle = scale.at(headline.value);
    let [low, high] = swing.to.map(|value| scale.at(value));
    let own = if swing.own_range { "" } else { " nudged" };
    let side = |class: &str, end: f64| {
        let (x, width) = (middle.min(end), (end - middle).abs());
        let y = top + (ROW - BAR) / 2.0;
        format!(
            "<rect class=\"{class}{own}\" x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\"/>\n"
        )
    };
    let number = |value: f64, end: f64, other: f64| {
        let (x, anchor) = if end < other { (end - 6.0, "end") } else { (end + 6.0, "start") };
        let text = figure(value, headline.decimals);
        let y = top + BASELINE;
        format!("<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"{anchor}\">{text}</text>\n")
    };
    let [from, to] = swing.from.map(|value| figure(value, None));
    let title = format!("{}: {from} – {to}", swing.name);
    format!(
        "<g><title>{}</title><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n{}{}{}{}</g>\n",
        escaped(&title),
        LABELS - 10.0,
        top + BASELINE,
        escaped(&shortened(label)),
        side("low", low),
        side("high", high),
        number(swing.to[0], low, high),
        number(swing.to[1], high, low),
    )
}

/// A label that fits; a Chinese character takes two places.
fn shortened(label: &str) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    const PLACES: usize = 44;
    if label.width() <= PLACES {
        return label.to_owned();
    }
    let mut width = 0;
    let fits = |c: &char| {
        width += c.width().unwrap_or(0);
        width < PLACES
    };
    label.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_cut_by_their_width() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"a".repeat(60)), "a".repeat(43) + "…");
        assert_eq!(shortened(&"猫".repeat(30)), "猫".repeat(21) + "…");
    }
}
