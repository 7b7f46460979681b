//! Why no key phrases could be given.

use thiserror::Error as ThisError;

use super::rankers::rankers;
use crate::EncodeError;

/// Why no key phrases could be given.
#[derive(Debug, ThisError)]
#[non_exhaustive]
pub enum KeywordError {
    /// No ranker has this name.
    #[error("no ranker is called {name:?}: choose one of {}", names())]
    UnknownRanker {
        /// The name asked for.
        name: String,
    },
    /// Diversity outside of its range.
    #[error("diversity is {diversity}: give a number from 0 (best scores) to 1 (least alike)")]
    Diversity {
        /// What was asked for.
        diversity: f32,
    },
    /// The encoder failed.
    #[error("the phrases could not be encoded: {source}; choose another ranker, such as \"tfidf\"")]
    Encode {
        /// What kept it from running.
        source: EncodeError,
    },
}

impl KeywordError {
    /// The message in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        match self {
            KeywordError::UnknownRanker { name } => {
                format!("没有名为“{name}”的排序方法：请从 {} 中选择", names())
            }
            KeywordError::Diversity { diversity } => {
                format!("多样性为 {diversity}：请给出 0（只看得分）到 1（彼此最不相似）之间的数")
            }
            KeywordError::Encode { source } => {
                format!("短语无法编码：{source}；请换一种排序方法，例如 tfidf")
            }
        }
    }
}

fn names() -> String {
    rankers().iter().map(|ranker| ranker.name).collect::<Vec<_>>().join(", ")
}
