//! The commands, one file each: its arguments, its Chinese help, and what it does.

pub(crate) mod devices;
pub(crate) mod encode;
pub(crate) mod info;
pub(crate) mod keywords;
pub(crate) mod lint;
pub(crate) mod model;
pub(crate) mod models;
pub(crate) mod paint;
pub(crate) mod plan;
pub(crate) mod prompt;
pub(crate) mod samplers;
pub(crate) mod segment;
pub(crate) mod talk;
pub(crate) mod train;
