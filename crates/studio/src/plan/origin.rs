//! Where a number comes from.

use serde::{Deserialize, Serialize};

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A source states it.
    Stated,
    /// No source states it; it is a guess, or follows from what the source prints.
    Inferred,
    /// It was measured on this machine.
    Measured,
    /// The person who plans gave it.
    Yours,
    /// It was computed from other numbers, such as the shapes of a network.
    Computed,
}

impl Origin {
    /// In English.
    #[must_use]
    pub fn en(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
            Self::Measured => "measured here",
            Self::Yours => "yours",
            Self::Computed => "computed",
        }
    }

    /// In Chinese.
    #[must_use]
    pub fn zh(self) -> &'static str {
        match self {
            Self::Stated => "来源写明",
            Self::Inferred => "推断",
            Self::Measured => "本机实测",
            Self::Yours => "你给的",
            Self::Computed => "算出",
        }
    }
}
