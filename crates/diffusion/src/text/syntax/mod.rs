//! The language of prompts: who counts how much, and what is painted at which step.

mod attention;
mod comfyui;
mod composition;
mod editing;
mod networks;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod table;
mod words;

pub use networks::ExtraNetwork;

use super::TextError;
use crate::{Error, MAX_STEPS, Result};
use composition::Part;
use editing::Program;
use std::collections::BTreeSet;

/// Bytes of the longest prompt; some two hundred chunks.
pub const MAX_PROMPT: usize = 1 << 16;

/// Bytes of the longest prompt with all that it becomes from step to step, and bytes that each
/// sub-prompt counts for beside its text.
const MAX_CHANGES: usize = 1 << 22;
const SUB_PROMPT: usize = 64;

/// What round brackets without a number multiply by.
const STEP: f64 = 1.1;

/// Weights beyond this count as this, so that no nesting leaves the numbers.
const MOST_WEIGHT: f64 = 1e30;

/// Whose language a prompt is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// AUTOMATIC1111's web UI: everything that the documentation of [`super`] lists.
    A1111,
    /// ComfyUI: `(w)` and `(w:1.3)` alone, where a written weight replaces those around it.
    /// Everything from a bracket on that is never closed is text.
    ComfyUi,
}

/// What a prompt is for. Only a positive one is parted by `AND`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What the picture shall show.
    Positive,
    /// What it shall not.
    Negative,
}

/// A prompt taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What is painted, stage after stage; at least one, and no two neighbours are the same.
    pub stages: Vec<Stage>,
    /// The tags `<lora:…>` and the like, in order.
    pub networks: Vec<ExtraNetwork>,
}

/// Some steps in a row that see the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// The last of its steps, counted from 1; of the last stage, the number of steps.
    ///
    /// A1111 compares this with a counter of the network's calls that starts at 0, so its own
    /// pictures see each first stage for one call more, and count two calls a step for samplers
    /// of second order.
    pub until: usize,
    /// What is painted together: one, or more where `AND` parts them.
    pub prompts: Vec<SubPrompt>,
}

/// One of the prompts that `AND` puts together.
#[derive(Debug, Clone, PartialEq)]
pub struct SubPrompt {
    /// Its share of the guidance (Liu et al. 2022, equation 11); 1 where nothing is written.
    pub weight: f64,
    /// Its text in order; none where it is empty.
    pub pieces: Vec<Piece>,
}

/// A part of a prompt.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Some text, never empty.
    Text {
        /// What it says, without marks and escapes.
        text: String,
        /// How much it counts; finite.
        weight: f64,
    },
    /// `BREAK`: what follows starts a chunk.
    Break,
}

/// Takes a prompt apart for a picture of `steps` steps.
///
/// # Errors
/// [`Error::Steps`] unless there are 1 to [`MAX_STEPS`]; [`TextError::Long`] above
/// [`MAX_PROMPT`] bytes, [`TextError::Changes`] where the stages together have more than
/// 4,194,304, and [`TextError::Strength`] where `<lora:name:…>` has no number.
pub fn read(prompt: &str, side: Side, syntax: Syntax, steps: usize) -> Result<Reading> {
    if !(1..=MAX_STEPS).contains(&steps) {
        return Err(Error::Steps { steps, limit: MAX_STEPS });
    }
    if prompt.len() > MAX_PROMPT {
        return Err(TextError::Long { bytes: prompt.len(), limit: MAX_PROMPT }.into());
    }
    if syntax == Syntax::ComfyUi {
        let whole = SubPrompt { weight: 1.0, pieces: comfyui::pieces(prompt) };
        let stages = vec![Stage { until: steps, prompts: vec![whole] }];
        return Ok(Reading { stages, networks: Vec::new() });
    }
    let (text, networks) = networks::take(prompt)?;
    let parts = match side {
        Side::Positive => composition::split(&text),
        Side::Negative => vec![Part { text: &text, weight: 1.0 }],
    };
    Ok(Reading { stages: stages(&parts, steps)?, networks })
}

/// Prompt editing and alternation of all parts, written out.
fn stages(parts: &[Part], steps: usize) -> Result<Vec<Stage>> {
    let programs: Vec<Program> = parts.iter().map(|part| Program::new(part.text, steps)).collect();
    let mut ends = BTreeSet::from([steps]);
    for program in &programs {
        if ends.len() < steps {
            ends.extend(program.ends(steps));
        }
    }
    let mut texts: Vec<(usize, Vec<String>)> = Vec::new();
    let mut room = MAX_CHANGES;
    for until in ends {
        let now: Vec<String> = programs.iter().map(|program| program.at(until)).collect();
        match texts.last_mut() {
            Some((end, before)) if *before == now => *end = until,
            _ => {
                let bytes = now.iter().map(|text| text.len() + SUB_PROMPT).sum();
                room = room.checked_sub(bytes).ok_or(TextError::Changes { limit: MAX_CHANGES })?;
                texts.push((until, now));
            }
        }
    }
    let mut stages: Vec<Stage> = Vec::with_capacity(texts.len());
    for (until, texts) in texts {
        let prompts = sub_prompts(parts, texts);
        match stages.last_mut() {
            // Blanks alone may have changed, which are not in the pieces.
            Some(last) if last.prompts == prompts => last.until = until,
            _ => stages.push(Stage { until, prompts }),
        }
    }
    Ok(stages)
}

fn sub_prompts(parts: &[Part], texts: Vec<String>) -> Vec<SubPrompt> {
    let pieces = texts.iter().map(|text| attention::pieces(text));
    let weighted = parts.iter().zip(pieces);
    weighted.map(|(part, pieces)| SubPrompt { weight: part.weight, pieces }).collect()
}

fn bounded(weight: f64) -> f64 {
    weight.clamp(-MOST_WEIGHT, MOST_WEIGHT)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn positive(prompt: &str, steps: usize) -> Reading {
        read(prompt, Side::Positive, Syntax::A1111, steps).unwrap()
    }

    /// The text of each stage, parts between " & ".
    fn texts(reading: &Reading) -> Vec<(usize, String)> {
        let text = |prompt: &SubPrompt| -> String {
            let pieces = prompt.pieces.iter();
            pieces.map(|p| if let Piece::Text { text, .. } = p { text } else { "/" }).collect()
        };
        let stage = |stage: &Stage| {
            let parts: Vec<String> = stage.prompts.iter().map(text).collect();
            (stage.until, parts.join(" & "))
        };
        reading.stages.iter().map(stage).collect()
    }

    #[test]
    fn parts_change_at_their_own_steps() {
        let reading = positive("[a:b:3] AND [c:d:.7] :0.5", 10);
        let expected = [(3, "a &  c"), (7, "b &  c"), (10, "b &  d")];
        assert_eq!(texts(&reading), expected.map(|(until, text)| (until, text.to_owned())));
        assert_eq!(reading.stages[0].prompts[1].weight, 0.5);
    }

    #[test]
    fn stages_that_say_the_same_are_one() {
        assert_eq!(texts(&positive("[a|a]", 10)), [(10, "a".to_owned())]);
        assert_eq!(texts(&positive("[a:a:3]", 10)), [(10, "a".to_owned())]);
        assert_eq!(positive("[\n:4]BREAK", 5).stages.len(), 1, "blanks alone");
    }

    #[test]
    fn a_negative_prompt_keeps_its_and() {
        let reading = read("a AND b :2", Side::Negative, Syntax::A1111, 5).unwrap();
        assert_eq!(texts(&reading), [(5, "a AND b :2".to_owned())]);
    }

    #[test]
    fn comfyui_knows_neither_steps_nor_tags() {
        let prompt = "[a|b] <lora:x:1> AND c BREAK";
        let reading = read(prompt, Side::Positive, Syntax::ComfyUi, 5).unwrap();
        assert_eq!(texts(&reading), [(5, prompt.to_owned())]);
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let asked = |prompt: &str, steps| read(prompt, Side::Positive, Syntax::A1111, steps);
        assert!(matches!(asked("a", 0), Err(Error::Steps { .. })));
        assert!(matches!(asked("a", MAX_STEPS + 1), Err(Error::Steps { .. })));
        let long = asked(&"(".repeat(MAX_PROMPT + 1), 1);
        assert!(matches!(long, Err(Error::Text(TextError::Long { .. }))));
        let changing = asked(&format!("[a|b]{}", "x".repeat(MAX_PROMPT - 5)), 1000);
        assert!(matches!(changing, Err(Error::Text(TextError::Changes { .. }))));
    }
}
