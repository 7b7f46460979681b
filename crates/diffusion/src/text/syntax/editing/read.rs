//! From a prompt to its program.

use super::Op;

/// The operations of a prompt.
///
/// A pair of brackets is understood only if all that it holds is: no bracket without its other,
/// no colons that mean nothing. A bar outside of an alternation makes all of the prompt text, as
/// it does in A1111, whose grammar has no place for it.
pub(super) fn ops(prompt: &str, steps: usize) -> Vec<Op<'_>> {
    let mut reader = Reader { ops: Vec::new(), open: Vec::new(), bars: 0, steps };
    let mut rest = prompt;
    while let Some(first) = rest.chars().next() {
        let (lexeme, after) = rest.split_at(length(first, rest));
        reader.read(first, lexeme);
        rest = after;
    }
    if reader.bars > 0 { vec![Op::Text(prompt)] } else { reader.ops }
}

/// Bytes of the lexeme at the start of a text: a mark, or the text before the next.
fn length(first: char, text: &str) -> usize {
    if is_mark(first) {
        return first.len_utf8();
    }
    let mut escaped = false;
    let ends = |c: char| {
        let ends = !escaped && is_mark(c);
        escaped = !escaped && c == '\\';
        ends
    };
    text.find(ends).unwrap_or(text.len())
}

fn is_mark(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | ':' | '|')
}

/// A bracket that is open.
struct Group {
    /// Where it and its own marks stand in the operations.
    start: usize,
    bracket: char,
    colons: Vec<usize>,
    bars: Vec<usize>,
    /// Whether it holds brackets that are not understood.
    broken: bool,
}

struct Reader<'a> {
    ops: Vec<Op<'a>>,
    open: Vec<Group>,
    /// Bars that belong to no alternation so far.
    bars: usize,
    steps: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, first: char, lexeme: &'a str) {
        let at = self.ops.len();
        self.ops.push(Op::Text(lexeme));
        match (first, self.open.last_mut()) {
            ('(' | '[', _) => {
                let (colons, bars) = (Vec::new(), Vec::new());
                self.open.push(Group { start: at, bracket: first, colons, bars, broken: false });
            }
            (':', Some(group)) => group.colons.push(at),
            ('|', group) => {
                self.bars += 1;
                if let Some(group) = group {
                    group.bars.push(at);
                }
            }
            (')' | ']', _) => self.close(first, at),
            _ => {}
        }
    }

    /// A bracket that does not fit the last open one breaks all that are open.
    fn close(&mut self, bracket: char, end: usize) {
        let fits = |group: &mut Group| (group.bracket == '(') == (bracket == ')');
        match self.open.pop_if(fits) {
            Some(group) if self.resolve(&group, end) => {}
            Some(_) => {
                if let Some(around) = self.open.last_mut() {
                    around.broken = true;
                }
            }
            None => self.open.clear(),
        }
    }

    /// Makes jumps of the marks of a pair of brackets; returns whether it is understood.
    fn resolve(&mut self, group: &Group, end: usize) -> bool {
        match (group.bracket, group.colons.as_slice(), group.bars.as_slice()) {
            _ if group.broken => false,
            ('(', [] | [_], []) | ('[', [], []) => true,
            ('[', [], bars) => {
                self.alternate(group.start, bars, end);
                true
            }
            ('[', colons, []) => self.edit(group.start, colons, end),
            _ => false,
        }
    }

    fn alternate(&mut self, start: usize, bars: &[usize], end: usize) {
        let places = [start].iter().chain(bars).map(|mark| mark + 1).collect();
        self.ops[start] = Op::Alternate(places);
        self.bars -= bars.len();
        self.jump(bars, end);
    }

    /// Of one colon or two, and only where nothing but a number stands behind the last.
    fn edit(&mut self, start: usize, colons: &[usize], end: usize) -> bool {
        let (before, after, last) = match *colons {
            [first, last] => (start + 1, first + 1, last),
            [last] => (end, start + 1, last),
            _ => return false,
        };
        let Some(until) = self.when(last + 1, end) else { return false };
        self.ops[start] = Op::Edit { until, before, after };
        self.jump(colons, end);
        true
    }

    fn jump(&mut self, marks: &[usize], end: usize) {
        for mark in marks {
            self.ops[*mark] = Op::Jump(end);
        }
        self.ops[end] = Op::Text("");
    }

    /// The last step before a change: a number with a point is a share of all steps.
    fn when(&self, place: usize, end: usize) -> Option<usize> {
        let (Some(Op::Text(text)), true) = (self.ops.get(place), place + 1 == end) else {
            return None;
        };
        let text = text.trim();
        let plain = text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
        let number: f64 = text.parse().ok().filter(|_| plain)?;
        let steps = if text.contains('.') { number * self.steps as f64 } else { number };
        Some((steps as usize).min(self.steps))
    }
}
