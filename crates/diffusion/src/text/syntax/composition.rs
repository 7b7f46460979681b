//! `AND` between prompts that are painted together, each with ` :1.2` at its end.

use super::words;

/// One of the prompts put together.
#[derive(Debug, PartialEq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    pub(super) weight: f64,
}

/// The prompts between the words `AND`; at least one.
pub(super) fn split(prompt: &str) -> Vec<Part<'_>> {
    words::split_at(prompt, "AND").into_iter().map(part).collect()
}

/// Takes the weight off a prompt, and the blanks before it and at the end.
fn part(prompt: &str) -> Part<'_> {
    let text = prompt.trim_end();
    let weighted = text.rsplit_once(':').and_then(|(text, number)| {
        Some(Part { text: text.trim_end(), weight: weight(number.trim_start())? })
    });
    weighted.unwrap_or(Part { text, weight: 1.0 })
}

/// A number without exponent.
fn weight(number: &str) -> Option<f64> {
    let plain = number.chars().all(|c| c.is_ascii_digit() || "+-.".contains(c));
    number.parse().ok().filter(|weight: &f64| plain && weight.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(prompt: &str) -> Vec<(&str, f64)> {
        split(prompt).into_iter().map(|part| (part.text, part.weight)).collect()
    }

    #[test]
    fn weights_stand_at_the_end() {
        assert_eq!(
            parts("a cat :1.2 AND a dog AND bird: -.5 "),
            [("a cat", 1.2), (" a dog", 1.0), (" bird", -0.5)]
        );
        assert_eq!(parts("a:1:2"), [("a:1", 2.0)]);
        assert_eq!(parts("(a:1.2) AND a:1e5"), [("(a:1.2)", 1.0), (" a:1e5", 1.0)]);
        assert_eq!(parts(""), [("", 1.0)]);
    }
}
