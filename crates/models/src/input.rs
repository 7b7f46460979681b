//! Checks of what a network is given.

use crate::{Error, Result, Wanted};

/// Whether the value holds, else the error that says what is needed.
pub(crate) fn given(holds: bool, name: &'static str, value: usize, wanted: Wanted) -> Result<()> {
    if holds { Ok(()) } else { Err(Error::Input { name, value, wanted }) }
}

/// Whether the value is the one needed.
pub(crate) fn exactly(name: &'static str, value: usize, needed: usize) -> Result<()> {
    given(value == needed, name, value, Wanted::Exactly(needed))
}
