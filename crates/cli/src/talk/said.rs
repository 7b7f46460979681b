//! What a line of a dialogue is: a turn, or a command to the program.

use std::path::PathBuf;

/// A line of a dialogue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// A turn, for the dialogue itself; undo and redo are turns too.
    Turn(String),
    /// Show what is wanted so far.
    Show,
    /// Save the dialogue.
    Save(PathBuf),
    /// Tell the commands.
    Help,
    /// End.
    Quit,
    /// Nothing.
    Blank,
    /// A command that there is not.
    Unknown(String),
}

/// Reads a line. Commands begin with a slash.
pub(crate) fn said(line: &str) -> Said {
    let line = line.trim();
    let Some(command) = line.strip_prefix(['/', '／']) else {
        return if line.is_empty() { Said::Blank } else { Said::Turn(line.to_owned()) };
    };
    let (name, rest) = command.split_once(char::is_whitespace).unwrap_or((command, ""));
    match (name, rest.trim()) {
        ("show" | "显示", "") => Said::Show,
        ("save" | "保存", file) if !file.is_empty() => Said::Save(PathBuf::from(file)),
        ("undo" | "撤销", "") => Said::Turn("undo".to_owned()),
        ("redo" | "重做", "") => Said::Turn("redo".to_owned()),
        ("help" | "帮助", "") => Said::Help,
        ("quit" | "exit" | "退出", "") => Said::Quit,
        _ => Said::Unknown(command.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_known_in_both_languages() {
        assert_eq!([said("/quit"), said(" ／退出 ")], [Said::Quit, Said::Quit]);
        assert_eq!(said("/save a b.json"), Said::Save(PathBuf::from("a b.json")));
        assert_eq!(said("/保存 对话.json"), Said::Save(PathBuf::from("对话.json")));
        assert_eq!(said("/撤销"), Said::Turn("undo".into()));
    }

    #[test]
    fn anything_else_is_a_turn() {
        assert_eq!(said("再绿一点\n"), Said::Turn("再绿一点".into()));
        assert_eq!(said(" \u{3000}"), Said::Blank);
        assert_eq!(said("/save"), Said::Unknown("save".into()));
    }
}
