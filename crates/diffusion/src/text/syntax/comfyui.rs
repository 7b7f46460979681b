//! ComfyUI's weights: `(w)` and `(w:1.3)`.

use super::{Piece, STEP, bounded};

enum Lexeme<'a> {
    Text(&'a str),
    /// A bracket that is closed, with the number before its end.
    Open(Option<f64>),
    Close,
}

/// The pieces of a prompt.
///
/// A written weight counts alone, one that is not written multiplies that around it. `\(` and
/// `\)` are text. From a bracket on that nothing closes, everything is text; a closing bracket
/// that closes nothing makes the next opening one text, too.
pub(super) fn pieces(prompt: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut weights = vec![1.0];
    for lexeme in lexemes(prompt) {
        let around: f64 = weights.last().copied().unwrap_or(1.0);
        match lexeme {
            Lexeme::Text("") => {}
            Lexeme::Text(text) => {
                let text = text.replace(r"\(", "(").replace(r"\)", ")");
                pieces.push(Piece::Text { text, weight: around });
            }
            Lexeme::Open(number) => weights.push(number.unwrap_or(bounded(around * STEP))),
            Lexeme::Close => drop(weights.pop()),
        }
    }
    pieces
}

fn lexemes(prompt: &str) -> Vec<Lexeme<'_>> {
    let mut reader = Reader { prompt, lexemes: Vec::new(), open: Vec::new(), owed: 0, start: 0 };
    let mut escaped = false;
    for (at, c) in prompt.char_indices() {
        match c {
            '(' if !escaped => reader.open(at),
            ')' if !escaped => reader.close(at),
            _ => {}
        }
        escaped = c == '\\';
    }
    reader.finish()
}

struct Reader<'a> {
    prompt: &'a str,
    lexemes: Vec<Lexeme<'a>>,
    /// Brackets that are open: where they stand in the prompt and among the lexemes.
    open: Vec<(usize, usize)>,
    /// Closing brackets that closed nothing; as many opening ones are text.
    owed: usize,
    /// Where the text began that is not among the lexemes yet.
    start: usize,
}

impl<'a> Reader<'a> {
    fn open(&mut self, at: usize) {
        if self.owed > 0 {
            self.owed -= 1;
            return;
        }
        self.lexemes.push(Lexeme::Text(&self.prompt[self.start..at]));
        self.open.push((at, self.lexemes.len()));
        self.lexemes.push(Lexeme::Open(None));
        self.start = at + 1;
    }

    fn close(&mut self, at: usize) {
        let Some((open, place)) = self.open.pop() else {
            self.owed += 1;
            return;
        };
        let (mut text, mut factor) = (&self.prompt[self.start..at], None);
        // A colon that is the first thing in the brackets is text.
        if let Some((before, number)) = text.rsplit_once(':')
            && self.start + before.len() > open + 1
            && let Some(number) = weight(number)
        {
            (text, factor) = (before, Some(number));
        }
        self.lexemes[place] = Lexeme::Open(factor);
        self.lexemes.extend([Lexeme::Text(text), Lexeme::Close]);
        self.start = at + 1;
    }

    /// What is left is text, from the first bracket on that is still open.
    fn finish(mut self) -> Vec<Lexeme<'a>> {
        let (start, place) = match self.open.first() {
            Some(&(at, place)) => (at, place),
            None => (self.start, self.lexemes.len()),
        };
        self.lexemes.truncate(place);
        self.lexemes.push(Lexeme::Text(&self.prompt[start..]));
        self.lexemes
    }
}

fn weight(number: &str) -> Option<f64> {
    let number: f64 = number.trim().parse().ok()?;
    number.is_finite().then_some(bounded(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(prompt: &str, expected: &[(&str, f64)]) {
        let pieces = pieces(prompt);
        assert_eq!(pieces.len(), expected.len(), "{prompt}: {pieces:?}");
        for (piece, (said, counts)) in pieces.iter().zip(expected) {
            let Piece::Text { text, weight } = piece else { unreachable!("no breaks here") };
            assert_eq!(text, said, "{prompt}");
            assert!((weight - counts).abs() < 1e-9, "{prompt}: {weight}, not {counts}");
        }
    }

    /// Worked out by hand from ComfyUI's rules.
    #[test]
    fn weights_are_those_of_a_table() {
        check("", &[]);
        check("a cat", &[("a cat", 1.0)]);
        check("a (cat) b", &[("a ", 1.0), ("cat", 1.1), (" b", 1.0)]);
        check("((cat))", &[("cat", 1.21)]);
        check("(cat:1.3)", &[("cat", 1.3)]);
        check("((cat:1.3))", &[("cat", 1.3)]);
        check("((cat):1.3)", &[("cat", 1.43)]);
        check("((a) b:1.3)(c)", &[("a", 1.43), (" b", 1.3), ("c", 1.1)]);
        check("(a (b:0.5) c:2)", &[("a ", 2.0), ("b", 0.5), (" c", 2.0)]);
        check("(a: 1e1 )", &[("a", 10.0)]);
        check("(a:b)", &[("a:b", 1.1)]);
        check("(:1.2)", &[(":1.2", 1.1)]);
        check("(a:inf)", &[("a:inf", 1.1)]);
        check(r"\(a\) (b\):1.2)", &[("(a) ", 1.0), ("b)", 1.2)]);
        check("[a:b:3]", &[("[a:b:3]", 1.0)]);
        check("a (b (c) d", &[("a ", 1.0), ("(b (c) d", 1.0)]);
        check("a) (b) (c)", &[("a) (b) (c)", 1.0)]);
        check("a)( (b)", &[("a)( ", 1.0), ("b", 1.1)]);
        check("(a:-1)", &[("a", -1.0)]);
    }
}
