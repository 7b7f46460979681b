//! Units: what a number counts, and whether two of them fit.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::{Error, Result};

/// A unit that has a size: symbol, Chinese, how many of its base it is, and the base.
struct Measure(&'static str, &'static str, f64, &'static [(&'static str, i32)]);

/// What stands between the names of a unit.
const SEPARATORS: [char; 2] = ['·', '/'];
const TIME: &[(&str, i32)] = &[("s", 1)];
const ENERGY: &[(&str, i32)] = &[("W", 1), ("s", 1)];
const DAY: f64 = 86_400.0;

/// Units of measure. A year has 365 days, as in the sources; prefixes are powers of ten.
const MEASURES: &[Measure] = &[
    Measure("1", "", 1.0, &[]),
    Measure("%", "%", 0.01, &[]),
    Measure("ms", "毫秒", 1e-3, TIME),
    Measure("s", "秒", 1.0, TIME),
    Measure("h", "小时", 3600.0, TIME),
    Measure("day", "天", DAY, TIME),
    Measure("year", "年", 365.0 * DAY, TIME),
    Measure("B", "B", 1.0, &[("B", 1)]),
    Measure("MB", "MB", 1e6, &[("B", 1)]),
    Measure("GB", "GB", 1e9, &[("B", 1)]),
    Measure("TB", "TB", 1e12, &[("B", 1)]),
    Measure("FLOP", "FLOP", 1.0, &[("FLOP", 1)]),
    Measure("GFLOP", "GFLOP", 1e9, &[("FLOP", 1)]),
    Measure("TFLOP", "TFLOP", 1e12, &[("FLOP", 1)]),
    Measure("W", "瓦", 1.0, &[("W", 1)]),
    Measure("kW", "千瓦", 1e3, &[("W", 1)]),
    Measure("kWh", "千瓦时", 3.6e6, ENERGY),
    Measure("MWh", "兆瓦时", 3.6e9, ENERGY),
    Measure("g", "克", 1.0, &[("g", 1)]),
    Measure("kg", "千克", 1e3, &[("g", 1)]),
    Measure("t", "吨", 1e6, &[("g", 1)]),
    Measure("$", "美元", 1.0, &[("$", 1)]),
    Measure("cent", "美分", 0.01, &[("$", 1)]),
    Measure("million $", "百万美元", 1e6, &[("$", 1)]),
    Measure("billion $", "十亿美元", 1e9, &[("$", 1)]),
    Measure("thousand pictures", "千张图", 1e3, &[("picture", 1)]),
    Measure("million tokens", "百万词元", 1e6, &[("token", 1)]),
];

/// Things that are counted in whole pieces, and their Chinese.
const COUNTED: &[(&str, &str)] = &[
    ("GPU", "GPU"),
    ("machine", "机器"),
    ("server", "服务器"),
    ("replica", "副本"),
    ("param", "参数"),
    ("token", "词元"),
    ("word", "词"),
    ("query", "次查询"),
    ("question", "个问题"),
    ("visit", "次访问"),
    ("user", "用户"),
    ("picture", "图"),
    ("sample", "样本"),
    ("step", "步"),
    ("pass", "次前向"),
    ("value", "数"),
];

/// A product of base units, each with its power.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dimension(BTreeMap<&'static str, i32>);

impl Dimension {
    /// This one times `other` to the power `sign` (1 or -1).
    #[must_use]
    pub fn times(&self, other: &Self, sign: i32) -> Self {
        let mut powers = self.0.clone();
        for (base, power) in &other.0 {
            *powers.entry(base).or_default() += sign * power;
        }
        powers.retain(|_, power| *power != 0);
        Self(powers)
    }

    /// Whether it is made of things that are counted in whole pieces, and at least of one.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        let counted = |base: &&str| COUNTED.iter().any(|(name, _)| name == base);
        !self.0.is_empty() && self.0.keys().all(counted)
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |sign: i32| {
            let power = move |(base, power): (&&'static str, &i32)| {
                std::iter::repeat_n(*base, usize::try_from(power * sign).unwrap_or(0))
            };
            self.0.iter().flat_map(power).collect::<Vec<_>>()
        };
        let above = side(1).join("·");
        let below: String = side(-1).iter().map(|base| format!("/{base}")).collect();
        write!(f, "{}{below}", if above.is_empty() { "1" } else { &above })
    }
}

/// A unit as it is written, such as `$/GPU/h` or `GPU·h`.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    text: String,
    zh: String,
    scale: f64,
    dimension: Dimension,
}

impl Unit {
    /// Reads a unit; `·` multiplies, each `/` divides by the one name after it, `1` is no unit.
    ///
    /// # Errors
    /// [`Error::UnknownUnit`] with the name of `field`.
    pub fn parse(field: &str, text: &str) -> Result<Self> {
        let text = text.trim();
        let (mut zh, mut scale, mut dimension) = (String::new(), 1.0, Dimension::default());
        let separators = text.chars().filter(|c| SEPARATORS.contains(c)).map(Some);
        let before = std::iter::once(None).chain(separators);
        for (separator, name) in before.zip(text.split(SEPARATORS)) {
            let unknown = || Error::UnknownUnit { field: field.into(), unit: text.into() };
            let one = lookup(name.trim()).ok_or_else(unknown)?;
            let sign = if separator == Some('/') { -1 } else { 1 };
            scale *= one.scale.powi(sign);
            dimension = dimension.times(&one.dimension, sign);
            zh.extend(separator);
            zh.push_str(one.zh);
        }
        Ok(Self { text: text.into(), zh, scale, dimension })
    }

    /// How many base units it is.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// What it is made of.
    #[must_use]
    pub fn dimension(&self) -> &Dimension {
        &self.dimension
    }

    /// As it is written, in English; nothing for a plain number.
    #[must_use]
    pub fn en(&self) -> &str {
        if self.text == "1" { "" } else { &self.text }
    }

    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> &str {
        &self.zh
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// One name of a unit.
struct One {
    zh: &'static str,
    scale: f64,
    dimension: Dimension,
}

fn lookup(name: &str) -> Option<One> {
    let measure = MEASURES.iter().find(|m| m.0 == name);
    let measure = measure.map(|Measure(_, zh, scale, base)| One {
        zh,
        scale: *scale,
        dimension: Dimension(base.iter().copied().collect()),
    });
    measure.or_else(|| {
        let (base, zh) = COUNTED.iter().find(|(counted, _)| *counted == name)?;
        Some(One { zh, scale: 1.0, dimension: Dimension([(*base, 1)].into()) })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::parse("field", text).unwrap()
    }

    #[test]
    fn units_are_read_as_written() {
        let price = unit("$/GPU/h");
        assert_eq!((price.scale(), price.zh()), (1.0 / 3600.0, "美元/GPU/小时"));
        assert_eq!(price.dimension().to_string(), "$/GPU/s");
        assert_eq!(unit("1").en(), "");
        assert_eq!(unit("1/step").dimension().to_string(), "1/step");
        assert_eq!(unit("million $").scale(), 1e6);
    }

    #[test]
    fn energy_is_power_times_time() {
        let product = unit("kW").dimension().times(unit("h").dimension(), 1);
        assert_eq!(&product, unit("kWh").dimension());
        assert_eq!(unit("kW").scale() * unit("h").scale(), unit("kWh").scale());
    }

    #[test]
    fn pieces_are_counted_and_measures_are_not() {
        assert!(unit("GPU").dimension().is_counted());
        assert!(unit("machine/replica").dimension().is_counted());
        for text in ["1", "GPU·h", "$", "%"] {
            assert!(!unit(text).dimension().is_counted(), "{text}");
        }
    }

    #[test]
    fn unknown_units_are_refused_with_the_field() {
        for text in ["", "furlong", "$/", "GPU h", "//"] {
            let error = Unit::parse("price", text).unwrap_err();
            assert!(error.to_string().starts_with("price "), "{error}");
        }
    }
}
