//! Why a prompt could not be written.

use thiserror::Error;

/// Why a prompt could not be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ComposeError {
    /// No dialect has this name.
    #[error("there is no prompt dialect \"{name}\": use one of {}", known.join(", "))]
    UnknownDialect {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// No family has this name.
    #[error("there is no model family \"{name}\": use one of {}", known.join(", "))]
    UnknownFamily {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
}

impl ComposeError {
    /// The message in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        match self {
            ComposeError::UnknownDialect { name, known } => {
                format!("没有叫“{name}”的提示词写法：请用 {} 之一", known.join("、"))
            }
            ComposeError::UnknownFamily { name, known } => {
                format!("没有叫“{name}”的模型系列：请用 {} 之一", known.join("、"))
            }
        }
    }
}
