//! Rules whose question no pattern can ask: one a file, each with its reasons and examples in
//! `rules/`; `pairs` and `terms` are what several of them share.

pub(super) mod article;
pub(super) mod brackets;
pub(super) mod break_inside;
pub(super) mod capital_start;
pub(super) mod conflict;
pub(super) mod deep_brackets;
pub(super) mod duplicate_term;
pub(super) mod empty_term;
pub(super) mod english_only;
pub(super) mod extras;
pub(super) mod languages;
pub(super) mod length_conflict;
pub(super) mod long_prompt;
pub(super) mod long_term;
pub(super) mod marks;
pub(super) mod measure_word;
pub(super) mod missing_format;
pub(super) mod missing_task;
pub(super) mod mixed_dialect;
pub(super) mod negative_term;
pub(super) mod number_noun;
mod pairs;
pub(super) mod parameters;
pub(super) mod placeholder;
pub(super) mod quality_words;
pub(super) mod repeated_word;
pub(super) mod term_brackets;
mod terms;
pub(super) mod verbs;
pub(super) mod weight_conflict;
pub(super) mod weight_form;
pub(super) mod weight_range;
pub(super) mod wide_comma;
