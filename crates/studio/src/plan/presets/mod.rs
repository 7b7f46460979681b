//! Worksheets that repeat what others have published, one file each.

use super::worksheet::Worksheet;
use crate::{Error, Result};

/// A published estimate.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// The name that `--like` takes.
    pub name: &'static str,
    parts: &'static [&'static str],
}

/// All presets.
pub const PRESETS: &[Preset] = &[
    Preset { name: "gpt-3-training", parts: &[include_str!("gpt-3-training.toml"), TRAINING] },
    Preset { name: "gopher", parts: &[include_str!("gopher.toml"), TRAINING] },
    Preset { name: "palm", parts: &[include_str!("palm.toml"), TRAINING] },
    Preset { name: "chatgpt-2023", parts: &[include_str!("chatgpt-2023.toml")] },
    Preset { name: "google-search", parts: &[include_str!("google-search.toml")] },
];

/// What all training presets share.
const TRAINING: &str = include_str!("training.toml");

impl Preset {
    /// Its worksheet.
    ///
    /// # Errors
    /// Where its file is wrong; a test reads them all.
    pub fn worksheet(&self) -> Result<Worksheet> {
        Worksheet::parse(self.name, self.parts)
    }
}

/// The preset of this name.
///
/// # Errors
/// [`Error::Nothing`] where there is none.
pub fn preset(name: &str) -> Result<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name).ok_or_else(|| Error::Nothing {
        kind: "preset",
        kind_zh: "预设",
        name: name.into(),
        known: PRESETS.iter().map(|preset| preset.name).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::estimate::Estimate;
    use super::super::figure::figure;
    use super::super::origin::Origin;
    use super::*;

    fn estimate(name: &str) -> Estimate {
        preset(name).unwrap().worksheet().unwrap().estimate(0, 200).unwrap()
    }

    /// Results as they are printed, with their units.
    fn printed(name: &str, results: &[&str]) -> Vec<String> {
        let estimate = estimate(name);
        let print = |name: &&str| {
            let result = estimate.result(name).unwrap();
            format!("{} {}", figure(result.value, result.decimals), result.unit)
        };
        results.iter().map(print).collect()
    }

    #[test]
    fn google_search_is_met_to_every_digit() {
        let results = [
            ("queries_per_day", "195,000,000 query/day"),
            ("busy_gpus", "28,935.19 GPU"),
            ("gpus", "28,936 GPU"),
            ("busy_servers", "3,616.898 server"),
            ("servers", "3,617 server"),
            ("cost_per_day", "694,444 $/day"),
            ("cost_per_query", "0.36 cent/query"),
            ("google_queries_per_day", "27,648,000,000 query/day"),
            ("ratio", "141.7846 1"),
            ("google_servers", "512,820.51 server"),
            ("google_gpus", "4,102,568 GPU"),
            ("google_cost_per_year", "35.9 billion $/year"),
            ("google_investment", "100.0 billion $"),
        ];
        let (names, expected): (Vec<_>, Vec<_>) = results.into_iter().unzip();
        assert_eq!(printed("google-search", &names), expected);
        let cent = estimate("google-search").result("cost_per_query").unwrap().value;
        assert_eq!(figure(cent, Some(3)), "0.356");
        let investment = estimate("google-search").result("google_investment").unwrap().value;
        assert!(investment > 100.0);
    }

    #[test]
    fn chatgpt_is_met_to_every_digit() {
        let results = [
            ("gpus", "32,000 GPU"),
            ("investment", "796 million $"),
            ("electricity_per_day", "49,920 $/day"),
            ("busy_gpu_hours", "729,167 GPU·h/day"),
            ("busy_gpus", "30,382 GPU"),
            ("busy_servers", "3,798 server"),
        ];
        let (names, expected): (Vec<_>, Vec<_>) = results.into_iter().unzip();
        assert_eq!(printed("chatgpt-2023", &names), expected);
    }

    #[test]
    fn training_is_met_to_every_digit() {
        let gpt3 = printed("gpt-3-training", &["flop", "gpu_hours", "cost", "full_price"]);
        let expected = ["3.15e23 FLOP", "607,032 GPU·h", "1.396 million $", "4.98 $/GPU/h"];
        assert_eq!(gpt3, expected);
        let cost = |name| figure(estimate(name).result("cost").unwrap().value, Some(2));
        assert_eq!([cost("gopher"), cost("palm")], ["2.23", "11.20"]);
    }

    #[test]
    fn visitors_do_not_enter_the_cost_of_servers() {
        let mut worksheet = preset("chatgpt-2023").unwrap().worksheet().unwrap();
        worksheet.set("visits_per_day", "13e6").unwrap();
        let estimate = worksheet.estimate(0, 1).unwrap();
        assert_eq!(estimate.result("investment").unwrap().value, 796.0);
        assert!(estimate.swings.iter().all(|swing| swing.name != "visits_per_day"));
    }

    #[test]
    fn every_preset_is_whole() {
        for preset in PRESETS {
            let estimate = estimate(preset.name);
            let named = PRESETS.iter().filter(|other| other.name == preset.name).count();
            assert_eq!(named, 1, "{}", preset.name);
            assert!(!estimate.swings.is_empty() && !estimate.notes.is_empty(), "{}", preset.name);
            let inputs = estimate.inputs.iter().map(|input| &input.words);
            let results = estimate.results.iter().map(|result| &result.words);
            let words = inputs.chain(results).chain(&estimate.notes).chain([&estimate.title]);
            words.for_each(|words| assert!(!words.en.is_empty() && !words.zh.is_empty()));
            for input in &estimate.inputs {
                assert!(!input.source.en.is_empty(), "{} {}", preset.name, input.name);
                assert!(matches!(input.origin, Origin::Stated | Origin::Inferred));
            }
        }
    }

    #[test]
    fn every_input_of_every_preset_refuses_nonsense_by_its_name() {
        for preset in PRESETS {
            let mut worksheet = preset.worksheet().unwrap();
            for input in estimate(preset.name).inputs {
                for text in ["0", "-1", "NaN", "inf", "1e999", "1 furlong", "1 W/server/query"] {
                    let error = worksheet.set(&input.name, text).unwrap_err();
                    assert!(error.to_string().contains(&input.name), "{error}");
                    assert!(error.zh().contains(&input.name), "{}", error.zh());
                }
            }
        }
    }

    #[test]
    fn overflow_is_refused_with_the_field() {
        let mut worksheet = preset("palm").unwrap().worksheet().unwrap();
        worksheet.set("params", "1e300").unwrap();
        worksheet.set("tokens", "1e300").unwrap();
        let error = worksheet.estimate(0, 1).unwrap_err();
        assert!(matches!(error, Error::Outcome { ref field, .. } if field == "flop"), "{error}");
    }
}
