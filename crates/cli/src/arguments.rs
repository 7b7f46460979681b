//! The arguments of the program: what can be said after `qingyun`.

use std::ffi::OsString;

use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::{
    devices, encode, info, keywords, lint, model, models, paint, plan, prompt, samplers, segment,
    talk, train,
};
use crate::help::{self, Zh};
use crate::say::Lang;

/// Says it in Chinese or English, paints it with a small diffusion model, and keeps an honest record
#[derive(Debug, Parser)]
#[command(name = "qingyun", version, arg_required_else_help = true)]
#[command(disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Language of messages: zh or en [default: that of the system]
    #[arg(
        long,
        global = true,
        value_name = "LANG",
        hide_possible_values = true,
        display_order = 97
    )]
    lang: Option<Lang>,

    /// Print help
    #[arg(short, long, global = true, action = ArgAction::Help, display_order = 98)]
    help: Option<bool>,

    /// Print version
    #[arg(short = 'V', long, action = ArgAction::Version, display_order = 99)]
    version: Option<bool>,
}

/// What to do; one file each in `commands`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Paint(Box<paint::Args>),
    Info(info::Args),
    Segment(segment::Args),
    Keywords(keywords::Args),
    Lint(lint::Args),
    Encode(encode::Args),
    Talk(talk::Args),
    Train(Box<train::Args>),
    Plan(Box<plan::Args>),
    Models(models::Args),
    Model(model::Args),
    Prompt(Box<prompt::Args>),
    Samplers(samplers::Args),
    Devices(devices::Args),
}

/// The Chinese help of the program and of each command.
pub(crate) const ZH: Zh = Zh {
    command: "qingyun",
    about: "用中文或英文说出来，由一个小扩散模型画出来，并如实留下记录",
    usage: "qingyun [选项] <命令>",
    arguments: &[
        ("lang", "消息的语言：zh 或 en [默认：随系统]"),
        ("help", "显示帮助"),
        ("version", "显示版本"),
    ],
};
const COMMANDS_ZH: &[Zh] = &[
    paint::ZH,
    info::ZH,
    segment::ZH,
    keywords::ZH,
    lint::ZH,
    encode::ZH,
    talk::ZH,
    train::ZH,
    plan::ZH,
    plan::SERVE_ZH,
    plan::TRAIN_ZH,
    models::ZH,
    model::ZH,
    model::ZH_ADD,
    model::ZH_REMOVE,
    prompt::ZH,
    samplers::ZH,
    devices::ZH,
];

/// The arguments as data.
///
/// # Errors
/// What clap says of them; asking for help is an "error" too.
pub(crate) fn parse(arguments: Vec<OsString>, lang: Lang) -> Result<Arguments, clap::Error> {
    let mut command = command(lang);
    let matches = command.try_get_matches_from_mut(arguments)?;
    Arguments::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

fn command(lang: Lang) -> clap::Command {
    let command = Arguments::command()
        .mut_subcommand("keywords", |c| c.after_help(keywords::names(lang)))
        .mut_subcommand("paint", |c| c.after_help(paint::names(lang)))
        .mut_subcommand("plan", |c| plan::named(c, lang));
    match lang {
        Lang::Zh => help::localise(command, &ZH, COMMANDS_ZH),
        Lang::En => command,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        command(Lang::En).debug_assert();
        command(Lang::Zh).debug_assert();
    }

    #[test]
    fn every_command_and_argument_is_told_in_chinese() {
        fn spoken(zh: &Zh, command: &clap::Command) {
            for argument in command.get_arguments() {
                assert!(zh.argument(argument.get_id().as_str()).is_some(), "{argument:?}");
            }
        }
        fn below(path: &str, command: &clap::Command) {
            for command in command.get_subcommands() {
                let path = format!("{path} {}", command.get_name());
                let zh = COMMANDS_ZH.iter().find(|zh| zh.command == path.trim_start());
                assert!(zh.is_some(), "{path}");
                zh.into_iter().for_each(|zh| spoken(zh, command));
                below(&path, command);
            }
        }
        let root = Arguments::command();
        spoken(&ZH, &root);
        below("", &root);
    }
}
