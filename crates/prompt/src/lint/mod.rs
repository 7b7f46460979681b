//! What is wrong with a prompt, and how to put it right.
//!
//! A text becomes a [`Document`] (sentences, words, and the terms of a picture prompt); each
//! [`Rule`] of the registry looks through it for what it knows, and says what it finds with a
//! reason in both languages and, where there is one answer, a fix. A rule is a small file in
//! `rules/` that holds its reasons, its pattern and the examples that test it; one whose question
//! no pattern can ask names a function in `code/`.

mod check;
mod code;
mod document;
mod finding;
mod fix;
mod folder;
mod kind;
mod lists;
mod pattern;
mod registry;
mod rule;
mod sentence;
mod syntax;
mod tokens;

pub use check::{Options, check};
pub use document::Document;
pub use finding::{Finding, Fix, Severity};
pub use fix::{apply, fix};
pub use folder::{RuleError, read_folder};
pub use kind::Kind;
pub use registry::rules;
pub use rule::{Example, Rule};
pub use sentence::{Language, Sentence};
pub use syntax::{Prompt, Term};
pub use tokens::estimate_tokens;
