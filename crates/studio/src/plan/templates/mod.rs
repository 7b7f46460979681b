//! Worksheets for a person's own plan, one file each, with the parts that several share.

use super::worksheet::Worksheet;
use crate::Result;

/// A plan that lacks its numbers.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    parts: &'static [&'static str],
}

const SERVING: &str = include_str!("serving.toml");
const TRAINING: &str = include_str!("training.toml");
const POWER: &str = include_str!("power.toml");

/// All templates.
pub const TEMPLATES: &[Template] = &[
    Template::SERVE_HERE,
    Template::SERVE_PICTURES,
    Template::SERVE_TOKENS,
    Template::TRAIN_SAMPLES,
    Template::TRAIN_TOKENS,
];

impl Template {
    /// Pictures from a machine like this one, by its measured speed.
    pub const SERVE_HERE: Self =
        Self { name: "serve-here", parts: &[include_str!("serve-here.toml"), SERVING, POWER] };
    /// Pictures from accelerators, by their peak.
    pub const SERVE_PICTURES: Self = Self {
        name: "serve-pictures",
        parts: &[include_str!("serve-pictures.toml"), SERVING, POWER],
    };
    /// Tokens of a language model from accelerators.
    pub const SERVE_TOKENS: Self =
        Self { name: "serve-tokens", parts: &[include_str!("serve-tokens.toml"), SERVING, POWER] };
    /// Training of a diffusion model by samples.
    pub const TRAIN_SAMPLES: Self = Self {
        name: "train-samples",
        parts: &[include_str!("train-samples.toml"), TRAINING, POWER],
    };
    /// Training of a language model by tokens.
    pub const TRAIN_TOKENS: Self =
        Self { name: "train-tokens", parts: &[include_str!("train-tokens.toml"), TRAINING, POWER] };

    /// Its worksheet.
    ///
    /// # Errors
    /// Where its file is wrong; a test reads them all.
    pub fn worksheet(&self) -> Result<Worksheet> {
        Worksheet::parse(self.name, self.parts)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::catalogue::Catalogue;
    use super::super::estimate::Estimate;
    use super::*;

    /// The template on this hardware with these numbers.
    fn estimate(template: Template, hardware: &str, numbers: &[(&str, &str)]) -> Estimate {
        let catalogue = Catalogue::built_in().unwrap();
        let mut worksheet = template.worksheet().unwrap();
        catalogue.hardware(hardware).unwrap().give("bf16", &mut worksheet).unwrap();
        catalogue.grid("world").unwrap().give(&mut worksheet).unwrap();
        numbers.iter().for_each(|(name, text)| worksheet.set(name, text).unwrap());
        worksheet.estimate(0, 100).unwrap()
    }

    fn value(estimate: &Estimate, name: &str) -> f64 {
        estimate.result(name).unwrap().value
    }

    #[test]
    fn every_template_can_be_read() {
        for template in TEMPLATES {
            let worksheet = template.worksheet().unwrap();
            assert!(
                !worksheet.title.en.is_empty() && !worksheet.title.zh.is_empty(),
                "{}",
                template.name
            );
        }
    }

    #[test]
    fn training_by_tokens_agrees_with_the_preset() {
        let numbers = [
            ("params", "175e9"),
            ("tokens", "300e9"),
            ("layers", "96"),
            ("channels", "12288"),
            ("utilisation", "0.462"),
            ("rent", "2.3"),
        ];
        let estimate = estimate(Template::TRAIN_TOKENS, "a100", &numbers);
        assert_eq!(value(&estimate, "machine_hours").round(), 607_032.0);
        assert!((value(&estimate, "rented") - 1.396e6).abs() < 1e3);
        // 2.8 TB of state over the room that 80 GB machines have beside 4.8 GB of activations.
        assert_eq!(value(&estimate, "machines_by_memory"), 42.0);
        assert_eq!(value(&estimate, "machines_by_time"), 844.0);
    }

    #[test]
    fn memory_decides_where_time_does_not() {
        let numbers =
            [("params", "70e9"), ("tokens", "1e6"), ("layers", "80"), ("channels", "8192")];
        let estimate = estimate(Template::TRAIN_TOKENS, "h100", &numbers);
        assert_eq!(value(&estimate, "machines"), value(&estimate, "machines_by_memory"));
    }

    #[test]
    fn small_batches_wait_for_memory_and_large_ones_for_arithmetic() {
        let at = |batch| {
            let numbers = [("params", "7e9"), ("tokens_per_day", "1e9"), ("batch", batch)];
            estimate(Template::SERVE_TOKENS, "h100", &numbers)
        };
        let (small, large) = (at("1"), at("4096"));
        assert_eq!(value(&small, "latency"), value(&small, "reading"));
        assert_eq!(value(&large, "latency"), value(&large, "computing"));
        // 14 GB at 3,350 GB/s.
        assert!((value(&small, "latency") - 14.0 / 3.35).abs() < 1e-9);
        assert!(small.warnings.is_empty() && !large.warnings.is_empty());
        assert!(value(&large, "cost_per_million") < value(&small, "cost_per_million"));
    }

    #[test]
    fn what_hardware_does_not_say_is_left_out() {
        let numbers = [("params", "7e9"), ("tokens_per_day", "1e9")];
        let estimate = estimate(Template::SERVE_TOKENS, "l40s", &numbers);
        assert!(estimate.result("rented_per_day").is_none());
        assert!(estimate.result("carbon_per_day").is_some());
    }
}
