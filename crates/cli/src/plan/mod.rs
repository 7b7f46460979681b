//! From the arguments of `qingyun plan` to an estimate on the screen or in a page:
//!
//! `asked` (arguments to a worksheet) with `measure` (this machine's speed) → the library's
//! estimate → `show` (which form) → `text`, `csv`, `page` with its `tornado`.

pub(crate) mod asked;
pub(crate) mod csv;
pub(crate) mod measure;
pub(crate) mod page;
pub(crate) mod show;
pub(crate) mod text;
pub(crate) mod tornado;
