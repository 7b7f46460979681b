//! Text to data.

use std::str::FromStr;

use super::Parameters;
use crate::Error;

/// The longest text that is read, in bytes. Real ones have a few thousand.
pub(crate) const MAX_TEXT: usize = 1 << 20;

/// With fewer pairs than this the last line belongs to the prompt.
const FEWEST_PAIRS: usize = 3;

const NEGATIVE: &str = "Negative prompt:";

impl Parameters {
    /// Reads a text as A1111 does. Unknown pairs are kept in `extra`; without a line of pairs
    /// the whole text is the prompt.
    ///
    /// # Errors
    /// [`Error::TooLong`] over 1 MiB; [`Error::BadValue`] when a known field holds no number.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_TEXT {
            return Err(Error::TooLong { limit: MAX_TEXT });
        }
        let text = text.trim();
        let (words, last) = text.rsplit_once('\n').unwrap_or(("", text));
        let pairs = pairs(last);
        let (words, pairs) =
            if pairs.len() < FEWEST_PAIRS { (text, Vec::new()) } else { (words, pairs) };
        let (prompt, negative) = split_negative(words);
        let mut parameters = Self { prompt, negative, ..Self::default() };
        for (name, value) in pairs {
            parameters.set(name, value)?;
        }
        Ok(parameters)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), Error> {
        match name {
            "Steps" => self.steps = Some(number("Steps", &value)?),
            "Sampler" => self.sampler = Some(value),
            "Schedule type" => self.schedule = Some(value),
            "CFG scale" => self.cfg = Some(finite("CFG scale", &value)?),
            "Seed" => self.seed = Some(number("Seed", &value)?),
            "Size" => self.size = Some(size(&value)?),
            "Model hash" => self.model_hash = Some(value),
            "Model" => self.model = Some(value),
            "Version" => self.version = Some(value),
            _ => self.set_extra(name, value),
        }
        Ok(())
    }
}

/// Splits the lines before the pairs into prompt and negative prompt, trimming each line.
/// Empty lines at the start of either are dropped, as A1111 drops them.
fn split_negative(words: &str) -> (String, String) {
    let (mut prompt, mut negative) = (String::new(), String::new());
    let mut in_negative = false;
    for line in words.split('\n').map(str::trim) {
        let line = match line.strip_prefix(NEGATIVE) {
            Some(rest) => {
                in_negative = true;
                rest.trim()
            }
            None => line,
        };
        let part = if in_negative { &mut negative } else { &mut prompt };
        if !part.is_empty() {
            part.push('\n');
        }
        part.push_str(line);
    }
    (prompt, negative)
}

/// All matches of `\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)` in a line, unquoted.
fn pairs(line: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((name, after)) = next_name(rest) {
        let (value, after) = split_value(after.trim_start());
        found.push((name, unquote(value)));
        rest = after;
    }
    found
}

/// The next run of name characters that ends in a colon, and what follows the colon.
fn next_name(mut text: &str) -> Option<(&str, &str)> {
    loop {
        let start = text.find(is_word)?;
        let run = &text[start..];
        let end = run.find(|c| !is_name(c))?;
        let (name, after) = run.split_at(end);
        match after.strip_prefix(':') {
            // The expression wants a first character and at least one more.
            Some(value) if name.chars().nth(1).is_some() => return Some((name, value)),
            _ => text = after,
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_name(c: char) -> bool {
    is_word(c) || matches!(c, ' ' | '-' | '/')
}

/// The value that starts here and what follows its comma: a whole quoted string if a comma or
/// the end comes right after it, else everything up to the next comma.
fn split_value(text: &str) -> (&str, &str) {
    if let Some(end) = quoted_end(text) {
        let (value, after) = text.split_at(end);
        if after.is_empty() {
            return (value, "");
        }
        if let Some(after) = after.strip_prefix(',') {
            return (value, after);
        }
    }
    text.split_once(',').unwrap_or((text, ""))
}

/// Where the quoted string that starts here ends, in bytes.
fn quoted_end(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    characters.next().filter(|(_, c)| *c == '"')?;
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some(at + 1),
            '\\' => drop(characters.next()?),
            _ => {}
        }
    }
    None
}

/// A value in quotes is JSON; what is not proper JSON stays as it is.
fn unquote(value: &str) -> String {
    let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
    let json = quoted.then(|| serde_json::from_str(value).ok()).flatten();
    json.unwrap_or_else(|| value.to_owned())
}

fn number<T: FromStr>(field: &'static str, value: &str) -> Result<T, Error> {
    value.parse().map_err(|_| bad(field, value, "a whole number in range", "范围内的整数"))
}

fn finite(field: &'static str, value: &str) -> Result<f64, Error> {
    let number: Option<f64> = value.parse().ok();
    number.filter(|n| n.is_finite()).ok_or_else(|| bad(field, value, "a number", "数字"))
}

fn size(value: &str) -> Result<[usize; 2], Error> {
    let sides = value.split_once('x').and_then(|(w, h)| Some([w.parse().ok()?, h.parse().ok()?]));
    sides.ok_or_else(|| bad("Size", value, "a size such as 64x64", "尺寸（如 64x64）"))
}

fn bad(
    field: &'static str,
    value: &str,
    expected: &'static str,
    expected_zh: &'static str,
) -> Error {
    Error::BadValue { field, value: value.chars().take(40).collect(), expected, expected_zh }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Expected values were worked out by hand from the regular expression above.
    fn names_and_values(line: &str) -> Vec<(String, String)> {
        pairs(line).into_iter().map(|(n, v)| (n.to_owned(), v)).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn a_text_by_a1111() {
        let text = "masterpiece, (cat:1.2),\nsitting\nNegative prompt: lowres, \nbad hands\n\
            Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 3141592653, \
            Size: 512x768, Model hash: 6ce0161689, Model: v1-5-pruned-emaonly, \
            Lora hashes: \"foo: aabb, bar: ccdd\", Version: v1.10.1";
        let read = Parameters::from_text(text).unwrap();
        assert_eq!(read.prompt, "masterpiece, (cat:1.2),\nsitting");
        assert_eq!(read.negative, "lowres,\nbad hands");
        assert_eq!((read.steps, read.seed), (Some(28), Some(3_141_592_653)));
        assert_eq!((read.cfg, read.size), (Some(7.5), Some([512, 768])));
        assert_eq!(read.sampler.as_deref(), Some("DPM++ 2M"));
        assert_eq!(read.extra("Lora hashes"), Some("foo: aabb, bar: ccdd"));
        assert_eq!(read.version.as_deref(), Some("v1.10.1"));
    }

    #[test]
    fn fewer_than_three_pairs_are_words() {
        let read = Parameters::from_text("a cat\nSteps: 20, Seed: 1").unwrap();
        assert_eq!(read.prompt, "a cat\nSteps: 20, Seed: 1");
        assert_eq!(read.steps, None);
    }

    #[test]
    fn names_are_runs_of_two_or_more_that_end_in_a_colon() {
        assert_eq!(names_and_values("a: 1, ab: 2"), [pair("ab", "2")]);
        assert_eq!(names_and_values("--ab c/d: 2"), [pair("ab c/d", "2")]);
        assert_eq!(names_and_values("种子 一: 2"), [pair("种子 一", "2")]);
        assert_eq!(names_and_values("no colon here"), []);
    }

    #[test]
    fn values_end_at_a_comma_or_the_line() {
        assert_eq!(
            names_and_values("ab: x y , cd:,ef: z"),
            [pair("ab", "x y "), pair("cd", ""), pair("ef", "z")]
        );
        assert_eq!(names_and_values("ab: 1: 2, cd: 3"), [pair("ab", "1: 2"), pair("cd", "3")]);
    }

    #[test]
    fn quoted_values_need_their_end() {
        assert_eq!(names_and_values(r#"ab: "1, 2", cd: 3"#), [pair("ab", "1, 2"), pair("cd", "3")]);
        assert_eq!(
            names_and_values(r#"ab: "1, 2" x, cd: 3"#),
            [pair("ab", "\"1"), pair("cd", "3")]
        );
        assert_eq!(
            names_and_values(r#"ab: "1\", cd: 3"#),
            [pair("ab", r#""1\""#), pair("cd", "3")]
        );
        assert_eq!(
            names_and_values(r#"ab: "\q", cd: """#),
            [pair("ab", r#""\q""#), pair("cd", "")]
        );
    }

    #[test]
    fn the_last_of_a_repeated_name_counts() {
        let read = Parameters::from_text("p\nSeed: 1, Seed: 2, RNG: CPU, RNG: NV").unwrap();
        assert_eq!((read.seed, read.extra("RNG")), (Some(2), Some("NV")));
        assert_eq!(read.extra.len(), 1);
    }

    #[test]
    fn values_that_are_no_numbers_are_named() {
        for (line, field) in [
            ("Steps: many, Sampler: x, Seed: 1", "Steps"),
            ("Steps: 1, Sampler: x, Seed: 18446744073709551616", "Seed"),
            ("Steps: 1, Sampler: x, Seed: -1", "Seed"),
            ("Steps: 1, Sampler: x, CFG scale: inf", "CFG scale"),
            ("Steps: 1, Sampler: x, Size: 64", "Size"),
        ] {
            let error = Parameters::from_text(&format!("p\n{line}")).unwrap_err();
            assert!(error.to_string().contains(&format!("`{field}: ")), "{error}");
            assert!(error.zh().contains(field), "{}", error.zh());
        }
    }

    #[test]
    fn a_long_text_is_refused_and_a_full_one_is_read_in_one_pass() {
        let long = "a".repeat(MAX_TEXT + 1);
        assert!(matches!(Parameters::from_text(&long), Err(Error::TooLong { .. })));
        let quotes = "ab: \"".repeat(MAX_TEXT / 5);
        assert!(Parameters::from_text(&quotes).is_ok());
        let words = "a ".repeat(MAX_TEXT / 2);
        assert!(Parameters::from_text(&words).is_ok());
    }
}
