//! The `parameters` text of the A1111 web UI, as data.
//!
//! The text is the prompt, a line `Negative prompt: …` when there is one, and a last line of
//! `name: value` pairs. Every program that reads pictures of this kind reads it.

mod read;
mod write;

pub(crate) use read::MAX_TEXT;

/// What a `parameters` text says. A field that the text leaves out is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters {
    /// What is wanted; lines are trimmed.
    pub prompt: String,
    /// What is not wanted; empty when nothing was said.
    pub negative: String,
    /// `Steps`: sampler steps.
    pub steps: Option<usize>,
    /// `Sampler`: its A1111 name.
    pub sampler: Option<String>,
    /// `Schedule type`: how sigmas are spaced.
    pub schedule: Option<String>,
    /// `CFG scale`: the guidance scale, finite.
    pub cfg: Option<f64>,
    /// `Seed` of the start noise.
    pub seed: Option<u64>,
    /// `Size` in pixels: width, height.
    pub size: Option<[usize; 2]>,
    /// `Model hash`: the first 10 hexadecimal digits of the weights' SHA-256.
    pub model_hash: Option<String>,
    /// `Model`: its name.
    pub model: Option<String>,
    /// `Version`: the program and its version.
    pub version: Option<String>,
    /// All other pairs, in order. Names are unique.
    pub extra: Vec<(String, String)>,
}

impl Parameters {
    /// The value of an extra pair.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&str> {
        self.extra.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Sets an extra pair; a repeated name keeps its place and takes the last value.
    pub fn set_extra(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        match self.extra.iter_mut().find(|(n, _)| *n == name) {
            Some(pair) => pair.1 = value,
            None => self.extra.push((name, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// Any words that a command line could hand over: one line, trimmed.
    fn words() -> impl Strategy<Value = String> {
        any::<String>()
            .prop_map(|s| s.split_whitespace().collect::<Vec<_>>().join(" "))
            .prop_filter("said by the format itself", |s| !s.starts_with("Negative prompt:"))
    }

    fn extra() -> impl Strategy<Value = Vec<(String, String)>> {
        let pair = ("x[a-z0-9_ /-]{1,12}", any::<String>());
        prop::collection::vec(pair, 0..4).prop_map(|pairs| {
            let mut all = Parameters::default();
            pairs.into_iter().for_each(|(name, value)| all.set_extra(name, value));
            all.extra
        })
    }

    prop_compose! {
        fn parameters()(
            prompt in words(), negative in words(), steps in 1..=1000usize, sampler in any::<String>(),
            schedule in any::<String>(), cfg in -1e300..1e300f64, seed in any::<u64>(),
            size in any::<[u16; 2]>(), model in any::<String>(), extra in extra(),
        ) -> Parameters {
            Parameters {
                prompt, negative, steps: Some(steps), sampler: Some(sampler),
                schedule: Some(schedule), cfg: Some(cfg), seed: Some(seed),
                size: Some(size.map(usize::from)), model_hash: Some("0123456789".into()),
                model: Some(model), version: Some("qingyun 1.2.3".into()), extra,
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(request in parameters()) {
            prop_assert_eq!(Parameters::from_text(&request.to_text().unwrap()).unwrap(), request);
        }

        #[test]
        fn no_text_can_make_the_reader_panic(text in any::<String>()) {
            let _ = Parameters::from_text(&text);
        }

        #[test]
        fn nor_can_a_text_that_looks_right(text in "([a-zS :,\"\\\\\n]|Steps: |Seed: |Size: ){0,60}") {
            let _ = Parameters::from_text(&text);
        }
    }
}
