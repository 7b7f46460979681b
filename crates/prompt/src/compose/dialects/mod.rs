//! Ways of writing terms with weights.

mod a1111;
mod comfyui;
mod compel;
mod plain;
mod tiny;

use super::{ComposeError, Term};

/// A way of writing terms. Adding one is a file here and a line in [`DIALECTS`].
pub trait Dialect: Sync {
    /// Its name.
    fn name(&self) -> &'static str;
    /// Who reads it, in a few words.
    fn about(&self) -> &'static str;
    /// The terms as one text.
    fn write(&self, terms: &[Term]) -> String;
}

/// Every dialect.
pub const DIALECTS: &[&dyn Dialect] =
    &[&a1111::A1111, &comfyui::ComfyUi, &compel::Compel, &plain::Plain, &tiny::Tiny];

/// The dialect of a name.
///
/// # Errors
/// A name that no dialect has.
pub fn dialect(name: &str) -> Result<&'static dyn Dialect, ComposeError> {
    DIALECTS.iter().find(|dialect| dialect.name() == name).copied().ok_or_else(|| {
        let known = DIALECTS.iter().map(|dialect| dialect.name()).collect();
        ComposeError::UnknownDialect { name: name.to_owned(), known }
    })
}

/// Terms joined by commas, each as `write` has it.
fn join(terms: &[Term], write: impl Fn(&Term) -> String) -> String {
    terms.iter().map(write).collect::<Vec<_>>().join(", ")
}

/// A text with a backslash before each of some characters, and before a backslash.
fn escape(text: &str, marks: &[char]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\\' || marks.contains(&c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// A weight with at most two decimals: 1.2, 0.85.
fn weight(weight: f32) -> String {
    let digits = format!("{weight:.2}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Whether a weight is written at all.
fn is_plain(weight: f32) -> bool {
    (weight - 1.0).abs() < 0.005
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for known in DIALECTS {
            assert_eq!(dialect(known.name()).unwrap().about(), known.about());
            assert_eq!(DIALECTS.iter().filter(|d| d.name() == known.name()).count(), 1);
        }
        assert!(dialect("klingon").is_err());
    }

    #[test]
    fn each_as_its_reader_expects() {
        let mut terms = vec![Term::new("cat (pet)", None, ""), Term::new("red hat", None, "")];
        terms[1].weight = 1.2;
        let written = |name: &str| dialect(name).unwrap().write(&terms);
        assert_eq!(written("a1111"), r"cat \(pet\), (red hat:1.2)");
        assert_eq!(written("comfyui"), r"cat \(pet\), (red hat:1.2)");
        assert_eq!(written("compel"), r"cat \(pet\), (red hat)1.2");
        terms[1].weight = 1.21;
        assert_eq!(dialect("compel").unwrap().write(&terms), r"cat \(pet\), (red hat)++");
        assert_eq!(dialect("plain").unwrap().write(&terms), "Cat (pet), red hat.");
    }
}
