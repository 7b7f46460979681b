//! A worksheet: named inputs, and results whose formulas speak of inputs and of each other.
//!
//! It is read from TOML, so the formula that is printed is the one that is computed, and every
//! unit is checked before anything is.

use super::formula::Formula;
use super::origin::Origin;
use super::range::Range;
use super::raw::{self, Raw};
use super::unit::{Dimension, Unit};
use crate::{Error, Result, Words};

/// A worksheet that has been read and fits together.
#[derive(Clone, Debug)]
pub struct Worksheet {
    /// What it plans.
    pub title: Words,
    /// What a reader should know of it.
    pub notes: Vec<Words>,
    pub(super) headline: String,
    pub(super) inputs: Vec<Input>,
    pub(super) results: Vec<Computed>,
    pub(super) checks: Vec<Check>,
}

/// A number that goes in.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) name: String,
    pub(super) words: Words,
    pub(super) unit: Unit,
    pub(super) given: Option<Given>,
    pub(super) limits: [f64; 2],
    optional: bool,
}

/// A number, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The number, in the input's unit.
    pub range: Range,
    /// Where it comes from.
    pub origin: Origin,
    /// Which source, or why it was inferred.
    pub source: Words,
}

/// A number that comes out.
#[derive(Clone, Debug)]
pub(super) struct Computed {
    pub(super) name: String,
    pub(super) words: Words,
    pub(super) unit: Unit,
    pub(super) text: String,
    pub(super) formula: Formula,
    pub(super) decimals: Option<usize>,
}

/// What should hold.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) small: String,
    pub(super) large: String,
    pub(super) words: Words,
}

impl Worksheet {
    /// Reads a worksheet from the TOML of its parts; `name` is what messages call it.
    ///
    /// # Errors
    /// What is wrong with the text, the names, the units or the formulas.
    pub fn parse(name: &str, parts: &[&str]) -> Result<Self> {
        let mut raws = parts.iter().map(|text| Raw::read(name, text));
        let first = raws.next().unwrap_or_else(|| Raw::read(name, ""))?;
        let raw = raws.try_fold(first, |all, part| Ok(all.with(part?)))?;
        let inputs: Vec<Input> = raw.inputs.into_iter().map(Input::read).collect::<Result<_>>()?;
        let results = raw.results.into_iter().map(Computed::read).collect::<Result<_>>()?;
        let worksheet = Self {
            title: Words { en: raw.en, zh: raw.zh },
            notes: raw.notes.into_iter().map(Words::from).collect(),
            headline: raw.headline,
            results: ordered(&inputs, results)?,
            inputs,
            checks: raw.checks.into_iter().map(Check::read).collect(),
        };
        worksheet.check()?;
        Ok(worksheet)
    }

    /// Gives an input.
    ///
    /// # Errors
    /// Where there is no such input, or the number is nonsense for it.
    pub fn give(&mut self, name: &str, given: Given) -> Result<()> {
        let input = self.input(name)?;
        given.range.check(name)?;
        within(name, &given.range, input.limits)?;
        input.given = Some(given);
        Ok(())
    }

    /// Gives an input as a person writes it, such as `0.4`, `350 ms` or `1..2..4`.
    ///
    /// # Errors
    /// Where there is no such input, or the text is nonsense for it.
    pub fn set(&mut self, name: &str, text: &str) -> Result<()> {
        let range = Range::parse(name, text, &self.input(name)?.unit)?;
        self.give(name, Given { range, origin: Origin::Yours, source: Words::default() })
    }

    /// The likely value of an input, in its unit, if it was given.
    #[must_use]
    pub fn likely(&self, name: &str) -> Option<f64> {
        let input = self.inputs.iter().find(|input| input.name == name)?;
        input.given.as_ref().map(|given| given.range.likely)
    }

    /// Whether it has an input of this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.inputs.iter().any(|input| input.name == name)
    }

    fn input(&mut self, name: &str) -> Result<&mut Input> {
        let known: Vec<_> = self.inputs.iter().map(|input| input.name.clone()).collect();
        self.inputs.iter_mut().find(|input| input.name == name).ok_or_else(|| Error::UnknownName {
            field: "--set".into(),
            name: name.into(),
            known: known.join(", "),
        })
    }

    /// The worksheet without optional inputs that were not given, without what needs them, and
    /// without inputs that nothing needs then.
    ///
    /// # Errors
    /// [`Error::Missing`] where an input was not given that is not optional.
    pub(super) fn complete(&self) -> Result<Self> {
        let mut worksheet = self.clone();
        if let Some(input) = worksheet.inputs.iter().find(|i| i.given.is_none() && !i.optional) {
            let (what, what_zh) = (input.words.en.clone(), input.words.zh.clone());
            return Err(Error::Missing { field: input.name.clone(), what, what_zh });
        }
        worksheet.inputs.retain(|input| input.given.is_some());
        let mut there: Vec<String> = worksheet.inputs.iter().map(|i| i.name.clone()).collect();
        worksheet.results.retain(|result| {
            let computable = result.formula.names().iter().all(|n| there.iter().any(|t| t == n));
            there.extend(computable.then(|| result.name.clone()));
            computable
        });
        worksheet.checks.retain(|c| there.contains(&c.small) && there.contains(&c.large));
        let Self { results, checks, .. } = &worksheet;
        let needed = results.iter().flat_map(|result| result.formula.names());
        let needed = needed.chain(checks.iter().flat_map(|c| [c.small.as_str(), &c.large]));
        let needed: Vec<String> = needed.map(str::to_owned).collect();
        worksheet.inputs.retain(|input| needed.contains(&input.name));
        Ok(worksheet)
    }

    /// Refuses names that stand there twice or nowhere, numbers that are nonsense and units that
    /// do not fit.
    fn check(&self) -> Result<()> {
        let mut known: Vec<(&str, &Dimension)> = Vec::new();
        let inputs = self.inputs.iter().map(|input| (input.name.as_str(), &input.unit));
        let results = self.results.iter().map(|result| (result.name.as_str(), &result.unit));
        for (name, unit) in inputs.chain(results) {
            if known.iter().any(|(other, _)| *other == name) {
                return Err(Error::Twice { field: name.into() });
            }
            known.push((name, unit.dimension()));
        }
        self.results.iter().try_for_each(|result| result.check(&known))?;
        self.checks.iter().try_for_each(|check| check.check(&known))?;
        find("headline", &self.headline, &known).map(drop)
    }
}

/// The dimension of what has this name.
fn find<'a>(field: &str, name: &str, known: &[(&str, &'a Dimension)]) -> Result<&'a Dimension> {
    let found = known.iter().find(|(other, _)| *other == name).map(|(_, dimension)| *dimension);
    found.ok_or_else(|| Error::UnknownName {
        field: field.into(),
        name: name.into(),
        known: known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
    })
}

fn within(field: &str, range: &Range, [least, most]: [f64; 2]) -> Result<()> {
    match range.values().iter().find(|value| **value < least || **value > most) {
        Some(&value) => Err(Error::Outside { field: field.into(), value, least, most }),
        None => Ok(()),
    }
}

/// Results in an order in which each stands behind those that it needs.
fn ordered(inputs: &[Input], mut waiting: Vec<Computed>) -> Result<Vec<Computed>> {
    let all: Vec<String> = waiting.iter().map(|result| result.name.clone()).collect();
    let mut ready: Vec<Computed> = Vec::new();
    while let Some(first) = waiting.first().map(|result| result.name.clone()) {
        let there = |name: &str| {
            let waits = all.iter().any(|n| n == name) && !inputs.iter().any(|i| i.name == name);
            !waits || ready.iter().any(|result| result.name == name)
        };
        let free = waiting.iter().position(|r| r.formula.names().into_iter().all(there));
        let free = free.ok_or(Error::Circle { field: first })?;
        ready.push(waiting.remove(free));
    }
    Ok(ready)
}

impl Input {
    fn read(raw: raw::Input) -> Result<Self> {
        let unit = Unit::parse(&raw.name, &raw.unit)?;
        let limits = [raw.least.unwrap_or(0.0), raw.most.unwrap_or(f64::INFINITY)];
        let range = raw.value.map(|likely| Range {
            low: raw.low.unwrap_or(likely),
            likely,
            high: raw.high.unwrap_or(likely),
        });
        if let Some(range) = range {
            range.check(&raw.name)?;
            within(&raw.name, &range, limits)?;
        }
        let origin = raw.origin.unwrap_or(Origin::Inferred);
        let zh = raw.source_zh.unwrap_or_else(|| raw.source.clone());
        let source = Words { en: raw.source, zh };
        let given = range.map(|range| Given { range, origin, source });
        let words = Words { en: raw.en, zh: raw.zh };
        Ok(Self { name: raw.name, words, unit, given, limits, optional: raw.optional })
    }
}

impl Computed {
    fn read(raw: raw::Computed) -> Result<Self> {
        Ok(Self {
            unit: Unit::parse(&raw.name, &raw.unit)?,
            formula: Formula::parse(&raw.name, &raw.is)?,
            words: Words { en: raw.en, zh: raw.zh },
            name: raw.name,
            text: raw.is,
            decimals: raw.decimals,
        })
    }

    /// Refuses unknown names, and parts or a unit that do not fit.
    fn check(&self, known: &[(&str, &Dimension)]) -> Result<()> {
        let names = self.formula.names();
        names.into_iter().try_for_each(|name| find(&self.name, name, known).map(drop))?;
        let of = |name: &str| find(&self.name, name, known).cloned().unwrap_or_default();
        let found = self.formula.dimension(&self.name, &of)?;
        fits(&self.name, &found, self.unit.dimension())
    }
}

impl Check {
    fn read(raw: raw::Check) -> Self {
        let words = Words { en: raw.en, zh: raw.zh };
        Self { small: raw.small, large: raw.large, words }
    }

    fn check(&self, known: &[(&str, &Dimension)]) -> Result<()> {
        let small = find(&self.small, &self.small, known)?;
        fits(&self.small, small, find(&self.small, &self.large, known)?)
    }
}

fn fits(field: &str, found: &Dimension, wanted: &Dimension) -> Result<()> {
    if found == wanted {
        return Ok(());
    }
    let (left, right) = (found.to_string(), wanted.to_string());
    Err(Error::Mismatch { field: field.into(), left, right })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const WORDS: &str = "en = 'e'\nzh = 'z'\n";

    fn input(name: &str, unit: &str, more: &str) -> String {
        format!("[[input]]\nname = '{name}'\n{WORDS}unit = '{unit}'\n{more}\n")
    }

    fn result(name: &str, unit: &str, is: &str) -> String {
        format!("[[result]]\nname = '{name}'\n{WORDS}unit = '{unit}'\nis = '{is}'\n")
    }

    fn worksheet(parts: &[String]) -> Result<Worksheet> {
        let head = "headline = 'cost'\n".to_owned();
        Worksheet::parse("test", &[&[&[head], parts].concat().concat()])
    }

    fn refusal(parts: &[String]) -> Error {
        let error = worksheet(parts).unwrap_err();
        assert!(error.to_string().contains("cost") && error.zh().contains("cost"), "{error}");
        error
    }

    #[test]
    fn results_stand_in_any_order() {
        let read = worksheet(&[
            input("hours", "GPU·h", "value = 3.0"),
            result("cost", "$", "paid * 2"),
            result("paid", "$", "hours * price"),
            input("price", "$/GPU/h", "value = 2.0"),
        ]);
        let names: Vec<_> = read.unwrap().results.into_iter().map(|r| r.name).collect();
        assert_eq!(names, ["paid", "cost"]);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_field() {
        let hours = input("hours", "GPU·h", "value = 3.0");
        let wrong_unit = refusal(&[hours.clone(), result("cost", "$", "hours")]);
        assert!(matches!(wrong_unit, Error::Mismatch { .. }));
        let wrong_sum = refusal(&[hours.clone(), result("cost", "GPU·h", "hours + 1")]);
        assert!(matches!(wrong_sum, Error::Mismatch { .. }));
        let pieces = refusal(&[hours.clone(), result("cost", "GPU·h", "ceil(hours)")]);
        assert!(matches!(pieces, Error::NotCounted { .. }));
        let nowhere = refusal(&[hours.clone(), result("cost", "$", "hour")]);
        assert!(matches!(nowhere, Error::UnknownName { .. }));
        let circle = refusal(&[result("cost", "$", "cost")]);
        assert!(matches!(circle, Error::Circle { .. }));
        let twice = refusal(&[input("cost", "$", ""), result("cost", "$", "1")]);
        assert!(matches!(twice, Error::Twice { .. }));
    }

    #[test]
    fn nonsense_in_a_file_is_refused_with_the_field() {
        for more in ["value = 0.0", "value = -1.0", "value = nan", "value = inf"] {
            refusal(&[input("cost", "$", more)]);
        }
        refusal(&[input("cost", "$", "value = 2.0\nlow = 3.0")]);
        refusal(&[input("cost", "1", "value = 2.0\nmost = 1.0")]);
        assert!(matches!(Worksheet::parse("mine", &["["]), Err(Error::Toml { .. })));
    }

    #[test]
    fn what_is_given_is_checked_too() {
        let mut worksheet = worksheet(&[input("cost", "1", "most = 1.0")]).unwrap();
        assert!(matches!(worksheet.complete(), Err(Error::Missing { .. })));
        worksheet.set("cost", "40 %").unwrap();
        worksheet.complete().unwrap();
        assert!(matches!(worksheet.set("cost", "1.2"), Err(Error::Outside { .. })));
        assert!(matches!(worksheet.set("price", "1"), Err(Error::UnknownName { .. })));
    }

    #[test]
    fn what_is_optional_takes_its_results_with_it() {
        let worksheet = worksheet(&[
            input("price", "$", "optional = true"),
            result("twice", "$", "price * 2"),
            result("more", "$", "twice * 2"),
            input("cost", "$", "value = 1.0"),
        ]);
        let complete = worksheet.unwrap().complete().unwrap();
        assert!(complete.results.is_empty() && complete.inputs.is_empty());
    }
}
