//! Help in Chinese: clap speaks English alone, so the words are put in its place.

use clap::{Arg, Command};

/// What clap shows of one command, in Chinese.
pub(crate) struct Zh {
    /// The command's name.
    pub(crate) command: &'static str,
    /// What it does.
    pub(crate) about: &'static str,
    /// How it is written.
    pub(crate) usage: &'static str,
    /// Each argument's id and what it is for.
    pub(crate) arguments: &'static [(&'static str, &'static str)],
}

impl Zh {
    /// What an argument is for.
    pub(crate) fn argument(&self, id: &str) -> Option<&'static str> {
        self.arguments.iter().find(|(name, _)| *name == id).map(|(_, text)| *text)
    }
}

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The same command with its help in Chinese. A command below another is found by both names,
/// such as `plan serve`.
pub(crate) fn localise(command: Command, root: &Zh, commands: &'static [Zh]) -> Command {
    speak(below(command, "", commands), root)
}

fn below(command: Command, path: &str, commands: &'static [Zh]) -> Command {
    command.subcommand_help_heading("命令").mut_subcommands(|sub| {
        let path = format!("{path} {}", sub.get_name());
        let path = path.trim_start();
        let sub = below(sub, path, commands);
        match commands.iter().find(|zh| zh.command == path) {
            Some(zh) => speak(sub, zh),
            None => sub,
        }
    })
}

fn speak(command: Command, zh: &Zh) -> Command {
    let argument = |argument: Arg| {
        let heading = if argument.is_positional() { "参数" } else { "选项" };
        let text = zh.argument(argument.get_id().as_str()).unwrap_or_default();
        let text = format!("{text}{}", default(&argument));
        let argument = argument.help(text).hide_default_value(true);
        match argument.get_help_heading() {
            Some(_) => argument,
            None => argument.help_heading(heading),
        }
    };
    command.about(zh.about).override_usage(zh.usage).help_template(TEMPLATE).mut_args(argument)
}

/// What counts where the argument is not given; a flag's `false` goes without saying.
fn default(argument: &Arg) -> String {
    match argument.get_default_values() {
        [value] if argument.get_action().takes_values() => {
            format!(" [默认：{}]", value.to_string_lossy())
        }
        _ => String::new(),
    }
}
