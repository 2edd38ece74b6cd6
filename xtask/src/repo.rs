//! Where things lie in this repository, and what Cargo knows of it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::shell::{Outcome, at, cargo, output};

/// The crate that becomes the npm package.
pub const CRATE: &str = "seedance-request";

/// The folder of the workspace.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// The facts that Cargo.toml holds and nothing else repeats.
pub struct Facts {
    pub version: String,
    pub target: PathBuf,
    /// Stem and source of each integration test of the crate.
    pub tests: Vec<(String, PathBuf)>,
}

impl Facts {
    pub fn read() -> Outcome<Self> {
        let text = output(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
        let metadata: Value =
            serde_json::from_str(&text).map_err(|error| format!("cargo metadata is not JSON: {error}"))?;
        Self::of(&metadata).ok_or_else(|| format!("cargo metadata does not describe the crate {CRATE}"))
    }

    fn of(metadata: &Value) -> Option<Self> {
        let package = metadata["packages"].as_array()?.iter().find(|package| package["name"] == CRATE)?;
        let tests = package["targets"]
            .as_array()?
            .iter()
            .filter(|target| target["kind"][0] == "test")
            .filter_map(|target| Some((target["name"].as_str()?.to_owned(), target["src_path"].as_str()?.into())));
        Some(Self {
            version: package["version"].as_str()?.to_owned(),
            target: metadata["target_directory"].as_str()?.into(),
            tests: tests.collect(),
        })
    }

    /// A folder for what xtask makes on the way.
    pub fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }
}

/// Every file below a folder, sorted, so that two machines do the same things in the same order.
pub fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).map_err(at("read", &folder))? {
            let path = entry.map_err(at("read", &folder))?.path();
            if path.is_dir() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// Copies one file, making the folders it needs.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    make_parent(to)?;
    fs::copy(from, to).map(drop).map_err(at("copy", from))
}

/// Writes one file, making the folders it needs.
pub fn write(path: &Path, contents: impl AsRef<[u8]>) -> Outcome {
    make_parent(path)?;
    fs::write(path, contents).map_err(at("write", path))
}

pub fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(at("read", path))
}

pub fn remove_folder(path: &Path) -> Outcome {
    if path.exists() { fs::remove_dir_all(path).map_err(at("remove", path)) } else { Ok(()) }
}

fn make_parent(path: &Path) -> Outcome {
    match path.parent() {
        Some(folder) => fs::create_dir_all(folder).map_err(at("make", folder)),
        None => Ok(()),
    }
}
