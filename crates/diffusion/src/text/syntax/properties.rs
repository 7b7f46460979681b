//! What holds of any prompt.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Longer than any prompt here should take, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Parts of the language, between tabs.
const PARTS: &str = "(\t)\t[\t]\t:\t|\t\\\t<\t>\ta\t猫\t \t,\t1.2\t.5\t3\te\t-\tBREAK\tAND\t\
    <lora:x:1>\t:1.3)\t:4]\t_\t\u{301}\t\n";

/// Beginnings that were chosen to take long, between tabs.
const HARD: &str = "(\t)\t[\t]\t[a:\t[a|\t(a\t[a:b:\t:\t<a:\t\\\t(a:1.3)\t:1 \ta AND \t[|]AND \t\
    [a|b]AND \tBREAK \t:(\t[]\t<a:b>";

fn any() -> impl Strategy<Value = String> {
    let part = prop::sample::select(PARTS.split('\t').collect::<Vec<_>>());
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

/// All text of a reading's first stage.
fn text(reading: &Reading) -> String {
    let pieces = reading.stages[0].prompts.iter().flat_map(|prompt| &prompt.pieces);
    pieces
        .filter_map(|p| if let Piece::Text { text, .. } = p { Some(text.as_str()) } else { None })
        .collect()
}

fn kept(text: &str, lost: &[char]) -> String {
    text.chars().filter(|c| !lost.contains(c)).collect()
}

proptest! {
    #[test]
    fn stages_are_in_order_and_differ(prompt in any(), steps in 1..60_usize) {
        for syntax in [Syntax::A1111, Syntax::ComfyUi] {
            let Ok(reading) = read(&prompt, Side::Positive, syntax, steps) else { continue };
            let ends: Vec<usize> = reading.stages.iter().map(|stage| stage.until).collect();
            prop_assert!(ends.is_sorted_by(|a, b| a < b) && ends[0] > 0);
            prop_assert_eq!(ends.last(), Some(&steps));
            prop_assert!(reading.stages.windows(2).all(|pair| pair[0].prompts != pair[1].prompts));
            for piece in reading.stages.iter().flat_map(|s| &s.prompts).flat_map(|p| &p.pieces) {
                let Piece::Text { text, weight } = piece else { continue };
                prop_assert!(!text.is_empty() && weight.is_finite());
            }
        }
    }

    /// Without the marks that stand for something else, only brackets and backslashes may go.
    #[test]
    fn no_text_is_lost(prompt in "[a-z猫 ,(\\[)\\]\\\\]{0,60}") {
        let marks = ['(', ')', '[', ']', '\\'];
        for syntax in [Syntax::A1111, Syntax::ComfyUi] {
            let reading = read(&prompt, Side::Positive, syntax, 7).unwrap();
            let end = if syntax == Syntax::A1111 { prompt.trim_end() } else { &prompt };
            prop_assert_eq!(kept(&text(&reading), &marks), kept(end, &marks));
        }
    }

    /// Each side of an edit, and each text of an alternation, is painted at some step.
    #[test]
    fn every_text_has_its_step(a in "[a-z (]{1,9}", b in "[a-z)]{1,9}", when in 1..19_usize) {
        let (a, b) = (a.replace('(', r"\("), b.replace(')', r"\)"));
        for prompt in [format!("x[{a}:{b}:{when}]"), format!("x[{a}|{b}]")] {
            let reading = read(&prompt, Side::Negative, Syntax::A1111, 20).unwrap();
            let said = |side: &str| {
                let text = format!("x{}", kept(side, &['\\']));
                let pieces = [Piece::Text { text, weight: 1.0 }];
                reading.stages.iter().any(|stage| stage.prompts[0].pieces == pieces)
            };
            prop_assert!(said(&a) && said(&b));
        }
    }
}

/// The worst inputs we know of, as long as a prompt may be.
#[test]
fn long_nests_take_no_long_time() {
    let start = Instant::now();
    for part in HARD.split('\t') {
        for end in ["", ")", "]", ":3]", "|b]"] {
            let count = MAX_PROMPT / (part.len() + end.len());
            let prompt = part.repeat(count) + &end.repeat(count);
            for syntax in [Syntax::A1111, Syntax::ComfyUi] {
                let _ = read(&prompt, Side::Positive, syntax, MAX_STEPS);
            }
        }
    }
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
}
