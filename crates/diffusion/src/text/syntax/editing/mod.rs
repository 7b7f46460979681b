//! Prompt editing `[from:to:when]` and alternation `[a|b]`, as a small program.
//!
//! A prompt's brackets, colons, bars and the texts between them are one operation each. Closing a
//! pair that edits or alternates turns its marks into jumps, in place; all other marks stay the
//! text that they are. A step's text is what the program says when it runs for that step: neither
//! reading nor running needs a stack as deep as the brackets.

mod read;

use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq)]
enum Op<'a> {
    Text(&'a str),
    /// Goes on at `before` up to step `until`, at `after` from then on.
    Edit {
        until: usize,
        before: usize,
        after: usize,
    },
    /// Goes on at one place after the other, step by step.
    Alternate(Vec<usize>),
    Jump(usize),
}

/// A prompt that says at each step what is painted.
#[derive(Debug)]
pub(super) struct Program<'a> {
    ops: Vec<Op<'a>>,
}

impl<'a> Program<'a> {
    /// Reads a prompt for a picture of `steps` steps.
    pub(super) fn new(prompt: &'a str, steps: usize) -> Self {
        Self { ops: read::ops(prompt, steps) }
    }

    /// After which steps the text may change, from 1 to `steps`.
    pub(super) fn ends(&self, steps: usize) -> BTreeSet<usize> {
        if self.ops.iter().any(|op| matches!(op, Op::Alternate(_))) {
            return (1..=steps).collect();
        }
        let until = |op: &Op| if let Op::Edit { until, .. } = op { Some(*until) } else { None };
        self.ops.iter().filter_map(until).filter(|until| *until > 0).collect()
    }

    /// The text of a step, counted from 1.
    pub(super) fn at(&self, step: usize) -> String {
        let mut text = String::new();
        let mut next = 0;
        while let Some(op) = self.ops.get(next) {
            next = match op {
                Op::Text(more) => {
                    text.push_str(more);
                    next + 1
                }
                Op::Edit { until, before, .. } if step <= *until => *before,
                Op::Edit { after, .. } => *after,
                Op::Alternate(places) => places[(step - 1) % places.len()],
                Op::Jump(place) => *place,
            };
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a prompt says over ten steps, one line a change.
    fn said(prompt: &str) -> Vec<(usize, String)> {
        let program = Program::new(prompt, 10);
        let mut ends = program.ends(10);
        ends.insert(10);
        ends.into_iter().map(|end| (end, program.at(end))).collect()
    }

    fn check(prompt: &str, expected: &[(usize, &str)]) {
        let expected: Vec<_> =
            expected.iter().map(|(end, text)| (*end, (*text).to_owned())).collect();
        assert_eq!(said(prompt), expected, "{prompt}");
    }

    #[test]
    fn texts_come_and_go() {
        check("a [b:3]", &[(3, "a "), (10, "a b")]);
        check("a [b::3] c", &[(3, "a b c"), (10, "a  c")]);
        check("a [b : c : 1 ] d", &[(1, "a b  d"), (10, "a  c  d")]);
        check("[b:.5]", &[(5, ""), (10, "b")]);
        check("[a:b:1.0]", &[(10, "a")]);
        check("[a:b:0][c:d:99][e:f:-2]", &[(10, "bcf")]);
        check("[a:b:1e0][a:b:+0.25E1]", &[(1, "aa"), (10, "ba")]);
    }

    #[test]
    fn brackets_nest() {
        check("a[b:[c:d:2]:1]e", &[(1, "abe"), (2, "ace"), (10, "ade")]);
        check("a [[[b]]:2]", &[(2, "a "), (10, "a [[b]]")]);
        check("[(a:2):3]", &[(3, ""), (10, "(a:2)")]);
        check("([a:b:3] c:1.2)", &[(3, "(a c:1.2)"), (10, "(b c:1.2)")]);
    }

    #[test]
    fn texts_alternate() {
        let program = Program::new("[a|b|c|]x", 5);
        let texts: Vec<String> = program.ends(5).into_iter().map(|end| program.at(end)).collect();
        assert_eq!(texts, ["ax", "bx", "cx", "x", "ax"]);
        let program = Program::new("[a|[b:c:2]]", 4);
        let texts: Vec<String> = (1..=4).map(|step| program.at(step)).collect();
        assert_eq!(texts, ["a", "b", "a", "c"]);
    }

    #[test]
    fn what_is_not_of_the_language_is_text() {
        for prompt in [
            "a [unbalanced",
            "a] b",
            "[a:b]",
            "[a:b:c:3]",
            "[a:b:x]",
            "[a|b:3]",
            "(a|b)",
            "a|b",
            r"\[a:b:3\]",
            "[a (b:c:3]",
            "[a) b:c:3]",
            "[a:b:3 4]",
            "[a:b:]",
            "[a:b:inf]",
        ] {
            check(prompt, &[(10, prompt)]);
        }
        check("((a][:b:c [d:3]", &[(3, "((a][:b:c "), (10, "((a][:b:c d")]);
        check("[a:b:c:3] [d:e:4]", &[(4, "[a:b:c:3] d"), (10, "[a:b:c:3] e")]);
        check("[x [a:b:c:3]:y:4]", &[(10, "[x [a:b:c:3]:y:4]")]);
    }

    #[test]
    fn a_bar_outside_of_brackets_makes_all_of_it_text() {
        check("a | [b:c:3]", &[(10, "a | [b:c:3]")]);
    }
}
