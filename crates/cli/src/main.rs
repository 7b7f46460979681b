//! The qingyun command.

mod arguments;
mod bulk;
mod commands;
mod context;
mod endpoint;
mod engine;
mod error;
mod findings;
mod help;
mod language;
mod meaning;
mod paint;
mod plan;
mod prompt;
mod say;
mod shelf;
mod table;
mod talk;
mod usage;
mod values;

use std::ffi::OsString;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use arguments::Command;
use context::Context;
use paint::preview::Graphics;
use say::Lang;
use shelf::Home;

/// Longer than any layer takes.
const LAYER: Duration = Duration::from_secs(1);

#[global_allocator]
static ALLOCATOR: qingyun_kernels::Allocator = qingyun_kernels::Allocator;

fn main() -> ExitCode {
    qingyun_kernels::keep_memory(LAYER);
    let words: Vec<OsString> = std::env::args_os().collect();
    let variable = |name: &str| std::env::var(name).ok();
    let lang = Lang::of(&words, variable);
    let arguments = match arguments::parse(words, lang) {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error, lang),
    };
    let graphics = io::stdout().is_terminal().then(|| Graphics::of_terminal(variable)).flatten();
    let home = Home::of(variable);
    let context = Context { lang, fresh_seed: fresh_seed(), graphics, home };
    match run(&arguments.command, &context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if reader_went_away(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Where not even stderr can be written, the exit code has to do.
            let _ = writeln!(io::stderr(), "{}", lang.failure(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command, context: &Context) -> anyhow::Result<()> {
    // A plan chooses the number of threads itself.
    if !matches!(command, Command::Plan(_)) {
        qingyun_kernels::work_here();
    }
    match command {
        Command::Paint(args) => commands::paint::run(args, context),
        Command::Info(args) => commands::info::run(args, context),
        Command::Segment(args) => commands::segment::run(args, context),
        Command::Keywords(args) => commands::keywords::run(args, context),
        Command::Lint(args) => commands::lint::run(args, context),
        Command::Encode(args) => commands::encode::run(args, context),
        Command::Talk(args) => commands::talk::run(args, context),
        Command::Train(args) => commands::train::run(args, context),
        Command::Plan(args) => commands::plan::run(args, context),
        Command::Models(args) => commands::models::run(args, context),
        Command::Model(args) => commands::model::run(args, context),
        Command::Prompt(args) => commands::prompt::run(args, context),
        Command::Samplers(args) => commands::samplers::run(args, context),
        Command::Devices(args) => commands::devices::run(args, context),
    }
}

/// Prints help to stdout, or what is wrong with the arguments to stderr.
fn explain(error: &clap::Error, lang: Lang) -> ExitCode {
    let text = usage::message(error, lang);
    let _ = if error.use_stderr() {
        io::stderr().write_all(text.as_bytes())
    } else {
        io::stdout().write_all(text.as_bytes())
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

fn reader_went_away(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
}

/// A seed for those who give none: from the clock and the system's entropy. It has 32 bits,
/// because PyTorch's stream uses no more and short seeds are easier to hand on.
fn fresh_seed() -> u64 {
    RandomState::new().hash_one(SystemTime::now()) & u64::from(u32::MAX)
}
