//! Rules whose question no pattern can ask: one a file, each with its reasons and examples in
//! `rules/`.

pub(super) mod article;
