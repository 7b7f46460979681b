//! All rules over one text.

use super::document::Document;
use super::finding::{Finding, Severity};
use super::kind::Kind;
use super::registry::rules;
use super::rule::Rule;
use crate::words::Tagger;

/// How a text is looked at.
#[derive(Clone, Debug)]
pub struct Options {
    /// What it is written for.
    pub kind: Kind,
    /// The most tokens that the model reads of a picture prompt: 75 for CLIP, whose 77 hold a
    /// start and an end.
    pub tokens: usize,
    /// Whether the model that the prompt is for reads nothing but English.
    pub english_only: bool,
    /// The least that is reported.
    pub least: Severity,
    /// The most findings that are reported.
    pub most: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: Kind::Auto,
            tokens: 75,
            english_only: false,
            least: Severity::Hint,
            most: 1000,
        }
    }
}

/// What the registry's rules and `more` find in a text, in order of place.
pub fn check(text: &str, tagger: &Tagger, more: &[Rule], options: &Options) -> Vec<Finding> {
    let document = Document::new(text, tagger, options);
    let wanted = rules().iter().chain(more).filter(|rule| rule.severity() >= options.least);
    let mut findings: Vec<_> = wanted.flat_map(|rule| rule.check(&document)).collect();
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    findings.truncate(options.most);
    findings
}
