//! A dialogue at the terminal: `said` (a turn or a command) → `session` (the state, kept in a
//! file) → `show` (what is told) and `painter` (the new picture).

pub(crate) mod painter;
pub(crate) mod said;
pub(crate) mod session;
pub(crate) mod show;
