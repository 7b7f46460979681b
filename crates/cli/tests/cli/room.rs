//! A folder of its own for every test, and the program run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

pub(crate) struct Room(TempDir);

impl Room {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect(name)
    }

    /// The names of all files, hidden ones too, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A command that runs here, in English, for no terminal.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.0.path()).env("LC_ALL", "C.UTF-8");
        command.env("QINGYUN_HOME", self.path("home"));
        for name in ["COLUMNS", "COLORTERM", "TERM", "TERM_PROGRAM", "RAYON_NUM_THREADS"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn qingyun<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        self.command(program()).args(arguments).output().unwrap()
    }

    /// Runs what must succeed; gives what it printed.
    pub(crate) fn ok<S: AsRef<OsStr>>(&self, arguments: &[S]) -> String {
        let output = self.qingyun(arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Text without what differs between two runs: this folder's path and the version.
    pub(crate) fn stable(&self, text: &[u8]) -> String {
        let text = String::from_utf8_lossy(text);
        let text = text.replace(&*self.0.path().to_string_lossy(), "[ROOM]");
        text.replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
    }
}

pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_qingyun"))
}
