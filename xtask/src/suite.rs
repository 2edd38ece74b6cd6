//! `cargo xtask test`: every check there is, one after the other, and what came of each.

use std::env;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::browser::{self, Browser};
use crate::build::{self, WASM_TARGET};
use crate::repo::{self, CRATE};
use crate::shell::{self, Outcome, at, cargo, say};
use crate::{generate, node, wasm_tests};

/// The npm scripts of tests/package.json that are steps, in this order.
const SCRIPTS: &[&str] = &["test:node", "test:types", "test:package", "test:browser", "test:consumers", "test:page"];

struct Done {
    name: String,
    error: Option<String>,
    took: Duration,
}

/// Runs steps and goes on after a failed one.
#[derive(Default)]
struct Steps(Vec<Done>);

impl Steps {
    fn run<T>(&mut self, name: &str, step: impl FnOnce() -> Outcome<T>) -> Option<T> {
        println!("\n== {}. {name}", self.0.len() + 1);
        let start = Instant::now();
        let (value, error) = match step() {
            Ok(value) => (Some(value), None),
            Err(error) => (None, Some(error)),
        };
        if let Some(error) = &error {
            eprintln!("error: {error}");
        }
        self.0.push(Done { name: name.to_owned(), error, took: start.elapsed() });
        value
    }

    fn failed(&self) -> usize {
        self.0.iter().filter(|done| done.error.is_some()).count()
    }

    /// The table, and a closing line that a machine can read.
    fn summary(&self) -> String {
        let width = self.0.iter().map(|done| done.name.chars().count()).max().unwrap_or_default();
        let mut text = String::from("\n");
        for Done { name, error, took } in &self.0 {
            let verdict = if error.is_some() { "failed" } else { "ok" };
            text.push_str(&format!("{name:width$}  {verdict:6}  {:>7.1} s\n", took.as_secs_f64()));
        }
        for Done { name, error, .. } in &self.0 {
            if let Some(error) = error {
                text.push_str(&format!("{name}: {error}\n"));
            }
        }
        text.push_str(&format!("{} passed, {} failed", self.0.len() - self.failed(), self.failed()));
        text
    }
}

pub fn run(long: bool) -> Outcome {
    say("test: every check of this repository; what is missing is set up on the way");
    let settings = Settings::read(long);
    let mut steps = Steps::default();

    match &settings.corpora {
        None => say("CORPORA is not set: the checks against public test corpora are left out"),
        Some(folder) => drop(steps.run("corpora", || is_folder(folder))),
    }
    steps.run("format", || shell::run(cargo().args(["fmt", "--all", "--check"])));
    steps.run("clippy, host", || {
        shell::run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    let wasm = steps.run("wasm32 target", build::ensure_wasm_target).is_some();
    steps.run("clippy, wasm32", || {
        needs(wasm, "the wasm32 target")?;
        let mut clippy = cargo();
        clippy.args(["clippy", "-p", CRATE, "--lib", "--all-features", "--target", WASM_TARGET]);
        shell::run(clippy.args(["--", "-D", "warnings"]))
    });
    steps.run("generated files", || generate::run(true));
    steps.run("host tests", || shell::run(settings.pass_on(cargo().args(["test", "--workspace", "--no-fail-fast"]))));

    steps.run("simulation", || {
        let journeys = if long { "10000000" } else { "1000000" };
        say(&format!("{journeys} journeys"));
        let mut test = cargo();
        test.args(["test", "-p", CRATE, "--profile", "simulation", "--test", "simulation", "--", "--nocapture"]);
        shell::run(test.env("JOURNEYS", journeys).env_remove("FROM").env_remove("SEED"))
    });

    let browser = steps.run("Chromium", browser::find_or_install);
    let runner = steps.run("wasm test runner", wasm_tests::build_runner).is_some();
    steps.run("wasm tests in Node", || {
        needs(wasm && runner, "the wasm32 target and the test runner")?;
        wasm_tests::in_node(&settings)
    });
    steps.run("wasm tests in Chromium", || {
        needs(wasm && runner, "the wasm32 target and the test runner")?;
        wasm_tests::in_chromium(&settings, chromium(&browser)?)
    });

    let package = steps.run("build", build::run);
    let tarball =
        steps.run("npm pack", || node::pack(package.as_deref().ok_or("there is no package: the build failed")?));
    let folder = repo::root().join("tests");
    let scripts = steps.run("npm ci in tests", || {
        let scripts = scripts(&folder)?;
        node::install(&folder)?;
        Ok(scripts)
    });
    for script in scripts.unwrap_or_default() {
        steps.run(&format!("npm run {script}"), || {
            let tarball = tarball.as_ref().ok_or("there is no tarball: the build or npm pack failed")?;
            let mut npm = node::npm(&folder)?;
            npm.args(["run", "--silent", script]).env("SEEDANCE_TARBALL", tarball);
            npm.env("CHROMIUM", &chromium(&browser)?.chromium).env("CHROMEDRIVER", &chromium(&browser)?.driver);
            shell::run(settings.pass_on(&mut npm))
        });
    }

    println!("{}", steps.summary());
    match steps.failed() {
        0 => Ok(()),
        _ => std::process::exit(1),
    }
}

/// What the person at the terminal asked for, handed on to the tests as environment.
pub struct Settings {
    long: bool,
    corpora: Option<PathBuf>,
}

impl Settings {
    fn read(long: bool) -> Self {
        let corpora = env::var_os("CORPORA").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        // The tests run in other folders than this one.
        Self { long, corpora: corpora.map(|folder| std::path::absolute(&folder).unwrap_or(folder)) }
    }

    pub fn pass_on<'a>(&self, command: &'a mut std::process::Command) -> &'a mut std::process::Command {
        if self.long {
            command.env("LONG", "1");
        }
        match &self.corpora {
            Some(folder) => command.env("CORPORA", folder),
            None => command.env_remove("CORPORA"),
        }
    }
}

/// The steps that tests/package.json offers; a folder of tests without any is a fault.
fn scripts(folder: &Path) -> Outcome<Vec<&'static str>> {
    let manifest: Value = serde_json::from_str(&repo::read(&folder.join("package.json"))?)
        .map_err(|error| format!("tests/package.json is not JSON: {error}"))?;
    let scripts: Vec<_> = SCRIPTS.iter().copied().filter(|script| manifest["scripts"][script].is_string()).collect();
    if scripts.is_empty() {
        Err(format!("tests/package.json has none of the scripts {}", SCRIPTS.join(", ")))
    } else {
        Ok(scripts)
    }
}

fn is_folder(folder: &Path) -> Outcome {
    std::fs::read_dir(folder).map(drop).map_err(at("read CORPORA, that is", folder))
}

fn needs(there: bool, what: &str) -> Outcome {
    if there { Ok(()) } else { Err(format!("left undone without {what}")) }
}

fn chromium(browser: &Option<Browser>) -> Outcome<&Browser> {
    browser.as_ref().ok_or_else(|| "left undone without Chromium".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_counted_and_the_rest_still_runs() {
        let mut steps = Steps::default();
        assert_eq!(steps.run("one", || Ok(1)), Some(1));
        assert_eq!(steps.run("two", || Err::<(), _>("it broke".to_owned())), None);
        assert_eq!(steps.run("three", || Ok(3)), Some(3));
        let summary = steps.summary();
        assert_eq!(summary.lines().next_back(), Some("2 passed, 1 failed"));
        assert!(
            summary.contains("two    failed") && summary.contains("three  ok") && summary.contains("two: it broke")
        );
    }
}
