//! What a setting may be.

use std::fmt::{Display, Formatter};

/// What a setting of a network may be; its text is in English, [`Self::zh`] in Chinese.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A number from the first to the second.
    Between(usize, usize),
    /// This number.
    Exactly(usize),
    /// This number or a larger one.
    AtLeast(usize),
    /// A number above 0 and below 1.
    Fraction,
    /// A divisor of this number.
    Divisor(usize),
    /// A multiple of this number.
    Multiple(usize),
    /// A list of this length.
    Length(usize),
    /// The same number in all places.
    Alike,
    /// This alone, as JSON.
    Only(&'static str),
}

impl Wanted {
    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Between(least, most) => format!("{least} 到 {most} 之间的数"),
            Self::Exactly(number) => format!(" {number}"),
            Self::AtLeast(least) => format!("不小于 {least} 的数"),
            Self::Fraction => "0 与 1 之间的数".into(),
            Self::Divisor(number) => format!("{number} 的约数"),
            Self::Multiple(number) => format!("{number} 的倍数"),
            Self::Length(count) => format!("{count} 项的列表"),
            Self::Alike => "各处相同的数".into(),
            Self::Only(value) => (*value).into(),
        }
    }
}

impl Display for Wanted {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Between(least, most) => write!(out, "from {least} to {most}"),
            Self::Exactly(number) => write!(out, "{number}"),
            Self::AtLeast(least) => write!(out, "at least {least}"),
            Self::Fraction => write!(out, "above 0 and below 1"),
            Self::Divisor(number) => write!(out, "a divisor of {number}"),
            Self::Multiple(number) => write!(out, "a multiple of {number}"),
            Self::Length(count) => write!(out, "a list of {count}"),
            Self::Alike => write!(out, "the same number everywhere"),
            Self::Only(value) => write!(out, "{value}"),
        }
    }
}
