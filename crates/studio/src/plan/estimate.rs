//! A worksheet with its numbers: what each result is, how sure it is, and which input matters.

use std::collections::BTreeMap;

use serde::Serialize;

use super::formula::Formula;
use super::origin::Origin;
use super::random::Random;
use super::range::Range;
use super::unit::Unit;
use super::worksheet::{Computed, Input, Worksheet};
use crate::{Error, Result, Words};

/// How far an input is moved that has no range of its own, as a share of it.
pub const NUDGE: f64 = 0.1;

/// All that a plan says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// What it plans.
    pub title: Words,
    /// What a reader should know of it.
    pub notes: Vec<Words>,
    /// What does not hold.
    pub warnings: Vec<Words>,
    /// What comes out, each behind what it needs.
    pub results: Vec<Outcome>,
    /// What goes in.
    pub inputs: Vec<Ingredient>,
    /// Name of the result that `swings` are of.
    pub headline: String,
    /// What moving each input does to the headline, the largest first.
    pub swings: Vec<Swing>,
    /// Seed of the draws.
    pub seed: u64,
    /// How often the inputs were drawn.
    pub draws: usize,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Its name in formulas.
    pub name: String,
    /// What it is.
    pub words: Words,
    /// Its value where every input has its likely value, in `unit`.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// The 5th, 50th and 95th hundredth of the draws, in `unit`.
    pub range: Range,
    /// How it is computed.
    pub formula: String,
    /// The names that the formula speaks of.
    pub needs: Vec<String>,
    /// Decimals to print, where they are fixed.
    pub decimals: Option<usize>,
}

/// An input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ingredient {
    /// Its name in formulas.
    pub name: String,
    /// What it is.
    pub words: Words,
    /// Its value, in `unit`.
    pub range: Range,
    /// Its unit.
    pub unit: Unit,
    /// Where it comes from.
    pub origin: Origin,
    /// Which source, or why it was inferred.
    pub source: Words,
}

/// What moving one input does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Swing {
    /// The input.
    pub name: String,
    /// The input's lowest and highest value, in its unit.
    pub from: [f64; 2],
    /// The headline at these values, in its unit.
    pub to: [f64; 2],
    /// Whether the input has a range of its own; else it was moved by [`NUDGE`].
    pub own_range: bool,
}

impl Swing {
    /// How much it moves the headline.
    #[must_use]
    pub fn width(&self) -> f64 {
        (self.to[1] - self.to[0]).abs()
    }
}

impl Worksheet {
    /// Computes everything. The same worksheet, seed and number of draws give the same estimate.
    ///
    /// # Errors
    /// Where an input is missing, or a result comes out infinite, zero, below zero or not a number.
    pub fn estimate(&self, seed: u64, draws: usize) -> Result<Estimate> {
        let worksheet = self.complete()?;
        let likely = worksheet.inputs.iter().map(|input| input.base().likely).collect::<Vec<_>>();
        let values = worksheet.solve(&likely)?;
        let ranges = worksheet.draw(seed, draws)?;
        let results = worksheet.results.iter().zip(&ranges);
        Ok(Estimate {
            warnings: worksheet.warnings(&values),
            results: results.map(|(result, range)| result.outcome(&values, range)).collect(),
            inputs: worksheet.inputs.iter().filter_map(Input::ingredient).collect(),
            swings: worksheet.swings(&likely),
            title: worksheet.title,
            notes: worksheet.notes,
            headline: worksheet.headline,
            seed,
            draws,
        })
    }

    /// Every value by its name, in base units, from those of the inputs.
    fn solve(&self, inputs: &[f64]) -> Result<BTreeMap<&str, f64>> {
        let names = self.inputs.iter().map(|input| input.name.as_str());
        let mut values: BTreeMap<&str, f64> = names.zip(inputs.iter().copied()).collect();
        for result in &self.results {
            let value = value_of(&result.formula, &values);
            let in_unit = value / result.unit.scale();
            if !(in_unit.is_finite() && value.is_finite() && value > 0.0 && in_unit > 0.0) {
                let (field, inputs) = (result.name.clone(), result.formula.names().join(", "));
                return Err(Error::Outcome { field, value: in_unit, inputs });
            }
            values.insert(&result.name, value);
        }
        Ok(values)
    }

    /// The spread of each result when the inputs are drawn from their ranges, in base units.
    fn draw(&self, seed: u64, draws: usize) -> Result<Vec<Range>> {
        let mut random = Random::new(seed);
        let ranges: Vec<Range> = self.inputs.iter().map(Input::base).collect();
        let mut drawn = vec![Vec::with_capacity(draws); self.results.len()];
        for _ in 0..draws.max(1) {
            let inputs: Vec<f64> = ranges.iter().map(|range| random.triangle(range)).collect();
            let values = self.solve(&inputs)?;
            for (result, drawn) in self.results.iter().zip(&mut drawn) {
                drawn.push(values.get(result.name.as_str()).copied().unwrap_or_default());
            }
        }
        Ok(drawn.into_iter().map(spread).collect())
    }

    fn warnings(&self, values: &BTreeMap<&str, f64>) -> Vec<Words> {
        let of = |name: &str| values.get(name).copied().unwrap_or_default();
        let broken = self.checks.iter().filter(|c| of(&c.small) > of(&c.large));
        broken.map(|check| check.words.clone()).collect()
    }

    /// Moves one input at a time; an input that cannot be moved so far has no swing.
    fn swings(&self, likely: &[f64]) -> Vec<Swing> {
        let swing = |(i, input): (usize, &Input)| {
            let range = input.nudged();
            let unit = input.unit.scale();
            let at = |value: f64| {
                let mut inputs = likely.to_vec();
                *inputs.get_mut(i)? = value * unit;
                let values = self.solve(&inputs).ok()?;
                let headline = self.results.iter().find(|r| r.name == self.headline)?;
                Some(values.get(self.headline.as_str())? / headline.unit.scale())
            };
            Some(Swing {
                name: input.name.clone(),
                from: [range.low, range.high],
                to: [at(range.low)?, at(range.high)?],
                own_range: !input.base().is_exact(),
            })
        };
        let mut swings: Vec<_> = self.inputs.iter().enumerate().filter_map(swing).collect();
        // What cancels out moves the last bits alone.
        swings.retain(|swing| swing.width() > 1e-9 * swing.to[0].abs());
        swings.sort_by(|a, b| b.width().total_cmp(&a.width()));
        swings
    }
}

fn value_of(formula: &Formula, values: &BTreeMap<&str, f64>) -> f64 {
    formula.value(&|name| values.get(name).copied().unwrap_or(f64::NAN))
}

/// The 5th, 50th and 95th hundredth.
fn spread(mut values: Vec<f64>) -> Range {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1) as f64;
    let at = |share: f64| values.get((share * last).round() as usize).copied().unwrap_or_default();
    Range { low: at(0.05), likely: at(0.5), high: at(0.95) }
}

impl Input {
    /// Its range in its unit.
    fn range(&self) -> Range {
        self.given.as_ref().map_or(Range::exactly(f64::NAN), |given| given.range)
    }

    /// Its range in base units.
    fn base(&self) -> Range {
        self.range().times(self.unit.scale())
    }

    /// Its range, or what is a little less and more than its value, as far as that makes sense.
    fn nudged(&self) -> Range {
        let range = self.range();
        if !range.is_exact() {
            return range;
        }
        let [least, most] = self.limits;
        let likely = range.likely;
        let (low, high) = (likely * (1.0 - NUDGE), likely * (1.0 + NUDGE));
        Range { low: low.clamp(least, most), likely, high: high.clamp(least, most) }
    }

    fn ingredient(&self) -> Option<Ingredient> {
        let given = self.given.clone()?;
        Some(Ingredient {
            name: self.name.clone(),
            words: self.words.clone(),
            range: given.range,
            unit: self.unit.clone(),
            origin: given.origin,
            source: given.source,
        })
    }
}

impl Computed {
    fn outcome(&self, values: &BTreeMap<&str, f64>, range: &Range) -> Outcome {
        let scale = self.unit.scale();
        let mut needs: Vec<String> = self.formula.names().into_iter().map(str::to_owned).collect();
        needs.dedup();
        Outcome {
            name: self.name.clone(),
            words: self.words.clone(),
            value: values.get(self.name.as_str()).copied().unwrap_or_default() / scale,
            unit: self.unit.clone(),
            range: range.times(1.0 / scale),
            formula: self.text.clone(),
            needs,
            decimals: self.decimals,
        }
    }
}

impl Estimate {
    /// The result of this name.
    #[must_use]
    pub fn result(&self, name: &str) -> Option<&Outcome> {
        self.results.iter().find(|result| result.name == name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    /// A worksheet in which a cost follows from two inputs with ranges.
    fn worksheet(hours: [f64; 3], price: [f64; 3]) -> Worksheet {
        let input = |name: &str, unit: &str, [low, value, high]: [f64; 3]| {
            format!(
                "[[input]]\nname = '{name}'\nen = 'e'\nzh = 'z'\nunit = '{unit}'\n\
                 low = {low:e}\nvalue = {value:e}\nhigh = {high:e}\n"
            )
        };
        let result =
            "[[result]]\nname = 'cost'\nen = 'e'\nzh = 'z'\nunit = '$'\nis = 'hours * price'\n";
        let text = [
            "headline = 'cost'\n",
            &input("hours", "GPU·h", hours),
            &input("price", "$/GPU/h", price),
            result,
        ];
        Worksheet::parse("test", &[&text.concat()]).unwrap()
    }

    fn range() -> impl Strategy<Value = [f64; 3]> {
        (1e-6..1e9_f64, 1.0..10.0_f64, 1.0..10.0_f64)
            .prop_map(|(low, a, b)| [low, low * a, low * a * b])
    }

    proptest! {
        #[test]
        fn the_same_seed_gives_the_same_estimate(hours in range(), price in range(), seed: u64) {
            let worksheet = worksheet(hours, price);
            prop_assert_eq!(worksheet.estimate(seed, 50).unwrap(), worksheet.estimate(seed, 50).unwrap());
        }

        #[test]
        fn ranges_are_in_order_and_inside_the_extremes(hours in range(), price in range(), seed: u64) {
            let estimate = worksheet(hours, price).estimate(seed, 100).unwrap();
            let Range { low, likely, high } = estimate.results[0].range;
            prop_assert!(low <= likely && likely <= high);
            let (least, most) = (hours[0] * price[0], hours[2] * price[2]);
            prop_assert!(least * 0.999_999 <= low && high <= most * 1.000_001);
        }

        #[test]
        fn without_doubt_every_draw_is_the_value(hours in 1e-6..1e9_f64, price in 1e-6..1e9_f64) {
            let estimate = worksheet([hours; 3], [price; 3]).estimate(1, 10).unwrap();
            let result = &estimate.results[0];
            prop_assert!((result.value / (hours * price) - 1.0).abs() < 1e-12);
            prop_assert!(result.range.is_exact());
            prop_assert!((result.range.likely / result.value - 1.0).abs() < 1e-12);
        }

        #[test]
        fn units_change_numbers_and_nothing_else(hours in 1e-3..1e6_f64) {
            let mut one = worksheet([1.0; 3], [1.0; 3]);
            let mut other = one.clone();
            one.set("hours", &format!("{hours} GPU·h")).unwrap();
            other.set("hours", &format!("{} GPU·s", hours * 3600.0)).unwrap();
            let value = |worksheet: Worksheet| worksheet.estimate(0, 1).unwrap().results[0].value;
            prop_assert!((value(one) / value(other) - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_input_that_moves_most_stands_first() {
        let estimate = worksheet([9.0, 10.0, 11.0], [1.0, 2.0, 4.0]).estimate(0, 10).unwrap();
        let [price, hours] = [&estimate.swings[0], &estimate.swings[1]];
        assert_eq!((price.name.as_str(), price.to), ("price", [10.0, 40.0]));
        assert_eq!((hours.name.as_str(), hours.own_range), ("hours", true));
    }

    #[test]
    fn an_input_without_range_is_nudged() {
        let estimate = worksheet([10.0; 3], [2.0; 3]).estimate(0, 10).unwrap();
        let swing = &estimate.swings[0];
        assert!(!swing.own_range && (swing.width() - 4.0).abs() < 1e-9, "{swing:?}");
    }
}
