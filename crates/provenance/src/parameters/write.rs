//! Data to text.

use std::fmt::Display;

use super::Parameters;
use crate::Error;

impl Parameters {
    /// The text to put into a file.
    ///
    /// # Errors
    /// [`Error::NotRepresentable`] when a reader would not get the same data back, as with a
    /// prompt that has a line `Negative prompt:` in it.
    pub fn to_text(&self) -> Result<String, Error> {
        let text = self.format();
        match Self::from_text(&text) {
            Ok(back) if back == *self => Ok(text),
            _ => Err(Error::NotRepresentable),
        }
    }

    fn format(&self) -> String {
        let mut text = self.prompt.clone();
        if !self.negative.is_empty() {
            text.push_str("\nNegative prompt: ");
            text.push_str(&self.negative);
        }
        let pairs: Vec<String> =
            self.pairs().map(|(name, value)| format!("{name}: {}", quote(&value))).collect();
        if !pairs.is_empty() {
            text.push('\n');
            text.push_str(&pairs.join(", "));
        }
        text
    }

    /// All pairs of the last line in the order that A1111 writes them.
    fn pairs(&self) -> impl Iterator<Item = (&str, String)> {
        let size = self.size.map(|[width, height]| format!("{width}x{height}"));
        let first = [
            ("Steps", text_of(&self.steps)),
            ("Sampler", self.sampler.clone()),
            ("Schedule type", self.schedule.clone()),
            ("CFG scale", text_of(&self.cfg)),
            ("Seed", text_of(&self.seed)),
            ("Size", size),
            ("Model hash", self.model_hash.clone()),
            ("Model", self.model.clone()),
        ];
        let extra = self.extra.iter().map(|(name, value)| (name.as_str(), Some(value.clone())));
        let last = [("Version", self.version.clone())];
        first
            .into_iter()
            .chain(extra)
            .chain(last)
            .filter_map(|(name, value)| value.map(|value| (name, value)))
    }
}

fn text_of(value: &Option<impl Display>) -> Option<String> {
    value.as_ref().map(ToString::to_string)
}

/// A1111 quotes values with `,` `:` or a newline as JSON, keeping non-ASCII text. Values whose
/// ends or quotes a reader would lose are quoted too; its readers understand that as well.
fn quote(value: &str) -> String {
    let plain = !value.is_empty()
        && value.trim() == value
        && !value.contains([',', ':', '"'])
        && !value.contains(char::is_control);
    if plain { value.to_owned() } else { serde_json::Value::from(value).to_string() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn example() -> Parameters {
        Parameters {
            prompt: "a red cat".into(),
            negative: "dog".into(),
            steps: Some(20),
            sampler: Some("Euler a".into()),
            schedule: Some("Karras".into()),
            cfg: Some(7.0),
            seed: Some(1),
            size: Some([512, 768]),
            model_hash: Some("0123456789".into()),
            model: Some("tiny".into()),
            version: Some("qingyun 0.1.0".into()),
            extra: vec![("RNG".into(), "CPU".into())],
        }
    }

    #[test]
    fn lines_are_as_a1111_writes_them() {
        assert_eq!(
            example().to_text().unwrap(),
            "a red cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, Schedule type: Karras, \
             CFG scale: 7, Seed: 1, Size: 512x768, Model hash: 0123456789, Model: tiny, RNG: CPU, \
             Version: qingyun 0.1.0"
        );
    }

    #[test]
    fn no_negative_no_line() {
        let text = Parameters { negative: String::new(), ..example() }.to_text().unwrap();
        assert!(text.starts_with("a red cat\nSteps: 20"));
    }

    #[test]
    fn values_with_separators_are_json_and_keep_their_characters() {
        assert_eq!(quote("Euler a"), "Euler a");
        assert_eq!(quote("猫, 狗"), "\"猫, 狗\"");
        assert_eq!(quote("a:b\n\"c\""), "\"a:b\\n\\\"c\\\"\"");
        assert_eq!(quote(""), "\"\"");
        assert_eq!(quote(" edge"), "\" edge\"");
    }

    #[test]
    fn what_the_format_cannot_say_is_refused() {
        for prompt in ["a\nNegative prompt: b", "Negative prompt: b", " a", "a\r\nb"] {
            let request = Parameters { prompt: prompt.into(), ..example() };
            assert!(matches!(request.to_text(), Err(Error::NotRepresentable)), "{prompt:?}");
        }
        let request = Parameters { cfg: Some(f64::NAN), ..example() };
        assert!(matches!(request.to_text(), Err(Error::NotRepresentable)));
        let request = Parameters { extra: vec![("a:b".into(), "c".into())], ..example() };
        assert!(matches!(request.to_text(), Err(Error::NotRepresentable)));
    }
}
