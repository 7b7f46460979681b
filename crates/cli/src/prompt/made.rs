//! A prompt with all that is told of it.

use anyhow::Result;
use qingyun_prompt::Encode;
use qingyun_prompt::chat::{Ask, Guard, Outcome, rewrite};
use qingyun_prompt::clean::{Change, Clean};
use qingyun_prompt::report::Report;
use serde_json::{Value, json};

use crate::say::Lang;

/// What a chat model is told to do with a prompt.
const INSTRUCTION: &str = "Rewrite the prompt so that it reads well. Keep its language, its \
    meaning, every name and every number; add nothing. Answer with the prompt alone.";

/// The least likeness of an answer to what was said; a paraphrase mostly reaches 0.6, another
/// request mostly stays below 0.3.
const LIKENESS: f32 = 0.4;

/// How many times as long as the prompt an answer may be.
const LONGER: usize = 3;

/// A prompt, and how it came to be.
pub(crate) struct Made {
    /// What is wanted, as data.
    pub(crate) brief: Value,
    /// The same for people, one line each.
    pub(crate) summary: Vec<String>,
    /// What was taken for not meant, and left out.
    pub(crate) cleaned: Vec<Change>,
    /// The prompt itself.
    pub(crate) prompt: String,
    /// What it leads away from, where it has that.
    pub(crate) negative: Option<String>,
    /// Each term with the words that it came from.
    pub(crate) terms: Value,
    /// What lint says of it.
    pub(crate) findings: Vec<Value>,
    /// Words that whoever phrases it anew must keep.
    pub(crate) keep: Vec<String>,
    /// What a chat model made of it, where one was asked.
    pub(crate) rewrite: Option<Outcome>,
    /// What should be asked before it is used.
    pub(crate) question: Option<String>,
    /// Its figures.
    pub(crate) report: Report,
}

/// What cleaning changes of what was said.
pub(crate) fn changes(said: &str) -> Vec<Change> {
    Clean::tidy(said).changes().to_vec()
}

impl Made {
    /// The same, phrased anew by a chat model if that keeps to what was said.
    pub(crate) fn rewritten(
        mut self,
        said: &str,
        english: bool,
        model: &dyn Ask,
        encoder: &dyn Encode,
    ) -> Result<Self> {
        let guard = Guard {
            said,
            keep: self.keep.clone(),
            english,
            likeness: LIKENESS,
            longest: LONGER * self.prompt.chars().count().max(said.chars().count()),
        };
        let outcome = rewrite(&self.prompt, INSTRUCTION, &guard, model, Some(encoder))
            .map_err(anyhow::Error::from_boxed)?;
        if let Outcome::Accepted(prompt) = &outcome {
            self.prompt.clone_from(prompt);
        }
        self.rewrite = Some(outcome);
        Ok(self)
    }

    /// All of it as one object.
    pub(crate) fn json(&self) -> Value {
        json!({
            "brief": self.brief,
            "cleaned": self.cleaned,
            "prompt": self.prompt,
            "negative": self.negative,
            "terms": self.terms,
            "findings": self.findings,
            "question": self.question,
            "rewrite": self.rewrite,
            "report": self.report,
        })
    }

    /// All of it for people: what was understood, the figures, the prompt last.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let mut lines: Vec<String> = cleaned(&self.cleaned, lang).into_iter().collect();
        lines.extend(self.summary.iter().cloned());
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

/// What was changed before it was read; `None` where that is nothing.
fn cleaned(changes: &[Change], lang: Lang) -> Option<String> {
    let change = |Change { from, to, .. }: &Change| format!("{from:?} → {to:?}");
    let changes: Vec<String> = changes.iter().map(change).collect();
    let told =
        || format!("{}{}", lang.pick("清理：", "cleaned: "), changes.join(lang.pick("、", ", ")));
    (!changes.is_empty()).then(told)
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
