//! The other engines: an environment of their own, and the networks that all of us run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Where the scripts of the peers are.
pub(super) fn scripts() -> PathBuf {
    crate::root().join("tests/peers")
}

/// Makes in `folder` what is not there yet; gives the environment's Python.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let environment = folder.join("environment");
    let python = environment.join("bin/python");
    let installed = environment.join("installed");
    if !installed.exists() {
        eprintln!("installing the peers into {} …", environment.display());
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        let requirements = scripts().join("requirements.txt");
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "-r"])
            .arg(requirements))?;
        std::fs::write(installed, "")?;
    }
    eprintln!("writing the networks into {} …", folder.display());
    run(Command::new(&python).arg(scripts().join("prepare.py")).arg(folder))?;
    Ok(python)
}

/// Runs a command whose words go to our errors: only the report is our output.
fn run(command: &mut Command) -> Result<()> {
    let status = command.stdout(std::io::stderr()).status();
    let status = status.with_context(|| format!("starting {command:?}"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}
