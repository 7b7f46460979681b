//! Applies what findings propose.

use super::check::{Options, check};
use super::finding::{Finding, Fix};
use super::rule::Rule;
use crate::words::Tagger;

/// The text with its findings' fixes. Of two that touch the same place, the first is applied.
pub fn apply(text: &str, findings: &[Finding]) -> String {
    let mut fixes: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut fixed = String::with_capacity(text.len());
    let mut done = 0;
    let mut last = None;
    for fix in fixes {
        let span = fix.span;
        let free = span.start >= done && last != Some(span);
        if let (true, Some(kept)) = (free, text.get(done..span.start)) {
            fixed += kept;
            fixed += &fix.text;
            done = span.end;
            last = Some(span);
        }
    }
    fixed + text.get(done..).unwrap_or_default()
}

/// Rounds after which fixing stops; one fix may uncover another, rarely twice.
const ROUNDS: usize = 8;
/// Findings that a round looks at.
const MOST: usize = 100_000;

/// Applies fixes until none is left; returns the text with the findings that remain.
pub fn fix(
    text: &str,
    tagger: &Tagger,
    more: &[Rule],
    options: &Options,
) -> (String, Vec<Finding>) {
    let mut text = text.to_owned();
    let options = &Options { most: options.most.max(MOST), ..options.clone() };
    let mut findings = check(&text, tagger, more, options);
    for _ in 0..ROUNDS {
        let fixed = apply(&text, &findings);
        if fixed == text {
            break;
        }
        text = fixed;
        findings = check(&text, tagger, more, options);
    }
    (text, findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;
    use crate::lint::Severity;

    fn finding(start: usize, end: usize, text: &str) -> Finding {
        let span = Span { start, end };
        Finding {
            rule: String::new(),
            severity: Severity::Hint,
            span,
            en: String::new(),
            zh: String::new(),
            fix: Some(Fix { span, text: text.to_owned() }),
        }
    }

    #[test]
    fn of_overlapping_fixes_the_first_wins() {
        let findings =
            [finding(0, 3, "x"), finding(2, 4, "y"), finding(4, 4, "+"), finding(4, 4, "-")];
        assert_eq!(apply("abcdef", &findings), "xd+ef");
    }
}
