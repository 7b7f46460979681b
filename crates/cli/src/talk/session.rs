//! A dialogue that is kept in a file.

use std::path::{Path, PathBuf};

use anyhow::Result;
use qingyun_prompt::dialogue::State;

use crate::error::Error;

/// A dialogue, and the file that keeps it.
pub(crate) struct Session {
    pub(crate) state: State,
    file: Option<PathBuf>,
}

impl Session {
    /// The dialogue that a file holds; a new one where there is no such file.
    ///
    /// # Errors
    /// Where the file cannot be read or holds something else.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self> {
        let state = match file.filter(|path| path.exists()) {
            Some(path) => read(path)?,
            None => State::default(),
        };
        Ok(Self { state, file: file.map(Path::to_owned) })
    }

    /// Keeps it, where it has a file.
    ///
    /// # Errors
    /// Where the file cannot be written; what it held before is still there.
    pub(crate) fn keep(&self) -> Result<()> {
        self.file.as_deref().map_or(Ok(()), |file| self.save(file))
    }

    /// Saves it under a name.
    ///
    /// # Errors
    /// As [`Session::keep`].
    pub(crate) fn save(&self, file: &Path) -> Result<()> {
        Ok(qingyun_files::replace(file, &serde_json::to_vec(&self.state)?)?)
    }
}

fn read(path: &Path) -> Result<State, Error> {
    let bytes = std::fs::read(path).map_err(Error::reading(path))?;
    serde_json::from_slice(&bytes)
        .map_err(|source| Error::Session { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use qingyun_prompt::Vocabulary;
    use qingyun_prompt::dialogue::turn;

    #[test]
    fn a_dialogue_goes_on_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("talk.json");
        let mut session = Session::open(Some(&file)).unwrap();
        let vocabulary = Vocabulary::general();
        turn(&mut session.state, "a red cat", &vocabulary).unwrap();
        turn(&mut session.state, "make it blue", &vocabulary).unwrap();
        session.keep().unwrap();
        let mut again = Session::open(Some(&file)).unwrap();
        assert_eq!(again.state, session.state);
        turn(&mut again.state, "undo", &vocabulary).unwrap();
        assert_eq!(again.state.brief().subjects[0].colour.as_ref().unwrap().name, "red");
    }

    #[test]
    fn another_file_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("note.txt");
        std::fs::write(&file, "not a dialogue").unwrap();
        assert!(Session::open(Some(&file)).is_err());
        assert_eq!(std::fs::read(&file).unwrap(), b"not a dialogue");
    }
}
