//! Relevance and completeness of a prompt, as figures.

use serde::Serialize;

use crate::chat::likeness;
use crate::{Encode, EncodeError};

/// How well a prompt says what was said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Likeness in meaning of the prompt to what was said, -1..=1; `None` without an encoder.
    pub likeness: Option<f32>,
    /// Wishes that are in the prompt, as said.
    pub covered: Vec<String>,
    /// Wishes that are not, as said.
    pub missed: Vec<String>,
    /// What the prompt holds that nobody said.
    pub added: Vec<String>,
    /// Share of the wishes that are covered, 0..=1; 1 where there are none.
    pub completeness: f32,
    /// Findings of lint that are left in the prompt.
    pub findings: usize,
}

/// What a prompt makes of the wishes.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// In the prompt.
    pub covered: Vec<String>,
    /// Not in the prompt.
    pub missed: Vec<String>,
    /// In the prompt though nobody said it.
    pub added: Vec<String>,
}

impl Report {
    /// The report of a prompt for what was said.
    ///
    /// # Errors
    /// The encoder's.
    pub fn new(
        said: &str,
        prompt: &str,
        wishes: Wishes,
        findings: usize,
        encoder: Option<&dyn Encode>,
    ) -> Result<Self, EncodeError> {
        let likeness = encoder.map(|encoder| likeness(said, prompt, encoder)).transpose()?;
        let Wishes { covered, missed, added } = wishes;
        let all = covered.len() + missed.len();
        let completeness = if all == 0 { 1.0 } else { covered.len() as f32 / all as f32 };
        Ok(Self { likeness, covered, missed, added, completeness, findings })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn shares_of_wishes() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let wishes = Wishes {
            covered: words(&["猫", "红色", "帽子"]),
            missed: words(&["飞碟"]),
            added: words(&["best quality"]),
        };
        let report = Report::new("", "", wishes, 2, None).unwrap();
        assert_eq!((report.completeness, report.likeness, report.findings), (0.75, None, 2));
        assert_eq!(Report::new("", "", Wishes::default(), 0, None).unwrap().completeness, 1.0);
    }
}
