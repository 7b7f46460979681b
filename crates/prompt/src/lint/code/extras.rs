//! `<lora:name:weight>`: its form and its weight.

use super::super::document::Document;
use super::super::finding::Hit;

/// A tag that is not closed, names nothing, or has a weight that is no number.
pub(in super::super) fn form(document: &Document) -> Vec<Hit> {
    let wrong = |text: &str| {
        let Some(inside) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
            return true;
        };
        let parts: Vec<&str> = inside.split(':').map(str::trim).collect();
        match parts.as_slice() {
            [_, name] => name.is_empty(),
            [_, name, weights @ ..] => {
                let number = |weight: &&str| {
                    weight.rsplit('=').next().is_some_and(|w| w.parse::<f32>().is_ok())
                };
                name.is_empty()
                    || !weights.iter().all(|weight| number(weight) || weight.contains('='))
            }
            _ => true,
        }
    };
    let extras = document.prompt.extras.iter().filter(|span| is_named(document.folded(**span)));
    extras
        .filter(|span| wrong(span.of(document.text)))
        .map(|span| Hit::new(*span, document.text))
        .collect()
}

/// A weight outside -2..=2.
pub(in super::super) fn range(document: &Document) -> Vec<Hit> {
    let far = |text: &str| {
        let weight =
            text.trim_end_matches('>').rsplit(':').next().and_then(|w| w.parse::<f32>().ok());
        weight.is_some_and(|weight| weight.abs() > 2.0) && text.matches(':').count() == 2
    };
    let extras = document.prompt.extras.iter().filter(|span| is_named(document.folded(**span)));
    extras
        .filter(|span| far(span.of(document.text)))
        .map(|span| Hit::new(*span, document.text))
        .collect()
}

fn is_named(folded: &str) -> bool {
    ["<lora", "<lyco", "<hypernet"].iter().any(|name| folded.starts_with(name))
}
