//! The command line from outside: the built binary, its words, its exit codes, its files.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod controls;
mod errors;
mod files;
#[path = "../../../models/src/formula.rs"]
mod formula;
mod help;
mod language;
mod lora;
mod paint;
mod plan;
mod record;
mod room;
mod talk;
mod weights;
mod words;
