//! Node, npm and the two tools that the build takes from npm.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::repo;
use crate::shell::{self, Outcome, at, output, say, which};

const NEEDS_NODE: &str = "Node 20 or newer with npm is needed and is not on PATH: see https://nodejs.org";

/// Runs a script with Node.
pub fn node(script: &Path) -> Outcome<Command> {
    let mut command = Command::new(which("node").ok_or(NEEDS_NODE)?);
    command.arg(script);
    Ok(command)
}

pub fn npm(folder: &Path) -> Outcome<Command> {
    // npm is a shell script, on Windows a .cmd file.
    let name = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = Command::new(which(name).ok_or(NEEDS_NODE)?);
    command.current_dir(folder);
    Ok(command)
}

/// Installs what the lock file of a folder names, unless that has been done.
pub fn install(folder: &Path) -> Outcome {
    which("node").ok_or(NEEDS_NODE)?;
    let shown = folder.strip_prefix(repo::root()).unwrap_or(folder).display();
    let lock = folder.join("package-lock.json");
    if !lock.is_file() {
        return Err(format!("{shown}/package-lock.json is missing, so there is nothing to install from"));
    }
    if installed_since(&lock, &folder.join("node_modules/.package-lock.json")) {
        return Ok(());
    }
    say(&format!("npm ci in {shown}/"));
    shell::run(npm(folder)?.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]))
}

/// Packs a package folder into the tarball that npm would publish.
pub fn pack(package: &Path) -> Outcome<PathBuf> {
    let folder = repo::Facts::read()?.scratch().join("tarball");
    repo::remove_folder(&folder)?;
    fs::create_dir_all(&folder).map_err(at("make", &folder))?;
    say("npm pack");
    let printed = output(npm(package)?.args(["pack", "--loglevel=error", "--pack-destination"]).arg(&folder))?;
    let name = printed.lines().next_back().unwrap_or_default().trim();
    let tarball = folder.join(name);
    if name.is_empty() || !tarball.is_file() {
        return Err("npm pack left no tarball".to_owned());
    }
    Ok(tarball)
}

/// A tool of xtask/package.json.
pub fn tool(name: &str) -> Outcome<Command> {
    let folder = repo::root().join("xtask");
    install(&folder)?;
    let file = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
    let mut command = Command::new(folder.join("node_modules/.bin").join(file));
    command.current_dir(repo::root());
    Ok(command)
}

/// `--name=path` as one argument, whatever the path is made of.
pub fn option(name: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(name);
    argument.push("=");
    argument.push(path);
    argument
}

fn installed_since(lock: &Path, stamp: &Path) -> bool {
    let changed = |path: &Path| -> Option<SystemTime> { fs::metadata(path).ok()?.modified().ok() };
    matches!((changed(lock), changed(stamp)), (Some(lock), Some(stamp)) if lock <= stamp)
}
