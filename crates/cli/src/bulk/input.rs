//! Where texts come from.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;

/// The longest text that is read: 16 MiB.
pub(super) const MAX_BYTES: u64 = 16 << 20;

/// A text to work on, and how it is said.
#[derive(Debug, clap::Args)]
pub(crate) struct Input {
    /// The text, or the name of a file that holds it [default: standard input]
    #[arg(value_name = "TEXT|FILE")]
    pub(crate) text: Vec<String>,

    /// Read lines of JSON, {"id", "text"}, from standard input and write one for each
    #[arg(long, conflicts_with = "text")]
    pub(crate) jsonl: bool,
}

/// A text with its name, or the turns of a dialogue.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Record {
    /// Any JSON value; goes back as it came.
    #[serde(default)]
    pub(crate) id: Value,
    /// The text.
    pub(crate) text: Option<String>,
    /// What was said turn by turn.
    pub(crate) turns: Option<Vec<String>>,
}

impl Record {
    /// The text.
    ///
    /// # Errors
    /// [`Error::NoText`] if the record has none.
    pub(crate) fn text(&self) -> Result<&str, Error> {
        self.text.as_deref().ok_or(Error::NoText)
    }
}

impl Input {
    /// The one text that was given.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read, is too long or no UTF-8.
    pub(crate) fn one(&self) -> Result<String, Error> {
        match self.file() {
            Some(file) => read_file(file),
            None if self.text.is_empty() => read_stdin(),
            None => Ok(self.text.join(" ")),
        }
    }

    /// The file that the text names, where it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        let [only] = self.text.as_slice() else { return None };
        let path = Path::new(only);
        path.is_file().then_some(path)
    }
}

fn read_file(path: &Path) -> Result<String, Error> {
    let file = File::open(path).map_err(Error::reading(path))?;
    text(file, path).map_err(Error::reading(path))?
}

fn read_stdin() -> Result<String, Error> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(Error::NothingSaid);
    }
    let path = Path::new("-");
    text(stdin.lock(), path).map_err(Error::reading(path))?
}

/// All of a reader as text; never more than the limit is kept.
fn text(reader: impl Read, path: &Path) -> io::Result<Result<String, Error>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Ok(Err(Error::TooLong { path: path.to_owned(), limit: MAX_BYTES }));
    }
    let checked = String::from_utf8(bytes);
    Ok(checked.map_err(|error| Error::NotUtf8 {
        path: path.to_owned(),
        at: error.utf8_error().valid_up_to(),
    }))
}
