//! Formulas: `ceil(gpus) * price / (1 + share)`. What is printed is what is computed.

use super::unit::Dimension;
use crate::{Error, Result};

/// A formula that has been read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Formula {
    Number(f64),
    Name(String),
    Two(Box<Formula>, char, Box<Formula>),
    Call(Function, Vec<Formula>),
}

/// What a formula can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    /// Rounds up to whole pieces.
    Ceil,
    /// The largest of its arguments.
    Max,
}

impl Formula {
    /// Reads a formula.
    pub(super) fn parse(field: &str, text: &str) -> Result<Self> {
        let mut reader = Reader { rest: text };
        let read = reader.sum().filter(|_| reader.skip().is_empty());
        read.ok_or_else(|| Error::Formula {
            field: field.into(),
            text: text.into(),
            rest: reader.rest.into(),
        })
    }

    /// The names that it speaks of, in order; a name may stand there twice.
    pub(super) fn names(&self) -> Vec<&str> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Name(name) => vec![name],
            Self::Two(left, _, right) => [left.names(), right.names()].concat(),
            Self::Call(_, arguments) => arguments.iter().flat_map(Self::names).collect(),
        }
    }

    /// What unit it comes out in, and whether its parts fit.
    pub(super) fn dimension(
        &self,
        field: &str,
        of: &dyn Fn(&str) -> Dimension,
    ) -> Result<Dimension> {
        match self {
            Self::Number(_) => Ok(Dimension::default()),
            Self::Name(name) => Ok(of(name)),
            Self::Two(left, operator, right) => {
                let (left, right) = (left.dimension(field, of)?, right.dimension(field, of)?);
                match operator {
                    '*' => Ok(left.times(&right, 1)),
                    '/' => Ok(left.times(&right, -1)),
                    _ => same(field, left, &right),
                }
            }
            Self::Call(function, arguments) => {
                let mut all = arguments.iter().map(|a| a.dimension(field, of));
                let first = all.next().unwrap_or_else(|| Ok(Dimension::default()))?;
                let all = all.try_fold(first, |first, next| same(field, first, &next?))?;
                match function {
                    Function::Ceil if !all.is_counted() => {
                        Err(Error::NotCounted { field: field.into(), unit: all.to_string() })
                    }
                    _ => Ok(all),
                }
            }
        }
    }

    /// Its value in base units.
    pub(super) fn value(&self, of: &dyn Fn(&str) -> f64) -> f64 {
        match self {
            Self::Number(number) => *number,
            Self::Name(name) => of(name),
            Self::Two(left, operator, right) => {
                let (left, right) = (left.value(of), right.value(of));
                match operator {
                    '*' => left * right,
                    '/' => left / right,
                    '+' => left + right,
                    _ => left - right,
                }
            }
            Self::Call(function, arguments) => {
                let values = arguments.iter().map(|a| a.value(of));
                let largest = values.fold(f64::NEG_INFINITY, f64::max);
                match function {
                    Function::Ceil => whole(largest),
                    Function::Max => largest,
                }
            }
        }
    }
}

/// Rounds up; what is a whole number but for the last bits of its arithmetic stays that number.
fn whole(value: f64) -> f64 {
    let near = value.round();
    if (value - near).abs() <= 1e-9 * near.abs() { near } else { value.ceil() }
}

fn same(field: &str, left: Dimension, right: &Dimension) -> Result<Dimension> {
    if left == *right {
        return Ok(left);
    }
    let (left, right) = (left.to_string(), right.to_string());
    Err(Error::Mismatch { field: field.into(), left, right })
}

/// Reads from left to right; nothing is read where something else stands.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        self.rest
    }

    /// Takes one of these characters if it comes next.
    fn take(&mut self, wanted: &[char]) -> Option<char> {
        let next = self.skip().chars().next().filter(|c| wanted.contains(c))?;
        self.rest = &self.rest[next.len_utf8()..];
        Some(next)
    }

    fn sum(&mut self) -> Option<Formula> {
        let mut left = self.product()?;
        while let Some(operator) = self.take(&['+', '-']) {
            left = Formula::Two(Box::new(left), operator, Box::new(self.product()?));
        }
        Some(left)
    }

    fn product(&mut self) -> Option<Formula> {
        let mut left = self.factor()?;
        while let Some(operator) = self.take(&['*', '/']) {
            left = Formula::Two(Box::new(left), operator, Box::new(self.factor()?));
        }
        Some(left)
    }

    fn factor(&mut self) -> Option<Formula> {
        if self.take(&['(']).is_some() {
            let inside = self.sum()?;
            return self.take(&[')']).map(|_| inside);
        }
        let word = self.word();
        if let Ok(number) = word.parse() {
            return Some(Formula::Number(number));
        }
        let function = match word {
            "" => return None,
            "ceil" => Function::Ceil,
            "max" => Function::Max,
            name => return Some(Formula::Name(name.into())),
        };
        self.take(&['('])?;
        let mut arguments = vec![self.sum()?];
        while self.take(&[',']).is_some() {
            arguments.push(self.sum()?);
        }
        self.take(&[')']).map(|_| Formula::Call(function, arguments))
    }

    /// A name or a number without sign or exponent's sign.
    fn word(&mut self) -> &'a str {
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let end = self.skip().find(|c| !part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn value(text: &str) -> f64 {
        let of = |name: &str| if name == "a" { 7.0 } else { 2.0 };
        Formula::parse("field", text).unwrap().value(&of)
    }

    #[test]
    fn operators_bind_as_in_school() {
        assert_eq!(value("1 + a * b"), 15.0);
        assert_eq!(value("(1 + a) * b"), 16.0);
        assert_eq!(value("a - 1 - 2"), 4.0);
        assert_eq!(value("8 / b / 2"), 2.0);
        assert_eq!(value("max(a, b, 3) + ceil(a / b)"), 11.0);
    }

    #[test]
    fn rounding_up_forgives_the_last_bits() {
        assert_eq!(whole(28_935.19), 28_936.0);
        assert_eq!(whole(0.1 * 3.0 * 10.0), 3.0);
        assert_eq!(whole(3.000_001), 4.0);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        for (text, stop) in
            [("a +", ""), ("a b", "b"), ("(a", ""), ("a $ b", "$ b"), ("max()", ")")]
        {
            let error = Formula::parse("cost", text).unwrap_err();
            let expected =
                Error::Formula { field: "cost".into(), text: text.into(), rest: stop.into() };
            assert_eq!(error, expected);
        }
    }
}
