//! Writes the files that are generated from the tables of the crate, or says which are stale.
//!
//! What stands in them is the crate's business (`seedance_request::docs`).

use std::fs;
use std::path::{Component, Path};

use crate::repo;
use crate::shell::{Outcome, say};

pub fn run(check: bool) -> Outcome {
    say(if check { "comparing the generated files" } else { "writing the generated files" });
    let files = generated()?;
    let stale = stale(repo::root(), &files)?;
    if check {
        return report(files.len(), &stale);
    }
    for &(path, contents) in &stale {
        repo::write(&repo::root().join(path), contents)?;
        println!("  wrote {path}");
    }
    say(&format!("{} generated files, {} of them written", files.len(), stale.len()));
    Ok(())
}

fn generated() -> Outcome<Vec<(String, String)>> {
    Ok(seedance_request::docs::generate())
}

fn report(all: usize, stale: &[(&str, &str)]) -> Outcome {
    if stale.is_empty() {
        say(&format!("{all} generated files, none stale"));
        return Ok(());
    }
    for (path, _) in stale {
        println!("  stale: {path}");
    }
    Err(format!("{} of {all} generated files are stale: run `cargo xtask generate`", stale.len()))
}

/// The files that differ from what is on disk.
fn stale<'a>(root: &Path, files: &'a [(String, String)]) -> Outcome<Vec<(&'a str, &'a str)>> {
    if files.is_empty() {
        return Err("the generator returned no files".to_owned());
    }
    let mut stale = Vec::new();
    for (path, contents) in files {
        if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(format!("the generator named a path outside the repository: {path}"));
        }
        if fs::read(root.join(path)).ok().as_deref() != Some(contents.as_bytes()) {
            stale.push((path.as_str(), contents.as_str()));
        }
    }
    Ok(stale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|&(path, contents)| (path.to_owned(), contents.to_owned())).collect()
    }

    #[test]
    fn missing_and_changed_files_are_stale() {
        let root = std::env::temp_dir().join(format!("xtask-generate-{}", std::process::id()));
        repo::write(&root.join("same"), "1").unwrap();
        repo::write(&root.join("changed"), "old").unwrap();
        let files = files(&[("same", "1"), ("changed", "new"), ("deep/missing", "")]);
        let found = stale(&root, &files).unwrap();
        repo::remove_folder(&root).unwrap();
        assert_eq!(found, [("changed", "new"), ("deep/missing", "")]);
        assert!(report(3, &found).unwrap_err().contains("cargo xtask generate"));
        assert!(report(3, &[]).is_ok());
    }

    #[test]
    fn a_path_outside_the_repository_is_refused() {
        for path in ["../x", "/x", "a/../../x"] {
            assert!(stale(repo::root(), &files(&[(path, "")])).is_err(), "{path}");
        }
    }

    #[test]
    fn an_empty_generator_is_a_fault() {
        assert!(stale(repo::root(), &[]).is_err());
    }
}
