//! `cargo xtask bench`: our networks against other engines', turn by turn in one run.

mod duel;
mod ours;
mod peers;
mod report;
mod small;
mod worker;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use qingyun_models::ops::Precision;

pub(crate) use duel::median;

use duel::Duel;
use worker::{Engine, Task};

/// Measure our networks against other engines', turn by turn, on the same weights.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Turns of each pair.
    #[arg(long, default_value_t = 7)]
    turns: usize,
    /// Measure only the pairs whose name holds this, such as `unet`, `bf16` or `train`; `picture` for
    /// whole pictures, which are not measured else.
    #[arg(long, default_value = "")]
    only: String,
    /// Print one flat JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// Where the peers' environment and the networks are made and kept.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Be one of those who are measured: a work and a precision.
    #[arg(long, hide = true, num_args = 2, requires = "folder")]
    worker: Option<Vec<String>>,
}

/// Runs the chore.
pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => crate::root().join("target/peers"),
    };
    if let Some(words) = &args.worker {
        return ours::work(Task::parse(&words[0], &words[1])?, &folder);
    }
    ensure!(args.turns > 0, "--turns has to be at least 1");
    let pictures = args.only.contains("picture");
    let python = peers::prepare(&folder, pictures)?;
    let peaks = Precision::ALL.map(qingyun_kernels::peak);
    let mut duels = Vec::new();
    let pairs = if pictures { &duel::PICTURES[..] } else { &duel::PAIRS };
    for &(task, engine) in pairs {
        if duel::name(task, engine).contains(&args.only) {
            if engine == Engine::Candle {
                peers::build_candle(&folder)?;
            }
            eprintln!("{} …", duel::name(task, engine));
            duels.push(Duel::run(task, engine, &python, &folder, args.turns)?);
        }
    }
    let paint = if "paint".contains(&args.only) { Some(paint_seconds(args.turns)?) } else { None };
    report::print(&duels, peaks, paint, args.json)
}

/// The median time of `qingyun paint` as a whole process.
fn paint_seconds(turns: usize) -> Result<f64> {
    let root = crate::root();
    let build = ["build", "--release", "--package", "qingyun", "--quiet"];
    ensure!(Command::new("cargo").args(build).current_dir(root).status()?.success(), "no build");
    let program = root.join("target/release/qingyun");
    let once = |_| -> Result<f64> { paint(&program) };
    let mut seconds = (0..=turns).map(once).collect::<Result<Vec<_>>>()?;
    // The first one reads the program from the disk.
    seconds.remove(0);
    Ok(median(&seconds))
}

fn paint(program: &Path) -> Result<f64> {
    let folder = tempfile::tempdir()?;
    let start = Instant::now();
    let mut command = Command::new(program);
    command.args(["paint", "一只红色的猫，蓝色背景", "--seed", "3"]);
    let output = command.current_dir(&folder).output().context("starting qingyun")?;
    ensure!(output.status.success(), "qingyun paint failed");
    Ok(start.elapsed().as_secs_f64())
}
