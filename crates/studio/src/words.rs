//! A text in both languages.

use serde::Serialize;

/// What is said in English and in Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Words {
    /// Both.
    #[must_use]
    pub fn new(en: &str, zh: &str) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// What is the same in both languages, such as the name of a paper.
    #[must_use]
    pub fn same(text: &str) -> Self {
        Self::new(text, text)
    }
}
