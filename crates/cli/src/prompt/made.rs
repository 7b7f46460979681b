//! A prompt with all that is told of it.

use qingyun_prompt::report::Report;
use serde_json::{Value, json};

use crate::say::Lang;

/// A prompt, and how it came to be.
pub(crate) struct Made {
    /// What is wanted, as data.
    pub(crate) brief: Value,
    /// The same for people, one line each.
    pub(crate) summary: Vec<String>,
    /// The prompt itself.
    pub(crate) prompt: String,
    /// What it leads away from, where it has that.
    pub(crate) negative: Option<String>,
    /// Each term with the words that it came from.
    pub(crate) terms: Value,
    /// What lint says of it.
    pub(crate) findings: Vec<Value>,
    /// What should be asked before it is used.
    pub(crate) question: Option<String>,
    /// Its figures.
    pub(crate) report: Report,
}

impl Made {
    /// All of it as one object.
    pub(crate) fn json(&self) -> Value {
        json!({
            "brief": self.brief,
            "prompt": self.prompt,
            "negative": self.negative,
            "terms": self.terms,
            "findings": self.findings,
            "question": self.question,
            "report": self.report,
        })
    }

    /// All of it for people: what was understood, the figures, the prompt last.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let mut lines = self.summary.clone();
        lines.push(figures(&self.report, lang));
        if let Some(question) = &self.question {
            lines.push(format!("{}{question}", lang.pick("请问：", "question: ")));
        }
        lines.push(String::new());
        lines.push(self.prompt.clone());
        if let Some(negative) = &self.negative {
            lines.push(format!("{}{negative}", lang.pick("不要：", "negative: ")));
        }
        lines.join("\n")
    }
}

fn figures(report: &Report, lang: Lang) -> String {
    let Report { likeness, missed, added, completeness, findings, .. } = report;
    let comma = lang.pick("、", ", ");
    let mut parts = Vec::new();
    if let Some(likeness) = likeness {
        parts.push(format!("{} {likeness:.2}", lang.pick("相关", "relevance")));
    }
    parts.push(format!("{} {:.0} %", lang.pick("覆盖", "covered"), 100.0 * completeness));
    if !missed.is_empty() {
        parts.push(format!("{} {}", lang.pick("没有用到", "missed"), missed.join(comma)));
    }
    if !added.is_empty() {
        parts.push(format!("{} {}", lang.pick("另加", "added"), added.join(comma)));
    }
    parts.push(format!("{} {findings}", lang.pick("问题", "findings")));
    parts.join(lang.pick("；", "; "))
}
