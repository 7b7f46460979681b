//! Rules of a person's own, from a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::registry::rules;
use super::rule::Rule;
use crate::toml_files;

/// Why a folder of rules could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RuleError {
    /// The folder or a file in it cannot be read.
    #[error("cannot read {path}: {source}; check that it exists and may be read")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not a rule.
    #[error("{path}, line {line}: {reason}; compare it with the rules that come with the program")]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A file has the id of another rule.
    #[error("{path}: there is already a rule `{id}`; give this one another id")]
    Twice {
        /// Which file.
        path: PathBuf,
        /// The id.
        id: String,
    },
}

impl RuleError {
    /// The message in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        match self {
            RuleError::Unreadable { path, source } => {
                format!("无法读取 {}：{source}；请检查它是否存在、是否可读", path.display())
            }
            RuleError::Malformed { path, line, reason } => {
                format!("{} 第 {line} 行：{reason}；请对照程序自带的规则", path.display())
            }
            RuleError::Twice { path, id } => {
                format!("{}：已经有规则“{id}”；请换一个 id", path.display())
            }
        }
    }
}

/// The rules in a folder: each `.toml` file is one, read in order of their names.
///
/// # Errors
/// What cannot be read, is no rule, or has the id of another.
pub fn read_folder(folder: &Path) -> Result<Vec<Rule>, RuleError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| RuleError::Unreadable { path, source }
    };
    let mut own: Vec<Rule> = Vec::new();
    for path in toml_files(folder).map_err(unreadable(folder))? {
        let toml = fs::read_to_string(&path).map_err(unreadable(&path))?;
        let rule = Rule::parse(&toml, None).map_err(|(line, reason)| RuleError::Malformed {
            path: path.clone(),
            line,
            reason,
        })?;
        if rules().iter().chain(&own).any(|other| other.id() == rule.id()) {
            return Err(RuleError::Twice { path, id: rule.id().to_owned() });
        }
        own.push(rule);
    }
    Ok(own)
}
