//! What a command knows of the world; everything outside it is handed in by `main`.

use std::io::{self, Write};

use crate::paint::preview::Graphics;
use crate::say::Lang;
use crate::shelf::Home;

/// The world of one run.
pub(crate) struct Context {
    /// The language to speak.
    pub(crate) lang: Lang,
    /// A seed nobody has asked for.
    pub(crate) fresh_seed: u64,
    /// How the terminal shows pictures, if it does.
    pub(crate) graphics: Option<Graphics>,
    /// Where what belongs to the person is kept, if the system says.
    pub(crate) home: Option<Home>,
}

impl Context {
    /// Prints a line. A reader that has gone away (`| head`) is an error like any other, so that
    /// `main` alone decides what it means.
    pub(crate) fn say(&self, text: impl AsRef<str>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", text.as_ref().trim_end_matches('\n'))?;
        out.flush()
    }

    /// Prints a line that is no result.
    pub(crate) fn warn(&self, text: &str) -> io::Result<()> {
        writeln!(io::stderr().lock(), "{}{text}", self.lang.pick("注意：", "note: "))
    }

    /// Prints data.
    pub(crate) fn say_json(&self, value: &serde_json::Value) -> io::Result<()> {
        self.say(format!("{value:#}"))
    }
}
