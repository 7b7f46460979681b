//! Written prompts back to terms and weights, as their readers have them: what the dialects write is
//! held to it.

/// A term with its weight.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Weighted {
    /// What it says, without escapes.
    pub(crate) text: String,
    /// The product of all weights around it.
    pub(crate) weight: f32,
}

/// What a bracket without a number multiplies by.
const BRACKET: f32 = 1.1;

/// The deepest nesting that counts; brackets inside of it are read, but weigh nothing.
const DEEPEST: usize = 64;

/// The terms of a prompt as AUTOMATIC1111's web UI reads it: `(x)` counts 1.1 times, `[x]` 1/1.1
/// times, `(x:1.2)` 1.2 times, a backslash makes the next character text, and brackets may hold
/// several terms. What is not closed counts to the end.
pub(crate) fn parse_a1111(prompt: &str) -> Vec<Weighted> {
    let mut pieces: Vec<(char, f32)> = Vec::new();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut letters = prompt.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => pieces.push((hide(letters.next().unwrap_or('\\')), 1.0)),
            '(' | '[' if open.len() < DEEPEST => open.push((c, pieces.len())),
            ')' if matches!(open.last(), Some(('(', _))) => {
                let start = open.pop().map_or(0, |(_, start)| start);
                let factor = explicit(&mut pieces, start).unwrap_or(BRACKET);
                scale(&mut pieces[start..], factor);
            }
            ']' if matches!(open.last(), Some(('[', _))) => {
                let start = open.pop().map_or(0, |(_, start)| start);
                scale(&mut pieces[start..], 1.0 / BRACKET);
            }
            c => pieces.push((c, 1.0)),
        }
    }
    for (bracket, start) in open {
        let factor = if bracket == '(' { BRACKET } else { 1.0 / BRACKET };
        scale(&mut pieces[start..], factor);
    }
    split(&pieces)
}

/// The terms of a prompt as Compel reads it: `x+`, `(x)++`, `(x)1.2`, signs counting 1.1 and 0.9
/// times each.
pub(crate) fn parse_compel(prompt: &str) -> Vec<Weighted> {
    let mut pieces: Vec<(char, f32)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut word = 0;
    let mut rest = prompt;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let next = rest.chars().next().unwrap_or('\\');
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
                pieces.push((hide(next), 1.0));
            }
            '(' if open.len() < DEEPEST => open.push(pieces.len()),
            ')' if !open.is_empty() => {
                let start = open.pop().unwrap_or(0);
                let (factor, length) = suffix(rest);
                rest = &rest[length..];
                scale(&mut pieces[start..], factor);
            }
            '+' | '-' if ends_word(rest) => {
                let factor = if c == '+' { 1.1 } else { 0.9 };
                scale(&mut pieces[word..], factor);
            }
            c => {
                pieces.push((c, 1.0));
                if c == ' ' || c == ',' {
                    word = pieces.len();
                }
            }
        }
    }
    split(&pieces)
}

/// Whether nothing but signs comes before the next space or comma.
fn ends_word(rest: &str) -> bool {
    let next = rest.trim_start_matches(['+', '-']).chars().next();
    next.is_none_or(|c| c == ' ' || c == ',' || c == ')')
}

/// The weight after a closing bracket, and how many bytes it takes.
fn suffix(rest: &str) -> (f32, usize) {
    let signs = rest.len() - rest.trim_start_matches(['+', '-']).len();
    if signs > 0 {
        let each = rest[..signs].chars().map(|c| if c == '+' { 1.1_f32 } else { 0.9 });
        return (each.product(), signs);
    }
    let digits =
        rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    rest[..digits].parse().map_or((1.0, 0), |weight| (weight, digits))
}

/// Takes `:1.2` off the end of a bracket.
fn explicit(pieces: &mut Vec<(char, f32)>, start: usize) -> Option<f32> {
    let colon = pieces[start..].iter().rposition(|(c, _)| *c == ':')? + start;
    let digits: String = pieces[colon + 1..].iter().map(|(c, _)| *c).collect();
    let weight = digits.trim().parse::<f32>().ok().filter(|weight| weight.is_finite())?;
    pieces.truncate(colon);
    Some(weight)
}

fn scale(pieces: &mut [(char, f32)], factor: f32) {
    for (_, weight) in pieces {
        *weight *= factor;
    }
}

/// An escaped character stands aside in a private area, so that it does not part terms.
const AREA: u32 = 0xf_0000;

fn hide(c: char) -> char {
    if c.is_ascii() { char::from_u32(AREA + c as u32).unwrap_or(c) } else { c }
}

fn show(c: char) -> char {
    let ascii = (c as u32).checked_sub(AREA).filter(|code| *code < 128);
    ascii.and_then(char::from_u32).unwrap_or(c)
}

/// Terms between commas; one whose parts weigh differently falls into these.
fn split(pieces: &[(char, f32)]) -> Vec<Weighted> {
    let mut terms: Vec<Weighted> = Vec::new();
    let mut push = |text: &str, weight: f32| {
        let text = text.trim();
        if !text.is_empty() {
            terms.push(Weighted { text: text.chars().map(show).collect(), weight });
        }
    };
    let (mut text, mut weight) = (String::new(), 1.0);
    for (c, own) in pieces {
        let blank = *c == ' ' || *c == ',';
        if *c == ',' || (!blank && *own != weight) {
            push(&text, weight);
            text.clear();
        }
        if *c != ',' {
            text.push(*c);
        }
        weight = if blank && !text.trim().is_empty() { weight } else { *own };
    }
    push(&text, weight);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(prompt: &str) -> Vec<(String, f32)> {
        let round = |weight: f32| (weight * 1000.0).round() / 1000.0;
        parse_a1111(prompt).into_iter().map(|term| (term.text, round(term.weight))).collect()
    }

    fn terms(terms: &[(&str, f32)]) -> Vec<(String, f32)> {
        terms.iter().map(|(text, weight)| ((*text).to_owned(), *weight)).collect()
    }

    /// The examples in the web UI's own description of `parse_prompt_attention`.
    #[test]
    fn brackets_of_the_web_ui() {
        assert_eq!(parsed("normal text"), terms(&[("normal text", 1.0)]));
        assert_eq!(
            parsed("an (important) word"),
            terms(&[("an", 1.0), ("important", 1.1), ("word", 1.0)])
        );
        assert_eq!(parsed("(unbalanced"), terms(&[("unbalanced", 1.1)]));
        assert_eq!(parsed(r"\(literal\]"), terms(&[("(literal]", 1.0)]));
        assert_eq!(parsed("(unnecessary)(parens)"), terms(&[("unnecessaryparens", 1.1)]));
        assert_eq!(parsed("[[x]]"), terms(&[("x", 0.826)]));
        assert_eq!(parsed("(a, b:1.3)"), terms(&[("a", 1.3), ("b", 1.3)]));
    }

    #[test]
    fn signs_of_compel() {
        let got = parse_compel(r"cat+, (red hat)1.2, (old man)--, t-shirt");
        let got: Vec<(&str, f32)> =
            got.iter().map(|t| (t.text.as_str(), (t.weight * 100.0).round() / 100.0)).collect();
        assert_eq!(got, [("cat", 1.1), ("red hat", 1.2), ("old man", 0.81), ("t-shirt", 1.0)]);
    }
}
