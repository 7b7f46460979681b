//! Checks of settings that a model's `config.json` brings.

use std::fs::File;
use std::io::{Error as IoError, ErrorKind, Read};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Error, Result, Wanted};

/// Whether the value holds, else the error that says what is needed.
pub(crate) fn must(
    holds: bool,
    field: &'static str,
    value: impl std::fmt::Display,
    wanted: Wanted,
) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::Setting { field, value: value.to_string(), wanted }) }
}

/// Whether the value lies from the first to the second number.
pub(crate) fn between(field: &'static str, value: usize, [least, most]: [usize; 2]) -> Result<()> {
    must((least..=most).contains(&value), field, value, Wanted::Between(least, most))
}

/// Whether the value divides the number.
pub(crate) fn divides(field: &'static str, value: usize, number: usize) -> Result<()> {
    must(value > 0 && number.is_multiple_of(value), field, value, Wanted::Divisor(number))
}

/// Whether a list is as long as wanted.
pub(crate) fn length(field: &'static str, found: usize, wanted: usize) -> Result<()> {
    must(found == wanted, field, format_args!("[…; {found}]"), Wanted::Length(wanted))
}

/// Sizes from the text of a `config.json`, once the settings are checked of which there is `only`
/// one kind here: a name and the value that it must have, as JSON, where it is there at all.
pub(crate) fn parsed<T: DeserializeOwned>(
    json: &str,
    only: &[(&'static str, &'static str)],
) -> Result<T> {
    let json = &without_infinities(json);
    let settings: Map<String, Value> = serde_json::from_str(json)?;
    for &(field, wanted) in only {
        let Some(value) = settings.get(field) else { continue };
        let needed: Value = serde_json::from_str(wanted)?;
        // 1 and 1.0 are two values to JSON's reader.
        let same = *value == needed || (value.is_number() && value.as_f64() == needed.as_f64());
        must(same, field, value, Wanted::Only(wanted))?;
    }
    Ok(serde_json::from_str(json)?)
}

/// The same with `null` for the numbers that Python writes and JSON does not have. None of them is a
/// setting that is read here, and where one is, its absence is said.
fn without_infinities(json: &str) -> String {
    let mut in_text = false;
    let mut escaped = false;
    let mut result = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let bare = ["-Infinity", "Infinity", "NaN"].into_iter().find(|n| rest.starts_with(n));
        if let (false, Some(number)) = (in_text, bare) {
            result += "null";
            rest = &rest[number.len()..];
            continue;
        }
        in_text ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        result.push(c);
        rest = &rest[c.len_utf8()..];
    }
    result
}

/// The text of a file that must not have more than so many bytes.
pub(crate) fn text(path: &Path, most: u64) -> Result<String> {
    let read = || -> Result<String, IoError> {
        let mut text = String::new();
        File::open(path)?.take(most + 1).read_to_string(&mut text)?;
        if text.len() as u64 > most {
            return Err(IoError::new(ErrorKind::FileTooLarge, format!("more than {most} bytes")));
        }
        Ok(text)
    };
    read().map_err(|source| Error::Read { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_json_lacks_are_left_out() {
        let python = r#"{"a": -Infinity, "b": [NaN, Infinity], "c\"": "NaN, \\", "d": 1}"#;
        let json = r#"{"a": null, "b": [null, null], "c\"": "NaN, \\", "d": 1}"#;
        assert_eq!(without_infinities(python), json);
    }
}
