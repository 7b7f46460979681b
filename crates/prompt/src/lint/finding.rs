//! What a rule found.

use serde::{Deserialize, Serialize};

use crate::Span;

/// How much a finding matters, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a thought; often right as it stands.
    Hint,
    /// Probably wrong, or probably understood otherwise than meant.
    Warning,
    /// Cannot be read by what it is written for.
    Error,
}

/// New text for a part of what was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What is replaced; empty where something is only put in.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands in the text as typed.
    pub span: Span,
    /// The reason in English.
    pub en: String,
    /// The reason in Chinese.
    pub zh: String,
    /// How to put it right, where there is one answer.
    pub fix: Option<Fix>,
}

/// What a rule's search returns: a place, and what the reason may mention.
pub(super) struct Hit {
    /// Where.
    pub(super) span: Span,
    /// What stands for `{about}` in the reason.
    pub(super) about: String,
    /// How to put it right.
    pub(super) fix: Option<Fix>,
}

impl Hit {
    /// A hit about the text that it marks, without a fix.
    pub(super) fn new(span: Span, text: &str) -> Self {
        Hit { span, about: span.of(text).to_owned(), fix: None }
    }

    /// The same, saying something else in its reason.
    pub(super) fn about(self, about: impl Into<String>) -> Self {
        Hit { about: about.into(), ..self }
    }

    /// The same, with the marked text replaced.
    pub(super) fn replaced(self, text: impl Into<String>) -> Self {
        let span = self.span;
        self.fixed(span, text)
    }

    /// The same, with another place replaced.
    pub(super) fn fixed(self, span: Span, text: impl Into<String>) -> Self {
        Hit { fix: Some(Fix { span, text: text.into() }), ..self }
    }
}
