//! A chat model may phrase a prompt anew; what drifts from what was said is refused.

use std::error::Error;

use serde::Serialize;

use crate::understand::is_han;
use crate::{Encode, EncodeError};

/// Why a chat model gave no answer; the transport's own error.
pub type AskError = Box<dyn Error + Send + Sync>;

/// A chat model, wherever it runs.
pub trait Ask {
    /// The answer to an instruction and a text.
    ///
    /// # Errors
    /// What the transport says: no answer in time, an answer that is none.
    fn ask(&self, instruction: &str, text: &str) -> Result<String, AskError>;
}

/// What an answer must keep to.
#[derive(Clone, Debug)]
pub struct Guard<'a> {
    /// What was said.
    pub said: &'a str,
    /// Words that the answer must hold, in any case of letters.
    pub keep: Vec<String>,
    /// Whether the answer must be without Chinese characters.
    pub english: bool,
    /// The least likeness in meaning to what was said, -1..=1; of no use without an encoder.
    pub likeness: f32,
    /// The most characters.
    pub longest: usize,
}

/// How an answer drifted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Drift {
    /// It says nothing.
    Empty,
    /// It is longer than allowed: its characters.
    TooLong(usize),
    /// These words are gone.
    Lost(Vec<String>),
    /// These numbers were never said.
    Invented(Vec<String>),
    /// It has Chinese characters where English was wanted.
    Language,
    /// It means something else: its likeness.
    Meaning(f32),
}

/// What became of a prompt that a chat model was asked to phrase anew.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its words, which keep to what was said.
    Accepted(String),
    /// The prompt stays as it was, for these reasons.
    Refused(Vec<Drift>),
    /// No answer came, for this reason; the prompt stays as it was.
    Failed(String),
}

/// Lets a chat model phrase a prompt anew.
///
/// # Errors
/// The encoder's. That of the chat model is an [`Outcome`], since the prompt is good without it.
pub fn rewrite(
    prompt: &str,
    instruction: &str,
    guard: &Guard<'_>,
    model: &dyn Ask,
    encoder: Option<&dyn Encode>,
) -> Result<Outcome, EncodeError> {
    let answer = match model.ask(instruction, prompt) {
        Ok(answer) => answer.trim().to_owned(),
        Err(error) => return Ok(Outcome::Failed(error.to_string())),
    };
    let drifts = guard.drifts(&answer, prompt, encoder)?;
    Ok(if drifts.is_empty() { Outcome::Accepted(answer) } else { Outcome::Refused(drifts) })
}

impl Guard<'_> {
    fn drifts(
        &self,
        answer: &str,
        prompt: &str,
        encoder: Option<&dyn Encode>,
    ) -> Result<Vec<Drift>, EncodeError> {
        let length = answer.chars().count();
        if length == 0 {
            return Ok(vec![Drift::Empty]);
        }
        if length > self.longest {
            return Ok(vec![Drift::TooLong(length)]);
        }
        let lower = answer.to_lowercase();
        let gone = |word: &&String| !lower.contains(&word.to_lowercase());
        let lost: Vec<String> = self.keep.iter().filter(gone).cloned().collect();
        let known = numbers(self.said).into_iter().chain(numbers(prompt)).collect::<Vec<_>>();
        let invented: Vec<String> =
            numbers(answer).into_iter().filter(|number| !known.contains(number)).collect();
        let mut drifts = Vec::new();
        if !lost.is_empty() {
            drifts.push(Drift::Lost(lost));
        }
        if !invented.is_empty() {
            drifts.push(Drift::Invented(invented));
        }
        if self.english && answer.contains(is_han) {
            drifts.push(Drift::Language);
        }
        if let Some(encoder) = encoder {
            let likeness = likeness(self.said, answer, encoder)?;
            if likeness < self.likeness {
                drifts.push(Drift::Meaning(likeness));
            }
        }
        Ok(drifts)
    }
}

/// Runs of digits.
fn numbers(text: &str) -> Vec<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| !run.is_empty()).map(str::to_owned).collect()
}

/// How alike two texts are in meaning, -1..=1.
pub(crate) fn likeness(a: &str, b: &str, encoder: &dyn Encode) -> Result<f32, EncodeError> {
    Ok(match encoder.encode(&[a, b])?.as_slice() {
        [a, b] => crate::likeness(a, b),
        _ => 0.0,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    struct Says(Result<&'static str, &'static str>);

    impl Ask for Says {
        fn ask(&self, _: &str, _: &str) -> Result<String, AskError> {
            self.0.map(str::to_owned).map_err(AskError::from)
        }
    }

    /// Two texts mean the same if both speak of cats.
    struct Cats;

    impl Encode for Cats {
        fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
            let cat = |text: &&str| text.contains("cat") || text.contains('猫');
            Ok(texts.iter().map(|t| if cat(t) { vec![1.0, 0.0] } else { vec![0.0, 1.0] }).collect())
        }
    }

    fn outcome(answer: Result<&'static str, &'static str>) -> Outcome {
        let guard = Guard {
            said: "2只红猫",
            keep: vec!["red".to_owned(), "cat".to_owned()],
            english: true,
            likeness: 0.5,
            longest: 60,
        };
        rewrite("two red cats", "rewrite", &guard, &Says(answer), Some(&Cats)).unwrap()
    }

    #[test]
    fn what_keeps_to_the_words_is_taken() {
        let answer = "Two Red cats side by side";
        assert_eq!(outcome(Ok(answer)), Outcome::Accepted(answer.to_owned()));
    }

    #[test]
    fn what_drifts_is_refused() {
        let refused = |answer| match outcome(Ok(answer)) {
            Outcome::Refused(drifts) => drifts,
            other => vec![Drift::Lost(vec![format!("{other:?}")])],
        };
        assert_eq!(refused("  "), [Drift::Empty]);
        assert_eq!(refused("three red cats, 3 of them"), [Drift::Invented(vec!["3".into()])]);
        assert_eq!(
            refused("a blue dog"),
            [Drift::Lost(vec!["red".into(), "cat".into()]), Drift::Meaning(0.0)]
        );
        assert_eq!(refused("red cats 红猫"), [Drift::Language]);
        assert!(matches!(refused("red cats ".repeat(9).leak())[0], Drift::TooLong(_)));
    }

    #[test]
    fn no_answer_leaves_the_prompt_as_it_was() {
        assert_eq!(outcome(Err("timed out")), Outcome::Failed("timed out".to_owned()));
    }
}
