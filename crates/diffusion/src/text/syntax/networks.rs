//! Tags of extra networks, `<lora:name:0.8>`.

use crate::text::TextError;

/// A network that a prompt asks for beside the model.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtraNetwork {
    /// What kind it is: `lora`, `lyco`, `hypernet` or whatever is written there.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// How strongly it changes the text encoder; 1 where nothing is written.
    pub text_encoder: f64,
    /// How strongly it changes the U-Net; as strongly as the text encoder where nothing is
    /// written.
    pub unet: f64,
}

/// A prompt without the tags, and what they say.
///
/// A tag is `<kind:name>` with up to two strengths after further colons, that of the text encoder
/// first; they may also have names, `te=0.8` and `unet=0.6`.
///
/// # Errors
/// [`TextError::Strength`] where a strength is no number.
pub(super) fn take(prompt: &str) -> Result<(String, Vec<ExtraNetwork>), TextError> {
    let end = prompt.rfind('>').map_or(0, |last| last + 1);
    let (mut rest, plain) = prompt.split_at(end);
    let (mut text, mut networks) = (String::with_capacity(prompt.len()), Vec::new());
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        if let Some((kind, arguments, following)) = tag(after) {
            networks.push(network(kind, arguments)?);
            rest = following;
        } else {
            text.push('<');
            rest = after;
        }
    }
    text.push_str(rest);
    text.push_str(plain);
    Ok((text, networks))
}

/// Kind and arguments of a tag whose `<` was just read, and what follows it.
fn tag(text: &str) -> Option<(&str, &str, &str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').filter(|end| *end > 0)?;
    let (kind, rest) = text.split_at(end);
    let (arguments, following) = rest.strip_prefix(':')?.split_once('>')?;
    (!arguments.is_empty()).then_some((kind, arguments, following))
}

fn network(kind: &str, arguments: &str) -> Result<ExtraNetwork, TextError> {
    let number = |text: &str| {
        let number: Option<f64> = text.trim().parse().ok();
        let tag = || format!("<{kind}:{arguments}>");
        number.filter(|n| n.is_finite()).ok_or_else(|| TextError::Strength { tag: tag() })
    };
    let mut items = arguments.split(':');
    let name = items.next().unwrap_or_default().to_owned();
    let (named, plain): (Vec<&str>, Vec<&str>) = items.partition(|item| item.contains('='));
    let strength = |key: &str, place: usize| {
        let named = named.iter().find_map(|item| item.strip_prefix(key)?.strip_prefix('='));
        named.or(plain.get(place).copied()).map(number).transpose()
    };
    let text_encoder = strength("te", 0)?.unwrap_or(1.0);
    let unet = strength("unet", 1)?.unwrap_or(text_encoder);
    Ok(ExtraNetwork { kind: kind.to_owned(), name, text_encoder, unet })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn taken(prompt: &str) -> (String, Vec<(String, String, f64, f64)>) {
        let (text, networks) = take(prompt).unwrap();
        let plain = |n: ExtraNetwork| (n.kind, n.name, n.text_encoder, n.unet);
        (text, networks.into_iter().map(plain).collect())
    }

    fn of(kind: &str, name: &str, text_encoder: f64, unet: f64) -> (String, String, f64, f64) {
        (kind.to_owned(), name.to_owned(), text_encoder, unet)
    }

    #[test]
    fn tags_are_taken_out() {
        let (text, networks) =
            taken("a <lora:add detail:0.8>cat <lora:b:0.8:-.6><hypernet:c>, <lyco:d:unet=.5:te=0>");
        assert_eq!(text, "a cat , ");
        assert_eq!(
            networks,
            [
                of("lora", "add detail", 0.8, 0.8),
                of("lora", "b", 0.8, -0.6),
                of("hypernet", "c", 1.0, 1.0),
                of("lyco", "d", 0.0, 0.5),
            ]
        );
    }

    #[test]
    fn what_is_no_tag_is_text() {
        for text in ["a < b > c", "<lora:>", "<:a>", "<lo ra:a>", "<<<", "<lora:a", "i <3 you"] {
            assert_eq!(taken(text), (text.to_owned(), Vec::new()));
        }
        assert_eq!(taken("<<lora:a> b"), ("< b".to_owned(), vec![of("lora", "a", 1.0, 1.0)]));
    }

    #[test]
    fn a_strength_is_a_number() {
        for tag in ["<lora:a:much>", "<lora:a:0.5:>", "<lora:a:te=x>", "<lora:a:inf>"] {
            assert!(matches!(take(tag), Err(TextError::Strength { tag: said }) if said == tag));
        }
    }
}
