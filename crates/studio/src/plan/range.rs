//! A number that is not known exactly.

use serde::Serialize;

use super::unit::Unit;
use crate::{Error, Result};

/// The lowest, the likely and the highest value; all the same where there is no doubt.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Range {
    /// The lowest.
    pub low: f64,
    /// The most likely.
    pub likely: f64,
    /// The highest.
    pub high: f64,
}

impl Range {
    /// A value without doubt.
    #[must_use]
    pub fn exactly(value: f64) -> Self {
        Self { low: value, likely: value, high: value }
    }

    /// Whether there is any doubt.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// All three, lowest first.
    #[must_use]
    pub fn values(&self) -> [f64; 3] {
        [self.low, self.likely, self.high]
    }

    /// All three times `factor`.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        let [low, likely, high] = self.values().map(|value| value * factor);
        Self { low, likely, high }
    }

    /// Refuses what no quantity can be.
    ///
    /// # Errors
    /// [`Error::NotFinite`], [`Error::NotPositive`] or [`Error::Order`] with the name of `field`.
    pub fn check(&self, field: &str) -> Result<()> {
        let field = || field.to_owned();
        let Self { low, likely, high } = *self;
        if let Some(&value) = self.values().iter().find(|v| !v.is_finite()) {
            return Err(Error::NotFinite { field: field(), value });
        }
        if let Some(&value) = self.values().iter().find(|v| **v <= 0.0) {
            return Err(Error::NotPositive { field: field(), value });
        }
        if low > likely || likely > high {
            return Err(Error::Order { field: field(), low, likely, high });
        }
        Ok(())
    }

    /// Reads `0.4`, `350 ms`, `1..4` (the middle is likely) or `1..2..4 $/GPU/h`, in `unit` where
    /// it names none.
    ///
    /// # Errors
    /// What is wrong with it, with the name of `field`.
    pub fn parse(field: &str, text: &str, unit: &Unit) -> Result<Self> {
        let (numbers, own) = split(text);
        let no_number = || Error::Number { field: field.into(), text: text.into() };
        let numbers: std::result::Result<Vec<f64>, _> =
            numbers.split("..").map(|part| part.trim().parse()).collect();
        let range = match *numbers.map_err(|_| no_number())? {
            [value] => Self::exactly(value),
            [low, high] => Self { low, likely: f64::midpoint(low, high), high },
            [low, likely, high] => Self { low, likely, high },
            _ => return Err(no_number()),
        };
        range.check(field)?;
        let range = range.times(factor(field, own, unit)?);
        range.check(field)?;
        Ok(range)
    }
}

/// The numbers, and the unit behind them.
fn split(text: &str) -> (&str, &str) {
    let text = text.trim();
    match text.split_once(char::is_whitespace) {
        Some((numbers, unit)) => (numbers, unit.trim()),
        None => match text.strip_suffix('%') {
            Some(numbers) => (numbers, "%"),
            None => (text, ""),
        },
    }
}

/// How many of `unit` one of `own` is.
fn factor(field: &str, own: &str, unit: &Unit) -> Result<f64> {
    if own.is_empty() {
        return Ok(1.0);
    }
    let own = Unit::parse(field, own)?;
    if own.dimension() != unit.dimension() {
        let (left, right) = (own.to_string(), unit.to_string());
        return Err(Error::Mismatch { field: field.into(), left, right });
    }
    Ok(own.scale() / unit.scale())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(text: &str) -> Result<Range> {
        Range::parse("wait", text, &Unit::parse("wait", "s")?)
    }

    #[test]
    fn numbers_ranges_and_units_are_read() {
        assert_eq!(parse("2e9").unwrap(), Range::exactly(2e9));
        assert_eq!(parse(" 500 ms ").unwrap(), Range::exactly(0.5));
        assert_eq!(parse("1..3").unwrap(), Range { low: 1.0, likely: 2.0, high: 3.0 });
        let hours = parse("1..2..4 h").unwrap();
        assert_eq!(hours, Range { low: 3600.0, likely: 7200.0, high: 14_400.0 });
        let share = Unit::parse("share", "1").unwrap();
        assert_eq!(Range::parse("share", "40%", &share).unwrap(), Range::exactly(0.4));
    }

    #[test]
    fn nonsense_is_refused_with_the_field() {
        for text in ["-1", "0", "NaN", "inf", "1e400", "much", "", "3..2", "1..2..3..4", "1 $"] {
            let error = parse(text).unwrap_err();
            assert!(error.to_string().contains("wait") && error.zh().contains("wait"), "{error}");
        }
        assert!(matches!(parse("1e308 year"), Err(Error::NotFinite { .. })));
        assert!(matches!(parse("1 kg"), Err(Error::Mismatch { .. })));
    }
}
