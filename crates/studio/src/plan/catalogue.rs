//! Hardware and grids that a plan can name: a data file, which people extend by their own.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::origin::Origin;
use super::range::Range;
use super::worksheet::{Given, Worksheet};
use crate::{Error, Result, Words};

/// All hardware and grids.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// What computes.
    #[serde(default)]
    pub hardware: Vec<Hardware>,
    /// Where the electricity comes from.
    #[serde(default, rename = "grid")]
    pub grids: Vec<Grid>,
}

/// One accelerator.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hardware {
    /// The name that plans take.
    pub name: String,
    /// What it is called in full.
    pub title: String,
    /// Peak in TFLOP/s without sparsity, by precision.
    pub peaks: BTreeMap<String, f64>,
    /// Memory in GB.
    pub memory: f64,
    /// Memory bandwidth in GB/s.
    pub bandwidth: f64,
    /// Power in W, at most.
    pub power: f64,
    /// Who states these.
    pub source: String,
    /// When.
    pub date: String,
    /// What it rents for.
    pub rent: Option<Rent>,
    /// Price in $ to buy one with its share of the server.
    pub price: Option<f64>,
    /// Who states the price.
    #[serde(default)]
    pub price_source: String,
    /// When.
    #[serde(default)]
    pub price_date: String,
}

/// What an hour costs, in $.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rent {
    /// The lowest price.
    pub low: f64,
    /// A usual price.
    pub likely: f64,
    /// The highest price.
    pub high: f64,
    /// Who states it.
    pub source: String,
    /// When.
    pub date: String,
}

/// Where electricity comes from.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The name that plans take.
    pub name: String,
    /// What it is, in English.
    pub en: String,
    /// What it is, in Chinese.
    pub zh: String,
    /// Carbon dioxide equivalent in g/kWh.
    pub intensity: f64,
    /// Who states it.
    pub source: String,
    /// For when.
    pub date: String,
}

impl Catalogue {
    /// What comes with the program.
    ///
    /// # Errors
    /// Where its file is wrong; a test reads it.
    pub fn built_in() -> Result<Self> {
        Self::parse("hardware.toml", include_str!("hardware.toml"))
    }

    /// Reads a catalogue; `name` is what messages call it.
    ///
    /// # Errors
    /// Where the text is no catalogue, or a number in it is nonsense.
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let error =
            |error: toml::de::Error| Error::Toml { name: name.into(), what: error.to_string() };
        let catalogue: Self = toml::from_str(text).map_err(error)?;
        catalogue.hardware.iter().try_for_each(Hardware::check)?;
        for grid in &catalogue.grids {
            Range::exactly(grid.intensity).check(&format!("{}.intensity", grid.name))?;
        }
        Ok(catalogue)
    }

    /// This with what `other` has; what has the same name is replaced.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.hardware.retain(|mine| other.hardware.iter().all(|theirs| theirs.name != mine.name));
        self.grids.retain(|mine| other.grids.iter().all(|theirs| theirs.name != mine.name));
        self.hardware.extend(other.hardware);
        self.grids.extend(other.grids);
        self
    }

    /// The hardware of this name.
    ///
    /// # Errors
    /// [`Error::Nothing`] where there is none.
    pub fn hardware(&self, name: &str) -> Result<&Hardware> {
        self.hardware.iter().find(|h| h.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let known = self.hardware.iter().map(|h| h.name.as_str());
            nothing("hardware", "硬件", name, known)
        })
    }

    /// The grid of this name.
    ///
    /// # Errors
    /// [`Error::Nothing`] where there is none.
    pub fn grid(&self, name: &str) -> Result<&Grid> {
        self.grids.iter().find(|g| g.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            nothing("grid", "电网", name, self.grids.iter().map(|g| g.name.as_str()))
        })
    }
}

fn nothing<'a>(
    kind: &'static str,
    kind_zh: &'static str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> Error {
    Error::Nothing { kind, kind_zh, name: name.into(), known: join(known) }
}

fn join<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

impl Hardware {
    fn check(&self) -> Result<()> {
        let field = |name: &str| format!("{}.{name}", self.name);
        for (precision, peak) in &self.peaks {
            Range::exactly(*peak).check(&field(precision))?;
        }
        let numbers =
            [("memory", self.memory), ("bandwidth", self.bandwidth), ("power", self.power)];
        let numbers = numbers.into_iter().chain(self.price.map(|price| ("price", price)));
        for (name, value) in numbers {
            Range::exactly(value).check(&field(name))?;
        }
        self.rent.iter().try_for_each(|rent| rent.range().check(&field("rent")))
    }

    /// Its peak in TFLOP/s.
    ///
    /// # Errors
    /// [`Error::Precision`] where none is known for this precision.
    pub fn peak(&self, precision: &str) -> Result<f64> {
        self.peaks.get(precision).copied().ok_or_else(|| Error::Precision {
            hardware: self.title.clone(),
            precision: precision.into(),
            known: join(self.peaks.keys().map(String::as_str)),
        })
    }

    /// Gives a worksheet all that it takes of this hardware: `peak`, `memory`, `bandwidth`, `power`,
    /// `rent` and `purchase_price`.
    ///
    /// # Errors
    /// Where no peak is known for this precision.
    pub fn give(&self, precision: &str, worksheet: &mut Worksheet) -> Result<()> {
        let about = format!("{}, {}", self.source, self.date);
        let stated = |value| Given {
            range: Range::exactly(value),
            origin: Origin::Stated,
            source: Words::same(&about),
        };
        let mut all = vec![
            (
                "peak",
                Given {
                    source: Words::same(&format!("{about}; {precision}")),
                    ..stated(self.peak(precision)?)
                },
            ),
            ("memory", stated(self.memory)),
            ("bandwidth", stated(self.bandwidth)),
            ("power", stated(self.power)),
        ];
        all.extend(self.rent.as_ref().map(|rent| ("rent", rent.given())));
        all.extend(self.price.map(|price| {
            let source = Words::same(&format!("{}, {}", self.price_source, self.price_date));
            ("purchase_price", Given { source, ..stated(price) })
        }));
        all.retain(|(name, _)| worksheet.takes(name));
        all.into_iter().try_for_each(|(name, given)| worksheet.give(name, given))
    }
}

impl Rent {
    fn range(&self) -> Range {
        Range { low: self.low, likely: self.likely, high: self.high }
    }

    fn given(&self) -> Given {
        let source = Words::same(&format!("{}, {}", self.source, self.date));
        Given { range: self.range(), origin: Origin::Stated, source }
    }
}

impl Grid {
    /// Gives a worksheet its `carbon_intensity`, if it takes one.
    ///
    /// # Errors
    /// Where the number is nonsense.
    pub fn give(&self, worksheet: &mut Worksheet) -> Result<()> {
        if !worksheet.takes("carbon_intensity") {
            return Ok(());
        }
        let source = |place| format!("{} ({place}), {}", self.source, self.date);
        let source = Words::new(&source(&self.en), &source(&self.zh));
        let range = Range::exactly(self.intensity);
        worksheet.give("carbon_intensity", Given { range, origin: Origin::Stated, source })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MINE: &str = "[[hardware]]
        name = 'h100'
        title = 'mine'
        peaks = { bf16 = 1.0 }
        memory = 1.0
        bandwidth = 1.0
        power = 1.0
        source = 'me'
        date = '2026'";

    #[test]
    fn every_entry_has_sources_and_dates() {
        let Catalogue { hardware, grids } = Catalogue::built_in().unwrap();
        for entry in &hardware {
            assert!(!entry.source.is_empty() && !entry.date.is_empty(), "{}", entry.name);
            assert!(entry.rent.iter().all(|r| !r.source.is_empty() && !r.date.is_empty()));
            assert_eq!(entry.price.is_some(), !entry.price_source.is_empty(), "{}", entry.name);
        }
        assert!(grids.iter().all(|g| !g.source.is_empty() && !g.date.is_empty()));
    }

    #[test]
    fn names_are_unique() {
        let Catalogue { hardware, grids } = Catalogue::built_in().unwrap();
        let mut names: Vec<_> =
            hardware.iter().map(|h| &h.name).chain(grids.iter().map(|g| &g.name)).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_file_of_ones_own_adds_and_replaces() {
        let built_in = Catalogue::built_in().unwrap();
        let count = built_in.hardware.len();
        let both = built_in.with(Catalogue::parse("mine", MINE).unwrap());
        assert_eq!(
            (both.hardware.len(), both.hardware("H100").unwrap().title.as_str()),
            (count, "mine")
        );
        let error = both.hardware("abacus").unwrap_err();
        assert!(error.to_string().contains("a100, h200"), "{error}");
        assert!(matches!(
            both.hardware("h100").unwrap().peak("int8"),
            Err(Error::Precision { .. })
        ));
    }

    #[test]
    fn nonsense_is_refused_with_the_field() {
        let zero = MINE.replace("power = 1.0", "power = 0.0");
        assert!(Catalogue::parse("mine", &zero).unwrap_err().to_string().contains("h100.power"));
        let typo = MINE.replace("power", "powr");
        assert!(matches!(Catalogue::parse("mine", &typo), Err(Error::Toml { .. })));
    }
}
