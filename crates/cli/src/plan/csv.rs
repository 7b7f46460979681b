//! An estimate as comma-separated values (RFC 4180).

use qingyun_studio::plan::Estimate;

const HEADER: [&str; 11] =
    ["kind", "name", "en", "zh", "value", "low", "high", "unit", "formula", "origin", "source"];

/// Results, then inputs, a line each.
pub(crate) fn csv(estimate: &Estimate) -> String {
    let results = estimate.results.iter().map(|result| {
        let [low, _, high] = result.range.values().map(|value| value.to_string());
        let (name, words) = (result.name.clone(), result.words.clone());
        let unit = result.unit.to_string();
        let formula = result.formula.clone();
        let value = result.value.to_string();
        let origin = "computed".to_owned();
        [
            "result".to_owned(),
            name,
            words.en,
            words.zh,
            value,
            low,
            high,
            unit,
            formula,
            origin,
            String::new(),
        ]
    });
    let inputs = estimate.inputs.iter().map(|input| {
        let [low, value, high] = input.range.values().map(|value| value.to_string());
        let (name, words) = (input.name.clone(), input.words.clone());
        let unit = input.unit.to_string();
        let origin = input.origin.en().to_owned();
        let source = input.source.en.clone();
        [
            "input".to_owned(),
            name,
            words.en,
            words.zh,
            value,
            low,
            high,
            unit,
            String::new(),
            origin,
            source,
        ]
    });
    let header = HEADER.map(str::to_owned);
    let rows = std::iter::once(header).chain(results).chain(inputs);
    rows.map(|row| row.map(|cell| quoted(&cell)).join(",") + "\n").collect()
}

/// A cell that cannot be mistaken for two.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_whole() {
        assert_eq!(quoted("a b"), "a b");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
    }
}
