//! The other engines: an environment of their own, and the networks that all of us run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Where the scripts of the peers are.
pub(super) fn scripts() -> PathBuf {
    crate::root().join("tests/peers")
}

/// Makes in `folder` what is not there yet, with what whole `pictures` need if they are measured;
/// gives the environment's Python.
pub(super) fn prepare(folder: &Path, pictures: bool) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let environment = folder.join("environment");
    let python = environment.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    install(&environment, "requirements.txt", "installed")?;
    if pictures {
        install(&environment, "requirements-pictures.txt", "installed-pictures")?;
    }
    eprintln!("writing the networks into {} …", folder.display());
    let mut prepare = Command::new(&python);
    prepare.arg(scripts().join("prepare.py")).arg(folder);
    run(prepare.args(pictures.then_some("--pictures")))?;
    Ok(python)
}

/// Installs what a list requires, unless its mark says that it is there.
fn install(environment: &Path, list: &str, mark: &str) -> Result<()> {
    let mark = environment.join(mark);
    if mark.exists() {
        return Ok(());
    }
    eprintln!("installing {list} into {} …", environment.display());
    let mut pip = Command::new(environment.join("bin/python"));
    pip.args(["-m", "pip", "install", "--quiet", "-r"]).arg(scripts().join(list));
    // What ggml does not find out by itself when it is compiled for the machine at hand.
    run(pip.env("CMAKE_ARGS", "-DGGML_NATIVE=ON"))?;
    Ok(std::fs::write(mark, "")?)
}

/// Where candle's U-Net is, once [`build_candle`] has built it.
pub(super) fn candle(folder: &Path) -> PathBuf {
    folder.join("candle/release/candle-peer")
}

/// Builds candle's U-Net for the machine at hand.
pub(super) fn build_candle(folder: &Path) -> Result<()> {
    eprintln!("building candle into {} …", folder.display());
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--quiet", "--manifest-path"]);
    cargo.arg(scripts().join("candle/Cargo.toml")).arg("--target-dir").arg(folder.join("candle"));
    run(cargo.env("RUSTFLAGS", "-C target-cpu=native"))
}

/// Runs a command whose words go to our errors: only the report is our output.
fn run(command: &mut Command) -> Result<()> {
    let status = command.stdout(std::io::stderr()).status();
    let status = status.with_context(|| format!("starting {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
