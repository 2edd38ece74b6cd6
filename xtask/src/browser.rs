//! Chromium and its driver: where they are, and how they get there.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Outcome, output, run, say, which};

pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const CHROMIUM_FILES: &[&str] = &[
    "/usr/lib/chromium/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];
const DRIVER: &[&str] = &["chromedriver"];
const DRIVER_FILES: &[&str] = &["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"];

/// Finds both; on Debian, root gets them installed.
pub fn find_or_install() -> Outcome<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    if Path::new("/etc/debian_version").exists() && is_root() {
        say("apt-get install chromium chromium-driver");
        let apt = |args: &[&str]| run(Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"));
        apt(&["update", "-q"])?;
        apt(&["install", "-y", "-q", "--no-install-recommends", "chromium", "chromium-driver"])?;
    }
    find()?.ok_or_else(|| {
        "Chromium and chromedriver are needed and were not found: install them, or name them in CHROMIUM and CHROMEDRIVER".to_owned()
    })
}

fn find() -> Outcome<Option<Browser>> {
    let chromium = locate("CHROMIUM", CHROMIUM, CHROMIUM_FILES)?;
    let driver = locate("CHROMEDRIVER", DRIVER, DRIVER_FILES)?;
    Ok(chromium.zip(driver).map(|(chromium, driver)| Browser { chromium, driver }))
}

/// A variable that is set must be right: nothing else is tried instead.
fn locate(variable: &str, names: &[&str], files: &[&str]) -> Outcome<Option<PathBuf>> {
    if let Some(path) = env::var_os(variable).filter(|path| !path.is_empty()).map(PathBuf::from) {
        return if path.is_file() {
            Ok(Some(path))
        } else {
            Err(format!("{variable} names {}, which is no file", path.display()))
        };
    }
    let files = files.iter().map(PathBuf::from).filter(|file| file.is_file());
    Ok(names.iter().filter_map(|name| which(name)).chain(files).next())
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
